"""Walks through the flows by executing them in memory, breadth first, until every arc has been taken once.

A *spot* is where a person stands: session, contact, time, timers, the buttons they see. Two spots are the same if the
same states are active and all guards would decide the same. What a person may do at a spot comes from its questions,
the commands, the timers and the facts somebody waits for; each outcome of a job makes a step of its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from engine.actions.catalogue import Outcome
from engine.charts.expressions import Expression
from engine.charts.library import Library
from engine.charts.model import Flow, If, Question
from engine.charts.rules.protected import ROOT
from engine.domain import effects as wanted
from engine.domain.events import Event, EventKind
from engine.domain.messages import Choice, Inbound
from engine.domain.sessions import Contact, Entry, Frame, Session, Status
from engine.domain.values import Json
from engine.errors import ExpressionError
from engine.runtime.interpreter import Decision, Interpreter
from engine.runtime.person import seen
from tests.journeys.journey import Fact, Step, Tap, Tell, Tick
from tests.journeys.watch import arcs_of

START = datetime(2026, 1, 5, 4, 30, tzinfo=UTC)

_PLACE: dict[str, Json] = {
    "id": "pune", "label": "Pune", "name": "Pune", "region": "Maharashtra", "country": "India", "latitude": 18.52,
    "longitude": 73.86, "timezone": "Asia/Kolkata",
}  # fmt: skip
_OTHER: dict[str, Json] = {**_PLACE, "id": "pune-2", "label": "Pune Town"}
_RESULTS: Mapping[str, Json] = {"one": _PLACE, "several": [_PLACE, _OTHER]}

# For each reader: answers it accepts, refuses, understands half.
_SAMPLES: Mapping[str, tuple[str, ...]] = {
    "text": ("Asha Rao", "x"),
    "date": ("15-08-1990", "blabla"),
    "time": ("21:30", "2:30 am", "9:30", "around 7 pm", "don't know", "blabla"),
    "integer": ("2", "blabla"),
    "phone": ("98765 43210", "blabla"),
    "yes_no": ("yes", "blabla"),
    "correction": ("1 May 80", "9:45 pm", "at 2:30", "wrong name", "wrong date", "wrong time", "wrong place", "blabla"),
}
# Birth cards: a whole one but for the half of the day, one of somebody without a name, one with a date that is none.
_CARDS = (
    "Name: Asha Rao; DOB: 15-08-1990; Time: 9:30; Place: Pune; Language: English",
    "DOB: 15-08-1990; Time: not known",
    "Name: Binod Sen; DOB: 31-02-1990; Place: Pune",
)
_QUESTION = "Will I get a job this year?"
_OWN = frozenset(
    (
        "choice", "answer", "refused", "done", "remind", "after", "plain", "error", "birth_card", "command", "distress",
        "message", "question",
    )
)  # fmt: skip
_OWN_TOO = frozenset({"old_tap", "jump", "*"})
_LISTED = 2
_MOST_COUNTED = 3
_MOST_TIMERS = 5

Jobs = tuple[tuple[str, Outcome], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a person stands, and how they came there. `timers` maps a name to its time and its event."""

    session: Session
    contact: Contact
    now: datetime
    timers: Mapping[str, tuple[datetime, wanted.SetTimer]]
    choices: tuple[Choice, ...] = ()
    steps: tuple[Step, ...] = ()
    jobs: Jobs = ()


@dataclass(frozen=True, slots=True)
class Path:
    """The shortest way found to an arc."""

    arc: str
    steps: tuple[Step, ...]
    jobs: Jobs
    covers: frozenset[str]


def shortest_paths(interpreter: Interpreter, *, most_spots: int) -> Mapping[str, Path]:
    """The shortest way to every arc that could be reached, by the arc's name."""
    return _Walk(interpreter, most_spots).paths()


