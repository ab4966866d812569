"""The pages for whoever is woken: what they name is there, and what there is they name."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from engine.domain.payments.comparing import Odd
from engine.domain.payments.violations import REMEDIES, Broken
from server.cli import main
from tests.architecture.code import ROOT

PAGES = sorted((ROOT / "docs" / "runbooks").glob("*.md"))
PAYMENTS = (ROOT / "docs" / "runbooks" / "payments.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"`boloastro ([a-z]+)(?: ([a-z]+)\b)?")


@pytest.mark.parametrize("text", [*(page.read_text(encoding="utf-8") for page in PAGES), *REMEDIES.values()])
def test_every_command_that_is_to_be_typed_is_there(text: str) -> None:
    """Also with what stands behind it, if that is a command of its own."""
    for name, following in COMMAND.findall(" ".join(text.split())):
        command = main.commands[name]
        if isinstance(command, click.Group) and following:
            assert following in command.commands, f"boloastro {name} {following}"


def test_every_option_that_is_to_be_typed_is_there() -> None:
    """Of the commands of money."""
    known = {
        option
        for group in ("orders", "webhooks")
        for command in main.commands[group].commands.values()  # type: ignore[attr-defined]
        for parameter in command.params
        for option in parameter.opts
    }
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAYMENTS)) <= known


def test_every_kind_of_trouble_with_money_has_a_line() -> None:
    """By the word that the metric and the commands use."""
    for kind in (*Broken, *Odd):
        assert re.search(rf"^\| .*`{kind.value}`.* \|", PAYMENTS, re.MULTILINE), kind


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a heading of the page, or to a file."""
    text = page.read_text(encoding="utf-8")
    headings = {_anchor(each) for each in re.findall("^#+ (.*)$", text, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in headings, target
        else:
            assert (page.parent / target).exists(), target


def test_every_metric_of_money_is_described() -> None:
    """Where the others are."""
    for name in ("hooks_total", "hook_seconds", "payments_total", "refunds_total", "money_unexplained_total"):
        assert f"`{name}`" in OPERATIONS
    assert "`money_violations`" in OPERATIONS


def _anchor(heading: str) -> str:
    """What a heading is called in an address."""
    return re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
