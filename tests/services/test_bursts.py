"""Quick messages that are one answer, choices that are quoted, reactions, cards: what a person means."""

from __future__ import annotations

import pytest

from engine.domain.cards import HIDDEN
from engine.domain.events import EventKind
from engine.domain.messages import Inbound, Media
from engine.domain.payloads import event_of
from engine.domain.records import InboxItem, InboxStatus
from engine.interfaces.unit_of_work import Storage
from engine.services.bursts import LONGEST, PAUSE, Burst, burst_of
from tests.databases import OpenStorage
from tests.services.faults import FaultyStorage
from tests.services.house import House
from tests.services.talks import TALKS, say, tap
from tests.storage.samples import at, item, together

CARD = "4111 1111 1111 1111"


def noted(house: House) -> object:
    """What the flow took for the note."""
    return house.session().frames[0].data.get("note")


def begun(storage: Storage) -> House:
    """A person who is asked for a note, which they may send in pieces."""
    house = House(storage, files=TALKS)
    say(house, "hi", "start")
    assert house.session().frames[0].configuration == ("note",)
    return house


def test_quick_messages_are_one_answer(storage: Storage) -> None:
    """Each within three seconds of the one before; answered three seconds after the last."""
    house = begun(storage)
    before = len(house.phone.sent)
    for text in ("I was born", "in Pune", "in the morning"):
        house.hear(text)
        assert house.settle() == []
        house.clock.advance(2)
    assert house.settle() == []
    house.clock.advance(1)
    (turn,) = house.settle()
    assert turn.merged == 3
    assert noted(house) == "I was born in Pune in the morning"
    assert house.phone.texts()[before:] == ["You said I was born in Pune in the morning. Town?"]
    assert house.contact().last_inbound == "test:a:in the morning"
    with storage.read() as work:
        assert work.inbox.waiting(house.contact().id) == []
        assert work.inbox.next_due() is None


def test_the_worker_knows_when_to_look_again(storage: Storage) -> None:
    """The next due time is that of the message that waits, however many have come after it."""
    house = begun(storage)
    begin = house.clock.now()
    for text in ("one", "two"):
        house.hear(text)
        house.settle()
        house.clock.advance(1)
    with storage.read() as work:
        assert work.inbox.next_due() == begin + PAUSE
    house.clock.advance_to(begin + PAUSE)
    assert house.settle() == []
    with storage.read() as work:
        assert work.inbox.next_due() == begin + PAUSE + (at(1) - at(0))


def test_after_a_pause_it_is_another_answer(storage: Storage) -> None:
    """The worker was away; what was written minutes apart is not one text."""
    house = begun(storage)
    house.hear("first")
    house.clock.advance(60)
    house.hear("pune")
    (first, second) = house.settle()
    assert (first.merged, second.merged) == (1, 1)
    assert noted(house) == "first"
    assert house.session().frames[0].configuration == ("colour",)


@pytest.mark.parametrize(
    "cut",
    [Inbound(text="menu"), Inbound(media=(Media("image/png"),)), Inbound(tap="main.town@1#1:pune"),
     Inbound(text="later", reply_to="phone-1")],
)  # fmt: skip
def test_what_is_no_plain_text_ends_a_burst(storage: Storage, cut: Inbound) -> None:
    """It is not waited for any longer, and handled by itself, afterwards."""
    house = begun(storage)
    house.hear("one")
    house.hear("two")
    house.get(cut, "cut")
    first, *others = house.settle()
    assert first.merged == 2
    assert event_of(others[0].item).message == cut
    assert noted(house) == "one two"


def test_only_questions_that_say_so_merge(storage: Storage) -> None:
    """Everywhere else each message is answered at once."""
    house = begun(storage)
    say(house, "note")
    house.hear("Pune")
    house.hear("red")
    assert [turn.decision.heard for turn in house.settle()] == ["choice.pune", "choice.red"]


def test_facts_do_not_overtake_a_message_that_waits(storage: Storage) -> None:
    """Nor are they part of it."""
    house = begun(storage)
    house.hear("one")
    house.settle()
    house.turns.fact(house.contact().id, "paid", {}, "pay:1")
    house.hear("two")
    assert house.settle() == []
    house.clock.advance(3)
    assert [turn.item.kind for turn in house.settle()] == [EventKind.MESSAGE, EventKind.FACT]
    assert noted(house) == "one two"