class _Walk:
    def __init__(self, interpreter: Interpreter, most_spots: int) -> None:
        self._interpreter = interpreter
        self._library: Library = interpreter.charts.library
        self._most_spots = most_spots
        self._names = {id(arc): name for flow in self._library.flows.values() for name, arc in arcs_of(flow)}
        guards = {flow.id: tuple(_guards(flow)) for flow in self._library.flows.values()}
        self._guards = {
            flow: [each for each in found if set(each.names) != {"contact"}] for flow, found in guards.items()
        }
        self._of_contact = {each for found in guards.values() for each in found if set(each.names) == {"contact"}}
        self._found: dict[str, Path] = {}

    def paths(self) -> Mapping[str, Path]:
        first = Spot(
            session=Session(id="session", subject="contact", frames=()),
            contact=Contact(id="contact", channel="whatsapp", address="x", language=self._library.languages.fallback),
            now=START,
            timers={},
        )
        known: set[object] = set()
        waiting: deque[tuple[Spot, frozenset[str]]] = deque([(first, frozenset())])
        while waiting and len(known) < self._most_spots and len(self._found) < len(self._names):
            spot, covered = waiting.popleft()
            for following, taken in self._following(spot):
                covers = covered | taken
                for arc in taken - self._found.keys():
                    self._found[arc] = Path(arc, following.steps, following.jobs, covers)
                identity = self._identity(following)
                if identity not in known and following.session.status is Status.OPEN:
                    known.add(identity)
                    waiting.append((following, covers))
        return self._found

    # -- what may be done

    def _following(self, spot: Spot) -> Iterator[tuple[Spot, frozenset[str]]]:
        for step in self._steps(spot):
            yield from self._done(step, spot, frozenset())
        yield from self._waited(spot, frozenset(), _MOST_TIMERS)

    def _done(self, step: Step, spot: Spot, taken: frozenset[str]) -> Iterator[tuple[Spot, frozenset[str]]]:
        event, now = self._event(step, spot)
        for following, more in self._settled(replace(spot, now=now), event, taken):
            yield replace(following, steps=(*spot.steps, step)), more

    def _waited(self, spot: Spot, taken: frozenset[str], left: int) -> Iterator[tuple[Spot, frozenset[str]]]:
        """One timer after the other: what they did is looked at here, as it does not make another spot."""
        if not spot.timers or not left:
            return
        due = min(moment for moment, _ in spot.timers.values())
        for following, more in self._done(Tick((due - spot.now).total_seconds()), spot, taken):
            yield following, more
            yield from self._waited(following, more, left - 1)

    def _steps(self, spot: Spot) -> Iterator[Step]:
        if not spot.session.frames:
            words = self._library.words.get((ROOT, "en"))
            openings = [keywords[0] for keywords in words.keywords.values()] if words else []
            yield from map(Tell, dict.fromkeys(["hi", "x", *openings, *_CARDS]))
            return
        yield from (Tap(choice.id) for choice in self._offered(spot))
        for question in self._questions(spot):
            yield from (Tell(text) for text in _SAMPLES.get(question.reader or "", ("blabla",)))
        yield from (Tell(word) for word in self._commands(spot))
        yield from map(Tell, _CARDS)
        if "question" in self._heard(spot):
            yield Tell(_QUESTION)
        yield from (Fact(name, {}) for name in self._facts_waited_for(spot))

    def _offered(self, spot: Spot) -> Iterator[Choice]:
        """The buttons that are seen: of many listed ones two are as good as all."""
        listed = 0
        for choice in spot.choices:
            flow, _, state = choice.payload.partition("@")[0].partition(".")
            question = self._library.flows[flow].states[state].question
            is_listed = question is not None and choice.id not in {option.id for option in question.options}
            listed += is_listed
            if not is_listed or listed <= _LISTED:
                yield choice

    def _questions(self, spot: Spot) -> Iterator[Question]:
        frame = spot.session.frames[-1]
        for name in frame.configuration:
            question = self._library.flows[frame.flow].states[name].question
            if question is not None:
                yield question

    def _commands(self, spot: Spot) -> Iterator[str]:
        for frame in spot.session.frames:
            words = self._library.words.get((frame.flow, "en"))
            yield from (keywords[0] for keywords in (words.keywords.values() if words else ()))

    def _facts_waited_for(self, spot: Spot) -> Iterator[str]:
        for event in self._heard(spot):
            if event.partition(".")[0] not in _OWN | _OWN_TOO:
                yield event.removesuffix(".*")

    def _heard(self, spot: Spot) -> Iterator[str]:
        for frame in spot.session.frames:
            for state in _active(self._library.flows[frame.flow], frame):
                for arc in self._library.flows[frame.flow].states[state].transitions:
                    yield from arc.events

    def _event(self, step: Step, spot: Spot) -> tuple[Event, datetime]:
        match step:
            case Tell():
                return Event(kind=EventKind.MESSAGE, message=Inbound(text=step.words("en"))), spot.now
            case Tap(option):
                payload = next(choice.payload for choice in spot.choices if choice.id == option)
                return Event(kind=EventKind.MESSAGE, message=Inbound(tap=payload)), spot.now
            case Fact(name, data):
                return Event(kind=EventKind.FACT, name=name, data=data), spot.now
            case _:
                due, timer = min(spot.timers.values(), key=lambda each: each[0])
                return _timer_event(timer), due

    # -- what comes of it

    def _settled(self, spot: Spot, event: Event, taken: frozenset[str]) -> Iterator[tuple[Spot, frozenset[str]]]:
        """The spots after an event: one for each outcome of the jobs it starts."""
        decision = self._interpreter.decide(spot.session, spot.contact, event, spot.now)
        if decision.error is not None:
            return
        after = self._after(spot, decision)
        taken |= {self._names[id(each.transition)] for each in decision.taken if id(each.transition) in self._names}
        jobs = [effect for effect in decision.effects if isinstance(effect, wanted.StartJob)]
        if not jobs:
            yield after, taken
            return
        for name in self._interpreter.charts.catalogue.actions[jobs[0].action].outcomes:
            outcome = Outcome(name, _RESULTS.get(name))
            ended = replace(after, jobs=(*after.jobs, (jobs[0].action, outcome)))
            yield from self._settled(ended, _job_event(jobs[0], outcome), taken)

    def _after(self, spot: Spot, decision: Decision) -> Spot:
        timers, choices = dict(spot.timers), spot.choices
        for effect in decision.effects:
            match effect:
                case wanted.SetTimer():
                    timers[effect.id] = (spot.now + timedelta(seconds=effect.delay), effect)
                case wanted.CancelTimer(id):
                    timers.pop(id, None)
                case wanted.Say(message):
                    choices = message.choices
        alive = {frame.serial for frame in decision.session.frames}
        timers = {id: each for id, each in timers.items() if each[1].frame in alive and each[0] > spot.now}
        return replace(spot, session=decision.session, contact=decision.contact, timers=timers, choices=choices)

    # -- which spots are the same

    def _identity(self, spot: Spot) -> object:
        contact = seen(spot.contact, self._interpreter.charts.strangers)
        today = spot.now.date().isoformat()
        known = _decisions(self._of_contact, {"contact": contact})
        frames = [
            (
                frame.flow,
                frame.configuration,
                tuple(sorted(frame.history.items())),
                _decisions(self._guards[frame.flow], {**frame.data, "contact": contact, "today": today}),
                tuple(min(value, _MOST_COUNTED) for value in frame.data.values() if type(value) is int),
                _tries(frame),
            )
            for frame in _that_count(spot.session.frames)
        ]
        return tuple(frames), known


