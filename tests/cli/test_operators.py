"""What operators do: look at what was given up, bring it back, answer people themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import Result

from engine.domain.records import InboxItem, InboxStatus, OutboxItem, OutboxStatus
from server.cli.talk import Talk
from server.entries import Said
from server.settings import Settings
from server.wiring import Database
from tests.cli.runs import invoked

SECRET = "My number is not your business"


@pytest.fixture
def talk(sqlite_url: str) -> Iterator[Talk]:
    """Somebody who has written to the bot."""
    settings = Settings.model_validate({"DATABASE_URL": sqlite_url})
    database = Database(sqlite_url)
    talk = Talk(settings, database, start=datetime.now(UTC))
    talk.tell("hi")
    talk.tap("en")
    yield talk
    database.close()


def command(talk: Talk, *arguments: str, typed: str = "") -> Result:
    """A command on the same database, as in another terminal."""
    return invoked(*arguments, typed=typed, settings={"DATABASE_URL": talk.database.url})


def rows(talk: Talk, *arguments: str) -> Any:
    """What a command tells a program."""
    done = command(talk, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def last_message(talk: Talk, status: OutboxStatus) -> OutboxItem:
    """The last message to the person, brought into a status."""
    contact = talk.contact()
    assert contact is not None
    with talk.application.storage.begin() as work:
        item = replace(work.outbox.of_contact(contact.id, 1)[0], status=status)
        assert work.outbox.save(item)
        work.commit()
    return item


def last_event(talk: Talk, *, is_dead: bool) -> InboxItem:
    """The last thing the person sent, given up if wanted."""
    contact = talk.contact()
    assert contact is not None
    with talk.application.storage.begin() as work:
        item = work.inbox.of_subject(contact.id, 1)[0]
        if is_dead:
            work.inbox.bury(item.id, "ZeroDivisionError: by what was said")
        work.commit()
    return item


def test_a_list_shows_what_needs_a_look(talk: Talk) -> None:
    """Nothing at first; then what was given up, with its key and without what it says."""
    assert command(talk, "outbox", "list").stdout == "there is nothing to look at\n"
    item = last_message(talk, OutboxStatus.DEAD)
    shown = command(talk, "outbox", "list").stdout
    assert item.id in shown
    assert "welcome.menu" in shown
    assert "What would you like" not in shown
    assert [row["status"] for row in rows(talk, "outbox", "list", "--status", "sent")] == ["sent"] * 4


def test_a_message_is_shown_without_its_text_unless_asked(talk: Talk) -> None:
    """The shape of it is enough for most troubles."""
    item = last_message(talk, OutboxStatus.DEAD)
    hidden = rows(talk, "outbox", "show", item.id)
    assert hidden["message"]["text"].endswith(" characters)")
    assert hidden["message"]["key"] == "welcome.menu"
    assert "What would you like" not in json.dumps(hidden)
    assert "What would you like" in command(talk, "outbox", "show", item.id, "--show-texts").stdout


def test_a_dead_message_is_sent_after_all(talk: Talk) -> None:
    """It waits again, a worker sends it, and the log says who wanted it."""
    item = last_message(talk, OutboxStatus.DEAD)
    before = len(talk.shown)
    done = command(talk, "outbox", "replay", item.id)
    assert (done.exit_code, done.stdout) == (0, f"{item.id}: waits for its turn again\n")
    line = next(json.loads(line) for line in done.stderr.splitlines() if "message.replayed" in line)
    assert (line["message"], line["was"], line["forced"]) == (item.id, "dead", False)
    talk.wait(60)
    assert [message.key for message in talk.shown[before:]] == ["welcome.menu"]


def test_an_uncertain_message_is_sent_again_only_by_force(talk: Talk) -> None:
    """The person may have it already."""
    item = last_message(talk, OutboxStatus.UNCERTAIN)
    refused = command(talk, "outbox", "replay", item.id)
    assert refused.exit_code == 1
    assert "may arrive twice" in refused.stderr
    assert "--force" in refused.stderr
    assert rows(talk, "outbox", "show", item.id)["status"] == "uncertain"
    assert command(talk, "outbox", "replay", "--force", item.id).exit_code == 0
    assert rows(talk, "outbox", "show", item.id)["status"] == "pending"


@pytest.mark.parametrize("status", [OutboxStatus.SENT, OutboxStatus.SENDING, OutboxStatus.WITHHELD])
def test_what_is_not_given_up_is_left_alone(talk: Talk, status: OutboxStatus) -> None:
    """Sent is sent, and who wants no messages gets none."""
    item = last_message(talk, status)
    done = command(talk, "outbox", "replay", "--force", item.id)
    assert done.exit_code == 1
    assert "left as it is" in done.stderr
    assert rows(talk, "outbox", "show", item.id)["status"] == status


@pytest.mark.parametrize("room", ["inbox", "outbox"])
def test_an_unknown_id_is_told(talk: Talk, room: str) -> None:
    """With a status that says so."""
    assert command(talk, room, "show", "none").exit_code == 1
    done = command(talk, room, "replay", "none")
    assert (done.exit_code, done.stderr) == (1, "none: there is nothing with this id\n")


def test_a_buried_event_is_handled_after_all(talk: Talk) -> None:
    """With its text hidden, its error only in kind, and the answer sent in the end."""
    talk.tell(SECRET)
    item = last_event(talk, is_dead=True)
    listed = rows(talk, "inbox", "list")
    assert [(row["id"], row["error"]) for row in listed] == [(item.id, "ZeroDivisionError")]
    hidden = command(talk, "inbox", "show", item.id).stdout
    assert SECRET not in hidden
    assert "by what" not in hidden
    assert SECRET in command(talk, "inbox", "show", "--show-texts", item.id).stdout
    before = len(talk.entries)
    done = command(talk, "inbox", "replay", item.id)
    assert done.exit_code == 0
    assert "event.replayed" in done.stderr
    assert SECRET not in done.output
    talk.wait(60)
    assert any(isinstance(entry, Said) for entry in talk.entries[before:])


def test_a_handled_event_is_not_handled_again(talk: Talk) -> None:
    """It was."""
    item = last_event(talk, is_dead=False)
    assert item.status is InboxStatus.HANDLED
    assert command(talk, "inbox", "replay", item.id).exit_code == 1


def test_people_answer_people(talk: Talk) -> None:
    """Who waits is listed, what was said is shown, the answer goes out, and the bot gets them back."""
    assert command(talk, "handover", "list").stdout == "nobody waits for people\n"
    talk.tell("human")
    talk.wait(1)
    talk.tell(SECRET)
    (waiting,) = rows(talk, "handover", "list")
    beginning = waiting["contact"]
    said = rows(talk, "handover", "show", beginning)
    assert (said["talk"][-1]["who"], said["talk"][-1]["text"]) == ("person", SECRET)
    before = len(talk.shown)
    done = command(talk, "handover", "reply", beginning, "-", typed="Here is Meera, how can I help?\n")
    assert done.exit_code == 0, done.output
    talk.wait(60)
    assert [message.text for message in talk.shown[before:]] == ["Here is Meera, how can I help?"]
    assert command(talk, "handover", "close", beginning).exit_code == 0
    talk.wait(60)
    assert rows(talk, "handover", "list") == []
    assert len(talk.shown) > before + 1


def test_who_answers_sees_what_was_ordered(talk: Talk) -> None:
    """Below what was said: many who ask for people ask about their money."""
    talk.tell("PAYMENT ISSUE pay_123456")
    talk.wait(1)
    (waiting,) = rows(talk, "handover", "list")
    assert rows(talk, "handover", "show", waiting["contact"])["orders"] == []
    order = talk.application.payments.ordering.open(waiting["contact"], "questions", {}).order
    shown = rows(talk, "handover", "show", waiting["contact"])
    assert [row["id"] for row in shown["orders"]] == [order.id]
    assert "PAYMENT ISSUE pay_123456" in [line["text"] for line in shown["talk"]]
    assert order.id in command(talk, "handover", "show", waiting["contact"]).stdout


def test_what_a_person_writes_cannot_touch_the_terminal_of_an_operator(talk: Talk) -> None:
    """No code that moves the cursor or turns the line around, and no line that looks like one of ours."""
    talk.tell("human")
    talk.tell("one\n2026-01-01 00:00:00  we  \x1b[2Ktwo\x9b1m \u202ethree क्\u200dष")
    (waiting,) = rows(talk, "handover", "list")
    shown = command(talk, "handover", "show", waiting["contact"]).stdout
    assert "one\\n2026-01-01 00:00:00  we  \\x1b[2Ktwo\\x9b1m \\u202ethree क्\u200dष" in shown
    item = last_event(talk, is_dead=True)
    shown = command(talk, "inbox", "show", item.id, "--show-texts").stdout
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)


def test_who_does_not_wait_cannot_be_answered(talk: Talk) -> None:
    """The bot does it."""
    done = command(talk, "handover", "reply", "nobody", "hello")
    assert done.exit_code == 1
    assert "nobody who waits has the id nobody" in done.stderr


def test_nothing_is_not_an_answer(talk: Talk) -> None:
    """An empty file, for example."""
    assert command(talk, "handover", "reply", "nobody", "-", typed=" \n").exit_code == 2


@pytest.mark.parametrize("room", ["inbox", "outbox", "handover"])
def test_a_database_that_is_not_there_is_told(room: str) -> None:
    """With the command that makes it, and in one line."""
    done = invoked(room, "list", "--database", "sqlite:////nowhere/x.sqlite3")
    assert done.exit_code == 2
    assert done.stderr.startswith("boloastro: the database /nowhere/x.sqlite3")
    assert done.stderr.count("\n") == 1
