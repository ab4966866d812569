"""What a simulated conversation consists of, as it is told: entries, in the order in which they happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.domain.messages import Outbound
from engine.domain.records import OutboxStatus
from engine.domain.values import Data
from engine.services.turns import TurnTaken


@dataclass(frozen=True, slots=True)
class Told:
    """The person sent something."""

    text: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """The provider delivered the last message once more; `is_new` is False when that was noticed and ignored."""

    is_new: bool


@dataclass(frozen=True, slots=True)
class Said:
    """The person got a message. `window_open`: as free text, else as its approved template."""

    message: Outbound
    window_open: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """The person did not get a message: it is parked, withheld or dead."""

    key: str
    status: OutboxStatus


@dataclass(frozen=True, slots=True)
class Moved:
    """A turn was taken."""

    turn: TurnTaken


@dataclass(frozen=True, slots=True)
class Passed:
    """Time went by, `seconds` of it."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact came in; `is_new` is False for a repeat, which is ignored."""

    name: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Ran:
    """A job was run."""

    action: str
    arguments: Data
    outcome: str
    is_stub: bool


@dataclass(frozen=True, slots=True)
class AtTill:
    """Somebody did something with money: the person, their bank, an operator, or whoever orders trouble."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang:
    """The payment gateway told of an event. `amount` is in paise, None where there is none.

    `is_new` is False when it is kept already, `is_genuine` when its signature is wrong and nobody believes it.
    `is_copy`: it was handed over once more, to see that this changes nothing.
    """

    event: str
    amount: int | None
    is_new: bool
    is_genuine: bool = True
    is_copy: bool = False


Entry: TypeAlias = Told | Repeated | Said | Kept | Moved | Passed | Happened | Ran | AtTill | Rang
