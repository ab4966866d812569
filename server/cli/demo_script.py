"""What the people of the demo do, scene by scene, and what goes wrong meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.values import Json


class Act(StrEnum):
    """What the person does, or what happens to what they send.

    TELL a text. TAP an option. TWICE a text that the channel delivers twice. FORGED a text that somebody else posts in
    their name. KILLED a text; the server is killed while it hands its answer to the channel. BROKEN a text; the channel
    takes the answer, and the connection breaks before it says so. FAILS a payment, for a reason. PAYS, and each webhook
    of it comes twice. AGAIN: they pay a second time on the same page.
    """

    TELL = "tell"
    TAP = "tap"
    TWICE = "twice"
    FORGED = "forged"
    KILLED = "killed"
    BROKEN = "broken"
    FAILS = "fails"
    PAYS = "pays"
    AGAIN = "again"


BUYING = frozenset({Act.FAILS, Act.PAYS, Act.AGAIN})
"""What is done in a browser."""


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


ENGLISH = (
    Scene("Asha writes for the first time and chooses her language", (_tell("hi"), _tap("en"))),
    Scene(
        "She gives birth details; wrong answers are explained and asked again",
        (
            *(_tap("details"), _tell("7"), _tell("Asha Rao"), _tell("31-02-1990"), _tell("15-08-2090")),
            _tell("15 August 1990"),
        ),
    ),
    Scene("Somebody else posts in her name, without Twilio's signature", (Step(Act.FORGED, "cancel"),)),
    Scene(
        "She interrupts, for help and for another language, and comes back to the very same question",
        (_tell("help"), _tell("language"), _tap("hi"), _tell("भाषा"), _tap("en")),
    ),
    Scene("She knows the time; 9:30 alone leaves a question open", (_tap("know"), _tell("9:30"))),
    Scene("She answers, and the server is killed while it sends the reply", (Step(Act.KILLED, "morning"),)),
    Scene("The place; Twilio takes the reply, and the connection breaks", (Step(Act.BROKEN, "Pune"),)),
    Scene("One field was wrong: only the date is asked again", (_tap("edit"), _tap("born"))),
    Scene("Twilio delivers the new date twice", (Step(Act.TWICE, "16 August 1990"),)),
    Scene("She saves", (_tap("save"),)),
)

BUYS = (
    Scene("She looks at what there is, and what it costs", (_tap("shop"), _tap("kundali_report"))),
    Scene("She wants it, and gets a link of her own", (_tap("pay"),)),
    Scene("On the checkout page her first try fails: not enough money", (Step(Act.FAILS, "insufficient_fund"),)),
    Scene(
        "She pays by UPI; Razorpay tells it in several webhooks, and each of them comes twice", (Step(Act.PAYS, "upi"),)
    ),
    Scene("She presses pay once more on the page she left open: that money goes back", (Step(Act.AGAIN, "card"),)),
    Scene("Her report has come with it; she likes it, and looks at what is hers", (_tap("good"), _tap("mine"))),
)

ENGLISH_SAVED: dict[str, Json] = {"name": "Asha Rao", "born": "1990-08-16", "time": "09:30", "place": "Pune"}

HINDI = (
    Scene(
        "The same in Hindi, for another person: words, numbers and parts of the day are understood",
        (
            *(_tell("नमस्ते"), _tap("hi"), _tap("details"), _tell("रवि कुमार"), _tell("१५ अगस्त १९९०")),
            *(_tap("know"), _tell("शाम साढ़े सात बजे"), _tell("नासिक"), _tap("save")),
        ),
    ),
)

HINDI_SAVED: dict[str, Json] = {"name": "रवि कुमार", "born": "1990-08-15", "time": "19:30", "place": "Nashik"}
