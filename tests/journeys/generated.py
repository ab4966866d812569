"""Makes journeys from the charts: `python -m tests.journeys.generated` writes the shortest way to every arc.

Then `pytest tests/journeys/generated --snapshot-update` writes their transcripts. Neither is ever edited by hand. A way
that passes an arc on its way to another one is the journey of both.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import structlog

from engine.charts.library import Library
from engine.charts.model import Transition
from integrations.flows.folder import FolderFlowRepository
from integrations.sql.schema import migrate
from server.settings import FLOWS
from tests.journeys.explore import START, Jobs, shortest_paths
from tests.journeys.explore import Path as Way
from tests.journeys.journey import Fact, Step, Tap, Tell, Tick
from tests.journeys.stage import Stage, open_house
from tests.journeys.watch import arcs_of

FOLDER = Path(__file__).resolve().parent / "generated"
MOST_SPOTS = 30_000


def generate(most_spots: int = MOST_SPOTS) -> Mapping[str, str]:
    """All generated files by name, and `README.md`, which says what was not reached."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/explore.sqlite3"
        migrate(url)
        stage = Stage(open_house(), url, START)
        try:
            ways = shortest_paths(stage.actor.application.turns.interpreter, most_spots=most_spots)
        finally:
            stage.close()
        return _files(stage.house.library, ways)


def fingerprint() -> str:
    """What the ways depend on, as one short text: the shapes of the flows, the contact, the English keywords."""
    files = FolderFlowRepository(FLOWS).read()
    kept = {name: content for name, content in files.items() if name.endswith(("/flow.yaml", "common/contact.yaml"))}
    kept |= {name: content for name, content in files.items() if name == "commands/en.yaml"}
    shapes = b"\0".join(name.encode() + b"\0" + kept[name] for name in sorted(kept))
    return hashlib.sha256(shapes).hexdigest()[:16]


def write(files: Mapping[str, str], folder: Path = FOLDER) -> None:
    """Write the files, and take away those that are no longer generated."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.yaml"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _files(library: Library, ways: Mapping[str, Way]) -> Mapping[str, str]:
    arcs = {name: (flow.id, arc) for flow in library.flows.values() for name, arc in arcs_of(flow)}
    files: dict[str, str] = {}
    for way in _kept(ways):
        flow, arc = arcs[way.arc]
        name = _file_name(flow, arc)
        while f"{name}.yaml" in files:
            name += "-again"
        files[f"{name}.yaml"] = _journey(f"The shortest way to {flow}: {_described(arc)}", way)
    missing = [f"* {flow}: {_described(arc)}" for name, (flow, arc) in arcs.items() if name not in ways]
    return {**files, "README.md": _readme(len(arcs), missing)}


def _kept(ways: Mapping[str, Way]) -> Iterator[Way]:
    """The longest ways first; a way whose arc lies on one that is kept is not needed."""
    covered: set[str] = set()
    for way in sorted(ways.values(), key=lambda way: (-len(way.steps), way.arc)):
        if way.arc not in covered:
            covered |= way.covers
            yield way


def _described(arc: Transition) -> str:
    return f"{arc.source} -> {' '.join(arc.targets) or 'stays'} on {' '.join(arc.events) or 'its own'}"


def _file_name(flow: str, arc: Transition) -> str:
    event = (arc.events[0] if arc.events else "always").replace("*", "any")
    return "-".join([flow, arc.source, event, *arc.targets])


def _journey(title: str, way: Way) -> str:
    lines = [
        "# Made by `python -m tests.journeys.generated` and never edited by hand.",
        f"journey: {_quoted(title)}",
        "tags: [generated]",
        "languages: [en]",
        f"start: {_quoted(START.isoformat())}",
        "steps:",
        *(f"- {_step(step)}" for step in way.steps),
        *_jobs(way.jobs),
    ]
    return "\n".join(lines) + "\n"


def _step(step: Step) -> str:
    match step:
        case Tell():
            return f"tell: {_quoted(step.words('en'))}"
        case Tap(option):
            return f"tap: {_quoted(option)}"
        case Tick(seconds):
            return f"tick: {seconds:g}"
        case Fact(name, _):
            return f"event: {_quoted(name)}"
        case _:
            raise AssertionError(f"nothing explores with {step}")


def _jobs(jobs: Jobs) -> Sequence[str]:
    if not jobs:
        return []
    lines = ["jobs:"]
    for action in dict.fromkeys(action for action, _ in jobs):
        outcomes = [outcome for name, outcome in jobs if name == action]
        lines.append(f"  {action}:")
        lines += [f"  - {outcome.name}: {_quoted(outcome.value)}" for outcome in outcomes]
    return lines


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _readme(count: int, missing: Iterable[str]) -> str:
    left = list(missing)
    head = (
        "# Generated journeys\n\n"
        "The shortest way to every arc of the shipped flows, found by executing them. Made by\n"
        "`python -m tests.journeys.generated` and `pytest tests/journeys/generated --snapshot-update`; "
        "never edited by hand.\n\n"
        f"Made of flows with the fingerprint `{fingerprint()}`.\n\n"
        f"{count - len(left)} of {count} arcs were reached."
    )
    return head + (" Not reached:\n\n" + "\n".join(left) + "\n" if left else "\n")


def main() -> None:
    """Explore and write."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    write(generate())


if __name__ == "__main__":
    main()
