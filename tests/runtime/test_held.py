"""People answer instead of the bot: while a state holds, only commands are answered."""

from __future__ import annotations

from engine.domain.effects import Say
from engine.domain.events import Event, EventKind
from engine.domain.messages import Inbound, Media
from tests.runtime.stage import Talk, flow

MAIN = (
    "data: {name: text}\ninitial: ask\nstates:\n"
    "  ask: {ask: text, into: name, next: end}\n  end: {final: true}\n"
    "on:\n  command.human: {do: [interrupt: people]}\n  command.menu: {to: ask}\n  command.help: {do: [help]}\n"
    "  command.hello: {do: [say: hello, repeat]}\n"
)
PEOPLE = (
    "states:\n  waiting:\n    say: true\n    hold: true\n    wait: {human.closed: closed}\n    after: {1h: nobody}\n"
    "    on: {command.hello: {do: [{log: hello}]}}\n"
    "  closed: {final: true, say: true}\n  nobody: {final: true, say: true}\n"
)
EN = "texts: {ask: Name?, hello: Hello.}\nkeywords: {human: [human], menu: [menu], help: [help], hello: [hi]}"
FILES = flow("main", MAIN, en=EN) | flow("people", PEOPLE, en="{waiting: Wait., closed: Bye., nobody: Nobody.}")


def held() -> Talk:
    person = Talk(FILES)
    decision = person.tell("human")
    assert decision.held
    assert person.last == ["Wait."]
    return person


def hear(person: Talk, message: Inbound) -> tuple[str, bool]:
    """What the message was heard as, and whether the conversation is still held; nothing was said to it."""
    decision = person.take(Event(kind=EventKind.MESSAGE, message=message))
    assert not any(isinstance(effect, Say) for effect in decision.effects)
    assert decision.handled
    return decision.heard, decision.held


def test_what_is_no_command_is_for_people() -> None:
    """Texts, pictures, places and old buttons get no automatic answer."""
    person = held()
    for message in (
        Inbound(text="I paid and got nothing"),
        Inbound(text="1"),
        Inbound(media=(Media("image/jpeg"),)),
        Inbound(location=(18.5, 73.8)),
        Inbound(tap="main.ask@1#1:yes"),
        Inbound(),
    ):
        assert hear(person, message) == ("held", True)


def test_a_command_works_and_ends_it() -> None:
    """Whoever goes on with the bot is not held any more."""
    person = held()
    decision = person.tell("menu")
    assert not decision.held
    assert person.place == ["main.ask"]
    assert person.last == ["Name?"]


def test_help_is_given_without_ending_it() -> None:
    """There is no question, so it is the general one."""
    person = held()
    decision = person.tell("help")
    assert person.last == ["General help."]
    assert decision.held


def test_a_flow_may_keep_silent_about_a_command() -> None:
    """A greeting is for the person who answers."""
    assert hear(held(), Inbound(text="hi")) == ("command.hello", True)


def test_the_fact_ends_it_and_the_question_comes_again() -> None:
    """As after any digression."""
    person = held()
    decision = person.fact("human.closed")
    assert not decision.held
    assert person.last == ["Bye.", "Name?"]


def test_nobody_is_held_for_ever() -> None:
    """The deadline works."""
    assert held().wait(3601) == ["Nobody.", "Name?"]


def test_a_held_conversation_is_not_asked_again_after_a_card_number() -> None:
    """There is nothing to ask; the warning is said."""
    person = held()
    decision = person.interpreter.carded(person.session, person.contact, Inbound(card=True), person.now)
    assert decision.held
    assert [effect.message.text for effect in decision.effects if isinstance(effect, Say)] == ["No cards."]
