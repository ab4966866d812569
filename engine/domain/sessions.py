"""Where a subject stands: a session is a stack of frames, one for each flow it is inside of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from engine.domain.values import Data

MOVED = "moved:"
"""Before the id of the contact that has taken the last address of another: nothing can be sent there."""


class Entry(StrEnum):
    """How a frame came to be on the stack."""

    ROOT = "root"
    CALL = "call"
    INTERRUPT = "interrupt"


class Status(StrEnum):
    """Whether a session still takes events."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One flow being executed.

    `configuration` holds the ids of the active atomic states in document order; their ancestors are implied.
    `tokens` maps an active state that owns timers, a job or a question to the number of its entry: whatever
    arrives with another number is late. `serial` is unique in the session and never used again.
    `caller` is the serial of the frame that called or was interrupted, `calling` the state that called.
    """

    serial: int
    flow: str
    version: int
    structure: str
    entry: Entry
    caller: int = 0
    calling: str = ""
    configuration: tuple[str, ...]
    history: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    data: Data = field(default_factory=dict)
    tokens: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A subject's place in its flows. `frames` runs from the root inwards; `counter` feeds serials and tokens."""

    id: str
    subject: str
    frames: tuple[Frame, ...]
    counter: int = 0
    status: Status = Status.OPEN
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person on a channel. `address` is where they are answered; `data` outlives every session.

    A contact is found by any of its identities on the channel: a phone number is one of them, and none is needed.
    `last_inbound_at` opens the window for free text, `last_inbound` is the channel's id of that message. `silent`:
    they sent STOP, nothing may be sent unasked. `held_at`: since when people answer instead of the bot. `leaving_at`:
    since when their data waits to be erased.
    """

    id: str
    channel: str
    address: str
    language: str
    data: Data = field(default_factory=dict)
    last_inbound_at: datetime | None = None
    last_inbound: str | None = None
    silent: bool = False
    held_at: datetime | None = None
    leaving_at: datetime | None = None
