"""Whether an uncertain message went out, from what Twilio lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.deliveries import Answer, Template, Verdict
from engine.domain.messages import Outbound
from integrations.twilio.gateway import TwilioGateway
from tests.twilio.conftest import ANYA, HELLO, NOW, QUESTION, gateway_to
from tests.twilio.standin import DROP, HANG, HTML, NUMBER, PERSON, Reply, StandIn, as_json, refusal, sent_json

ABSENT = Answer(verdict=Verdict.RETRY, code="absent")


def found(number: int) -> Answer:
    """The message with this id went out."""
    return Answer(verdict=Verdict.SENT, provider_id=f"SM{number:032x}")


def find(gateway: TwilioGateway, message: Outbound = HELLO) -> Answer:
    """Look for it since NOW."""
    return gateway.find(ANYA, message, "o1", NOW)


def test_it_is_looked_for_among_all_that_went_to_the_person(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Not by DateSent: what still waits inside Twilio has none."""
    assert find(gateway) == ABSENT
    [asked] = twilio.of("list")
    assert asked.query == {"To": [PERSON], "From": [NUMBER], "PageSize": ["50"]}


def test_the_same_words_are_the_message(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Spaces and the ways to write a sign do not count."""
    twilio.listing = [sent_json(2, body="Something else"), sent_json(1, body="  Cafe\u0301 at\r\nnoon ")]
    assert find(gateway, replace(HELLO, text="Café at\nnoon")) == found(1)
    assert find(gateway, replace(HELLO, text="Caf")) == ABSENT


def test_what_is_older_or_came_in_is_not_it(gateway: TwilioGateway, twilio: StandIn) -> None:
    """A few minutes are forgiven, for the clocks differ."""
    twilio.listing = [
        sent_json(1, direction="inbound"),
        sent_json(2, direction="outbound-reply"),
        sent_json(3, date_created="Thu, 01 Jan 2026 09:54:00 +0000"),
    ]
    assert find(gateway) == ABSENT
    twilio.listing = [sent_json(4, date_created="Thu, 01 Jan 2026 09:56:00 +0000")]
    assert find(gateway) == found(4)
    twilio.listing = [sent_json(5, date_created=None)]
    assert find(gateway) == found(5)


def test_a_message_of_another_row_is_not_it(twilio: StandIn) -> None:
    """The same words may have been said twice; each sending claims its own, the oldest that is free."""
    twilio.listing = [sent_json(3), sent_json(2), sent_json(1)]
    assert find(gateway_to(twilio.url, known=frozenset({f"SM{1:032x}"}))) == found(2)
    everything = frozenset(f"SM{number:032x}" for number in (1, 2, 3))
    assert find(gateway_to(twilio.url, known=everything)) == ABSENT


def test_choices_are_found_in_each_way_they_may_have_gone(gateway: TwilioGateway, twilio: StandIn) -> None:
    """As the body of a Content, and as numbered text."""
    twilio.listing = [sent_json(1, body="Which plan?\n\nTake your time.")]
    assert find(gateway, QUESTION) == found(1)
    twilio.listing = [sent_json(2, body="Which plan?\n\nTake your time.\n\n1. Yes\n2. No")]
    assert find(gateway, QUESTION) == found(2)
    twilio.listing = [sent_json(3, body="Which plan? Take your time. Yes No")]
    assert find(gateway, QUESTION) == found(3)


def test_a_file_is_found_by_being_one(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Twilio does not tell its address."""
    message = replace(HELLO, text="", media="file-1")
    twilio.listing = [sent_json(1, body="", num_media="1")]
    assert find(gateway, message) == found(1)
    twilio.listing = [sent_json(1, body="Hello", num_media="0")]
    assert find(gateway, message) == ABSENT


def test_a_template_is_found_by_its_values(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Twilio may have other words than we; so a message that might be it leaves the question open."""
    message = replace(HELLO, template="paid", variables=("Anya", "₹499"))
    twilio.listing = [sent_json(1, body="Dear Anya, we have got ₹499.")]
    assert find(gateway, message) == found(1)
    twilio.listing = [sent_json(1, body="Dear Ravi, we have got ₹499.")]
    assert find(gateway, message).verdict is Verdict.UNCERTAIN
    twilio.listing = []
    assert find(gateway, message) == ABSENT


def test_a_template_is_found_by_its_approved_words(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Also one without a single value; where Twilio has other words than we know, it is as before."""
    late = replace(HELLO, template="still_here")
    approved = Template(content="HX" + "c" * 32, text="Your answers\nare kept.")
    twilio.listing = [sent_json(2, body="Something else"), sent_json(1, body="Your answers are kept.")]
    assert gateway.find(ANYA, late, "o1", NOW, approved) == found(1)
    twilio.listing = [sent_json(1, body="We keep your answers.")]
    assert gateway.find(ANYA, late, "o1", NOW, approved).verdict is Verdict.UNCERTAIN
    paid = replace(HELLO, template="paid", variables=("Anya", "", "unused"))
    approved = Template(content="HX" + "c" * 32, variables=2, text="{{1}}: {{ 2 }} {{3}}")
    twilio.listing = [sent_json(1, body="Anya: - {{3}}")]
    assert gateway.find(ANYA, paid, "o1", NOW, approved) == found(1)


def test_a_body_that_is_not_shown_leaves_the_question_open(gateway: TwilioGateway, twilio: StandIn) -> None:
    """It may be anything."""
    twilio.listing = [sent_json(1, body="")]
    assert find(gateway, QUESTION).verdict is Verdict.UNCERTAIN


def test_what_went_out_and_failed_is_told_with_its_reason(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Unless another attempt got through."""
    failed = sent_json(1, status="undelivered", error_code=63016)
    twilio.listing = [failed]
    assert find(gateway) == Answer(verdict=Verdict.LATE, code="63016")
    twilio.listing = [sent_json(2), failed]
    assert find(gateway) == found(2)


@pytest.mark.parametrize(
    "reply",
    [
        HANG, DROP, Reply(200, HTML), Reply(502, HTML), Reply(429, b""), refusal(401, 20003), refusal(404, 20404),
        refusal(200, 20404), as_json(200, {}), as_json(200, []), as_json(200, {"messages": [17]}),
        as_json(200, {"messages": "no"}), as_json(200, {"messages": [sent_json(1, date_created=17)]}),
        Reply(200, b'{"messages": []', length=400), Reply(307, b"", {"Location": "/x"}),
    ],
)  # fmt: skip
def test_what_could_not_be_looked_up_stays_uncertain(gateway: TwilioGateway, twilio: StandIn, reply: Reply) -> None:
    """It is not called absent for want of an answer."""
    twilio.order("list", reply)
    assert find(gateway).verdict is Verdict.UNCERTAIN


def test_pages_are_read_until_they_are_old(gateway: TwilioGateway, twilio: StandIn) -> None:
    """And not for ever."""
    more = "/2010-04-01/Accounts/AC" + "a" * 32 + "/Messages.json?Page=1&PageToken=PA1"
    new, old = sent_json(1, body="x"), sent_json(2, body="x", date_created="Mon, 01 Dec 2025 10:00:00 +0000")
    page = as_json(200, {"messages": [new], "next_page_uri": more})
    twilio.order("list", page, as_json(200, {"messages": [sent_json(7)], "next_page_uri": None}))
    assert find(gateway) == found(7)
    twilio.order("list", page, as_json(200, {"messages": [old], "next_page_uri": more}))
    assert find(gateway) == ABSENT
    assert len(twilio.of("list")) == 4
    twilio.order("list", *[page] * 9)
    assert find(gateway) == Answer(verdict=Verdict.UNCERTAIN, code="too-many")
    assert len(twilio.of("list")) == 8


def test_a_next_page_elsewhere_is_not_visited(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Our token goes to no other address, whatever an answer says."""
    foreign = {"meta": {"key": "messages", "next_page_url": "http://127.0.0.1:9/steal"}, "messages": []}
    twilio.order("list", as_json(200, foreign))
    assert find(gateway) == Answer(verdict=Verdict.UNCERTAIN, code="address")


def test_since_is_the_time_of_the_attempt(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Later attempts do not find what was there before."""
    twilio.listing = [sent_json(1)]
    assert gateway.find(ANYA, HELLO, "o1", NOW + timedelta(minutes=6)) == ABSENT
