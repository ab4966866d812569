"""Every code has a broken flow that shows it, and says what it is about.

After a change on purpose: `BOLOASTRO_REWRITE=1 pytest tests/rules`, then read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from engine.charts.rules import CODES
from tests.rules.library_fixtures import fixtures, read_fixture, write_expected

PATHS = fixtures()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_report_of_a_broken_flow_is_as_written(path: Path) -> None:
    """Place, message, caret and hint are what the fixture says."""
    if os.environ.get("BOLOASTRO_REWRITE"):
        write_expected(path)
    fixture = read_fixture(path)
    assert fixture.report() + "\n" == fixture.expected


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_broken_flow_shows_its_own_code(path: Path) -> None:
    """And no other one, except those that follow from the mistake and are named."""
    fixture = read_fixture(path)
    found = {problem.code for problem in fixture.library()[1]}
    assert found == {fixture.code} | fixture.also


def test_every_code_has_a_broken_flow() -> None:
    """A rule nobody has seen at work is no rule."""
    assert {path.stem for path in PATHS} == set(CODES)


def test_codes_say_all_that_people_need() -> None:
    """A title, why it matters, what to do; the letter is the severity."""
    for code in CODES.values():
        assert re.fullmatch(r"[EW]\d{3}", code.code)
        assert code.title
        assert code.explanation
        assert code.remedy
        assert code.severity.value[0].upper() == code.code[0]


def test_there_are_enough_rules() -> None:
    """Forty were asked for."""
    assert len(CODES) >= 40
