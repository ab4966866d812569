"""Flow files as live sessions have used them: kept when they are loaded, read again when a session still needs them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import structlog

from engine.charts.library import SHARED, Library, read_library
from engine.charts.source import Source
from engine.domain.records import Definition
from engine.errors import StorageError
from engine.interfaces.clock import Clock
from engine.interfaces.unit_of_work import Storage
from engine.runtime.charts import Stored


class Keeping:
    """Keeps the definitions of a library before the first turn: at once, or as soon as the database is there."""

    def __init__(self, storage: Storage, library: Library, clock: Clock) -> None:
        self._storage = storage
        self._library = library
        self._clock = clock
        self._is_done = False

    def begin(self) -> None:
        """Now, if the database is there."""
        try:
            self.keep()
        except StorageError as error:
            structlog.get_logger("editions").error("database.away", error=error.code)

    def keep(self) -> None:
        """Unless it is done. StorageError while the database is away."""
        if not self._is_done:
            keep_definitions(self._storage, self._library, self._clock)
            self._is_done = True


def keep_definitions(storage: Storage, library: Library, clock: Clock) -> None:
    """Store every flow of the library by its content, before any session can stand in it."""
    folders: dict[str, dict[str, Source]] = {}
    for name, source in library.sources.items():
        folders.setdefault(name.partition("/")[0], {})[name] = source
    with storage.begin() as work:
        for flow in library.flows.values():
            sources = {**folders.get(SHARED, {}), **folders.get(flow.id, {})}
            work.definitions.add(
                Definition(
                    content=_content(sources),
                    flow=flow.id,
                    version=flow.version,
                    structure=flow.structure,
                    files={name: source.text for name, source in sources.items()},
                    stored_at=clock.now(),
                )
            )
        work.commit()


def stored_editions(storage: Storage) -> Stored:
    """How charts find the library a session's flow was stored with."""

    def find(flow: str, version: int, structure: str) -> Library | None:
        with storage.read() as work:
            definition = work.definitions.find(flow, version, structure)
        return read_library(dict(definition.files))[0] if definition else None

    return find


def _content(sources: Mapping[str, Source]) -> str:
    """The hash of all that is kept: other words under the same shape are another definition."""
    whole = json.dumps({name: source.digest for name, source in sources.items()}, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
