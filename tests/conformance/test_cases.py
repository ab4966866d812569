"""The kernel holds the assertions of the W3C SCXML recommendation, one case for each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.charts.source import read_source
from tests.conformance.driver import Case, is_met, read_case, run_case

HERE = Path(__file__).parent
FILES = sorted((HERE / "cases").glob("*.yaml"))
CASES = [read_case(path) for path in FILES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_assertion_holds(case: Case) -> None:
    """The chart of the case comes to the end the assertion demands."""
    result = run_case(case)
    assert is_met(case, result), f"{case.assertion}\nexpected: {case.expect}\ncame to: {result}"


def test_there_is_a_case_for_every_mandatory_assertion() -> None:
    """At least 120 cases exist."""
    assert len(CASES) >= 120


def test_every_case_states_its_own_assertion() -> None:
    """Each case says in a sentence what it shows, no two say the same, and each is filed under its section."""
    sentences = [case.assertion for case in CASES]
    assert all(sentence.endswith(".") for sentence in sentences)
    assert len(set(sentences)) == len(sentences)
    assert all(case.name.startswith(case.section.replace(".", "_") + "_") for case in CASES)


def test_names_are_unique() -> None:
    """No two cases have the same name, whatever the case of its letters."""
    assert len({case.name.lower() for case in CASES}) == len(CASES)


def test_what_is_left_out_has_a_reason_and_no_case() -> None:
    """An assertion is either shown by a case or listed with the reason why not, never both."""
    left_out = _left_out()
    assert all(entry["assertion"] and entry["reason"] for entry in left_out)
    skipped = [number for entry in left_out for number in entry["w3c"]]
    shown = {number for case in CASES for number in case.w3c}
    assert len(set(skipped)) == len(skipped)
    assert shown.isdisjoint(skipped)


def _left_out() -> list[dict[str, Any]]:
    path = HERE / "left_out.yaml"
    found: Any = read_source(path.read_text(encoding="utf-8"), path.name).data
    return list(found)
