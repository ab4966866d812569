"""People answer instead of the bot: it keeps silent, they read and write, and give the conversation back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.domain.messages import Inbound, Media
from engine.domain.presentation import LONGEST_TEXT
from engine.errors import NotHeld
from engine.interfaces.unit_of_work import Storage
from tests.runtime.stage import flow
from tests.services.house import POLITE, House
from tests.services.talks import SHAPE, TALKS, WORDS, say, tap


def held(storage: Storage, *names: str) -> House:
    """People who wait for an answer of people."""
    house = House(storage, files=TALKS)
    for name in names or ("a",):
        say(house, "hi", "human", address=name)
    return house


def test_what_is_sent_while_people_answer_is_kept_for_them(storage: Storage) -> None:
    """No automatic answer; the window for free text stays open."""
    house = held(storage)
    sent = len(house.phone.sent)
    say(house, "I paid twice")
    house.get(Inbound(media=(Media("image/jpeg"),)), "picture")
    house.get(Inbound(tap="main.town@1#1:pune"), "tap")
    house.get(Inbound(location=(18.5, 73.8)), "place")
    house.settle()
    assert len(house.phone.sent) == sent
    assert house.contact().last_inbound_at == house.clock.now()
    said = [line.text for line in house.handover.talk(house.contact().id, 9) if line.from_person]
    assert said == ["hi", "human", "I paid twice", "[image/jpeg]", "[pune]", "[18.5, 73.8]"]


def test_who_has_waited_longest_is_first(storage: Storage) -> None:
    """And keeps the place in line, however often they write."""
    house = held(storage, "a", "b")
    since = house.contact().held_at
    assert since is not None
    say(house, "hello?")
    assert house.contact().held_at == since
    assert [contact.address for contact in house.handover.held(9)] == ["a", "b"]
    assert [contact.address for contact in house.handover.held(1)] == ["a"]


def test_an_operator_answers(storage: Storage) -> None:
    """In the conversation, in as many messages as it takes, and after what was said before."""
    house = held(storage)
    house.handover.reply(house.contact().id, "How can I help?")
    house.handover.reply(house.contact().id, "A sentence. " * 200)
    house.clock.advance(1)
    house.settle()
    texts = house.phone.texts()
    assert texts[-3] == "How can I help?"
    assert all(len(text) <= LONGEST_TEXT for text in texts)
    assert "".join(texts[-2:]).count("A sentence.") == 200
    line = house.handover.talk(house.contact().id, 3)[0]
    assert (line.from_person, line.text, line.status) == (False, "How can I help?", "delivered")
    assert house.session().frames[0].configuration == ("people",)


def test_the_conversation_goes_back_to_the_bot(storage: Storage) -> None:
    """Once, however often it is closed."""
    house = held(storage)
    contact = house.contact().id
    house.handover.close(contact)
    house.handover.close(contact)
    house.settle()
    assert house.phone.texts()[-2:] == ["Here I am again.", "Tell me."]
    assert house.contact().held_at is None
    assert house.handover.held(9) == []
    with pytest.raises(NotHeld):
        house.handover.close(contact)
    say(house, "human")
    house.handover.close(contact)
    house.settle()
    assert house.phone.texts()[-2:] == ["Here I am again.", "Tell me."]


def test_a_command_ends_it_too(storage: Storage) -> None:
    """Whoever goes on with the bot does not wait any more."""
    house = held(storage)
    say(house, "menu")
    assert house.contact().held_at is None
    with pytest.raises(NotHeld, match="with the bot"):
        house.handover.reply(house.contact().id, "Hello")


def test_nobody_is_written_to_who_may_not_be(storage: Storage) -> None:
    """Strangers, and those who wrote more than a day ago."""
    house = held(storage)
    for nobody in ("nobody", ""):
        with pytest.raises(NotHeld):
            house.handover.reply(nobody, "Hello")
        with pytest.raises(NotHeld):
            house.handover.close(nobody)
        assert house.handover.talk(nobody, 9) == []
    house.clock.advance(timedelta(hours=24).total_seconds())
    with pytest.raises(NotHeld, match="24 hours"):
        house.handover.reply(house.contact().id, "Hello")


def test_stop_is_obeyed_while_people_answer(storage: Storage) -> None:
    """And what an operator has written before is sent all the same: it was asked for."""
    house = held(storage)
    house.handover.reply(house.contact().id, "How can I help?")
    say(house, "stop")
    assert house.contact().silent
    assert house.contact().held_at is None
    assert "How can I help?" in house.phone.texts()


def test_who_says_stop_while_people_answer_gets_no_answer_any_more(storage: Storage) -> None:
    """Whatever the chart makes of it: this one goes on waiting. Who asks for a person after STOP is answered."""
    stubborn = SHAPE.replace("wait: {human.closed: back}}", "wait: {human.closed: back}, on: {command.stop: {}}}")
    house = House(storage, files=flow("main", stubborn, en=WORDS) | POLITE)
    say(house, "hi", "stop", "human")
    contact = house.contact()
    assert contact.silent
    house.handover.reply(contact.id, "How can I help?")
    say(house, "stop")
    assert house.contact().held_at == contact.held_at
    with pytest.raises(NotHeld, match="STOP"):
        house.handover.reply(contact.id, "Hello?")
    say(house, "start")
    assert "Hello?" not in house.phone.texts()


def test_a_conversation_is_told_in_the_order_of_time(storage: Storage) -> None:
    """Both directions, the last lines."""
    house = House(storage, files=TALKS)
    for text in ("hi", "menu"):
        house.hear(text)
        house.clock.advance(1)
        house.settle()
        house.clock.advance(1)
    tap(house, "pune")
    lines = house.handover.talk(house.contact().id, 5)
    told = [(line.from_person, line.text) for line in lines]
    assert told == [
        (False, "You said hi. Town?"), (True, "menu"), (False, "You said hi. Town?"), (True, "[pune]"),
        (False, "Colour?"),
    ]  # fmt: skip
    assert lines[1].status == "handled"
