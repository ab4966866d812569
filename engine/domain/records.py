"""The rows beside sessions and contacts: inbox, outbox, jobs, timers, turn log and definitions.

All times are aware UTC. A `sequence` is given by the storage and grows in the order of recording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.domain.events import EventKind
from engine.domain.values import Data, Json


class InboxStatus(StrEnum):
    """`dead` is an item that failed so often that it is given up; a person must look at it."""

    NEW = "new"
    HANDLED = "handled"
    DEAD = "dead"


class OutboxStatus(StrEnum):
    """`failed` is a message that is given up."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class JobStatus(StrEnum):
    """A job whose outcome is in the inbox is `done`; one that nobody waits for any more is `cancelled`."""

    PENDING = "pending"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """Something that happened, kept until a turn has handled it.

    `provider_id` is the provider's own id with its name before it (`twilio:SM12`, `timer:<id>`): a second
    item with it is a repeat. `payload` is made and read by `engine.domain.payloads`. `due_at` delays it; None
    means from `received_at` on.
    """

    id: str
    provider_id: str
    subject: str
    kind: EventKind
    name: str
    payload: Data
    received_at: datetime
    due_at: datetime | None = None
    status: InboxStatus = InboxStatus.NEW
    attempts: int = 0
    error: str | None = None
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """A message to be sent. `body` is an Outbound as JSON; `key` names its words.

    `due_at` is when somebody may take it: while it is being sent that is when the sender's claim ends.
    `provider_id` is the id the channel gave it when it was sent.
    """

    id: str
    contact: str
    session: str
    key: str
    body: Data
    created_at: datetime
    due_at: datetime
    status: OutboxStatus = OutboxStatus.PENDING
    attempts: int = 0
    provider_id: str | None = None
    error: str | None = None
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A call of a gateway that a state waits for.

    `frame`, `state` and `token` name the entry into the state that asked for it.
    `due_at` is when a worker may take it: while one works on it that is when the claim ends.
    """

    id: str
    subject: str
    session: str
    action: str
    arguments: Data
    frame: int
    state: str
    token: int
    created_at: datetime
    due_at: datetime
    timeout_at: datetime | None = None
    status: JobStatus = JobStatus.PENDING
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerRecord:
    """An event that is due at a time. `timer` is unique in the session; `id` is new each time it is set."""

    id: str
    subject: str
    session: str
    timer: str
    due_at: datetime
    event: str
    data: Data
    frame: int
    state: str
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRecord:
    """A line of the turn log, which is only ever appended to. `revision` is the session's after the turn."""

    session: str
    revision: int
    event: str
    inbox: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    trace: Json
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """The files of a flow as some session has used them, by the hash of their content.

    `files` maps a path to its text.
    """

    content: str
    flow: str
    version: int
    structure: str
    files: Mapping[str, str]
    stored_at: datetime
