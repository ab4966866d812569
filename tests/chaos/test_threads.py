"""Thirty-two threads at the door at once: one row for each message, the order of each person, and nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

import pytest
from flask import Flask

from engine.domain.payloads import outbound_of
from engine.domain.records import InboxItem
from server.wiring import Application
from tests.chaos.bot import Place, bot, web
from tests.chaos.story import PLAIN, shelf_of
from tests.server.house import ASHA, BASE, FORM, message, sid, sign

THREADS = 32
PEOPLE = 8
MESSAGES = 12
Done = TypeVar("Done")


class Door:
    """The whole WSGI application, which all threads share."""

    def __init__(self, database: str, folder: Path) -> None:
        place = Place(database, "http://127.0.0.1:9", BASE, str(folder / "clock"))
        self.application: Application = bot(place, shelf_of(PLAIN))
        self.flask: Flask = web(self.application)

    def post(self, number: int, text: str, sender: str) -> int:
        """The status of a signed message."""
        fields = message(number, text, From=sender, WaId=sender.removeprefix("whatsapp:+"))
        return self.flask.test_client().post(
            "/webhooks/twilio", data=urlencode(fields), content_type=FORM,
            headers={"X-Twilio-Signature": sign(f"{BASE}/webhooks/twilio", fields)},
        ).status_code  # fmt: skip

    def rows(self, sender: str) -> list[InboxItem]:
        """What one person has sent, in the order it was recorded."""
        with self.application.storage.read() as work:
            contact = work.contacts.find("whatsapp", sender)
            assert contact is not None
            return sorted(work.inbox.of_subject(contact.id, 1000), key=lambda row: row.sequence)

    def told(self, sender: str) -> list[str]:
        """What they are to get, in order."""
        with self.application.storage.read() as work:
            contact = work.contacts.find("whatsapp", sender)
            assert contact is not None
            items = sorted(work.outbox.of_contact(contact.id, 1000), key=lambda item: item.sequence)
        return [outbound_of(item.body).text for item in items]


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Door]:
    """On each of the two databases in turn."""
    opened = Door(database_url, tmp_path)
    yield opened
    opened.application.close()


def test_each_message_is_recorded_once_and_in_order(door: Door) -> None:
    """Four threads for each of eight people deliver the same message at once, and then the next."""
    together = {person: threading.Barrier(THREADS // PEOPLE) for person in range(PEOPLE)}

    def deliver(thread: int) -> list[int]:
        person = thread % PEOPLE
        statuses = []
        for number in range(MESSAGES):
            together[person].wait(30)
            statuses.append(door.post(person * MESSAGES + number, f"word {number}", _number(person)))
        return statuses

    answers = _at_once(deliver)
    assert {status for statuses in answers for status in statuses} == {200}
    for person in range(PEOPLE):
        sent = [f"whatsapp:{sid(person * MESSAGES + number)}" for number in range(MESSAGES)]
        assert [row.provider_id for row in door.rows(_number(person))] == sent
    _take_all(door)
    for person in range(PEOPLE):
        assert door.told(_number(person)) == ["Name?", *(f"Heard word {number}." for number in range(MESSAGES))]


def test_many_messages_of_somebody_new_find_one_contact(door: Door) -> None:
    """All threads are there first, each with another message; a second round delivers all of them again."""
    together = threading.Barrier(THREADS)

    def deliver(thread: int) -> int:
        together.wait(30)
        return door.post(thread, f"word {thread}", ASHA)

    assert set(_at_once(deliver) + _at_once(deliver)) == {200}
    recorded = [row.provider_id for row in door.rows(ASHA)]
    assert sorted(recorded) == sorted(f"whatsapp:{sid(thread)}" for thread in range(THREADS))
    _take_all(door)
    words = [f"Heard word {int(each.removeprefix('whatsapp:SM'), 16)}." for each in recorded]
    assert door.told(ASHA) == ["Name?", *words]


def test_different_people_at_once_do_not_get_in_each_others_way(door: Door) -> None:
    """Every thread is another person; the same message comes twice in a row."""

    def deliver(thread: int) -> list[int]:
        return [
            door.post(thread * MESSAGES + number // 2, f"word {number // 2}", _number(thread)) for number in range(8)
        ]

    assert {status for statuses in _at_once(deliver) for status in statuses} == {200}
    _take_all(door)
    for thread in range(THREADS):
        assert door.told(_number(thread)) == ["Name?", *(f"Heard word {number}." for number in range(4))]


def _number(person: int) -> str:
    return f"whatsapp:+9198{person:08}"


def _at_once(call: Callable[[int], Done]) -> list[Done]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(call, range(THREADS)))


def _take_all(door: Door) -> None:
    """Four threads take all turns."""

    def take(_thread: int) -> None:
        while door.application.turns.take_any() is not None:
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(take, range(4)))
    take(0)  # what one of them held while the others looked
