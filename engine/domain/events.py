"""What happens to a session. Everything comes through the inbox as one of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from engine.domain.messages import Inbound
from engine.domain.values import Data


class EventKind(StrEnum):
    """What an event tells of."""

    MESSAGE = "message"
    FACT = "fact"
    TIMER = "timer"
    JOB = "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened.

    MESSAGE carries `message`. FACT has a `name` such as `payment.paid` and `data`. TIMER and JOB name the frame,
    the state and the entry they belong to; a JOB's `name` is its outcome, a TIMER's is the event it raises.
    """

    kind: EventKind
    name: str = "message"
    data: Data = field(default_factory=dict)
    message: Inbound | None = None
    frame: int = 0
    state: str = ""
    token: int = 0


OWN_WORDS = frozenset(
    (
        "after",
        "answer",
        "birth_card",
        "choice",
        "command",
        "distress",
        "done",
        "error",
        "jump",
        "location",
        "message",
        "old_tap",
        "plain",
        "question",
        "refused",
        "remind",
    )
)
"""First words of events that only the engine raises."""


def is_fact_name(name: str) -> bool:
    """Whether something outside may be called so: the engine's own events cannot be told from outside."""
    return bool(name) and name.partition(".")[0] not in OWN_WORDS
