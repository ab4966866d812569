"""`boloastro check`: what it prints, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli.check import check
from tests.rules.library_fixtures import SHARED_FILES

GOOD = "flow: demo\nstates:\n  start: {on: {go: end}}\n  end: {final: true}\n"
DOUBTFUL = "flow: demo\nstates:\n  start: {on: {go: end}}\n  lost: {on: {go: end}}\n  end: {final: true}\n"
BROKEN = "flow: demo\nstates:\n  start: {on: {go: ned, leave: end}}\n  end: {final: true}\n"


def _checked(folder: Path, flow: str, *options: str) -> Result:
    files = {**SHARED_FILES, "demo/flow.yaml": flow}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(check, ["--flows", str(folder), *options])


@pytest.mark.parametrize(
    ("flow", "options", "status"),
    [
        (GOOD, [], 0),
        (GOOD, ["--strict"], 0),
        (DOUBTFUL, [], 0),
        (DOUBTFUL, ["--strict"], 1),
        (BROKEN, [], 1),
        (BROKEN, ["demo"], 1),
        (GOOD, ["demo"], 0),
    ],
)
def test_the_exit_status_says_whether_flows_may_be_used(
    tmp_path: Path, flow: str, options: list[str], status: int
) -> None:
    """Warnings fail only when they are asked to."""
    assert _checked(tmp_path, flow, *options).exit_code == status


def test_text_is_without_colours_when_nobody_watches(tmp_path: Path) -> None:
    """And names files as they are found from here."""
    shown = _checked(tmp_path, BROKEN).output
    assert f"{tmp_path.as_posix()}/demo/flow.yaml:3:20: error E301 there is no state 'ned'" in shown
    assert "\x1b" not in shown
    assert shown.endswith("1 error\n")


def test_json_can_be_read_by_programs(tmp_path: Path) -> None:
    """Nothing but the list is printed."""
    found = json.loads(_checked(tmp_path, BROKEN, "--format", "json").output)
    assert [each["code"] for each in found] == ["E301"]


def test_github_shows_problems_beside_the_lines(tmp_path: Path) -> None:
    """By annotations."""
    assert _checked(tmp_path, BROKEN, "--format", "github").output.startswith("::error file=")


def test_one_flow_is_checked_with_what_all_share(tmp_path: Path) -> None:
    """The problems of other flows are left out."""
    other = tmp_path / "other" / "flow.yaml"
    other.parent.mkdir()
    other.write_text(BROKEN.replace("demo", "other"), encoding="utf-8")
    assert _checked(tmp_path, GOOD, "demo").exit_code == 0
    assert _checked(tmp_path, GOOD).exit_code == 1


def test_a_schema_that_says_something_else_is_told(tmp_path: Path) -> None:
    """The schemas are those beside the flows that are checked; where there are none, nothing is said."""
    assert _checked(tmp_path, GOOD).exit_code == 0
    (tmp_path / "flow.schema.json").write_text('{"required": ["version"]}', encoding="utf-8")
    told = _checked(tmp_path, GOOD)
    assert told.exit_code == 1
    assert "demo/flow.yaml:1:1: error E119 'flow.schema.json' refuses this: 'version' is a required" in told.output
    assert "E119" not in _checked(tmp_path, GOOD.replace("states:", "states: 5 #")).output


@pytest.mark.parametrize("schema", ["{", "[]", '{"type": 5}', '{"$ref": "http://localhost:1/x"}', '{"$ref": "#/no"}'])
def test_a_schema_that_is_none_is_told(tmp_path: Path, schema: str) -> None:
    """Nothing is fetched to find out."""
    (tmp_path / "flow.schema.json").write_text(schema, encoding="utf-8")
    assert "flow.schema.json:1:1: error E119 this is no JSON schema" in _checked(tmp_path, GOOD).output


def test_one_wrong_target_is_one_problem(tmp_path: Path) -> None:
    """It may lead to any of the states that nothing else leads to."""
    states = "".join(f"  s{number}: {{on: {{go: s{number + 1}}}}}\n" for number in range(6))
    flow = f"flow: demo\nstates:\n  start: {{on: {{go: s}}}}\n{states}  s6: {{final: true}}\n"
    assert [each["code"] for each in json.loads(_checked(tmp_path, flow, "--format", "json").output)] == ["E301"]


def test_what_cannot_be_read_has_its_own_status(tmp_path: Path) -> None:
    """A missing folder or flow is named with the remedy, without a traceback."""
    missing = CliRunner().invoke(check, ["--flows", str(tmp_path / "none")])
    assert (missing.exit_code, missing.output.count("\n")) == (2, 1)
    unknown = _checked(tmp_path, GOOD, "dmo")
    assert unknown.exit_code == 2
    assert "Did you mean 'demo'?" in unknown.output
