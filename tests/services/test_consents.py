"""STOP and START are obeyed before any chart and whatever a chart does; what people allow is written down."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.domain.messages import Inbound
from engine.domain.records import Consent, InboxStatus, OutboxStatus
from engine.interfaces.unit_of_work import Storage
from engine.services.turns import MOST_ATTEMPTS
from tests.runtime.stage import flow
from tests.services.faults import FaultyStorage
from tests.services.house import POLITE, House
from tests.services.talks import TALKS, say, tap


def written(house: House) -> Sequence[Consent]:
    """What was written down of the person, the oldest first."""
    with house.storage.read() as work:
        return work.consents.of_contact(house.contact().id)


def test_stop_and_start_are_written_down_with_words_and_message(storage: Storage) -> None:
    """The first message allows to be answered, and no more."""
    house = House(storage, files=TALKS)
    house.hear("hello", "1")
    house.clock.advance(3)
    house.settle()
    house.hear("रुको", "2")
    house.settle()
    house.clock.advance(60)
    house.hear("START", "3")
    house.settle()
    rows = [(row.purpose, row.given, row.wording, row.channel, row.message) for row in written(house)]
    assert rows == [
        ("service", True, "en", "test", "test:a:1"),
        ("messages", False, "main@1/en", "test", "test:a:2"),
        ("messages", True, "main@1/en", "test", "test:a:3"),
    ]
    assert (written(house)[2].at - written(house)[1].at).total_seconds() == 60


def test_what_a_flow_asks_for_is_written_down_with_its_words(storage: Storage) -> None:
    """Given, and taken back; a turn that comes twice writes it once."""
    shape = (
        "initial: asking\nstates:\n  asking: {choose: {yes: {do: [consent: mornings], to: asking}, "
        "no: {do: [withdraw: mornings], to: asking}}}\n"
    )
    words = "texts: {asking: {say: 'Mornings?', options: {yes: 'Yes', no: 'No'}}}"
    house = House(storage, files=flow("main", shape, en=words) | POLITE)
    say(house, "hi")
    for text, message in (("yes", "1"), ("yes", "1"), ("no", "2")):
        house.hear(text, message)
        house.settle()
        house.clock.advance(3)
    rows = [(row.purpose, row.given, row.wording, row.message) for row in written(house)[1:]]
    assert rows == [("mornings", True, "main@1/en", "test:a:1"), ("mornings", False, "main@1/en", "test:a:2")]


def test_after_stop_nothing_comes_that_was_not_asked_for(storage: Storage) -> None:
    """Not even the words of a timer of the very state they are in; what they ask for comes."""
    house = House(storage, files=TALKS)
    say(house, "hi", "stop")
    assert house.contact().silent
    assert house.phone.texts()[-1] == "You get no more messages."
    say(house, "hm")
    assert house.phone.texts()[-1] == "Still quiet."
    house.clock.advance(3600)
    house.settle()
    assert house.phone.texts()[-1] == "Still quiet."
    assert [item.status for item in house.outbox()][-1] is OutboxStatus.WITHHELD
    say(house, "start")
    assert not house.contact().silent


def test_what_a_timer_says_was_not_asked_for(storage: Storage) -> None:
    """What answers a message, a fact or a job was."""
    house = House(storage, files=TALKS)
    say(house, "hi")
    house.clock.advance(3600)
    house.settle()
    tap(house, "pune")
    tap(house, "red")
    house.turns.fact(house.contact().id, "paid", {}, "pay:1")
    house.settle()
    asked = {(item.body["text"], item.asked) for item in house.outbox()}
    assert ("Still there?", False) in asked
    assert {text for text, is_asked in asked if is_asked} >= {"Tell me.", "Colour?", "Pay."}


def test_stop_is_obeyed_when_the_turn_fails(storage: Storage) -> None:
    """A mistake of ours: the person is told that something went wrong, and obeyed all the same."""
    faulty = FaultyStorage(storage)
    house = House(faulty, files=TALKS)
    say(house, "hi")
    house.hear("stop")
    faulty.fail("turns.append", ZeroDivisionError(), times=MOST_ATTEMPTS)
    house.settle()
    assert house.phone.texts()[-1] == "Sorry."
    assert house.contact().silent
    assert [(row.purpose, row.given) for row in written(house)] == [("service", True), ("messages", False)]


def test_stop_is_obeyed_when_the_flow_is_broken(storage: Storage) -> None:
    """It goes in circles; an editor's mistake makes STOP wordless, not ineffective."""
    shape = (
        "data: {name: text}\ninitial: ask\nstates:\n  ask: {ask: text, into: name, next: ask}\n"
        "  there: {always: back}\n  back: {always: there}\non: {command.stop: there}\n"
    )
    words = "texts: {ask: Name?}\nkeywords: {stop: [stop]}"
    house = House(storage, files=flow("main", shape, en=words) | POLITE)
    say(house, "hi", "stop")
    assert house.phone.texts()[-1] == "Sorry."
    assert house.contact().silent
    assert written(house)[-1].given is False


