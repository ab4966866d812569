"""A journey as a tester writes it: who says what, what time goes by, what happens, how jobs end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn, TypeAlias

from engine.actions.catalogue import Outcome
from engine.charts.durations import seconds
from engine.charts.grammar import LANGUAGES
from engine.charts.problems import FlowProblems, Place
from engine.charts.source import Source, read_source
from engine.charts.suggest import did_you_mean
from engine.domain.values import Data, Json
from server import till_steps
from server.till_steps import TillStep

TAGS = frozenset(
    {"happy", "correction", "digression", "cancel", "invalid", "silence", "duplicate", "job-failure", "old-button"}
    | {"language", "generated"}
)
_KEYS = frozenset({"journey", "tags", "languages", "start", "steps", "jobs"})


class JourneyError(Exception):
    """A journey cannot be read. The message begins with file, line and column."""


@dataclass(frozen=True, slots=True)
class Tell:
    """The person sends a text: one for all languages, or one for each."""

    text: str | Mapping[str, str]

    def words(self, language: str) -> str:
        """What is sent in a language."""
        return self.text if isinstance(self.text, str) else self.text[language]


@dataclass(frozen=True, slots=True)
class Tap:
    """The person taps an option of the latest message that offers it; `of` names the text of an older message."""

    option: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """Time goes by."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Fact:
    """Something becomes true for the person."""

    name: str
    data: Data


@dataclass(frozen=True, slots=True)
class Media:
    """The person sends a picture, a voice note, a file."""

    type: str


@dataclass(frozen=True, slots=True)
class Location:
    """The person shares where they are, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Again:
    """The provider delivers the last message once more."""


Step: TypeAlias = Tell | Tap | Tick | Fact | Media | Location | Again | TillStep

_AT_TILL: Mapping[str, Callable[[Json], TillStep]] = {
    "pay": till_steps.pay, "refund": till_steps.refund, "refund_ends": till_steps.refund_ends,
    "end_link": till_steps.end_link, "dispute": till_steps.dispute, "gateway": till_steps.trouble,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One conversation. `jobs` holds the outcomes of each job in the order of its calls; `places` of the steps."""

    title: str
    tags: tuple[str, ...]
    languages: tuple[str, ...]
    start: datetime
    steps: tuple[Step, ...]
    places: tuple[Place, ...]
    jobs: Mapping[str, Sequence[Outcome]]

    @property
    def has_jobs(self) -> bool:
        """Whether jobs are run: some were laid down, or there is money."""
        return bool(self.jobs) or any(isinstance(step, TillStep) for step in self.steps)


def read_journey(path: Path, name: str) -> Journey:
    """The journey in a file; JourneyError with `name`, line and column at the first thing that is wrong."""
    try:
        source = read_source(path.read_bytes(), name)
    except FlowProblems as error:
        raise JourneyError(str(error)) from None
    return _Reading(source).journey()


