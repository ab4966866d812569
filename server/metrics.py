"""Metrics for Prometheus: counted from the log lines, so that nothing that works has to know of them.

With PROMETHEUS_MULTIPROC_DIR in the environment before the first Metrics are made, all processes that share the folder
count together, and any of them tells for all. Labels are rules, verdicts and kinds: closed sets, never anything a
person or a stranger sent. The library looks at the environment and at the process when it is imported, so that is done
when it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.domain.records import Backlog
from engine.errors import StorageError
from engine.services.turns import MOST_ATTEMPTS

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram
    from prometheus_client.metrics_core import Metric

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_Line: TypeAlias = Mapping[str, Any]
_REQUEST_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)
_DELIVERIES: Mapping[str, str] = MappingProxyType(
    {
        **{f"message.{end}": end for end in ("sent", "retried", "uncertain", "parked", "withheld", "dead", "late")},
        "channel.broken": "broken",
    }
)
_DEAD: Mapping[str, str] = MappingProxyType(
    {"message.dead": "outbox", "turn.unreadable": "inbox", "job.given_up": "jobs", "hook.dead": "hooks"}
)
_FALLBACKS: Mapping[str, str] = MappingProxyType(
    {
        "rates.alone": "rates",
        "answers.passed_on": "answers",
        "answers.budget_spent": "budget",
    }
)
_MONEY: Mapping[str, str] = MappingProxyType(
    {
        "money.captured": "credited",
        "money.partial": "partial",
        "money.suspended": "suspended",
        "money.unmatched": "unmatched",
    }
)
_JOB_ENDS = frozenset({"failed", "given_up", "unknown", "undeclared", "unstorable"})


class Metrics:
    """All that is counted by one process. Hand `hear` to the logs. StorageError, if the folder cannot be used."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry

        _make_folder()
        self.registry = CollectorRegistry()
        self._requests = self._counter("requests", "HTTP requests", "method", "rule", "status")
        self._request_seconds = self._histogram("request_seconds", "How long requests took", _REQUEST_SECONDS, "rule")
        self._turns = self._counter("turns", "Turns by how they went", "outcome")
        self._turn_seconds = self._histogram("turn_seconds", "From receipt to the turn's commit", _TURN_SECONDS)
        self._deliveries = self._counter("deliveries", "Messages by what became of them", "outcome")
        self._delivery_seconds = self._histogram("delivery_seconds", "From the turn to the channel", _TURN_SECONDS)
        self._dead = self._counter("dead_letters", "What was given up", "table")
        self._limited = self._counter("rate_limited", "What was more than allowed", "kind")
        self._fallbacks = self._counter("fallbacks", "When the second best was used", "kind")
        self._jobs = self._counter("jobs", "Jobs by outcome", "outcome")
        self._hooks = self._counter("hooks", "Webhooks of the payment gateway by what became of them", "outcome")
        self._hook_seconds = self._histogram("hook_seconds", "From a webhook's receipt to its booking", _TURN_SECONDS)
        self._money = self._counter("payments", "Captured payments by what they are to their order", "standing")
        self._refunds = self._counter("refunds", "Refunds by the status they came to", "status")
        self._unexplained = self._counter("money_unexplained", "Lines that do not agree with the gateway's", "kind")

    def hear(self, line: _Line) -> None:
        """Count a line of the log. Never raises: what is missing in a line is not counted."""
        event = line.get("event")
        if event in ("turn", "turn.failed"):
            self._turn(line)
        elif isinstance(event, str):
            self._other(event, line)

    def count_request(self, line: _Line) -> None:
        """Count a request by what its line tells, whether the line is written or not."""
        rule = str(line.get("rule") or "none")
        self._requests.labels(str(line.get("method")), rule, str(line.get("status"))).inc()
        if (milliseconds := _number(line.get("ms"))) is not None:
            self._request_seconds.labels(rule).observe(milliseconds / 1000)
        if line.get("limited"):
            self._limited.labels("contact").inc()
        if line.get("status") == 429:
            self._limited.labels("address").inc()

    def exposition(self, backlog: Callable[[], Backlog | None]) -> bytes:
        """All of it as Prometheus reads it, and how much waits at this moment."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = self.registry
        if folder := os.environ.get(FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
        waiting = CollectorRegistry()
        waiting.register(_Waiting(backlog))
        return generate_latest(registry) + generate_latest(waiting)

    def _turn(self, line: _Line) -> None:
        if line["event"] == "turn.failed":
            self._turns.labels("failed").inc()
            is_last = (_number(line.get("attempt")) or 0) >= MOST_ATTEMPTS
        else:
            self._turns.labels("error" if line.get("error") else "handled" if line.get("handled") else "unheard").inc()
            is_last = bool(line.get("error"))
        if is_last:
            self._dead.labels("inbox").inc()
        if (milliseconds := _number(line.get("milliseconds"))) is not None:
            self._turn_seconds.observe(max(0.0, milliseconds / 1000))
        if fallbacks := _number(line.get("fallbacks")):
            self._fallbacks.labels("language").inc(fallbacks)

    def _other(self, event: str, line: _Line) -> None:
        if event in _DELIVERIES:
            self._deliveries.labels(_DELIVERIES[event]).inc()
            if (seconds := _number(line.get("seconds"))) is not None:
                self._delivery_seconds.observe(max(0.0, seconds))
        elif event == "job":
            self._jobs.labels(str(line.get("outcome"))).inc()
        elif event.startswith("job.") and event.removeprefix("job.") in _JOB_ENDS:
            self._jobs.labels(event.removeprefix("job.")).inc()
        self._money_line(event, line)
        if event in _DEAD:
            self._dead.labels(_DEAD[event]).inc()
        if event in _FALLBACKS:
            self._fallbacks.labels(_FALLBACKS[event]).inc()

    def _money_line(self, event: str, line: _Line) -> None:
        if event in _MONEY:
            self._money.labels(_MONEY[event]).inc()
        elif event in ("hook", "hook.dead", "hook.parked"):
            self._hooks.labels(str(line.get("outcome") or event.partition(".")[2])).inc()
            if (seconds := _number(line.get("seconds"))) is not None:
                self._hook_seconds.observe(max(0.0, seconds))
        elif event == "refund.moved":
            self._refunds.labels(str(line.get("status"))).inc()
        elif event == "money.unexplained":
            self._unexplained.labels(str(line.get("kind"))).inc()

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        from prometheus_client import Counter

        return Counter(f"boloastro_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        from prometheus_client import Histogram

        return Histogram(f"boloastro_{name}", text, labels, buckets=buckets, registry=self.registry)


def forget_process(pid: int) -> None:
    """A process that shared the folder has ended; what it counted stays."""
    from prometheus_client.multiprocess import mark_process_dead

    if os.environ.get(FOLDER):
        mark_process_dead(pid)  # type: ignore[no-untyped-call]


def _make_folder() -> None:
    """The library would fail at the first thing it counts."""
    folder = os.environ.get(FOLDER)
    try:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"the folder of {FOLDER} cannot be made ({type(error).__name__})") from error


class _Waiting:
    """A Collector: how much waits, asked of the tables at each scrape; nothing, when they cannot be asked."""

    def __init__(self, backlog: Callable[[], Backlog | None]) -> None:
        self._backlog = backlog

    def collect(self) -> Iterable[Metric]:
        from prometheus_client.metrics_core import GaugeMetricFamily

        found = self._backlog()
        yield GaugeMetricFamily("boloastro_database_up", "Whether the tables could be asked", value=found is not None)
        if found is not None:
            yield from _depths(found)


def _depths(found: Backlog) -> Iterable[Metric]:
    from prometheus_client.metrics_core import GaugeMetricFamily

    for name, depths in (("inbox", found.inbox), ("outbox", found.outbox), ("hooks", found.hooks)):
        family = GaugeMetricFamily(f"boloastro_{name}_depth", f"Rows of the {name} by status", labels=["status"])
        for status, depth in sorted(depths.items()):
            family.add_metric([status], depth)
        yield family
    broken = GaugeMetricFamily("boloastro_money_violations", "What must not be true of money", labels=["kind"])
    for kind, number in sorted(found.violations.items()):
        broken.add_metric([kind], number)
    yield broken
    yield GaugeMetricFamily("boloastro_jobs_depth", "Jobs that wait", value=found.jobs)
    yield GaugeMetricFamily("boloastro_timers_depth", "Timers that are set", value=found.timers)
    yield GaugeMetricFamily("boloastro_inbox_age_seconds", "How long the oldest event is due", value=found.inbox_age)
    yield GaugeMetricFamily("boloastro_hooks_age_seconds", "How long the oldest webhook is due", value=found.hooks_age)
    yield GaugeMetricFamily("boloastro_outbox_age_seconds", "How long the oldest message waits", value=found.outbox_age)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