def test_a_burst_is_handled_once_by_many_workers(database_url: str, open_storage: OpenStorage) -> None:
    """Several processes look at once, before and when it is due."""
    houses = [House(open_storage(database_url), files=TALKS) for _ in range(3)]
    for house in houses[1:]:
        house.clock = houses[0].clock
    say(houses[0], "hi", "start")
    for text in ("one", "two", "three"):
        houses[0].hear(text)
    assert together(*[house.turns.take_any for house in houses for _ in range(2)]) == [None] * 6
    houses[0].clock.advance(3)
    for house in houses[1:]:
        house.clock.advance_to(houses[0].clock.now())
    taken = [turn for turn in together(*[house.turns.take_any for house in houses for _ in range(2)]) if turn]
    assert [turn.merged for turn in taken] == [3]
    assert noted(houses[0]) == "one two three"


def test_a_burst_is_stored_wholly_or_not_at_all(storage: Storage) -> None:
    """The database fails in the middle; the next attempt finds all of it again."""
    faulty = FaultyStorage(storage)
    house, sane = House(faulty, files=TALKS), House(storage, files=TALKS)
    say(house, "hi", "start")
    for text in ("one", "two"):
        house.hear(text)
    house.clock.advance(3)
    sane.clock.advance_to(house.clock.now())
    faulty.fail("inbox.handled", ZeroDivisionError(), after=True)
    (turn,) = house.settle()
    assert turn.merged == 2
    assert noted(sane) == "one two"


def test_it_is_found_in_the_order_it_was_sent() -> None:
    """Pauses and what is no text cut; a burst has a longest time."""

    def texts(*received: float) -> list[InboxItem]:
        return [item(f"i{number}", received_at=at(seconds)) for number, seconds in enumerate(received)]

    def found(*received: float) -> tuple[int, bool]:
        burst = burst_of(texts(*received), lambda _text: False)
        assert burst is not None
        return len(burst.items), burst.open_until is None

    assert burst_of([], lambda _text: False) is None
    assert burst_of(texts(0), lambda _text: True) is None
    assert found(0) == (1, False)
    assert found(0, 3, 6) == (3, False)
    assert found(0, 3.1) == (1, True)
    assert found(0, 1, 1, 9) == (3, True)
    longest = int(LONGEST.total_seconds())
    assert found(*range(longest + 3)) == (longest + 1, True)
    assert found(5, 4) == (2, False)  # the clock was set back
    fact = item("f", kind=EventKind.FACT, payload={})
    assert burst_of([fact, *texts(0)], lambda _text: False) == Burst(tuple(texts(0)), at(0) + PAUSE)


@pytest.mark.parametrize(
    ("text", "heard"),
    [("1", "choice.pune"), ("2", "choice.delhi"), ("२", "choice.delhi"), ("delhi!", "choice.delhi"),
     ("Pune", "choice.pune")],
)  # fmt: skip
def test_a_choice_is_named_under_the_message_it_was_offered_in(storage: Storage, text: str, heard: str) -> None:
    """By number or label, like a tap of it."""
    house = begun(storage)
    say(house, "note")
    offered = house.outbox()[-1]
    house.get(Inbound(text=text, reply_to=offered.provider_id), "reply")
    (turn,) = house.settle()
    assert turn.decision.heard == heard


def test_an_old_choice_is_an_old_tap(storage: Storage) -> None:
    """What its state declares is done: this one jumps back, that one explains."""
    house = begun(storage)
    say(house, "note")
    town = house.outbox()[-1]
    tap(house, "pune")
    colour = house.outbox()[-1]
    tap(house, "red")
    house.get(Inbound(text="1", reply_to=colour.provider_id), "old colour")
    (turn,) = house.settle()
    assert turn.decision.heard == "old_tap"
    house.get(Inbound(text="2", reply_to=town.provider_id), "old town")
    (turn,) = house.settle()
    assert turn.decision.heard == "choice.delhi" or turn.decision.heard.startswith("jump.town")
    assert house.session().frames[0].configuration != ("paying",)


