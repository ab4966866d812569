"""Whoever goes back and gives the same answer again has told nothing new: what is kept stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from engine.domain.values import Json
from tests.journeys.stage import House, Stage

# Answers as they are typed; `#option` is a tap.
_BEGINNING = ("hi", "English", "#details")
_TIMES: Mapping[str, tuple[str, ...]] = {
    "clear": ("#know", "21:30"),
    "morning": ("#know", "9:30", "#am"),
    "evening": ("#know", "9:30", "#pm"),
    "night before": ("#know", "2:30 am", "#before"),
    "night after": ("#know", "2:30 am", "#after"),
    "half, night after": ("#know", "2:30", "#am", "#after"),
    "rough": ("#roughly", "7 pm"),
    "rough night": ("#roughly", "2 am", "#after"),
    "unknown": ("#unknown",),
}
_PLACES: Mapping[str, tuple[str, ...]] = {"one": ("Pune",), "several": ("Rampur", "1")}
_KEPT = ("name", "told", "born", "birth_time", "place")


def _ways() -> Mapping[str, tuple[str, ...]]:
    ways: dict[str, tuple[str, ...]] = {}
    for name, time in _TIMES.items():
        told = ("Asha Rao", "14-08-1990", *time, *_PLACES["one"])
        ways[name] = told
        ways[f"{name}, then another date"] = (*told, "#edit", "#born", "15-08-1990", *_night(time))
        ways[f"{name}, then a clear time"] = (*told, "#edit", "#time", *_TIMES["clear"])
        ways[f"clear, then {name}"] = ("Asha Rao", "14-08-1990", *_TIMES["clear"], "Pune", "#edit", "#time", *time)
    ways["several places"] = ("Asha Rao", "14-08-1990", "#unknown", *_PLACES["several"])
    ways["another name"] = ("Asha", "14-08-1990", "#unknown", "Pune", "#edit", "#name", "Asha Rao")
    return ways


def _night(time: tuple[str, ...]) -> tuple[str, ...]:
    return time[-1:] if time[-1] in ("#before", "#after") else ()


_WAYS = _ways()


@pytest.mark.parametrize("way", _WAYS.values(), ids=_WAYS.keys())
def test_the_same_answer_again_changes_nothing(house: House, sqlite_url: str, way: tuple[str, ...]) -> None:
    """After each answer: back, and if that leads to its question, the same answer twice more."""
    stage = Stage(house, sqlite_url, datetime(2026, 1, 5, 4, 30, tzinfo=UTC))
    for step in _BEGINNING:
        _do(stage, step)
    repeated = 0
    for step in way:
        asked = _asked(stage)
        _do(stage, step)
        answered, known = _asked(stage), _known(stage)
        for _ in range(2):
            stage.actor.tell("back")
            if _asked(stage) != asked or step in ("#edit", "#nothing"):
                _return(stage, answered)
                break
            _do(stage, step)
            repeated += 1
            assert (_asked(stage), _known(stage)) == (answered, known), f"after {step} again"
    assert repeated >= len(_TIMES["unknown"])
    stage.check()
    assert not stage.trouble
    stage.close()


def _do(stage: Stage, step: str) -> None:
    if step.startswith("#"):
        stage.actor.tap(step[1:])
    else:
        stage.actor.tell(step)


def _return(stage: Stage, answered: str) -> None:
    """From where `back` led instead: the choice of what to change, and from there to the check."""
    if _asked(stage) != answered:
        stage.actor.tell("back")
    assert _asked(stage) == answered


def _asked(stage: Stage) -> str:
    """The last question."""
    return stage.actor.shown[-1].key


def _known(stage: Stage) -> Mapping[str, Json]:
    session = stage.actor.session()
    assert session is not None
    frame = next(frame for frame in session.frames if frame.flow == "profile")
    return {name: frame.data[name] for name in _KEPT}


def test_the_date_is_the_one_that_was_told_when_the_birth_was_in_the_evening(house: House, sqlite_url: str) -> None:
    """A night that was moved by a day moves nothing once the time is corrected to the evening."""
    stage = Stage(house, sqlite_url, datetime(2026, 1, 5, 4, 30, tzinfo=UTC))
    night = ("Asha Rao", "14-08-1990", *_TIMES["night after"], "Pune")
    for step in (*_BEGINNING, *night):
        _do(stage, step)
    assert _known(stage)["born"] == "1990-08-15"
    for step in ("#edit", "#time", *_TIMES["clear"]):
        _do(stage, step)
    assert _known(stage)["born"] == _known(stage)["told"] == "1990-08-14"
    stage.close()
