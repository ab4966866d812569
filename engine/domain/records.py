"""The rows beside sessions and contacts: inbox, outbox, jobs, timers, turn log, definitions, consents and files.

All times are aware UTC. A `sequence` is given by the storage and grows in the order of recording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from engine.domain.deliveries import Progress, Verdict
from engine.domain.events import EventKind
from engine.domain.values import Data, Json


class InboxStatus(StrEnum):
    """`dead` is an item that failed so often that it is given up; a person must look at it.

    `limited` is a message beyond what one person may send in a minute or an hour: kept, not handled.
    """

    NEW = "new"
    HANDLED = "handled"
    DEAD = "dead"
    LIMITED = "limited"


class OutboxStatus(StrEnum):
    """Where a message to a person stands.

    PENDING waits for its turn. SENDING a worker has it; when its claim has ended, nobody knows whether it went out.
    UNCERTAIN is being looked up at the channel. SENT the channel has it. PARKED may not be sent as free text, and has
    no template. WITHHELD was not asked for, and the person wants no messages or cannot be reached; or its first part
    went as a template that says it all. DEAD is given up; it may have arrived all the same, see OutboxItem.
    """

    PENDING = "pending"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    PARKED = "parked"
    WITHHELD = "withheld"
    DEAD = "dead"


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
    `provider_id` is the id the channel gave it when it was sent, `progress` how far it has come since.
    `claims` counts how often a worker has taken it, to send it or to look it up: who has not the last claim may not
    settle it. `attempts` counts the sendings, `sent_at` is when the last of them began, or ended well.
    `asked`: it answers the person, or what they ordered.
    `as_template`: it goes out as its template, because free text came too late. `failures` counts what must not go
    on for ever: it could not be read, or the channel took it and failed it later. When it is SENT, `due_at` is when
    the channel is asked what has become of it, if it does not tell.
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
    claims: int = 0
    asked: bool = True
    as_template: bool = False
    failures: int = 0
    provider_id: str | None = None
    sent_at: datetime | None = None
    progress: Progress | None = None
    error: str | None = None
    sequence: int = 0

    @property
    def may_have_arrived(self) -> bool:
        """Whether nobody knows if the person has it: it is being looked up, or was looked for in vain."""
        was_doubtful = (self.error or "").startswith(Verdict.UNCERTAIN)
        return self.status is OutboxStatus.UNCERTAIN or (self.status is OutboxStatus.DEAD and was_doubtful)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A call of a gateway that a state waits for.

    `frame`, `state` and `token` name the entry into the state that asked for it.
    `due_at` is when a worker may take it: while one works on it that is when the claim ends. `attempts` counts the
    claims: who has not the last one may not bring an outcome. `announced`: the person was shown that we are typing.
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
    announced: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A person allowed or forbade something; never changed, the latest of a purpose counts.

    `purpose` is `service` (to be answered, and what was ordered), `messages` (what was not asked for) or one that a
    flow names. `wording` is the flow, version and language in which they were told, `message` the channel's id of what
    they wrote.
    """

    id: str
    contact: str
    purpose: str
    given: bool
    wording: str
    channel: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file to be sent: fetched by its channel over a signed address, and forgotten at `expires_at`."""

    id: str
    content_type: str
    content: bytes
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much waits, and for how long. Ages are in seconds, of what is due and not yet done.

    `hooks` are webhooks of the payment gateway, `violations` what must not be true of money, by kind.
    """

    inbox: Mapping[str, int]
    outbox: Mapping[str, int]
    hooks: Mapping[str, int]
    jobs: int
    timers: int
    inbox_age: float
    outbox_age: float
    hooks_age: float
    violations: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
