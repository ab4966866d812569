"""`boloastro flows`: which flows there are, and how complete they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import click
from rich.console import Console
from rich.table import Table

from engine.charts.rules.scope import Scope
from engine.charts.rules.wording import written_share
from server.cli.library import problems_of, read_flows
from server.settings import Settings
from server.wiring import catalogue

_WIDTH = 140
"""Wide enough for all columns; a narrow terminal wraps lines, which loses nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One flow. `languages` holds whole percents; `version` is None when the flow's file cannot be read.

    `problems` are as many as `check` of this flow tells of: its own, and those of the shared words.
    """

    flow: str
    title: str
    version: int | None
    structure: str
    policy: str
    states: int
    languages: Mapping[str, int]
    problems: int


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def flows(as_json: bool) -> None:
    """List the flows with their versions, languages and problems."""
    found = _rows(Settings())
    if as_json:
        click.echo(json.dumps([asdict(row) for row in found], ensure_ascii=False, indent=2))
        return
    Console(width=_WIDTH, highlight=False).print(_table(found))


def _rows(settings: Settings) -> list[Row]:
    library, problems = read_flows(settings.flows)
    scope = Scope(library, catalogue())
    broken = {problem.place.file.partition("/")[0] for problem in problems if problem.place.file.endswith("/flow.yaml")}
    return [
        *(
            Row(
                flow=name, title=flow.title, version=flow.version, structure=flow.structure[:12],
                policy=flow.policy.value, states=len(flow.states) - 1,
                languages={
                    code: int(written_share(scope.flows[name], code) * 100) for code in library.languages.declared
                },
                problems=len(problems_of(problems, name)),
            )
            for name, flow in sorted(library.flows.items())
        ),
        *(
            Row(
                flow=name, title="cannot be read: run boloastro check", version=None, structure="", policy="", states=0,
                languages={}, problems=len(problems_of(problems, name)),
            )
            for name in sorted(broken - set(library.flows))
        ),
    ]  # fmt: skip


def _table(rows: list[Row]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    codes = list(dict.fromkeys(code for row in rows for code in row.languages))
    for name in ("flow", "title"):
        table.add_column(name, no_wrap=True)
    for name in ("version", "structure", "policy", "states", *codes, "problems"):
        table.add_column(name, justify="left" if name in ("structure", "policy") else "right", no_wrap=True)
    for row in rows:
        shares = [f"{row.languages[code]}%" if code in row.languages else "" for code in codes]
        version = "" if row.version is None else str(row.version)
        table.add_row(
            row.flow, row.title, version, row.structure, row.policy, str(row.states), *shares, str(row.problems)
        )
    return table
