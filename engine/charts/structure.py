"""The tree of states: core forms as written, the plain layer through `plain.py` and `questions.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.charts import plain as words
from engine.charts import questions
from engine.charts.arcs import read_arcs, read_initial
from engine.charts.grammar import FORMS, HISTORIES, NEEDS, STATE_FORMS, STATE_ID
from engine.charts.model import Action, Contract, Kind, State, Timer, Transition, Value
from engine.charts.plain import Plain, read_heard
from engine.charts.problems import Place
from engine.charts.reading import Reading
from engine.charts.source import Path
from engine.charts.suggest import any_of
from engine.charts.values import read_arguments, read_key_duration
from engine.charts.verbs import read_blocks
from engine.domain.values import Json

Fields = Mapping[str, Json]
Blocks = tuple[tuple[Action, ...], ...]

_PLAIN: Mapping[str, Callable[[Plain], None]] = {
    "ask": questions.ask,
    "choose": questions.choose,
    "call": words.call,
    "pay": words.pay,
    "run": words.run,
    "wait": words.wait,
    "say": words.say,
}


class Tree:
    """The states found so far, in document order."""

    def __init__(self, reading: Reading, root: str) -> None:
        self.reading = reading
        self.without_back: set[str] = set()
        self._places: dict[str, Place] = {root: reading.key(("flow",))}
        self._states: dict[str, State] = {}

    def states(self) -> dict[str, State]:
        """All states but the root; the order is that of the file."""
        return {id: self._states[id] for id in self._places if id in self._states}

    def children(self, raw: Json, path: Path, parent: str) -> tuple[str, ...]:
        """Read the states under `states:` or `parallel:`; their ids."""
        found = []
        for id, fields in self.reading.mapping(raw, path, "a mapping of states").items():
            inner = (*path, id)
            place = self.reading.key(inner)
            if not self.reading.key_name(id, inner, STATE_ID, "the name of a state"):
                continue
            if id in self._places:
                hint = f"The other one is in line {self._places[id].line}; rename one of the two."
                self.reading.complain("E105", place, f"there are two states '{id}'", hint)
                self._state(id, fields, inner, parent)
                continue
            self._places[id] = place
            self._states[id] = self._state(id, fields, inner, parent)
            found.append(id)
        return tuple(found)

    def _state(self, id: str, raw: Json, path: Path, parent: str) -> State:
        self.reading.state = id
        if not isinstance(raw, dict):
            self.reading.refuse(raw, path, "a mapping (an empty state is '{}')")
            return State(id=id, kind=Kind.ATOMIC, parent=parent, place=self._places[id], form="state")
        form = next((word for word in STATE_FORMS if word in raw), "state")
        _check_keys(self.reading, raw, path, form)
        if form == "history":
            return self._history(id, raw, path, parent)
        if form == "final":
            return self._final(id, raw, path, parent)
        return self._ordinary(id, raw, path, parent, form)

    def _ordinary(self, id: str, raw: Fields, path: Path, parent: str, form: str) -> State:
        plain = Plain(self.reading, id, raw, path, self._places[id])
        if form in _PLAIN:
            _PLAIN[form](plain)
        if raw.get("back") is False:
            self.without_back.add(id)
        transitions, timers = read_own_arcs(self.reading, raw, path, id, plain.transitions)
        enter, exit = (read_entry(self.reading, raw, path, key) for key in ("enter", "exit"))
        contract = read_contract(self.reading, raw, path)
        kind = Kind.COMPOUND if "states" in raw else Kind.PARALLEL if "parallel" in raw else Kind.ATOMIC
        children: tuple[str, ...] = ()
        if kind is not Kind.ATOMIC:
            within = "states" if kind is Kind.COMPOUND else "parallel"
            children = self.children(raw[within], (*path, within), id)
        return State(
            id=id,
            kind=kind,
            parent=parent,
            place=self._places[id],
            form="parallel" if form == "state" and kind is Kind.PARALLEL else form,
            children=children,
            initial=self.initial(raw, path, id, children) if kind is Kind.COMPOUND else None,
            transitions=transitions,
            timers=(*timers, *plain.timers),
            enter=(*enter, tuple(plain.enter)) if plain.enter else enter,
            exit=exit,
            run=plain.run,
            call=plain.call,
            question=plain.question,
            hold=plain.hold,
            contract=contract,
        )

    def initial(self, raw: Fields, path: Path, id: str, children: tuple[str, ...]) -> Transition | None:
        """Where a compound state begins: as written, else in its first state."""
        if "initial" in raw:
            self.reading.state = id
            return read_initial(self.reading, raw["initial"], (*path, "initial"), source=id)
        first = next((child for child in children if not _is_history(self._states[child])), None)
        if first is None:
            return None
        place = self._places[first]
        return Transition(source=id, events=(), targets=(first,), place=place, generated=True, target_places=(place,))

    def _history(self, id: str, raw: Fields, path: Path, parent: str) -> State:
        self.reading.require(raw, path, "history")
        deep = self.reading.word(raw["history"], (*path, "history"), HISTORIES) == "deep"
        default = None
        if "default" in raw:
            default = read_initial(self.reading, raw["default"], (*path, "default"), source=id)
        kind = Kind.DEEP if deep else Kind.SHALLOW
        return State(id=id, kind=kind, parent=parent, place=self._places[id], form="history", initial=default)

    def _final(self, id: str, raw: Fields, path: Path, parent: str) -> State:
        if raw["final"] is not True:
            self.reading.refuse(raw["final"], (*path, "final"), "true")
        plain = Plain(self.reading, id, raw, path, self._places[id])
        words.speak(plain)
        output: dict[str, Value] = {}
        if "output" in raw:
            output = read_arguments(self.reading, raw["output"], (*path, "output"))
        enter, exit = (read_entry(self.reading, raw, path, key) for key in ("enter", "exit"))
        return State(
            id=id,
            kind=Kind.FINAL,
            parent=parent,
            place=self._places[id],
            form="final",
            enter=(*enter, tuple(plain.enter)) if plain.enter else enter,
            exit=exit,
            output=output,
            contract=read_contract(self.reading, raw, path),
        )


def read_own_arcs(
    reading: Reading, raw: Fields, path: Path, id: str, generated: list[Transition]
) -> tuple[tuple[Transition, ...], tuple[Timer, ...]]:
    """`on`, `always` and `after` in the order of the file; before what the plain layer made, to override it.

    Only `on: {"*": ...}` comes last: beside a question it means "anything else", not "no answer ever".
    """
    own: list[Transition] = []
    timers: list[Timer] = []
    for key in raw:
        if key == "on":
            for events, arc in reading.mapping(raw[key], (*path, key), "a mapping of events to targets").items():
                own += read_heard(reading, events, arc, (*path, key, events), id)
        elif key == "always":
            own += read_arcs(reading, raw[key], (*path, key), source=id, events=())
        elif key == "after":
            _read_after(reading, raw[key], (*path, key), id, own, timers)
    if not generated:
        return tuple(own), tuple(timers)
    first = [arc for arc in own if "*" not in arc.events]
    last = [arc for arc in own if "*" in arc.events]
    return (*first, *generated, *last), tuple(timers)


def _read_after(reading: Reading, raw: Json, path: Path, id: str, own: list[Transition], timers: list[Timer]) -> None:
    durations = reading.mapping(raw, path, "a mapping of durations to targets")
    for number, (duration, arc) in enumerate(durations.items(), 1):
        inner = (*path, duration)
        event, place = f"after.{id}.{number}", reading.key(inner)
        timers.append(Timer(event, read_key_duration(reading, duration, inner), place))
        own += read_arcs(reading, arc, inner, source=id, events=(event,))


def read_contract(reading: Reading, raw: Fields, path: Path) -> Contract | None:
    """`assert:`, each part one expression or a list of them."""
    if "assert" not in raw:
        return None
    inner = (*path, "assert")
    fields = reading.fields(raw["assert"], inner, "contract") or {}
    parts = {}
    for name in ("before", "after", "always"):
        value = fields.get(name, [])
        items = [((*inner, name), value)]
        if isinstance(value, list):
            listed = reading.listed(value, (*inner, name)) if name in fields else []
            items = [((*inner, name, index), item) for index, item in enumerate(listed)]
        guards = [reading.guard(item, where) for where, item in items]
        parts[name] = tuple(guard for guard in guards if guard is not None)
    return Contract(**parts)


def read_entry(reading: Reading, raw: Fields, path: Path, key: str) -> Blocks:
    """`enter:` or `exit:`, if it is there."""
    return read_blocks(reading, raw[key], (*path, key)) if key in raw else ()


def _check_keys(reading: Reading, raw: Fields, path: Path, form: str) -> None:
    allowed = STATE_FORMS[form]
    for key in raw:
        if key in allowed:
            continue
        if key not in FORMS["state"]:
            reading.unknown_key(key, path, allowed)
            continue
        others = [name for name, keys in STATE_FORMS.items() if key in keys and name != "state"]
        beside = f"beside '{form}'" if form != "state" else "here"
        hint = f"'{key}' goes with {any_of(others)}." if key not in STATE_FORMS else ""
        reading.complain("E106", reading.key((*path, key)), f"'{key}' cannot stand {beside}", hint)
    if "states" in raw and "parallel" in raw:
        message = "'states' and 'parallel' cannot stand in one state"
        reading.complain("E106", reading.key((*path, "parallel")), message)
    for key, needed in NEEDS.items():
        if key in raw and needed not in raw:
            reading.complain("E103", reading.key((*path, key)), f"'{key}' needs '{needed}'", f"Add '{needed}:'.")


def _is_history(state: State) -> bool:
    return state.kind in (Kind.SHALLOW, Kind.DEEP)
