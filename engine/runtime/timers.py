"""The names of timers: by the entry that set them, not by the state, which another version of the flow may rename."""

from __future__ import annotations

from engine.charts.model import Timer


def timer_id(serial: int, token: int, timer: Timer) -> str:
    """Unique in the session, the same each time this timer of this entry is set: `3.18.remind.1`."""
    kind, number = timer.event.partition(".")[0], timer.event.rpartition(".")[2]
    return f"{serial}.{token}.{kind}.{number}"


def moved_event(event: str, before: str, now: str) -> str:
    """The event of a timer whose state has got another name: `remind.q.1` is `remind.question.1`."""
    return event.replace(f".{before}.", f".{now}.", 1)
