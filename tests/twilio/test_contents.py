"""Content resources are made once, used again, and never stand between a person and an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from engine.domain.deliveries import Answer, Verdict
from engine.errors import StorageError
from integrations.twilio.gateway import TwilioGateway
from tests.twilio.conftest import ANYA, QUESTION, Shelf, gateway_to
from tests.twilio.standin import DROP, HANG, HTML, PERSON, Reply, StandIn, as_json, refusal


class ClosedShelf(Shelf):
    """One whose database is away."""

    def get(self, content: str) -> str | None:  # noqa: ARG002
        """Not now."""
        raise StorageError("away")

    def put(self, content: str, provider_id: str) -> str:  # noqa: ARG002
        """Not now."""
        raise StorageError("away")

    def forget(self, content: str) -> None:  # noqa: ARG002
        """Not now."""
        raise StorageError("away")


def test_what_changes_from_asking_to_asking_makes_no_new_resource(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Neither another payload nor other words do; another label, language or number of lines does."""
    again = tuple(choice._replace(payload=choice.payload.replace("#1", "#77")) for choice in QUESTION.choices)
    for message in (QUESTION, replace(QUESTION, choices=again), replace(QUESTION, text="Other words\n\nentirely")):
        gateway.send(ANYA, message, "o1")
    assert len(twilio.of("content")) == 1
    relabelled = (QUESTION.choices[0]._replace(label="Yes!"), QUESTION.choices[1])
    for message in (
        replace(QUESTION, choices=relabelled),
        replace(QUESTION, language="hi"),
        replace(QUESTION, text="1"),
    ):
        gateway.send(ANYA, message, "o1")
    assert len(twilio.of("content")) == 4


def test_another_process_uses_the_same_resource(gateway: TwilioGateway, twilio: StandIn, shelf: Shelf) -> None:
    """It is found by the hash of what it holds."""
    gateway.send(ANYA, QUESTION, "o1")
    gateway_to(twilio.url, shelf).send(ANYA, QUESTION, "o2")
    assert len(twilio.of("content")) == 1
    first, second = (asked.fields["ContentSid"] for asked in twilio.of("messages"))
    assert first == second


def test_who_was_first_counts(twilio: StandIn) -> None:
    """Two processes that made one at the same time send the same."""

    class Race(Shelf):
        def put(self, content: str, provider_id: str) -> str:
            self.held[content] = "HX" + "e" * 32
            return super().put(content, provider_id)

    gateway_to(twilio.url, Race()).send(ANYA, QUESTION, "o1")
    assert twilio.of("messages")[0].fields["ContentSid"] == "HX" + "e" * 32


@pytest.mark.parametrize("code", [20404, 21655, 63027])
def test_a_resource_that_is_gone_is_made_again(
    gateway: TwilioGateway, twilio: StandIn, shelf: Shelf, code: int
) -> None:
    """Once, within the same sending."""
    gateway.send(ANYA, QUESTION, "o1")
    twilio.order("messages", refusal(404, code))
    assert gateway.send(ANYA, QUESTION, "o2").verdict is Verdict.SENT
    assert len(twilio.of("content")) == 2
    *_, gone, sent = (asked.fields["ContentSid"] for asked in twilio.of("messages"))
    assert gone != sent
    assert list(shelf.held.values()) == [sent]


@pytest.mark.parametrize("code", [21655, 21656, 63021, 63028])
def test_a_resource_twilio_will_not_send_is_said_as_text(gateway: TwilioGateway, twilio: StandIn, code: int) -> None:
    """The refusal is certain, so nothing is doubled; the person gets the choices, numbered."""
    twilio.order("messages", refusal(400, code), *([refusal(400, code)] if code == 21655 else []))
    with capture_logs() as logs:
        assert gateway.send(ANYA, QUESTION, "o1").verdict is Verdict.SENT
    sent = twilio.of("messages")[-1].fields
    assert sent["Body"] == "Which plan?\n\nTake your time.\n\n1. Yes\n2. No"
    assert "ContentSid" not in sent
    assert "content.as_text" in [line["event"] for line in logs]


@pytest.mark.parametrize("reply", [refusal(400, 63016), refusal(400, 21610), DROP, HANG, Reply(201, HTML)])
def test_other_trouble_is_not_answered_with_text(gateway: TwilioGateway, twilio: StandIn, reply: Reply) -> None:
    """What is not about the resource, or not certain, is told as it is."""
    twilio.order("messages", reply)
    assert gateway.send(ANYA, QUESTION, "o1").verdict in (Verdict.LATE, Verdict.STOPPED, Verdict.UNCERTAIN)
    assert len(twilio.of("messages")) == 1


def test_a_resource_that_is_refused_is_said_as_text(gateway: TwilioGateway, twilio: StandIn) -> None:
    """At once."""
    twilio.order("content", refusal(400, 20001))
    assert gateway.send(ANYA, QUESTION, "o1").verdict is Verdict.SENT
    assert "Body" in twilio.of("messages")[0].fields


@pytest.mark.parametrize(
    "reply", [DROP, HANG, Reply(201, HTML), Reply(502, HTML), as_json(201, {"sid": "SM1"}), Reply(201, b"{", length=9)]
)
def test_trouble_while_making_is_tried_again_and_then_said_as_text(
    gateway: TwilioGateway, twilio: StandIn, reply: Reply
) -> None:
    """Nothing was sent to anybody, so it is never uncertain; nor does anybody wait for buttons for long."""
    twilio.order("content", reply, reply, reply)
    assert [gateway.send(ANYA, QUESTION, "o1").verdict for _ in range(3)] == [
        Verdict.RETRY, Verdict.RETRY, Verdict.SENT,
    ]  # fmt: skip
    assert "Body" in twilio.of("messages")[0].fields
    assert gateway.send(ANYA, QUESTION, "o2").verdict is Verdict.SENT
    assert "ContentSid" in twilio.of("messages")[1].fields


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (Reply(429, b"", {"Retry-After": "4"}), Answer(verdict=Verdict.THROTTLED, code="429", wait=4.0)),
        (refusal(401, 20003), Answer(verdict=Verdict.BROKEN, code="20003")),
    ],
)
def test_who_must_wait_waits_before_the_resource_too(
    gateway: TwilioGateway, twilio: StandIn, reply: Reply, answer: Answer
) -> None:
    """The message would meet the same."""
    twilio.order("content", reply)
    assert gateway.send(ANYA, QUESTION, "o1") == answer
    assert twilio.of("messages") == []


def test_a_database_that_is_away_does_not_stop_a_message(twilio: StandIn) -> None:
    """The resource is remembered in this process at least, and made again when it is gone."""
    gateway = gateway_to(twilio.url, ClosedShelf())
    gateway.send(ANYA, QUESTION, "o1")
    gateway.send(ANYA, QUESTION, "o2")
    assert len(twilio.of("content")) == 1
    twilio.order("messages", refusal(404, 21655))
    assert gateway.send(ANYA, QUESTION, "o3").verdict is Verdict.SENT
    assert len(twilio.of("content")) == 2


def test_logs_hold_no_words_and_no_number(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Not even when everything goes wrong."""
    twilio.order("content", refusal(400, 1), DROP)
    twilio.order("messages", refusal(400, 21656), DROP)
    with capture_logs() as logs:
        for number in range(4):
            gateway.send(ANYA, QUESTION, f"o{number}")
        gateway.typing(ANYA)
    assert logs
    for secret in (PERSON, PERSON.removeprefix("whatsapp:+"), "Which plan", "Yes", "first-token"):
        assert secret not in str(logs)
