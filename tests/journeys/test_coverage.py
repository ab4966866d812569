"""The shipped flows are covered by the journeys people wrote; and coverage counts what it says."""

from __future__ import annotations

import json
from pathlib import Path

from tests.journeys.coverage import KINDS, Coverage, shipped_charts
from tests.journeys.coverage_report import heat_map, missing, percentage, table, write_files
from tests.journeys.watch import Line

_FOLDER = Path(__file__).parent


def _of_kept_traces() -> Coverage:
    """What the kept traces tell; each journey is checked against its own."""
    covered = Coverage()
    for path in sorted(_FOLDER.glob("*/__snapshots__/*/*-trace.jsonl")):
        covered.add(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return covered


def test_every_state_and_arc_of_the_shipped_flows_is_on_a_journey() -> None:
    """All of them, and both outcomes of every guard, every timer, every outcome of a job, every reading."""
    covered, library = _of_kept_traces(), shipped_charts()
    left = {
        f"{flow.id}: {column}": sorted(names)
        for flow in library.flows.values()
        for column in ("states", "arcs", "guards", "timers", "jobs", "readers")
        if (names := missing(covered, flow, column))
    }
    assert left == {}
    assert percentage(covered, library) == 100.0


def test_nothing_covered_is_nothing_percent() -> None:
    """And the table names every line."""
    covered, library = Coverage(), shipped_charts()
    assert percentage(covered, library) == 0.0
    assert any(line.startswith("welcome") and "0/" in line for line in table(covered, library))


def test_counts_survive_the_way_between_processes() -> None:
    """A worker's counts are added to the controller's."""
    line: Line = {"arc": "profile/ask_name/1", "on": "answer", "to": ["ask_born"]}
    worker, controller = Coverage(), Coverage()
    worker.add([line])
    controller.add([line])
    controller.merge(Coverage.of_json(json.loads(json.dumps(worker.as_json()))))
    assert controller.counts["arcs"]["profile/ask_name/1"] == 2
    assert controller.counts["readers"]["profile/ask_name/accepted"] == 2


def test_late_timer_does_not_count() -> None:
    """A timer nobody waited for any more has not gone off."""
    covered = Coverage()
    covered.add([{"turn": 1, "timer": "profile/ask_name/remind.ask_name.1", "handled": False}])
    assert not any(covered.counts[kind] for kind in KINDS)


def test_files_show_the_flow_with_its_heat(tmp_path: Path) -> None:
    """LCOV with a record for each flow file, and a diagram for each flow."""
    covered, library = _of_kept_traces(), shipped_charts()
    folder = write_files(covered, library, tmp_path / "flow-coverage")
    lcov = (folder / "lcov.info").read_text(encoding="utf-8")
    assert "SF:flows/profile/flow.yaml" in lcov
    assert lcov.count("end_of_record") == len(library.flows)
    drawn = "\n".join(heat_map(covered, library.flows["welcome"]))
    assert drawn == (folder / "welcome.mmd").read_text(encoding="utf-8").rstrip("\n")
    assert "menu --> saved_people" in drawn
    assert "class menu heat3" in drawn
