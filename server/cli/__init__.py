"""The command line: every command is listed here, and here every expected error becomes one clear line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import click
from pydantic import ValidationError

from engine.charts.problems import FlowProblems
from engine.errors import BoloastroError
from server.cli.check import check
from server.cli.demo import demo
from server.cli.diagram import diagram
from server.cli.doctor import doctor
from server.cli.flows import flows
from server.cli.handover import handover
from server.cli.inbox import inbox
from server.cli.migrate import migrate
from server.cli.orders import orders
from server.cli.outbox import outbox
from server.cli.play import play
from server.cli.problems import report
from server.cli.rules import rules
from server.cli.sandbox import serve_sandbox
from server.cli.serve import serve
from server.cli.webhooks import webhooks
from server.cli.work import work
from server.logs import configure_logs
from server.settings import Settings, problems_of

TROUBLE = 2
"""The exit status when something the user can put right stands in the way."""


class _Edge(click.Group):
    """The outer edge: what we raise on purpose is told without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (BoloastroError, ValidationError) as error:
            for line in _told(error):
                click.echo(line, err=True)
            raise click.exceptions.Exit(TROUBLE) from error


def _told(error: BoloastroError | ValidationError) -> Iterator[str]:
    """The lines that name what is wrong and the remedy."""
    if isinstance(error, FlowProblems):
        yield report(error.problems, Settings())
    elif isinstance(error, BoloastroError):
        yield f"boloastro: {error}"
    else:
        for name, wrong in problems_of(error):
            yield f"boloastro: the setting {name} cannot be used: {wrong}"


@click.group(cls=_Edge, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--verbose", is_flag=True, help="Log every turn, as JSON lines on stderr.")
@click.version_option(package_name="boloastro")
def main(verbose: bool) -> None:
    """Conversations as state charts: talk with them, look at them, check them."""
    configure_logs(logging.INFO if verbose else logging.ERROR)


_COMMANDS = (
    play, demo, check, diagram, flows, rules, migrate, serve, work, doctor, serve_sandbox, inbox, outbox, handover,
    orders, webhooks,
)  # fmt: skip
for _command in _COMMANDS:
    main.add_command(_command)
