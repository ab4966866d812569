"""`boloastro check`: what is wrong with the flows, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from engine.charts.library import SHARED, read_library
from engine.charts.problems import Problem, Severity
from engine.charts.report import Format, render
from engine.charts.rules import CODES, check_library
from engine.charts.suggest import did_you_mean
from engine.errors import FlowError
from server.settings import Settings
from server.wiring import FolderFlowRepository, catalogue

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
UNREADABLE = 2


@click.command()
@click.argument("flow", required=False)
@click.option("--format", "form", type=click.Choice([each.value for each in Format]), default=Format.TEXT.value)
@click.option("--flows", type=click.Path(path_type=Path), help="The folder of the flows; else that of the settings.")
@click.option("--strict", is_flag=True, help="Warnings fail as well.")
@click.pass_context
def check(context: click.Context, flow: str | None, form: str, flows: Path | None, strict: bool) -> None:
    """Check all flows, or one FLOW with the shared words.

    The exit status is 0 when they may be used, 1 when there are errors, 2 when they cannot be read.
    """
    flows = flows or _nearer(Settings().flows)
    try:
        files = FolderFlowRepository(flows).read()
    except (FlowError, OSError) as error:
        click.echo(str(error), err=True)
        context.exit(UNREADABLE)
    if flow is not None and not any(name.startswith(f"{flow}/") for name in files):
        names = sorted({name.split("/")[0] for name in files} - {SHARED})
        click.echo(f"there is no flow '{flow}' in '{flows}'. {did_you_mean(flow, names)}".rstrip(), err=True)
        context.exit(UNREADABLE)
    library, found = read_library(files)
    problems = _wanted([*found, *check_library(library, catalogue())], flow)
    titles = {code.code: code.title for code in CODES.values()}
    folder = f"{flows.as_posix()}/"
    click.echo(render(problems, Format(form), library.sources, titles, folder=folder, paint=_coloured))
    context.exit(1 if any(strict or problem.severity is Severity.ERROR for problem in problems) else 0)


def _nearer(folder: Path) -> Path:
    """As seen from here, where it lies below: shorter to read and to click on."""
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def _wanted(problems: Sequence[Problem], flow: str | None) -> list[Problem]:
    """The problems of one flow and of what all flows share, or all."""
    if flow is None:
        return list(problems)
    return [problem for problem in problems if problem.place.file.split("/")[0] in (flow, SHARED)]


def _coloured(text: str, severity: Severity) -> str:
    """Click takes the colours away again when the output is no terminal."""
    return click.style(text, fg=_COLOURS[severity], bold=True)
