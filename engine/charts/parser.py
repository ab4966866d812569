"""From the file of a flow to a Flow, with all problems at once.

The parser is strict by itself: whatever `flows/flow.schema.json` refuses, it refuses with a better message.
The schema is for editors; to validate with it at load would cost more than all the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from engine.charts.back import with_back_arcs, with_jump_arcs
from engine.charts.grammar import POLICIES, STATE_ID, TYPES, VARIABLE
from engine.charts.model import Flow, Kind, Policy, State, Value, Variable
from engine.charts.problems import Place, Problem
from engine.charts.reading import Functions, Reading
from engine.charts.source import Path, Source
from engine.charts.structure import Tree, read_contract, read_entry, read_own_arcs
from engine.charts.values import read_value
from engine.domain.values import Json

Fields = Mapping[str, Json]

# What may change without changing the shape.
_NOT_SHAPE = frozenset({"version", "title", "policy", "moved"})


def parse_flow(source: Source, functions: Functions) -> tuple[Flow | None, list[Problem]]:
    """The flow and its problems.

    A flow with errors is returned as far as it could be read, so that the rules find what else is wrong;
    it must not be used. None means that there was nothing to read.
    """
    reading = Reading(source, functions)
    raw = reading.fields(source.data, (), "flow", "a mapping with 'flow' and 'states'")
    flow = _flow(reading, raw) if raw is not None and isinstance(raw.get("flow"), str) else None
    if raw is not None and flow is None and "flow" in raw:
        reading.refuse(raw["flow"], ("flow",), "the name of the flow's folder")
    return flow, sorted(reading.problems, key=lambda problem: problem.place)


def read_variables(reading: Reading, raw: Fields, key: str) -> dict[str, Variable]:
    """Declared names: `name: text` or `name: {type: text, default: ...}`."""
    if key not in raw:
        return {}
    found: dict[str, Variable] = {}
    for name, declared in reading.mapping(raw[key], (key,), "a mapping of names to types").items():
        path: Path = (key, name)
        if not reading.key_name(name, path, VARIABLE, "the name of a variable"):
            continue
        fields: Fields | None = {"type": declared}
        kind = path
        if isinstance(declared, dict):
            fields, kind = reading.fields(declared, path, "variable"), (*path, "type")
        if fields and "type" in fields:
            type = reading.word(fields["type"], kind, TYPES) or "any"
            default = read_value(reading, fields["default"], (*path, "default")) if "default" in fields else Value()
            found[name] = Variable(name=name, type=type, default=default, place=reading.key(path))
    return found


def _flow(reading: Reading, raw: Fields) -> Flow:
    id = reading.name(raw["flow"], ("flow",), STATE_ID, "the name of a flow") or str(raw["flow"])
    policy = reading.word(raw["policy"], ("policy",), POLICIES) if "policy" in raw else None
    moved = _moved(reading, raw)
    output = _output(reading, raw)
    title = raw.get("title", "")
    if not isinstance(title, str):
        reading.refuse(title, ("title",), "a text")
    return Flow(
        id=id,
        version=reading.whole(raw["version"], ("version",), 1) if "version" in raw else 1,
        policy=Policy(policy or "follow"),
        data=read_variables(reading, raw, "data"),
        input=read_variables(reading, raw, "input"),
        output=tuple(output),
        moved={old: new for old, (new, _) in moved.items()},
        states=_states(reading, raw, id),
        place=reading.place(("flow",)),
        structure=_structure(raw),
        content=hashlib.sha256(reading.source.text.encode()).hexdigest(),
        title=str(title),
        output_places=tuple(output.values()),
        moved_places={old: place for old, (_, place) in moved.items()},
        uses=tuple(reading.uses),
    )


def _states(reading: Reading, raw: Fields, id: str) -> Mapping[str, State]:
    tree = Tree(reading, id)
    reading.state = id
    transitions, timers = read_own_arcs(reading, raw, (), id, [])
    enter, exit = (read_entry(reading, raw, (), key) for key in ("enter", "exit"))
    contract = read_contract(reading, raw, ())
    children = tree.children(raw["states"], ("states",), id) if "states" in raw else ()
    root = State(
        id=id,
        kind=Kind.COMPOUND,
        parent=None,
        place=reading.key(("flow",)),
        form="flow",
        children=children,
        initial=tree.initial(raw, (), id, children),
        transitions=transitions,
        timers=timers,
        enter=enter,
        exit=exit,
        contract=contract,
    )
    return with_jump_arcs(with_back_arcs({id: root, **tree.states()}, tree.without_back), id)


def _output(reading: Reading, raw: Fields) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for index, item in enumerate(reading.listed(raw["output"], ("output",)) if "output" in raw else []):
        path = ("output", index)
        name = reading.variable(item, path)
        if name in found:
            reading.complain("E118", reading.place(path), f"'{name}' is there twice")
        if name is not None:
            found[name] = reading.place(path)
    return found


def _moved(reading: Reading, raw: Fields) -> dict[str, tuple[str, Place]]:
    found: dict[str, tuple[str, Place]] = {}
    for old, new in (reading.mapping(raw["moved"], ("moved",)) if "moved" in raw else {}).items():
        path = ("moved", old)
        target = reading.name(new, path, STATE_ID, "the name of a state")
        if reading.key_name(old, path, STATE_ID, "the name of a state") and target is not None:
            found[old] = (target, reading.place(path))
    return found


def _structure(raw: Fields) -> str:
    """Equal for equal shapes. The order of keys counts: document order decides between transitions."""
    shape = {key: value for key, value in raw.items() if key not in _NOT_SHAPE}
    written = json.dumps(shape, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:16]
