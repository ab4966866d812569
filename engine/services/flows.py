"""The shelf the running system takes its flows from: the last good library stays in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from threading import Lock

from engine.actions.catalogue import Catalogue
from engine.charts.collector import collector_paused
from engine.charts.library import Library, read_library
from engine.charts.problems import FlowProblems, Problem, Severity
from engine.charts.rules import check_library
from engine.interfaces.flows import FlowRepository

Read = Callable[[Mapping[str, bytes]], tuple[Library, Sequence[Problem]]]
"""Makes a library of files, and tells all that is wrong with it."""


def reader_of(catalogue: Callable[[], Catalogue]) -> Read:
    """Reads with every rule there is, and the same bytes once.

    The processes of a server are forked from one that has read them: they begin at once and share its memory.
    """

    @lru_cache(maxsize=2)  # what is in use, and what was before it
    def read(files: frozenset[tuple[str, bytes]]) -> tuple[Library, Sequence[Problem]]:
        library, problems = read_library(dict(files))
        return library, (*problems, *check_library(library, catalogue()))

    return lambda files: read(frozenset(files.items()))


class FlowShelf:
    """Loads and reloads. A library with an error never gets onto the shelf; its problems can be asked for."""

    def __init__(self, repository: FlowRepository, read: Read) -> None:
        self._repository = repository
        self._read = read
        self._lock = Lock()
        self._files: Mapping[str, bytes] | None = None
        self._library: Library | None = None
        self._problems: tuple[Problem, ...] = ()

    @property
    def library(self) -> Library:
        """The library in use; FlowProblems as long as there was never a good one."""
        if self._library is None:
            self.reload()
        if self._library is None:
            raise FlowProblems(self._problems)
        return self._library

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the files as they were read last, also the warnings."""
        return self._problems

    def reload(self) -> bool:
        """Read the files again; whether another library is in use now.

        When the files cannot be read at all, the error goes to the caller and the shelf stays as it is.
        """
        with self._lock:
            files = dict(self._repository.read())
            if files == self._files:
                return False
            with collector_paused(sets_aside=True):
                library, problems = self._read(files)
            self._files = files
            self._problems = tuple(sorted(problems, key=lambda problem: problem.place))
            if any(problem.severity is Severity.ERROR for problem in problems):
                return False
            self._library = library
            return True
