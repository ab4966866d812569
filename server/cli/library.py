"""The flows as a command that only looks at them reads them: with their problems, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.charts.codes import CODES as GRAMMAR
from engine.charts.library import SHARED, Library
from engine.charts.model import Flow
from engine.charts.problems import FlowProblems, Problem, Severity
from engine.charts.rules import targets
from engine.charts.suggest import did_you_mean
from engine.errors import UnknownFlow
from server.cli.schemas import disagreements, read_schemas
from server.wiring import FolderFlowRepository, read_checked

_SHAPE = frozenset({*GRAMMAR, *(rule.code.code for rule in targets.RULES)})
"""The codes of what keeps a flow from being drawn."""


def read_flows(folder: Path) -> tuple[Library, list[Problem]]:
    """All that could be read, and all that is wrong with it. FlowError when there is nothing to read."""
    library, problems = read_checked(FolderFlowRepository(folder).read())
    of_parser = [problem for problem in problems if problem.code in GRAMMAR]
    found = [*problems, *disagreements(library.sources, of_parser, read_schemas(folder))]
    return library, sorted(found, key=lambda problem: problem.place)


def problems_of(problems: Sequence[Problem], flow: str) -> list[Problem]:
    """The problems of one flow and of what all flows share."""
    return [problem for problem in problems if _folder(problem) in (flow, SHARED, "")]


def flow_named(folder: Path, name: str) -> Flow:
    """One flow as one can draw it. UnknownFlow, or FlowProblems when its arcs cannot be followed."""
    library, problems = read_flows(folder)
    own = [problem for problem in problems if _folder(problem) == name and problem.severity is Severity.ERROR]
    if any(problem.code in _SHAPE and problem.place.file == f"{name}/flow.yaml" for problem in own):
        raise FlowProblems(own)
    if name in library.flows:
        return library.flows[name]
    if own:
        raise FlowProblems(own)
    hint = did_you_mean(name, library.flows) or f"The flows are {', '.join(sorted(library.flows))}."
    raise UnknownFlow(f"there is no flow {name!r}. {hint}")


def near(folder: Path) -> Path:
    """As seen from here, where it lies below: shorter to read and to click on."""
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def _folder(problem: Problem) -> str:
    folder, slash, _ = problem.place.file.partition("/")
    return folder if slash else ""
