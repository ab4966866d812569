"""Transitions as written: a target, a mapping `{if, do, to, reenter}`, or a list of those."""

from __future__ import annotations

from collections.abc import Sequence

from engine.charts.grammar import STATE_ID
from engine.charts.model import Transition
from engine.charts.problems import Place
from engine.charts.reading import Reading
from engine.charts.source import Path
from engine.charts.verbs import read_actions
from engine.domain.values import Json

Targets = tuple[tuple[str, ...], tuple[Place, ...]]


def read_arcs(reading: Reading, raw: Json, path: Path, *, source: str, events: tuple[str, ...]) -> list[Transition]:
    """The arcs in the order in which they are tried."""
    if not isinstance(raw, list):
        return [_arc(reading, raw, path, source, events)]
    items = reading.listed(raw, path)
    return [_arc(reading, item, (*path, index), source, events) for index, item in enumerate(items)]


def read_initial(reading: Reading, raw: Json, path: Path, *, source: str) -> Transition:
    """Where a state begins: a target or `{to, do}`. Also the default of a history."""
    if not isinstance(raw, dict):
        targets, places = _targets(reading, raw, path, several=False)
        return Transition(source=source, events=(), targets=targets, place=reading.place(path), target_places=places)
    reading.fields(raw, path, "initial")
    targets, places = _targets(reading, raw["to"], (*path, "to")) if "to" in raw else ((), ())
    actions = read_actions(reading, raw["do"], (*path, "do")) if "do" in raw else ()
    place = reading.place(path)
    return Transition(source=source, events=(), targets=targets, place=place, actions=actions, target_places=places)


def _arc(reading: Reading, raw: Json, path: Path, source: str, events: tuple[str, ...]) -> Transition:
    place = reading.place(path)
    if isinstance(raw, str):
        targets, places = _targets(reading, raw, path)
        return Transition(source=source, events=events, targets=targets, place=place, target_places=places)
    fields = reading.fields(raw, path, "transition", "a target or a mapping {if, do, to}") or {}
    targets, places = _targets(reading, fields["to"], (*path, "to")) if "to" in fields else ((), ())
    return Transition(
        source=source,
        events=events,
        targets=targets,
        place=place,
        guard=reading.guard(fields["if"], (*path, "if")) if "if" in fields else None,
        actions=read_actions(reading, fields["do"], (*path, "do")) if "do" in fields else (),
        reenter="reenter" in fields and reading.flag(fields["reenter"], (*path, "reenter")),
        target_places=places,
    )


def _targets(reading: Reading, raw: Json, path: Path, *, several: bool = True) -> Targets:
    if several and isinstance(raw, list):
        items: Sequence[Json] = reading.listed(raw, path)
        paths: list[Path] = [(*path, index) for index in range(len(items))]
    else:
        items, paths = [raw], [path]
    names = [_target(reading, item, where) for item, where in zip(items, paths, strict=True)]
    places = [reading.place(where) for where in paths]
    known = [(name, place) for name, place in zip(names, places, strict=True) if name is not None]
    return tuple(name for name, _ in known), tuple(place for _, place in known)


def _target(reading: Reading, raw: Json, path: Path) -> str | None:
    if isinstance(raw, str) and raw.startswith("="):
        reading.complain("E109", reading.place(path), f"the target '{raw}' is computed")
        return None
    return reading.name(raw, path, STATE_ID, "the name of a state")