@pytest.mark.parametrize("text", ["3", "0", "1234", "Mumbai", "menu"])
def test_a_reply_that_names_no_choice_is_what_it_says(storage: Storage, text: str) -> None:
    """So is one under a message of ours without choices, or of somebody else, or of nobody."""
    house = begun(storage)
    say(house, "hi", address="b")
    say(house, "note")
    say(house, "note", address="b")
    town = house.outbox()[-1]
    for number, quoted in enumerate((town.provider_id, house.outbox()[0].provider_id, "phone-unknown")):
        house.get(Inbound(text=text, reply_to=quoted), f"reply {number}")
        (turn,) = house.settle()
        assert turn.decision.heard == ("command.menu" if text == "menu" else "refused")
    house.get(Inbound(text="1", reply_to=house.outbox("b")[-1].provider_id), "reply b")
    (turn,) = house.settle()
    assert turn.decision.heard == "choice.pune"  # of the question they are asked, not of the other's


def test_a_reaction_is_kept_and_answers_nothing(storage: Storage) -> None:
    """No chart hears of it, and the window for free text stays as it is."""
    house = begun(storage)
    before, session, sent = house.contact(), house.session(), len(house.phone.sent)
    house.clock.advance(60)
    house.get(Inbound(reaction="👍", reply_to="phone-1"), "thumb")
    (turn,) = house.settle()
    assert (turn.decision.heard, turn.decision.handled) == ("reaction", False)
    assert house.inbox(turn.item.id)[0].status is InboxStatus.HANDLED
    assert (house.contact(), house.session(), len(house.phone.sent)) == (before, session, sent)


def test_a_reaction_as_the_very_first_message_begins_nothing(storage: Storage) -> None:
    """The next message does."""
    house = House(storage, files=TALKS)
    house.get(Inbound(reaction="👍"), "thumb")
    house.settle()
    assert house.phone.sent == []
    assert house.contact().last_inbound_at is None
    say(house, "hi")
    assert house.phone.texts()[0] == "Tell me."


def test_a_card_is_never_stored_and_the_question_asked_again(storage: Storage) -> None:
    """The flow does not hear of it."""
    house = begun(storage)
    session, sent = house.session(), len(house.phone.sent)
    house.hear(f"take it: {CARD}, 12/27, 123", "card")
    (turn,) = house.settle()
    assert turn.decision.heard == "card"
    assert house.phone.texts()[sent:] == ["No cards.", "Tell me."]
    assert house.session().frames[0].configuration == session.frames[0].configuration
    (kept,) = house.inbox(turn.item.id)
    assert not any(character.isdigit() for character in str(kept.payload["message"]))
    assert HIDDEN * 4 in str(kept.payload["message"])


def test_a_card_in_pieces_is_not_heard(storage: Storage) -> None:
    """Each message by itself was no card; together they are one."""
    house = begun(storage)
    for piece in CARD.split():
        house.hear(piece, f"{piece}{len(house.phone.sent)}{house.clock.now()}")
        house.clock.advance(1)
    house.clock.advance(3)
    (turn,) = house.settle()
    assert turn.decision.heard == "card"
    assert noted(house) == "hi"


def test_a_card_beyond_what_is_allowed_is_hidden_too(storage: Storage) -> None:
    """What is not handled is stored all the same."""
    house = begun(storage)
    house.turns.message("test", "a", "much", Inbound(text=CARD), is_limited=lambda: True)
    with storage.read() as work:
        (kept,) = work.inbox.listed(InboxStatus.LIMITED, 9)
    assert "1" not in str(kept.payload["message"])


def test_a_card_that_comes_in_pieces_is_not_kept_in_pieces(storage: Storage) -> None:
    """Each of them alone is no number of a card, and was stored as it came."""
    house = begun(storage)
    for piece in ("my card is 4111 1111", "1111 1111"):
        house.hear(piece)
    house.clock.advance(PAUSE.total_seconds())
    house.settle()
    with storage.read() as work:
        items = work.inbox.of_subject(house.contact().id, 2)
    assert not [item for item in items if "1111" in str(item.payload)]
    assert all((event_of(item).message or Inbound()).card for item in items)
    assert "my card is" in str(items[-1].payload)
