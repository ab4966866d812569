"""What is wrong with flows, as the report for people."""

from __future__ import annotations

from collections.abc import Sequence

from engine.charts.problems import Problem
from engine.charts.report import Format, render
from engine.charts.rules import CODES
from engine.errors import BoloastroError
from server.cli.library import near, read_flows
from server.settings import Settings


def report(problems: Sequence[Problem], settings: Settings) -> str:
    """Every problem with its place, the line as it stands there now, and what to do; then how many there are."""
    try:
        sources = read_flows(settings.flows)[0].sources
    except BoloastroError:
        sources = {}  # the files are gone meanwhile
    titles = {code.code: code.title for code in CODES.values()}
    return render(problems, Format.TEXT, sources, titles, folder=f"{near(settings.flows).as_posix()}/")
