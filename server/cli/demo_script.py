"""What the person of the demo does, scene by scene."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.values import Json


class Act(StrEnum):
    """`killed` sends a text, and the process dies once it has stored the turn."""

    TELL = "tell"
    TAP = "tap"
    KILLED = "killed"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the person does; `word` is a text or the id of an option."""

    act: Act
    word: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Some steps under a heading."""

    heading: str
    steps: tuple[Step, ...]


def _tell(text: str) -> Step:
    return Step(Act.TELL, text)


def _tap(option: str) -> Step:
    return Step(Act.TAP, option)


def _killed(text: str) -> Step:
    return Step(Act.KILLED, text)


ENGLISH = (
    Scene("Asha writes for the first time and chooses her language", (_tell("hi"), _tap("en"))),
    Scene(
        "She gives birth details; wrong answers are explained and asked again",
        (
            _tap("details"),
            _tell("7"),
            _tell("Asha Rao"),
            _tell("31-02-1990"),
            _tell("15-08-2090"),
            _tell("15 August 1990"),
        ),
    ),
    Scene(
        "She interrupts, for help and for another language, and comes back to the very same question",
        (_tell("help"), _tell("language"), _tap("hi"), _tell("भाषा"), _tap("en")),
    ),
    Scene("She knows the time; 9:30 alone leaves a question open", (_tap("know"), _tell("9:30"))),
    Scene("She answers, and the process is killed before the reply goes out", (_killed("morning"),)),
    Scene("The place, and a look at everything before it is saved", (_tell("Pune"),)),
    Scene("One field was wrong: only the date is asked again", (_tap("edit"), _tap("born"), _tell("16 August 1990"))),
    Scene("She saves", (_tap("save"),)),
)

ENGLISH_SAVED: dict[str, Json] = {
    "name": "Asha Rao",
    "born": "1990-08-16",
    "time": "09:30",
    "place": "Pune",
}

HINDI = (
    Scene(
        "The same in Hindi, for another person: words, numbers and parts of the day are understood",
        (
            *(_tell("नमस्ते"), _tap("hi"), _tap("details"), _tell("रवि कुमार"), _tell("१५ अगस्त १९९०")),
            *(_tap("know"), _tell("शाम साढ़े सात बजे"), _tell("नासिक"), _tap("save")),
        ),
    ),
)

HINDI_SAVED: dict[str, Json] = {
    "name": "रवि कुमार",
    "born": "1990-08-15",
    "time": "19:30",
    "place": "Nashik",
}
