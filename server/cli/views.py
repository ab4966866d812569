"""What a tester can look at between two steps: where the conversation stands, its data, its timers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.domain.values import Json
from server.cli.talk import Talk
from server.transcript import duration


def state_lines(talk: Talk) -> Iterator[str]:
    """A line for each flow on the stack, the innermost last."""
    session, contact = talk.session(), talk.contact()
    yield f"clock {_local(talk, talk.clock.now())}"
    if session is None or contact is None:
        yield "no conversation is open"
        return
    yield f"language {contact.language}, revision {session.revision}"
    for depth, frame in enumerate(session.frames):
        how = "" if depth == 0 else f"  {frame.entry}"
        yield f"{'  ' * depth}{frame.flow}@{frame.version}: {', '.join(frame.configuration)}{how}"


def data_lines(talk: Talk) -> Iterator[str]:
    """Every variable that has a value, of the contact and of each flow."""
    session, contact = talk.session(), talk.contact()
    if contact is None:
        yield "nobody has written yet"
        return
    yield from _values("contact", {"language": contact.language, **contact.data})
    for frame in session.frames if session else ():
        yield from _values(frame.flow, frame.data)


def timer_lines(talk: Talk) -> Iterator[str]:
    """What is due when, the next one first."""
    timers = talk.timers()
    if not timers:
        yield "no timer is set"
    for name, due in timers:
        left = (due - talk.clock.now()).total_seconds()
        yield f"in {duration(left):<10} {_local(talk, due)}  {name}"


def _values(name: str, values: Mapping[str, Json]) -> Iterator[str]:
    for key, value in values.items():
        if value is not None and not key.startswith("_"):
            yield f"{name}.{key} = {json.dumps(value, ensure_ascii=False)}"


def _local(talk: Talk, moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(talk.zone)).isoformat(sep=" ", timespec="seconds")
