"""The ports of storage, one for each kind of row. All of them work inside one unit of work.

Locks are taken in one order, so that no two turns wait for each other: inbox item, then session, then
contact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from engine.domain.records import Backlog, Consent, Definition, StoredFile, TurnRecord
from engine.domain.sessions import Contact, Session


class ContactRepository(Protocol):
    """People, found by any of their identities on a channel."""

    def find(self, channel: str, address: str) -> Contact | None:
        """The contact whose identity on this channel this is."""
        ...

    def get(self, contact: str) -> Contact | None:
        """The contact with this id, to look at."""
        ...

    def lock(self, contact: str) -> Contact | None:
        """The contact with this id; nobody else can change it until this unit of work ends."""
        ...

    def add(self, contact: Contact) -> Contact:
        """Store a new contact with its address as its identity, and answer the stored one.

        An older one, if the address is an identity already.
        """
        ...

    def link(self, contact: Contact, address: str) -> None:
        """From now on this address on the contact's channel is an identity of this contact, and of no other."""
        ...

    def identities(self, contact: str) -> Sequence[str]:
        """All addresses of a contact, the oldest first."""
        ...

    def unlink(self, contact: str) -> None:
        """Take all identities from a contact: who writes from one of them is somebody new."""
        ...

    def save(self, contact: Contact) -> None:
        """Store all of a contact that was locked before, but its id and channel."""
        ...

    def held(self, limit: int) -> Sequence[Contact]:
        """Those whom people answer instead of the bot, who has waited longest first."""
        ...

    def joined(self, contact: Contact) -> Sequence[Contact]:
        """Those found to be this person, who have no address of their own any more; not those found to be them."""
        ...

    def leaving(self, limit: int) -> Sequence[Contact]:
        """Those whose data waits to be erased, locked, without those another worker has."""
        ...


class SessionRepository(Protocol):
    """Where subjects stand. A subject has at most one open session."""

    def lock(self, subject: str) -> Session | None:
        """The open session of a subject; nobody else can lock it until this unit of work ends."""
        ...

    def get(self, session: str) -> Session | None:
        """The session with this id, open or done, to look at."""
        ...

    def add(self, session: Session) -> None:
        """Store a new session. Conflict, if the subject has got an open one meanwhile."""
        ...

    def save(self, session: Session) -> Session:
        """Store a session and answer it with the next revision.

        Conflict, if the stored revision is not its own.
        """
        ...


class TurnLogRepository(Protocol):
    """What every turn did; nothing in it is ever changed."""

    def append(self, turn: TurnRecord) -> None:
        """Write a line. Conflict, if the session's revision has one already."""
        ...

    def of_session(self, session: str) -> Sequence[TurnRecord]:
        """The turns of a session in their order."""
        ...


class DefinitionRepository(Protocol):
    """Flow files as sessions have used them, by content."""

    def add(self, definition: Definition) -> bool:
        """Store a definition, unless its content is there: then answer False."""
        ...

    def get(self, content: str) -> Definition | None:
        """The definition with this hash of its content."""
        ...

    def find(self, flow: str, version: int, structure: str) -> Definition | None:
        """The latest definition of a flow with this version and this shape: what a session's frame names."""
        ...


class ConsentRepository(Protocol):
    """What people allowed and forbade; nothing in it is ever changed."""

    def add(self, consent: Consent) -> None:
        """Write it down."""
        ...

    def of_contact(self, contact: str) -> Sequence[Consent]:
        """All of a person, the oldest first."""
        ...


class FileRepository(Protocol):
    """Files that are sent to people."""

    def add(self, file: StoredFile) -> None:
        """Store a file."""
        ...

    def get(self, file: str) -> StoredFile | None:
        """The file with this id, expired or not."""
        ...


class UpkeepRepository(Protocol):
    """What is done to many rows at once: counted, forgotten, erased."""

    def backlog(self, now: datetime) -> Backlog:
        """How much waits, by status where there are several, and how old the oldest is."""
        ...

    def forget(self, table: str, before: datetime, limit: int) -> int:
        """Delete settled rows of a table older than a time, at most so many; how many were deleted.

        `inbox`, `outbox`, `jobs`, `turns`, `sessions` (done ones), `files` (expired before), `definitions` (no open
        session uses them), `hooks` (handled and ignored ones).
        """
        ...

    def erase(self, contact: str) -> Mapping[str, int]:
        """Forget what a person wrote, was told and told us, everywhere; rows stay where others count on them.

        How many rows were emptied or deleted, by table. The contact stays as a name without a person.
        """
        ...
