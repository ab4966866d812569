"""`make bench`: all figures, printed, and written to docs/benchmarks.md."""

from __future__ import annotations

import logging
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog

from tests.bench import (
    answers,
    astrology,
    kernel,
    loading,
    money,
    persisted,
    places,
    purchase,
    reports,
    turn,
    webhooks,
)
from tests.bench.clockwork import Figure

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def main() -> None:
    """Measure everything; with `--write` keep the page."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    lines = [_HEADER]
    for chapter, figures in _CHAPTERS:
        lines.append(f"\n## {chapter}\n\n| what | value | ratio | goal | | |\n|---|---|---|---|---|---|")
        print(chapter, flush=True)
        for figure in figures():
            row = _row(figure)
            print("  " + row, flush=True)
            lines.append(row)
    if "--write" in sys.argv:
        PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _row(figure: Figure) -> str:
    value = f"{figure.value:,.1f} {figure.unit}" if figure.value else ""
    ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
    sign, unit = ">=" if figure.at_least else "<=", f" {figure.unit}" if figure.ratio is None else ""
    goal = f"{sign} {figure.goal}{unit}" if figure.goal is not None else ""
    return f"| {figure.what} | {value} | {ratio} | {goal} | {figure.verdict} | {figure.note} |"


def _threads() -> Iterator[Figure]:
    yield kernel.threads()


_CHAPTERS: tuple[tuple[str, Callable[[], Iterator[Figure]]], ...] = (
    ("A step of the kernel against the bare call of transitions", kernel.figures),
    ("Threads", _threads),
    ("A whole turn in memory against the bare call", turn.figures),
    ("A whole persisted turn on SQLite against plain SQLAlchemy Core", persisted.figures),
    ("Loading", loading.figures),
    ("Webhooks until they are acknowledged, against a bare view", webhooks.figures),
    ("Whole servers at work", answers.figures),
    ("Money", money.figures),
    ("Astrology", astrology.figures),
    ("Places", places.figures),
    ("Reports", reports.figures),
    ("A whole purchase, from hello to the report", purchase.figures),
)

_HEADER = f"""# How fast

Written by `make bench`. Every ratio compares two things measured in turn in the same run; the times are of one machine
(Python {platform.python_version()}, {os.cpu_count()} cores) and say little by themselves. A goal that is missed stays
here as missed.

"Bare call" is `machine.events[e].trigger(slot)` of `transitions` on the same flow. "Bare view" is a Flask view in the
same gunicorn with the same database settings, which checks the same signature and inserts one row into the same table.
Of whole servers: those who write, their Twilio, the database and the servers share the machine; this Twilio answers at
once, and reports each message as delivered a moment later."""

if __name__ == "__main__":
    main()
