"""One wide line of the log for each turn, and nothing in it that a person has written or is called."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from typing import Any

from engine.domain.messages import Inbound
from engine.interfaces.unit_of_work import Storage
from engine.services.turns import MOST_ATTEMPTS
from tests.services.faults import FaultyStorage
from tests.services.house import House
from tests.services.talks import TALKS, say

SECRETS = ("whatsapp:+919812345678", "My private words", "4111 1111 1111 1111", "12-05-1990", "IN.77701")


def turns(logs: list[MutableMapping[str, Any]]) -> list[MutableMapping[str, Any]]:
    """The lines of turns."""
    return [line for line in logs if line["event"] == "turn"]


def test_a_turn_is_one_line(storage: Storage, logs: list[MutableMapping[str, Any]]) -> None:
    """With what it did, for whom, how long it took since it came in, and at which attempt."""
    faulty = FaultyStorage(storage)
    house = House(faulty, files=TALKS)
    say(house, "hi")
    house.hear("menu")
    faulty.fail("turns.append", ZeroDivisionError())
    house.clock.advance(0.25)
    house.settle()
    line = turns(logs)[-1]
    expected = {
        "contact": house.contact().id, "session": house.session().id, "revision": 1, "kind": "message",
        "heard": "command.menu", "handled": True, "held": False, "error": None, "before": ["main.town"],
        "after": ["main.town"], "messages": 1, "jobs": 0, "timers": 1, "merged": 1, "attempt": 2, "milliseconds": 250.0,
    }  # fmt: skip
    assert {name: line[name] for name in expected} == expected
    failures = [line for line in logs if line["event"] == "turn.failed"]
    assert [(line["contact"], line["attempt"]) for line in failures] == [(house.contact().id, 1)]


def test_no_line_tells_what_a_person_wrote_or_is_called(storage: Storage, logs: list[MutableMapping[str, Any]]) -> None:
    """Whatever happens to them: another owner of a number, a failure, a burst, a hand-over."""
    faulty = FaultyStorage(storage)
    house = House(faulty, files=TALKS)
    number, words, card, born, name = SECRETS

    def hear(text: str, user: str | None = None) -> str:
        told = house.turns.message(
            "whatsapp", number, f"SM{len(logs)}{text}", Inbound(text=text), user=user and f"whatsapp:{user}"
        )
        house.settle()
        house.clock.advance(3)
        house.settle()
        return told.contact

    hear(words)
    hear(born)
    faulty.fail("turns.append", ValueError(words), times=MOST_ATTEMPTS)
    hear(words)
    hear(card, name)
    contact = hear("human", "IN.9")
    hear(words, "IN.9")
    house.handover.reply(contact, words)
    house.handover.close(contact)
    house.settle()
    hear("forget me", "IN.9")
    told = json.dumps(logs, default=str)
    assert len(turns(logs)) > 6
    assert not [secret for secret in SECRETS if secret in told or secret.replace(" ", "") in told]
