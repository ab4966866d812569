"""The command line: every command is listed here, and here every expected error becomes one clear line."""

from __future__ import annotations

import logging
import sys
from typing import Any

import click
import structlog
from pydantic import ValidationError

from engine.charts.problems import FlowProblems
from engine.errors import BoloastroError
from server.cli.migrate import migrate
from server.cli.play import play
from server.cli.problems import problem_lines
from server.cli.rules import rules

TROUBLE = 2
"""The exit status when something the user can put right stands in the way."""


class _Edge(click.Group):
    """The outer edge: what we raise on purpose is told without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FlowProblems as error:
            for line in problem_lines(error.problems):
                click.echo(line, err=True)
        except BoloastroError as error:
            click.echo(f"boloastro: {error}", err=True)
        except ValidationError as error:
            for wrong in error.errors():
                name = ".".join(str(part) for part in wrong["loc"])
                click.echo(f"boloastro: the setting {name} cannot be used: {wrong['msg']}", err=True)
        ctx.exit(TROUBLE)


@click.group(cls=_Edge, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--verbose", is_flag=True, help="Log every turn, as JSON lines on stderr.")
@click.version_option(package_name="boloastro")
def main(verbose: bool) -> None:
    """Conversations as state charts: talk with them, look at them, check them."""
    _configure_logs(logging.INFO if verbose else logging.ERROR)


for _command in (play, migrate, rules):
    main.add_command(_command)


class _Stderr:
    """Whatever `sys.stderr` is when a line is written."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def _configure_logs(level: int) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=_Stderr()),  # type: ignore[arg-type]
    )
