"""Plays a journey: as written, or made harder in one of several ways."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.domain import messages
from engine.domain.messages import Inbound
from server.entries import Entry, Happened, Ran, Rang, Repeated
from server.job_book import runs_here
from server.till_steps import TillStep
from server.transcript import transcript
from tests.journeys.journey import Again, Fact, Journey, Location, Media, Step, Tap, Tell, Tick
from tests.journeys.monitor import PromiseBroken
from tests.journeys.stage import House, Stage
from tests.journeys.watch import Line

_MOST_ORDERS = 100


class Mode(StrEnum):
    """How a journey is played. All but JOBS_FAIL must give the same transcript.

    PLAIN: as it is written. DYING: the process dies after every turn. TWICE: every message, event and webhook is
    delivered twice, and every webhook once more under another id. RELOADED: equal flows with other bytes are loaded
    after every turn. TOGETHER: those three at once; the long proof tells them apart. JOBS_FAIL: every job fails.
    """

    PLAIN = "plain"
    DYING = "dying"
    TWICE = "twice"
    RELOADED = "reloaded"
    TOGETHER = "together"
    JOBS_FAIL = "jobs_fail"

    @property
    def restarts(self) -> bool:
        """Whether the process dies after every turn."""
        return self in (Mode.DYING, Mode.TOGETHER)

    @property
    def doubles(self) -> bool:
        """Whether everything is delivered twice."""
        return self in (Mode.TWICE, Mode.TOGETHER)

    @property
    def reloads(self) -> bool:
        """Whether equal flows are loaded after every turn."""
        return self in (Mode.RELOADED, Mode.TOGETHER)


class JourneyFailed(AssertionError):
    """A journey broke a promise. The message names the step."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it."""

    transcript: str
    trace: Sequence[Line]

    def trace_text(self) -> str:
        """The trace, a line of JSON for each turn and each arc."""
        return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in self.trace)


def modes_of(journey: Journey) -> Sequence[Mode]:
    """The ways a journey can be played: jobs can only fail where there are some."""
    return [mode for mode in Mode if mode is not Mode.JOBS_FAIL or journey.has_jobs]


def play(journey: Journey, language: str, mode: Mode, house: House, url: str) -> Played:
    """Play it on a migrated database without rows; JourneyFailed names the step at which something is wrong."""
    stage = Stage(house, url, journey.start, restarts=mode.restarts, reloads=mode.reloads)
    try:
        return _Player(journey, language, mode, stage).play()
    finally:
        stage.close()


def walk(journey: Journey, language: str, stage: Stage) -> Iterator[Step]:
    """Take one step after the other and nothing else; whoever looks on may do more in between."""
    return _Player(journey, language, Mode.PLAIN, stage).walk()


class _Player:
    def __init__(self, journey: Journey, language: str, mode: Mode, stage: Stage) -> None:
        self._journey = journey
        self._language = language
        self._mode = mode
        self._stage = stage
        self._actor = stage.actor
        self._facts = 0
        self._actor.jobs.all_fail = mode is Mode.JOBS_FAIL
        self._actor.copies = 1 if mode.doubles else 0
        if mode is not Mode.JOBS_FAIL:
            for action, outcomes in journey.jobs.items():
                self._actor.jobs.lay(action, outcomes)

    def walk(self) -> Iterator[Step]:
        for step in self._journey.steps:
            self._take(step)
            yield step

    def play(self) -> Played:
        for step, place in zip(self._journey.steps, self._journey.places, strict=True):
            try:
                self._take(step)
                self._stage.check()
            except (LookupError, PromiseBroken) as error:
                raise JourneyFailed(f"{place}: {error}\n\n{self._transcript()}") from error
            self._refuse_trouble(str(place))
        self._end()
        return Played(self._transcript(), self._stage.trace)

    def _take(self, step: Step) -> None:
        match step:
            case Tell():
                self._actor.tell(step.words(self._language))
            case Tap(option, of):
                self._tap(option, of)
            case Tick(seconds):
                self._actor.tick(seconds)
            case Fact():
                self._happen(step)
            case Media(type):
                self._actor.send(Inbound(media=(messages.Media(type),)), f"[{type}]")
            case Location(latitude, longitude):
                self._actor.send(Inbound(location=(latitude, longitude)), f"[location {latitude}, {longitude}]")
            case Again():
                self._deliver_again()
            case _:
                self._at_till(step)
        if self._mode.doubles and isinstance(step, Tell | Tap | Media | Location):
            self._deliver_again()

    def _tap(self, option: str, of: str | None) -> None:
        try:
            self._actor.tap(option, of=of)
        except LookupError:
            if self._mode is not Mode.JOBS_FAIL:
                raise
            self._actor.tell(option)  # the failed job kept that button away, so the person types the word

    def _at_till(self, step: TillStep) -> None:
        try:
            self._actor.at_till(step)
        except LookupError:
            if self._mode is not Mode.JOBS_FAIL:
                raise  # else the failed job kept the link away, so there is nothing to be paid or to go back

    def _happen(self, fact: Fact) -> None:
        self._facts += 1
        for _ in range(2 if self._mode.doubles else 1):
            self._actor.event(fact.name, fact.data, f"journey:{self._facts}")

    def _deliver_again(self) -> None:
        if self._actor.repeat_delivery():
            raise LookupError("the message was taken for a new one when it was delivered again")

    def _end(self) -> None:
        try:
            self._stage.over()
        except PromiseBroken as error:
            raise JourneyFailed(f"at the end: {error}\n\n{self._transcript()}") from error
        jobs = self._actor.jobs
        real = [
            entry.action
            for entry in self._actor.entries
            if isinstance(entry, Ran) and not entry.is_stub and not runs_here(entry.action)
        ]
        missing = [*jobs.missing, *real]
        self._stage.trouble += [f"the job {action} was called, and no outcome was laid down" for action in missing]
        self._stage.trouble += [f"an outcome laid down for {action} was never used" for action in jobs.unused]
        self._refuse_trouble("at the end")

    def _refuse_trouble(self, where: str) -> None:
        if self._stage.trouble:
            trouble = "\n".join(self._stage.trouble)
            raise JourneyFailed(f"{where}: {trouble}\n\n{self._transcript()}")

    def _transcript(self) -> str:
        journey = self._journey
        clock = journey.start.isoformat()
        head = f"# {journey.title}\n# lang {self._language}  clock {clock}  channel {self._actor.channel}\n"
        return head + self._with_counted_orders(transcript(self._shown()))

    def _with_counted_orders(self, text: str) -> str:
        """Ids are counted, and what is delivered twice counts, too: orders are told apart by their own number."""
        with self._actor.application.storage.read() as work:
            orders = sorted(work.orders.listed(None, _MOST_ORDERS), key=lambda order: (len(order.id), order.id))
        for number, order in enumerate(orders, 1):
            for name in (order.id, order.id[:8]):
                text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", f"order-{number}", text)
        return text

    def _shown(self) -> Iterator[Entry]:
        """What goes into the transcript: nothing of what this mode did on its own."""
        for entry in self._actor.entries:
            is_repeat = isinstance(entry, Repeated) or (isinstance(entry, Happened) and not entry.is_new)
            is_repeat |= isinstance(entry, Rang) and entry.is_copy
            if not (self._mode.doubles and is_repeat):
                yield entry