def _that_count(frames: Sequence[Frame]) -> Sequence[Frame]:
    """All, or a digression alone: it goes the same way whatever it interrupts, and leads back to there."""
    opened = [number for number, frame in enumerate(frames) if frame.entry is Entry.INTERRUPT]
    return frames[opened[-1] :] if opened else frames


def _decisions(guards: Iterable[Expression], scope: Mapping[str, object]) -> tuple[object, ...]:
    verdicts: list[object] = []
    for guard in guards:
        try:
            verdicts.append(bool(guard(scope)))
        except ExpressionError:
            verdicts.append(None)
    return tuple(verdicts)


def _guards(flow: Flow) -> Iterator[Expression]:
    """Every guard that depends on what is known, not on the event."""
    found: dict[Expression, None] = {}
    for state in flow.states.values():
        options = state.question.options if state.question else ()
        blocks = [*state.enter, *state.exit, *(arc.actions for arc in state.transitions)]
        branches = [guard for block in blocks for each in block if isinstance(each, If) for guard, _ in each.branches]
        for guard in (*(arc.guard for arc in state.transitions), *(option.guard for option in options), *branches):
            if guard is not None and not {"event", "in_state"} & set(guard.names):
                found[guard] = None
    yield from found


def _tries(frame: Frame) -> tuple[object, ...]:
    """The bookkeeping of the questions that are open."""
    tries, trail = frame.data.get("_tries"), frame.data.get("_trail")
    counts = [tries.get(name, 0) for name in frame.configuration] if isinstance(tries, dict) else []
    return (*counts, trail[-1] if isinstance(trail, list) and trail else None)


def _active(flow: Flow, frame: Frame) -> Iterator[str]:
    for leaf in frame.configuration:
        here: str | None = leaf
        while here is not None:
            yield here
            here = flow.states[here].parent


def _timer_event(timer: wanted.SetTimer) -> Event:
    return Event(
        kind=EventKind.TIMER, name=timer.event, data=timer.data, frame=timer.frame, state=timer.state, token=timer.token
    )


def _job_event(job: wanted.StartJob, outcome: Outcome) -> Event:
    data: Mapping[str, Json] = {"value": outcome.value}
    return Event(kind=EventKind.JOB, name=outcome.name, data=data, frame=job.frame, state=job.state, token=job.token)
