"""The plain layer: what `say`, `call`, `pay`, `run`, `wait` become in core forms; for questions see `questions.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.charts.arcs import read_arcs
from engine.charts.grammar import CATALOGUE_NAME, EVENTS, OPTION_ID, PAYING, STATE_ID
from engine.charts.model import Action, Call, Question, Raise, Run, Say, Set, Timer, Transition, Value
from engine.charts.problems import Place
from engine.charts.reading import Reading
from engine.charts.source import Path
from engine.charts.values import read_arguments, read_duration, read_fixed_duration, read_path, read_value
from engine.charts.verbs import read_say
from engine.domain.values import Json

# What the engine itself answers when a job brought no result; there is nothing to keep then.
NO_RESULT = frozenset({"failed", "timeout"})


@dataclass(slots=True)
class Plain:
    """A state of the plain layer while it is read, and the core forms it has become so far."""

    reading: Reading
    id: str
    fields: Mapping[str, Json]
    path: Path
    place: Place
    enter: list[Action] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    question: Question | None = None
    run: Run | None = None
    call: Call | None = None
    hold: bool = False

    def at(self, key: str) -> Path:
        """The path of one of the state's keys."""
        return (*self.path, key)

    def arcs(self, key: str, *events: str) -> list[Transition]:
        """The arcs an editor wrote under a key, for these events."""
        if key not in self.fields:
            return []
        return read_arcs(self.reading, self.fields[key], self.at(key), source=self.id, events=events)

    def into(self) -> tuple[str, ...] | None:
        """The variable that gets the answer or the result."""
        if "into" not in self.fields:
            return None
        return read_path(self.reading, self.fields["into"], self.at("into"))

    def arguments(self) -> dict[str, Value]:
        """What stands under `with:`."""
        if "with" not in self.fields:
            return {}
        return read_arguments(self.reading, self.fields["with"], self.at("with"))

    def assign(self, into: tuple[str, ...] | None, expression: str) -> tuple[Action, ...]:
        """Assign part of the event to `into`, if there is one."""
        if into is None:
            return ()
        place = self.reading.place(self.at("into"))
        return (Set(((into, Value(None, self.reading.own(expression), place)),), place, (place,)),)

    def own_arc(self, events: tuple[str, ...], actions: tuple[Action, ...]) -> Transition:
        """An arc no editor wrote, which does not leave the state."""
        return Transition(source=self.id, events=events, targets=(), place=self.place, actions=actions, generated=True)

    def lead(self, events: tuple[str, ...], record: tuple[Action, ...], arcs: list[Transition]) -> None:
        """Record what an event brought, then go where the arcs lead.

        A guard that reads what is being recorded must see the new value. Guards are decided before actions
        run, so such arcs hang on a second event, raised with the same data once the recording is done.
        """
        if not arcs:
            if record:
                self.transitions.append(self.own_arc(events, record))
            return
        if not any(_reads(arc, record) for arc in arcs):
            self.transitions += [_preceded(arc, events, record) for arc in arcs]
            return
        name = f"plain.next.{self.id}.{len(self.transitions)}"
        data = Value(None, self.reading.own("event.data"), self.place)
        self.transitions.append(self.own_arc(events, (*record, Raise(name, data, self.place))))
        self.transitions += [replace(arc, events=(name,)) for arc in arcs]

    def remind(self) -> None:
        """`remind:`, one timer and one arc for each silence."""
        raw = self.fields.get("remind", [])
        items = self.reading.listed(raw, self.at("remind"), "a list of durations") if "remind" in self.fields else []
        for number, item in enumerate(items, 1):
            path = (*self.at("remind"), number - 1)
            event, place = f"remind.{self.id}.{number}", self.reading.place(path)
            delay = read_duration(self.reading, item, path)
            self.timers.append(Timer(event, delay, place, remind=True))
            arc = self.own_arc((event,), (Say(self.id, {}, place, "remind", number),))
            self.transitions.append(replace(arc, place=place))


def say(plain: Plain) -> None:
    """Say words and go on."""
    speak(plain)
    plain.transitions += plain.arcs("next")


def call(plain: Plain) -> None:
    """A sub-flow; its final state is the outcome."""
    flow = plain.reading.name(plain.fields["call"], plain.at("call"), STATE_ID, "the name of a flow")
    arguments = plain.arguments()
    if flow is not None:
        place = plain.reading.place(plain.at("call"))
        plain.call = Call(flow=flow, arguments=arguments, place=place)
    _outcomes(plain, "done.call", "event.data")