def test_the_first_message_may_fail_and_the_person_is_still_answered(storage: Storage) -> None:
    """They have written, so free text may be sent to them; the next message is not the first any more."""
    faulty = FaultyStorage(storage)
    house = House(faulty, files=TALKS)
    house.hear("hi")
    faulty.fail("turns.append", ZeroDivisionError(), times=MOST_ATTEMPTS)
    house.settle()
    assert house.contact().last_inbound_at == house.clock.now()
    assert house.phone.texts() == ["Sorry."]
    say(house, "hi")
    assert [row.purpose for row in written(house)] == ["service"]


@pytest.mark.parametrize("text", ["stop it now or else", "please do not", "रुको मत"])
def test_only_the_whole_text_is_a_command(storage: Storage, text: str) -> None:
    """People write the word in sentences."""
    house = House(storage, files=TALKS)
    say(house, "hi", text)
    assert not house.contact().silent


def test_what_is_too_much_is_kept_and_not_handled(storage: Storage) -> None:
    """STOP is obeyed even then; once."""
    house = House(storage, files=TALKS)
    say(house, "hi")
    before = len(house.phone.sent)
    for number, text in enumerate(("one", "two", "stop", "stop")):
        told = house.turns.message("test", "a", f"flood:{number}", Inbound(text=text), is_limited=lambda: True)
        assert told.is_new
        house.settle()
    assert house.contact().silent
    assert house.phone.texts()[before:] == ["You get no more messages."]
    with storage.read() as work:
        kept = work.inbox.listed(InboxStatus.LIMITED, 9)
    assert len(kept) == 3
    assert not house.turns.message("test", "a", "flood:0", Inbound(text="one"), is_limited=lambda: True).is_new


def test_what_everybody_may_always_say_is_heard_even_then(storage: Storage) -> None:
    """Not again and again within a minute: a flood of it is a flood."""
    house = House(storage, files=TALKS)
    say(house, "hi", "stop")
    silent = house.contact().silent
    for number, text in enumerate(("start", "start", "one", "start")):
        house.turns.message("test", "a", f"flood:{number}", Inbound(text=text), is_limited=lambda: True)
        house.settle()
    assert (silent, house.contact().silent) == (True, False)
    with storage.read() as work:
        assert len(work.inbox.listed(InboxStatus.LIMITED, 9)) == 3
    house.clock.advance(61)
    house.turns.message("test", "a", "later", Inbound(text="start"), is_limited=lambda: True)
    with storage.read() as work:
        assert len(work.inbox.listed(InboxStatus.LIMITED, 9)) == 3


@pytest.mark.parametrize("known", [True, False])
def test_who_sends_too_much_is_told_politely(storage: Storage, known: bool) -> None:
    """In their language, also if nothing of theirs was handled yet; what comes then is their first message."""
    house = House(storage, files=TALKS)
    if known:
        say(house, "hi")
    told = house.turns.message("test", "a", "flood", Inbound(text="one"), is_limited=lambda: True)
    before = len(house.phone.sent)
    house.turns.too_many(told.contact)
    house.settle()
    assert house.phone.texts()[before:] == ["Slowly."]
    say(house, "hello")
    assert [row.purpose for row in written(house)] == ["service"]
    assert house.session().frames[0].configuration == ("town",)
