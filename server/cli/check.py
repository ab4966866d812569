"""`boloastro check`: what is wrong with the flows, all at once."""

from __future__ import annotations

from pathlib import Path

import click

from engine.charts.problems import Severity
from engine.charts.report import Format, render
from engine.charts.rules import CODES
from engine.charts.suggest import did_you_mean
from engine.errors import FlowError
from server.cli.library import near, problems_of, read_flows
from server.settings import Settings

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
    flows = flows or near(Settings().flows)
    try:
        library, problems = read_flows(flows)
    except (FlowError, OSError) as error:
        click.echo(str(error), err=True)
        context.exit(UNREADABLE)
    if flow is not None:
        names = {name.partition("/")[0] for name in [*library.sources, *(each.place.file for each in problems)]}
        if flow not in names:
            hint = did_you_mean(flow, sorted(library.flows))
            click.echo(f"there is no flow '{flow}' in '{flows}'. {hint}".rstrip(), err=True)
            context.exit(UNREADABLE)
        problems = problems_of(problems, flow)
    titles = {code.code: code.title for code in CODES.values()}
    folder = f"{flows.as_posix()}/"
    click.echo(render(problems, Format(form), library.sources, titles, folder=folder, paint=_coloured))
    context.exit(1 if any(strict or problem.severity is Severity.ERROR for problem in problems) else 0)


def _coloured(text: str, severity: Severity) -> str:
    """Click takes the colours away again when the output is no terminal."""
    return click.style(text, fg=_COLOURS[severity], bold=True)
