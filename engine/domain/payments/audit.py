"""The audit of money: who has done what by hand, when and why, and what was compared each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from engine.domain.values import Data


class Deed(StrEnum):
    """What was done. RECONCILED is about a day, REPLAYED about a hook, the others about money of an order."""

    REFUNDED = "refunded"
    RESENT = "resent"
    MATCHED = "matched"
    REPLAYED = "replayed"
    RECONCILED = "reconciled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the audit, written once. `about` is the id of what it was done to, `details` hold ids and numbers."""

    at: datetime
    by: str
    deed: Deed
    about: str
    order: str | None
    reason: str
    details: Data


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What is done once for each day: the last day it was done for, and until when somebody is at the next one."""

    name: str
    done_for: date
    until: datetime