def pay(plain: Plain) -> None:
    """Sell a product: a call of the flow that does it."""
    path, place = plain.at("pay"), plain.reading.key(plain.at("pay"))
    fields = plain.reading.fields(plain.fields["pay"], path, "purchase", "a mapping with 'product'") or {}
    details = Value({}, None, place)
    if "details" in fields:
        given = read_arguments(plain.reading, fields["details"], (*path, "details"))
        details = Value(given, None, plain.reading.place((*path, "details")))
    product = _product(plain, fields["product"], (*path, "product")) if "product" in fields else Value(place=place)
    plain.call = Call(flow=PAYING, arguments={"product": product, "details": details}, place=place)
    _outcomes(plain, "done.call", "event.data")


def run(plain: Plain) -> None:
    """A job; the word it answers with is the outcome."""
    speak(plain)
    action = plain.reading.name(plain.fields["run"], plain.at("run"), CATALOGUE_NAME, "the name of an action")
    arguments, timeout = plain.arguments(), None
    if "timeout" in plain.fields:
        timeout = read_fixed_duration(plain.reading, plain.fields["timeout"], plain.at("timeout"))
    if action is not None:
        place = plain.reading.place(plain.at("run"))
        plain.run = Run(action=action, arguments=arguments, place=place, timeout=timeout)
    _outcomes(plain, "done.run", "event.value")


def wait(plain: Plain) -> None:
    """Facts from outside."""
    speak(plain)
    plain.remind()  # before what an editor may write as `*`
    plain.hold = "hold" in plain.fields and plain.reading.flag(plain.fields["hold"], plain.at("hold"))
    waited = plain.reading.mapping(plain.fields["wait"], plain.at("wait"), "a mapping of events to targets")
    for events, raw in waited.items():
        path = (*plain.at("wait"), events)
        plain.transitions += read_heard(plain.reading, events, raw, path, plain.id)


def speak(plain: Plain) -> None:
    """`say:` on a state: true for the words under its own name, a key, `{text, with}`, or a list of those."""
    if "say" not in plain.fields:
        return
    raw, path = plain.fields["say"], plain.at("say")
    if raw is True:
        plain.enter.append(Say(plain.id, {}, plain.reading.place(path)))
        return
    if isinstance(raw, list):
        items = plain.reading.listed(raw, path)
        said = [read_say(plain.reading, item, (*path, index)) for index, item in enumerate(items)]
    else:
        said = [read_say(plain.reading, raw, path)]
    plain.enter += [item for item in said if item is not None]


def read_heard(reading: Reading, events: str, raw: Json, path: Path, source: str) -> list[Transition]:
    """The arcs under a key that names events."""
    if not EVENTS.fullmatch(events):
        reading.complain("E110", reading.key(path), f"'{events}' does not name events")
        return []
    return read_arcs(reading, raw, path, source=source, events=tuple(events.split()))


def _product(plain: Plain, raw: Json, path: Path) -> Value:
    """The code of a product, or an expression that gives one."""
    if isinstance(raw, str) and raw.startswith("=") and not raw.startswith("=="):
        return read_value(plain.reading, raw, path)
    code = plain.reading.name(raw, path, STATE_ID, "the code of a product")
    return Value(code, None, plain.reading.place(path))


def _outcomes(plain: Plain, event: str, result: str) -> None:
    into = plain.into()
    if "outcomes" in plain.fields:
        path = plain.at("outcomes")
        outcomes = plain.reading.mapping(plain.fields["outcomes"], path, "a mapping of outcomes to targets")
        for outcome, raw in outcomes.items():
            if plain.reading.key_name(outcome, (*path, outcome), OPTION_ID, "an outcome"):
                events = (f"{event}.{outcome}",)
                arcs = read_arcs(plain.reading, raw, (*path, outcome), source=plain.id, events=events)
                plain.lead(events, plain.assign(None if outcome in NO_RESULT else into, result), arcs)
    if "next" in plain.fields or "outcomes" not in plain.fields:
        plain.lead((event,), plain.assign(into, result), plain.arcs("next", event))


def _reads(arc: Transition, record: tuple[Action, ...]) -> bool:
    """Whether the arc's guard looks at something the record assigns to."""
    if arc.guard is None:
        return False
    written = {path[0] for action in record if isinstance(action, Set) for path, _ in action.assignments}
    return not written.isdisjoint(arc.guard.names)


def _preceded(arc: Transition, events: tuple[str, ...], record: tuple[Action, ...]) -> Transition:
    return replace(arc, events=events, actions=(*record, *arc.actions))
