"""Files to be sent to people: checked when they are kept, fetched by their channel, gone after a time."""

from __future__ import annotations

from datetime import timedelta

from engine.domain.attachments import objection
from engine.domain.records import StoredFile
from engine.errors import Unsendable
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import Storage


class Files:
    """The shelf of files. Whoever holds the signed address of one may fetch it until it expires."""

    def __init__(self, storage: Storage, clock: Clock, identifiers: Identifiers) -> None:
        self._storage = storage
        self._clock = clock
        self._identifiers = identifiers

    def keep(self, content_type: str, content: bytes, lasts: timedelta) -> str:
        """Store a file and answer its id, for `Outbound.media`. Unsendable, if no channel would take it."""
        kind = content_type.partition(";")[0].strip().lower()
        problem = objection(kind, content)
        if problem is not None:
            raise Unsendable(problem)
        now = self._clock.now()
        file = StoredFile(
            id=self._identifiers.new(), content_type=kind, content=content, created_at=now, expires_at=now + lasts
        )
        with self._storage.begin() as work:
            work.files.add(file)
            work.commit()
        return file.id

    def fetch(self, file: str) -> StoredFile | None:
        """The file with this id, as long as it has not expired."""
        with self._storage.read() as work:
            found = work.files.get(file)
        return found if found is not None and self._clock.now() < found.expires_at else None
