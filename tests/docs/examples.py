"""Loads and plays the examples of the documentation in the real house.

`python -m tests.docs.examples` writes the transcripts and problems as they are now into the documents; read the
difference before you keep it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from engine.actions.catalogue import Catalogue
from engine.actions.functions import FUNCTIONS
from engine.charts.durations import seconds
from engine.charts.grammar import LANGUAGES
from engine.charts.library import read_library
from engine.charts.problems import Problem, Severity
from engine.charts.rules import check_library
from engine.charts.rules.scope import Scope
from engine.domain import messages
from engine.domain.messages import Inbound
from engine.interfaces.channel import ChannelGateway
from engine.services.flows import FlowShelf, reader_of
from integrations.sql.engine import open_engine
from integrations.sql.schema import migrate
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import CountingIdentifiers, ManualClock
from server.job_book import JobBook
from server.settings import FLOWS, Settings
from server.simulator import Simulator
from server.transcript import transcript
from server.wiring import Application, build, catalogue
from tests.architecture.code import ROOT
from tests.docs.functions import with_functions
from tests.docs.pages import Block, Section, pages, sections
from tests.journeys.journey import Again, Fact, Journey, Location, Media, Step, Tap, Tell, Tick, read_journey

START = datetime.fromisoformat("2026-01-05T10:00:00+05:30")

# The conversations take place in the shipped house, where any first message opens the first flow of a section.
_DOOR = """
flow: welcome
input: {{wish: text, told: text, card: map, spoken: boolean}}
states:
  arrive: {{call: {flow}, next: over}}
  over: {{after: {{365d: arrive}}}}
"""
_TAP = re.compile(r"\[tap (\S+)(?: #(\S+)@\d+)?\]")


@dataclass(frozen=True)
class Example:
    """A section's flows in the house."""

    section: Section
    files: Mapping[str, bytes | str]
    own: tuple[str, ...]
    catalogue: Catalogue

    def problems(self) -> list[Problem]:
        """All problems that stand in the files of the example."""
        library, problems = read_library(self.files)
        problems += check_library(library, self.catalogue)
        return sorted((p for p in problems if p.place.file in self.own), key=lambda p: p.place)

    @property
    def is_refused(self) -> bool:
        """Whether there are errors."""
        return any(problem.severity is Severity.ERROR for problem in self.problems())


def example(section: Section) -> Example:
    """The example of a section."""
    flows = [_named(block, "flow") for block in section.blocks if block.kind.startswith("yaml flow")]
    written = {_named(block, "language") for block in section.texts("yaml words")}
    languages = [language for language in LANGUAGES if language in written | {LANGUAGES[0]}] if flows else LANGUAGES
    files: dict[str, bytes | str] = {
        path.relative_to(FLOWS).as_posix(): path.read_bytes()
        for path in sorted(FLOWS.rglob("*.yaml"))
        if path.stem in languages or path.stem not in LANGUAGES
    }
    if flows:
        files = {name: text for name, text in files.items() if not name.startswith("welcome/")}
        files["welcome/flow.yaml"] = _DOOR.format(flow=flows[0])
        files["common/languages.yaml"] = f"released: [{', '.join(languages)}]\nfallback: en\n"
    own: dict[str, str] = {}
    flow = ""
    for block in section.blocks:
        if block.kind.startswith("yaml flow"):
            flow = _named(block, "flow")
            own[f"{flow}/flow.yaml"] = block.text
        elif block.kind == "yaml words":
            own[f"{flow}/{_named(block, 'language')}.yaml"] = block.text
        elif block.kind == "yaml common":
            name = f"common/{_named(block, 'language')}.yaml"
            files[name] = _appended(files[name], block.text, "texts:")
        elif block.kind == "yaml templates":
            files["templates.yaml"] = _appended(files["templates.yaml"], block.text, "templates:")
        elif block.kind == "yaml products":
            files["products.yaml"] = block.text
        elif block.kind == "yaml glossary":
            files["glossary.yaml"] = _appended(files["glossary.yaml"], block.text, "terms:")
        elif block.kind == "yaml contact":
            files["common/contact.yaml"] = _appended(files["common/contact.yaml"], block.text, "data:")
    actions = _catalogue(section)
    return Example(section, _reached(files | own, actions, flows), tuple(own), actions)


def play(shown: Example, block: Block | None, database: Path) -> str:
    """The transcript of the section's journey, or of what a person does in the transcript."""
    stage = _stage(shown, database)
    journeys = shown.section.texts("yaml journey")
    if journeys:
        journey = _journey(journeys[0], database.parent)
        for action, outcomes in journey.jobs.items():
            stage.jobs.lay(action, outcomes)
        for step in journey.steps:
            _take(stage, step, journey.languages[0])
    elif block is not None:
        for line in block.text.splitlines():
            _do(stage, line)
    assert not stage.jobs.missing, f"no outcome is laid down for {stage.jobs.missing}"
    assert not stage.jobs.unused, f"outcomes are laid down and not used for {stage.jobs.unused}"
    return "".join(line for line in transcript(stage.entries).splitlines(keepends=True) if not _is_door(line))


def piped(shown: Example, block: Block, folder: Path) -> str:
    """What the command prints, in a process of its own."""
    for name, text in shown.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    said = "".join(line[2:] for line in block.text.splitlines(keepends=True) if line.startswith("> "))
    flow = _named(next(block for block in shown.section.blocks if block.kind == "yaml flow"), "flow")
    return subprocess.run(
        [sys.executable, "-m", "server.cli", "play", flow], input=said, cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "BOLOASTRO_FLOWS": str(folder), "PYTHONUTF8": "1"}, check=True,
    ).stdout  # fmt: skip


