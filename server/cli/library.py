"""The flows as a command that only looks at them reads them: with their problems, without a database."""

from __future__ import annotations

from engine.charts.library import Library, read_library
from engine.charts.model import Flow
from engine.charts.problems import Problem, Severity
from engine.charts.rules import check_library
from engine.charts.suggest import did_you_mean
from engine.errors import FlowError, UnknownFlow
from server.settings import Settings
from server.wiring import FolderFlowRepository, catalogue


def read_flows(settings: Settings) -> tuple[Library, list[Problem]]:
    """All that could be read, and all that is wrong with it."""
    library, problems = read_library(dict(FolderFlowRepository(settings.flows).read()))
    found = [*problems, *check_library(library, catalogue())]
    return library, sorted(found, key=lambda problem: problem.place)


def flow_named(settings: Settings, name: str) -> Flow:
    """One flow, as far as it can be read. UnknownFlow, or FlowError when its file is too broken to be read."""
    library, problems = read_flows(settings)
    if name in library.flows:
        return library.flows[name]
    broken = [problem for problem in problems if problem.place.file.partition("/")[0] == name]
    if any(problem.severity is Severity.ERROR for problem in broken):
        raise FlowError(f"the flow {name!r} cannot be read: run 'boloastro check {name}'")
    hint = did_you_mean(name, library.flows) or f"The flows are {', '.join(sorted(library.flows))}."
    raise UnknownFlow(f"there is no flow {name!r}. {hint}")
