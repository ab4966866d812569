"""Shows flow coverage: a table with the lines that are missing, LCOV on the YAML, a Mermaid heat map of each flow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from engine.charts.library import Library
from engine.charts.model import Flow, Kind
from tests.journeys import coverage
from tests.journeys.coverage import Coverage
from tests.journeys.watch import arcs_of

_COLUMNS: Mapping[str, tuple[str, Callable[[Flow], Mapping[str, int]]]] = {
    "states": ("states", coverage.states_of),
    "arcs": ("arcs", coverage.written_arcs),
    "made": ("arcs", coverage.generated_arcs),
    "guards": ("guards", coverage.guards_of),
    "timers": ("timers", coverage.timers_of),
    "jobs": ("jobs", coverage.jobs_of),
    "readers": ("readers", coverage.readers_of),
}
_COUNTED = ("states", "arcs")
_HEAT = ("#f8d7da", "#e2f0d9", "#b6d7a8", "#6aa84f")


def percentage(covered: Coverage, library: Library) -> float:
    """How much of the states and written arcs of all flows was covered."""
    done = total = 0
    for flow in library.flows.values():
        for column in _COUNTED:
            hit, there = _covered(covered, flow, column)
            done, total = done + hit, total + there
    return 100.0 * done / total if total else 100.0


def table(covered: Coverage, library: Library) -> Iterator[str]:
    """One line for each flow, then what is missing of each kind."""
    yield "flow".ljust(12) + "".join(name.rjust(10) for name in (*_COLUMNS, "texts")) + "   missing lines"
    for flow in sorted(library.flows.values(), key=lambda flow: flow.id):
        cells = [_fraction(*_covered(covered, flow, column)) for column in _COLUMNS]
        texts = texts_of(library, flow.id)
        cells.append(_fraction(len(texts) - len(_unsaid(covered, texts)), len(texts)))
        lines = {line for column in _COUNTED for line in missing(covered, flow, column).values()}
        yield flow.id.ljust(12) + "".join(cell.rjust(10) for cell in cells) + "   " + (_ranges(lines) or "-")
    yield f"states and arcs: {percentage(covered, library):.1f} %"
    for flow in library.flows.values():
        for column in _COLUMNS:
            if names := missing(covered, flow, column):
                yield f"  {flow.id}: {column} not covered: {', '.join(_short(name) for name in names)}"
        if unsaid := _unsaid(covered, texts_of(library, flow.id)):
            yield f"  {flow.id}: texts never said: {', '.join(name.partition('.')[2] for name in unsaid)}"


def missing(covered: Coverage, flow: Flow, column: str) -> Mapping[str, int]:
    """What of a flow was not covered, with its line."""
    kind, all_of = _COLUMNS[column]
    return {name: line for name, line in all_of(flow).items() if not covered.counts[kind][name]}


def texts_of(library: Library, flow: str) -> Sequence[str]:
    """Every text of a flow in every released language that has words for it."""
    return [
        f"{flow}.{key}/{language}"
        for language in library.languages.released
        if (flow, language) in library.words
        for key in library.words[flow, language].texts
    ]


def write_files(covered: Coverage, library: Library, folder: Path) -> Path:
    """Write `lcov.info` and `<flow>.mmd` into a folder, and answer the folder."""
    folder.mkdir(exist_ok=True)
    lcov = "".join(_lcov(covered, flow) for flow in library.flows.values())
    (folder / "lcov.info").write_text(lcov, encoding="utf-8")
    for flow in library.flows.values():
        (folder / f"{flow.id}.mmd").write_text("\n".join(heat_map(covered, flow)) + "\n", encoding="utf-8")
    return folder


def heat_map(covered: Coverage, flow: Flow) -> Iterator[str]:
    """The flow as a Mermaid diagram: red was never entered, the greener the more often; labels count the arcs."""
    yield "stateDiagram-v2"
    for level, colour in enumerate(_HEAT):
        yield f"  classDef heat{level} fill:{colour}"
    root = next(iter(flow.states.values()))
    yield from _heat_inside(covered, flow, root.id, "  ")
    for name, arc in arcs_of(flow):
        count = covered.counts["arcs"][name]
        if arc.source != root.id and (count or not arc.generated):
            yield from (f"  {arc.source} --> {target} : {count}" for target in arc.targets)
    for state in flow.states.values():
        if state.id != root.id and not state.kind.value.endswith("history"):
            yield f"  class {state.id} heat{_level(covered.counts['states'][f'{flow.id}/{state.id}'])}"


def _heat_inside(covered: Coverage, flow: Flow, parent: str, indent: str) -> Iterator[str]:
    for child in flow.states[parent].children:
        state = flow.states[child]
        if state.kind in (Kind.COMPOUND, Kind.PARALLEL):
            yield f"{indent}state {child} {{"
            yield from _heat_inside(covered, flow, child, indent + "  ")
            yield f"{indent}}}"
        else:
            yield f"{indent}{child}"


def _level(count: int) -> int:
    return 0 if not count else 1 if count < 5 else 2 if count < 25 else 3


def _lcov(covered: Coverage, flow: Flow) -> str:
    """States count as lines, arcs as branches of their line."""
    lines: dict[int, int] = {}
    for name, line in coverage.states_of(flow).items():
        lines[line] = lines.get(line, 0) + covered.counts["states"][name]
    branches = []
    for number, (name, line) in enumerate(coverage.written_arcs(flow).items()):
        count = covered.counts["arcs"][name]
        lines[line] = max(lines.get(line, 0), count)
        branches.append(f"BRDA:{line},0,{number},{count}")
    found = [f"DA:{line},{count}" for line, count in sorted(lines.items())]
    hit = sum(1 for count in lines.values() if count)
    records = [f"SF:flows/{flow.place.file}", *branches, *found, f"LF:{len(lines)}", f"LH:{hit}", "end_of_record"]
    return "\n".join(records) + "\n"


def _covered(covered: Coverage, flow: Flow, column: str) -> tuple[int, int]:
    there = len(_COLUMNS[column][1](flow))
    return there - len(missing(covered, flow, column)), there


def _unsaid(covered: Coverage, texts: Sequence[str]) -> Sequence[str]:
    return [name for name in texts if not covered.counts["texts"][name]]


def _fraction(hit: int, there: int) -> str:
    return f"{hit}/{there}" if there else "-"


def _ranges(lines: Iterable[int]) -> str:
    """`3-5, 9`."""
    parts: list[list[int]] = []
    for line in sorted(lines):
        if parts and line == parts[-1][-1] + 1:
            parts[-1].append(line)
        else:
            parts.append([line])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)


def _short(name: str) -> str:
    return name.partition("/")[2]
