"""Commands everybody may rely on, what is known without a turn, and the end when somebody wants to be forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.domain.effects import Forget, Say
from engine.domain.messages import Inbound, Media
from engine.domain.sessions import Session, Status
from tests.runtime.stage import Talk, flow

MAIN = (
    "data: {name: text}\ninitial: begin\nstates:\n"
    "  begin: {call: inner, next: begin}\n"
    "  silent: {wait: {x.y: begin}, on: {command.stop message: {do: [say: off]}}}\n"
    "on:\n  command.stop: silent\n  command.help: {do: [help]}\n  command.price: {do: [say: price]}\n"
    "  command.delete_data: {do: [interrupt: leave]}\n"
)
INNER = (
    "data: {a: text, b: text}\nstates:\n"
    "  one: {ask: text, into: a, next: two, merge: true}\n  two: {ask: text, into: b, next: end}\n"
    "  end: {final: true}\n"
    "on:\n  command.stop: {do: [say: mine]}\n  command.price: {do: [say: cheap]}\n"
)
LEAVE = (
    "states:\n  sure: {choose: {go: gone, stay: end}}\n"
    "  gone: {enter: [{say: bye}, {forget: me}], always: end}\n  end: {final: true}\n"
)
EN = (
    "texts: {off: Off., price: Dear.}\n"
    "keywords: {stop: [stop, 'stop it'], help: [help], price: [price], delete_data: [delete my data]}"
)
FILES = (
    flow("main", MAIN, en=EN, hi="texts: {off: बंद।}\nkeywords: {stop: [रुको]}")
    | flow("inner", INNER, en="texts: {one: One?, two: Two?, mine: Mine., cheap: Cheap.}\nkeywords: {price: [stop]}")
    | flow("leave", LEAVE, en="{sure: {say: Sure?, options: {go: Go, stay: Stay}}, bye: Bye.}")
)


@pytest.mark.parametrize("text", ["stop", "STOP!", "stop it", "रुको"])
def test_the_root_hears_a_protected_command_before_any_other_flow(text: str) -> None:
    """Though an inner flow has an arc for it, and even a keyword that means something else."""
    person = Talk(FILES)
    person.tell(text)
    assert person.place[0] == "main.silent"


def test_other_commands_are_heard_by_the_innermost_flow_first() -> None:
    """As events are."""
    person = Talk(FILES)
    person.tell("price")
    assert person.last == ["Cheap."]


@pytest.mark.parametrize(
    ("text", "command"), [("Stop", "stop"), ("रुको", "stop"), ("price", "price"), ("stop not", None), ("x" * 9999, None)]
)
def test_the_command_of_a_text_is_known_without_a_turn(text: str, command: str | None) -> None:
    """In any language, and only as a whole."""
    assert Talk(FILES).interpreter.command(text) == command


def test_a_question_tells_whether_it_merges_quick_messages() -> None:
    """Only the one that is asked now."""
    person = Talk(FILES)
    assert person.interpreter.merges(person.session)
    person.tell("first")
    assert not person.interpreter.merges(person.session)
    assert not person.interpreter.merges(Session(id="n", subject="c", frames=()))


def test_shared_words_can_be_said_without_a_turn() -> None:
    """In the language of the person; none for a key nobody wrote."""
    person = Talk(FILES, language="hi")
    said = person.interpreter.words(person.contact, "apology")
    assert said is not None
    assert said.message.text == "माफ़ कीजिए।"
    assert person.interpreter.words(person.contact, "nothing") is None


def test_the_number_of_a_card_is_answered_with_a_warning_and_the_question() -> None:
    """And the flow stands where it stood."""
    person = Talk(FILES)
    before = person.session.frames
    decision = person.interpreter.carded(person.session, person.contact, Inbound(card=True), person.now)
    assert [effect.message.text for effect in decision.effects if isinstance(effect, Say)] == ["No cards.", "One?"]
    assert decision.session.frames == before
    assert (decision.heard, decision.error) == ("card", None)


def test_who_is_silent_is_known_to_flows_and_kept_by_the_domain() -> None:
    """It is read like any variable of the contact, and not stored with them."""
    shape = (
        "states:\n  s: {wait: {x.y: s}, on: {message: [{if: contact.stopped, do: [say: quiet]}, {do: [say: loud]}]}}\n"
    )
    person = Talk(flow("main", shape, en="{quiet: Quiet., loud: Loud.}"))
    person.tell("a")
    assert person.last == ["Loud."]
    person.contact = replace(person.contact, silent=True)
    person.tell("a")
    assert person.last == ["Quiet."]
    assert "stopped" not in person.contact.data


def test_a_flow_cannot_say_who_is_silent() -> None:
    """Nothing of the turn is kept."""
    shape = "states:\n  s: {wait: {x.y: s}, on: {message: {do: [{set: {contact.stopped: true, contact.note: x}}]}}}\n"
    person = Talk(flow("main", shape, en="{a: b}"))
    decision = person.tell("a")
    assert decision.error is not None
    assert "contact.stopped cannot be set" in decision.error
    assert person.contact.data == {}


def test_who_wants_to_be_forgotten_is_told_goodbye_and_the_session_ends() -> None:
    """The question below is not asked again."""
    person = Talk(FILES)
    person.tell("delete my data")
    person.tell("go")
    assert person.last == ["Bye."]
    assert person.session.status is Status.DONE
    assert [effect for effect in person.effects if isinstance(effect, Forget)] == [Forget()]


def test_who_stays_goes_on() -> None:
    """With the question that was asked."""
    person = Talk(FILES)
    person.tell("delete my data")
    person.tell("stay")
    assert person.last == ["One?"]
    assert person.session.status is Status.OPEN


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text/vcard", "A card."),
        ("text/x-vcard; charset=utf-8", "A card."),
        ("image/webp", "A sticker."),
        ("video/mp4", "A picture."),
    ],
)
def test_each_kind_of_file_has_its_own_sentence(content: str, said: str) -> None:
    """A contact card and a sticker are no pictures."""
    person = Talk(FILES)
    person.send(Inbound(media=(Media(content),)))
    assert person.last == [f"{said}\nOne?"]