class _Reading:
    def __init__(self, source: Source) -> None:
        self._marks = source.marks
        self._data = source.data
        self._languages: tuple[str, ...] = ()

    def journey(self) -> Journey:
        raw = self._mapping(self._data, ())
        self._keys(raw, (), _KEYS, needed=("journey", "languages", "start", "steps"))
        self._languages = self._words(raw["languages"], ("languages",), LANGUAGES)
        steps = self._list(raw["steps"], ("steps",))
        return Journey(
            title=self._text(raw["journey"], ("journey",)),
            tags=self._words(raw.get("tags", []), ("tags",), sorted(TAGS)),
            languages=self._languages,
            start=self._moment(raw["start"], ("start",)),
            steps=tuple(self._step(step, ("steps", number)) for number, step in enumerate(steps)),
            places=tuple(self._marks.value(("steps", number)) for number in range(len(steps))),
            jobs=self._jobs(raw["jobs"], ("jobs",)) if "jobs" in raw else {},
        )

    def _step(self, raw: Json, path: tuple[str | int, ...]) -> Step:
        step = self._mapping(raw, path)
        kinds: Mapping[str, Callable[[Json, tuple[str | int, ...]], Step]] = {
            "tell": self._tell, "tap": self._tap, "tick": self._tick, "event": self._fact, "media": self._media,
            "location": self._location, "again": self._again, **dict.fromkeys(_AT_TILL, self._at_till),
        }  # fmt: skip
        self._keys(step, path, kinds)
        if len(step) != 1:
            self._stop(path, f"a step is one of {', '.join(kinds)}")
        kind = next(iter(step))
        return kinds[kind](step[kind], (*path, kind))

    def _tell(self, raw: Json, path: tuple[str | int, ...]) -> Step:
        if not isinstance(raw, dict):
            return Tell(self._text(raw, path))
        self._keys(raw, path, self._languages, needed=self._languages)
        return Tell({language: self._text(text, (*path, language)) for language, text in raw.items()})

    def _tap(self, raw: Json, path: tuple[str | int, ...]) -> Step:
        if not isinstance(raw, dict):
            return Tap(self._text(raw, path))
        self._keys(raw, path, ("option", "of"), needed=("option",))
        of = self._text(raw["of"], (*path, "of")) if "of" in raw else None
        return Tap(self._text(raw["option"], (*path, "option")), of)

    def _tick(self, raw: Json, path: tuple[str | int, ...]) -> Step:
        length = seconds(raw)
        if length is None:
            self._stop(path, "a duration such as 30s, 10m, 26h or 3d is needed")
        return Tick(length)

    def _fact(self, raw: Json, path: tuple[str | int, ...]) -> Step:
        if not isinstance(raw, dict):
            return Fact(self._text(raw, path), {})
        self._keys(raw, path, ("name", "data"), needed=("name",))
        data = self._mapping(raw["data"], (*path, "data")) if "data" in raw else {}
        return Fact(self._text(raw["name"], (*path, "name")), data)

    def _media(self, raw: Json, path: tuple[str | int, ...]) -> Step:
        return Media(self._text(raw, path))

    def _location(self, raw: Json, path: tuple[str | int, ...]) -> Step:
        degrees = [item for item in self._list(raw, path) if isinstance(item, int | float)]
        if len(degrees) != 2 or degrees != raw:
            self._stop(path, "a location is [latitude, longitude] in degrees")
        return Location(*degrees)

    def _again(self, raw: Json, path: tuple[str | int, ...]) -> Step:
        if raw is not True:
            self._stop(path, "write 'again: true'")
        return Again()

    def _at_till(self, raw: Json, path: tuple[str | int, ...]) -> Step:
        try:
            return _AT_TILL[str(path[-1])](raw)
        except ValueError as error:
            self._stop(path, str(error))

    def _jobs(self, raw: Json, path: tuple[str | int, ...]) -> Mapping[str, Sequence[Outcome]]:
        found: dict[str, Sequence[Outcome]] = {}
        for action, outcomes in self._mapping(raw, path).items():
            inner = (*path, action)
            items = self._list(outcomes, inner)
            found[action] = [self._outcome(item, (*inner, number)) for number, item in enumerate(items)]
        return found

    def _outcome(self, raw: Json, path: tuple[str | int, ...]) -> Outcome:
        outcome = self._mapping(raw, path)
        if len(outcome) != 1:
            self._stop(path, "an outcome is one name with its result, such as 'none: null'")
        name = next(iter(outcome))
        return Outcome(name, outcome[name])

    def _moment(self, raw: Json, path: tuple[str | int, ...]) -> datetime:
        try:
            moment = datetime.fromisoformat(self._text(raw, path))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self._stop(path, 'a time with its offset is needed, such as "2026-01-05T10:00:00+05:30"')
        return moment

    def _words(self, raw: Json, path: tuple[str | int, ...], allowed: Sequence[str]) -> tuple[str, ...]:
        words = tuple(self._text(item, (*path, number)) for number, item in enumerate(self._list(raw, path)))
        for number, word in enumerate(words):
            if word not in allowed:
                self._stop((*path, number), f"'{word}' is not one of {', '.join(allowed)}")
        return words

    def _keys(
        self,
        raw: Mapping[str, Json],
        path: tuple[str | int, ...],
        allowed: Sequence[str] | frozenset[str] | Mapping[str, object],
        needed: Sequence[str] = (),
    ) -> None:
        for key in raw:
            if key not in allowed:
                hint = did_you_mean(key, sorted(allowed))
                place = self._marks.key((*path, key))
                raise JourneyError(f"{place}: '{key}' means nothing here. {hint}".rstrip())
        for key in needed:
            if key not in raw:
                self._stop(path, f"'{key}' is missing")

    def _mapping(self, raw: Json, path: tuple[str | int, ...]) -> Mapping[str, Json]:
        if not isinstance(raw, dict):
            self._stop(path, "a mapping is needed here")
        return raw

    def _list(self, raw: Json, path: tuple[str | int, ...]) -> list[Json]:
        if not isinstance(raw, list):
            self._stop(path, "a list is needed here")
        return raw

    def _text(self, raw: Json, path: tuple[str | int, ...]) -> str:
        if not isinstance(raw, str):
            self._stop(path, f"a text is needed here, not {raw!r}; put it in quotes")
        return raw

    def _stop(self, path: tuple[str | int, ...], message: str) -> NoReturn:
        raise JourneyError(f"{self._marks.at(path)}: {message}")
