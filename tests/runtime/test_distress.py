"""Words of despair are answered with the help line and nothing else, whatever flows do, and whatever fails."""

from __future__ import annotations

import pytest

from engine.domain.effects import Say
from engine.domain.events import Event, EventKind
from engine.domain.messages import Inbound
from tests.runtime.stage import SHARED, Talk, flow

LISTS = (
    "language: en\ntexts:\n  declined:\n    say: Declined\n"
    "    options: {distress: {label: Distress, words: [want to die]}}\n"
)
HELP = SHARED["common/en.yaml"].replace("texts: {", "texts: {distress: Call 14416., ")
ASKS = "states:\n  s: {ask: text, into: name, next: s}\ndata: {name: text}\n"
WORDS = "{s: Name?, heard: We hear you.}"


def talk(rest: str = "", lists: str = LISTS) -> Talk:
    return Talk({"common/en.yaml": HELP, "answers/en.yaml": lists, **flow("main", ASKS + rest, en=WORDS)})


def test_a_flow_may_hear_it() -> None:
    """Its words stand alone, and the question stays open."""
    person = talk("on: {distress: {do: [say: heard]}}\n")
    decision = person.tell("I want to die")
    assert (decision.heard, person.last) == ("distress", ["We hear you."])
    assert person.tell("Asha").error is None
    assert person.data["name"] == "Asha"


def test_no_edit_of_a_flow_can_leave_the_words_out() -> None:
    """Where no flow hears it they are said all the same."""
    person = talk()
    assert person.tell("I want to die").heard == "distress"
    assert person.last == ["Call 14416."]


def test_a_flow_that_fails_at_it_cannot_leave_the_words_out_either() -> None:
    """Nor may a handler of errors ask something below them."""
    person = talk("on: {distress: {do: [{set: {name: =1 / 0}}]}, error.execution: {do: [repeat]}}\n")
    before = person.session
    decision = person.tell("I want to die")
    assert decision.error
    assert (decision.heard, decision.session) == ("distress", before)
    assert person.last == ["Call 14416."]


@pytest.mark.parametrize(
    ("hears", "said"), [("", "Call 14416."), ("say: heard", "We hear you."), ("set: {name: =1 / 0}", "Call 14416.")]
)
def test_it_weighs_more_than_the_number_of_a_card(hears: str, said: str) -> None:
    """Nothing is said of the card, nothing is asked, and the flow stands where it stood."""
    person = talk(f"on: {{distress: {{do: [{{{hears}}}]}}}}\n" if hears else "")
    message = Inbound(text="•••• I want to die", card=True)
    decision = person.interpreter.carded(person.session, person.contact, message, person.now)
    assert [effect.message.text for effect in decision.effects if isinstance(effect, Say)] == [said]
    assert decision.session.frames == person.session.frames


def test_an_apology_for_it_is_the_help_line() -> None:
    """An event that was given up for another reason is answered by the words that matter."""
    person = talk()
    message = Inbound(text="I want to die")
    assert [say.message.text for say in person.interpreter.apology(person.contact, message)] == ["Call 14416."]
    assert [say.message.text for say in person.interpreter.apology(person.contact, Inbound(text="hi"))] == ["Sorry."]


def test_a_tap_is_no_despair() -> None:
    """It was not written by the person."""
    event = Event(kind=EventKind.MESSAGE, message=Inbound(text="I want to die", tap="x"))
    assert talk().take(event).heard != "distress"
