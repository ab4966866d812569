"""How far a message has come, as Twilio tells when it is asked."""

from __future__ import annotations

import pytest

from engine.domain.deliveries import Answer, Progress, Report, Verdict
from integrations.twilio.gateway import TwilioGateway
from tests.twilio.standin import DROP, HTML, SID, Reply, StandIn, as_json, refusal, sent_json

ONE = f"SM{1:032x}"


def test_a_message_is_asked_for_by_its_id(gateway: TwilioGateway, twilio: StandIn) -> None:
    """What is told is what a report would have told."""
    twilio.order("else", as_json(200, sent_json(1, status="undelivered", error_code=63016)))
    late = Answer(verdict=Verdict.LATE, code="63016")
    assert gateway.report(ONE) == Report(provider_id=ONE, progress=Progress.UNDELIVERED, trouble=late)
    (asked,) = twilio.of("else")
    assert (asked.method, asked.path) == ("GET", f"/2010-04-01/Accounts/{SID}/Messages/{ONE}.json")


@pytest.mark.parametrize("status", ["queued", "sending", "sent", "delivered", "read"])
def test_a_message_that_has_not_failed_has_no_trouble(gateway: TwilioGateway, twilio: StandIn, status: str) -> None:
    """Whatever code it carries."""
    twilio.order("else", as_json(200, sent_json(1, status=status)))
    assert gateway.report(ONE) == Report(provider_id=ONE, progress=Progress(status))


@pytest.mark.parametrize(
    "reply",
    [
        DROP, Reply(502, HTML), refusal(404, 20404), refusal(401, 20003), as_json(200, {}),
        as_json(200, sent_json(2)), as_json(200, sent_json(1, account_sid="AC0")),
        as_json(200, sent_json(1, status="receiving")), as_json(200, sent_json(1, status=None)),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_none(gateway: TwilioGateway, twilio: StandIn, reply: Reply) -> None:
    """Nothing is raised, and nothing guessed."""
    twilio.order("else", reply)
    assert gateway.report(ONE) is None
