"""What is counted: from the lines of the log, with labels out of closed sets."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import structlog

from engine.domain.records import Backlog
from server.logs import configure_logs
from server.metrics import Metrics
from tests.architecture.code import ROOT

BACKLOG = Backlog(
    inbox={"new": 3, "dead": 1}, outbox={"pending": 2}, hooks={"parked": 6}, jobs=4, timers=5, inbox_age=1.5,
    outbox_age=0.5, hooks_age=2.5, violations={"undelivered": 7, "ledger": 0},
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "sample"),
    [
        ({"event": "turn", "handled": True, "milliseconds": 30}, 'turns_total{outcome="handled"} 1.0'),
        ({"event": "turn", "handled": True, "milliseconds": 30}, 'turn_seconds_bucket{le="0.05"} 1.0'),
        ({"event": "turn", "handled": False}, 'turns_total{outcome="unheard"} 1.0'),
        ({"event": "turn", "error": "limit"}, 'turns_total{outcome="error"} 1.0'),
        ({"event": "turn", "error": "limit"}, 'dead_letters_total{table="inbox"} 1.0'),
        ({"event": "turn", "handled": True, "fallbacks": 2}, 'fallbacks_total{kind="language"} 2.0'),
        ({"event": "turn.failed", "attempt": 1}, 'turns_total{outcome="failed"} 1.0'),
        ({"event": "turn.failed", "attempt": 3}, 'dead_letters_total{table="inbox"} 1.0'),
        ({"event": "message.sent", "seconds": 0.2}, 'deliveries_total{outcome="sent"} 1.0'),
        ({"event": "message.sent", "seconds": 0.2}, 'delivery_seconds_bucket{le="0.25"} 1.0'),
        ({"event": "message.parked"}, 'deliveries_total{outcome="parked"} 1.0'),
        ({"event": "message.withheld"}, 'deliveries_total{outcome="withheld"} 1.0'),
        ({"event": "message.uncertain"}, 'deliveries_total{outcome="uncertain"} 1.0'),
        ({"event": "message.dead"}, 'deliveries_total{outcome="dead"} 1.0'),
        ({"event": "message.dead"}, 'dead_letters_total{table="outbox"} 1.0'),
        ({"event": "channel.broken"}, 'deliveries_total{outcome="broken"} 1.0'),
        ({"event": "job.failed"}, 'jobs_total{outcome="failed"} 1.0'),
        ({"event": "job", "outcome": "found"}, 'jobs_total{outcome="found"} 1.0'),
        ({"event": "job.given_up"}, 'dead_letters_total{table="jobs"} 1.0'),
        ({"event": "hook.dead"}, 'dead_letters_total{table="hooks"} 1.0'),
        ({"event": "hook", "outcome": "handled", "seconds": 0.2}, 'hooks_total{outcome="handled"} 1.0'),
        ({"event": "hook", "outcome": "handled", "seconds": 0.2}, 'hook_seconds_bucket{le="0.25"} 1.0'),
        ({"event": "hook.parked"}, 'hooks_total{outcome="parked"} 1.0'),
        ({"event": "hook.dead", "outcome": "dead"}, 'hooks_total{outcome="dead"} 1.0'),
        ({"event": "hook.dead", "reason": "unreadable"}, 'hooks_total{outcome="dead"} 1.0'),
        ({"event": "money.captured"}, 'payments_total{standing="credited"} 1.0'),
        ({"event": "money.suspended"}, 'payments_total{standing="suspended"} 1.0'),
        ({"event": "money.unmatched"}, 'payments_total{standing="unmatched"} 1.0'),
        ({"event": "refund.moved", "status": "processed"}, 'refunds_total{status="processed"} 1.0'),
        ({"event": "money.unexplained", "kind": "missed"}, 'money_unexplained_total{kind="missed"} 1.0'),
        ({"event": "rates.alone"}, 'fallbacks_total{kind="rates"} 1.0'),
        ({"event": "answers.passed_on"}, 'fallbacks_total{kind="answers"} 1.0'),
        ({"event": "answers.budget_spent"}, 'fallbacks_total{kind="budget"} 1.0'),
    ],
)
def test_a_line_of_the_log_is_counted(line: dict[str, Any], sample: str) -> None:
    """By whoever writes it; nobody knows of the metrics."""
    metrics = Metrics()
    configure_logs(20, listener=metrics.hear, stream=io.StringIO())
    structlog.get_logger().info(line["event"], **{name: value for name, value in line.items() if name != "event"})
    assert f"boloastro_{sample}" in metrics.exposition(lambda: None).decode()


@pytest.mark.parametrize("line", [{}, {"event": None}, {"event": "turn", "milliseconds": "x"}, {"event": "odd.thing"}])
def test_an_odd_line_is_no_trouble(line: dict[str, Any]) -> None:
    """A log must not fail because somebody counts."""
    Metrics().hear(line)


def test_what_waits_is_asked_of_the_tables() -> None:
    """At each scrape."""
    told = Metrics().exposition(lambda: BACKLOG).decode()
    for sample in (
        'inbox_depth{status="new"} 3.0', 'inbox_depth{status="dead"} 1.0', 'outbox_depth{status="pending"} 2.0',
        "jobs_depth 4.0", "timers_depth 5.0", "inbox_age_seconds 1.5", "outbox_age_seconds 0.5", "database_up 1.0",
        'hooks_depth{status="parked"} 6.0', "hooks_age_seconds 2.5",
        'money_violations{kind="undelivered"} 7.0', 'money_violations{kind="ledger"} 0.0',
    ):  # fmt: skip
        assert f"boloastro_{sample}" in told


def test_strangers_make_no_series() -> None:
    """A thousand paths that are not there, and methods nobody has heard of, are one rule and one method."""
    metrics = Metrics()
    for number in range(1000):
        metrics.count_request({"method": "other", "rule": None, "status": 404, "ms": 1, "path": f"/{number}"})
    told = metrics.exposition(lambda: None).decode()
    assert 'boloastro_requests_total{method="other",rule="none",status="404"} 1000.0' in told
    assert told.count("boloastro_requests_total{") == 1


COUNTING = """
from server.metrics import Metrics
import sys
metrics = Metrics()
for _ in range(int(sys.argv[1])):
    metrics.hear({"event": "message.sent", "seconds": 0.1})
print(metrics.exposition(lambda: None).decode())
"""


def test_processes_that_share_a_folder_count_together(tmp_path: Path) -> None:
    """Also those that have ended; any of them tells for all."""
    told = ""
    for times in ("2", "3"):
        told = subprocess.run(
            [sys.executable, "-c", COUNTING, times], env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    assert 'boloastro_deliveries_total{outcome="sent"} 5.0' in told
    assert "boloastro_delivery_seconds_count 5.0" in told


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    """And if it cannot be, that is told in one line."""
    (tmp_path / "file").touch()
    for folder, told in (("a/b", "deliveries"), ("file/b", "the folder of PROMETHEUS_MULTIPROC_DIR cannot be made")):
        done = subprocess.run(
            [sys.executable, "-c", COUNTING, "1"], cwd=ROOT, capture_output=True, text=True, check=False,
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / folder)},
        )  # fmt: skip
        assert told in done.stdout + done.stderr


def test_the_command_line_leaves_the_metrics_to_the_processes_of_the_server() -> None:
    """The library looks for its folder when it is imported, and `serve` makes the folder after that."""
    program = "import sys, server.cli, server.serving; print('prometheus_client' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