def template_database(folder: Path) -> Path:
    """An empty migrated database, to be copied."""
    path = folder / "empty.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


class _Files:
    def __init__(self, files: Mapping[str, bytes | str]) -> None:
        self._files = files

    def read(self) -> Mapping[str, bytes]:
        return {name: text if isinstance(text, bytes) else text.encode() for name, text in self._files.items()}


def _stage(shown: Example, database: Path) -> Simulator:
    settings = Settings.model_validate({"DATABASE_URL": f"sqlite:///{database}"})
    settings = settings.model_copy(update={"environment": "production"})  # no secret is needed to talk
    clock, identifiers = ManualClock(START), CountingIdentifiers()
    shelf = FlowShelf(_Files(shown.files), reader_of(lambda: shown.catalogue))
    storage = SqlStorage(open_engine(settings.database_url))

    def application(channel: ChannelGateway, jobs: JobBook) -> Application:
        return build(
            settings, channel=channel, clock=clock, identifiers=identifiers, storage=storage, run_by=jobs.wrap,
            actions=shown.catalogue, shelf=shelf,
        )  # fmt: skip

    return Simulator(application, clock)


def _reached(files: Mapping[str, bytes | str], actions: Catalogue, flows: list[str]) -> dict[str, bytes | str]:
    """Without the flows only the shipped door leads to: they may call one in whose place the example puts its own."""
    scope = Scope(read_library(files)[0], actions)
    found: set[str] = set()
    waiting = ["welcome", "commands", *flows]
    while waiting:
        name = waiting.pop()
        if name in scope.flows and name not in found:
            found.add(name)
            waiting += scope.opens[name]
    lost = scope.flows.keys() - found
    return {name: text for name, text in files.items() if name.split("/")[0] not in lost}


def _catalogue(section: Section) -> Catalogue:
    own: list[Callable[..., Any]] = []
    for block in section.texts("python actions"):
        names: dict[str, Any] = {}
        exec(compile(block.text, f"{section.page}:{block.line}", "exec"), names)
        own += [value for value in names.values() if hasattr(value, "__catalogued__")]
    shipped, added = catalogue(), Catalogue.of(own, FUNCTIONS)
    return Catalogue(
        {**shipped.actions, **added.actions}, {**shipped.validators, **added.validators}, shipped.functions
    )


def _named(block: Block, key: str) -> str:
    found = re.search(rf"^{key}: *(\S+)", block.text, re.MULTILINE)
    assert found, f"line {block.line}: the block has no '{key}:'"
    return found[1]


def _appended(file: bytes | str, block: str, under: str) -> str:
    """The lines below `under` of a block, put below the same word of a file."""
    text = file.decode() if isinstance(file, bytes) else file
    added = block.split(f"{under}\n", 1)[1]
    return text.replace(f"{under}\n", f"{under}\n{added}", 1)


def _journey(block: Block, folder: Path) -> Journey:
    path = folder / "journey.yaml"
    path.write_text(block.text, encoding="utf-8")
    return read_journey(path, "journey.yaml")


def _take(stage: Simulator, step: Step, language: str) -> None:
    match step:
        case Tell():
            stage.tell(step.words(language))
        case Tap(option, of):
            stage.tap(option, of=of)
        case Tick(length):
            stage.tick(length)
        case Fact(name, data):
            stage.event(name, data, f"fact-{len(stage.entries)}")
        case Media(type):
            stage.send(Inbound(media=(messages.Media(type),)), f"[{type}]")
        case Location(latitude, longitude):
            stage.send(Inbound(location=(latitude, longitude)), f"[location {latitude}, {longitude}]")
        case Again():
            stage.repeat_delivery()


def _do(stage: Simulator, line: str) -> None:
    """A line of a transcript that tells what a person does or what happens to them."""
    if line.startswith("> [delivered again]"):
        stage.repeat_delivery()
    elif tap := _TAP.fullmatch(line.removeprefix("> ")):
        stage.tap(tap[1], of=tap[2])
    elif line.startswith("> "):
        stage.tell(line[2:])
    elif line.startswith("@ event "):
        stage.event(line.split()[2], {}, f"fact-{len(stage.entries)}")
    elif line.startswith("@ +"):
        stage.tick(sum(seconds(part) or 0.0 for part in re.findall(r"\d+[dhms]", line)))


def _is_door(line: str) -> bool:
    return line.startswith(("  ~ commands: new ->", "  ~ welcome:"))


def shown_blocks(section: Section, folder: Path, empty: Path) -> Iterator[tuple[Block, str]]:
    """The blocks that tell what comes of an example, each with what does come of it."""
    if not section.has_flows:
        return
    made = example(section)
    for block in section.blocks:
        if block.kind == "text problems":
            yield block, "".join(f"{problem}\n" for problem in made.problems())
        elif block.kind == "text played":
            yield block, piped(made, block, folder / "flows")
        elif block.kind == "text transcript" or (block.kind == "yaml journey" and not section.texts("text transcript")):
            database = folder / f"{Path(section.page).stem}-{block.line}.sqlite3"
            shutil.copy(empty, database)
            played = play(made, block, database)
            yield block, played if block.kind == "text transcript" else block.text


def main() -> None:
    """Write what is into the documents."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        empty = template_database(folder)
        for page in pages():
            text = page.read_text(encoding="utf-8")
            before = text
            for section in reversed(sections(page)):
                for block, now in reversed(list(shown_blocks(section, folder, empty))):
                    text = text[: block.start] + now + text[block.end :]
            text = with_functions(text)
            if text != before:
                page.write_text(text, encoding="utf-8")
                print(f"wrote {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
