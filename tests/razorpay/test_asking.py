"""What is asked of Razorpay, to the byte, and what its good answers become."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine.domain.payments.records import LinkStatus, RefundStatus
from engine.domain.payments.sightings import LinkSeen, PaymentSeen, PaymentState, RefundSeen
from engine.interfaces.payments import Done, Rejected, Settled, Unavailable
from integrations.razorpay.gateway import MOST_PAGES, MOST_PAYMENTS, RazorpayGateway
from tests.razorpay.bodies import (
    AT,
    KEY,
    LINK,
    PAYMENT,
    REFERENCE,
    REFUND,
    SECRET,
    error,
    line,
    link,
    payment,
    refund,
)
from tests.razorpay.conftest import NOW, REFUND_WANTED, WANTED, account
from tests.razorpay.standin import RazorpayStandIn
from tests.twilio.standin import as_json

MADE = LinkSeen(
    provider_id=LINK, reference=REFERENCE, status=LinkStatus.CREATED, amount=49900, paid=0, currency="INR",
    url="https://rzp.io/rzp/Bolo123", ended_at=None,
)  # fmt: skip
PAID_WITH = PaymentSeen(
    provider_id=PAYMENT, state=PaymentState.CAPTURED, amount=49900, currency="INR",
    at=datetime.fromtimestamp(AT + 60, UTC), link=LINK, method="upi",
)  # fmt: skip
SENT_BACK = RefundSeen(
    provider_id=REFUND, payment=PAYMENT, status=RefundStatus.PENDING, amount=20000, currency="INR",
    at=datetime.fromtimestamp(AT + 90, UTC), reference="refund-0123456789",
)  # fmt: skip
LINKS, ONE_LINK, ONE_PAYMENT = "/v1/payment_links", f"/v1/payment_links/{LINK}", f"/v1/payments/{PAYMENT}"
PAYMENTS, REFUNDS, RECON = "/v1/payments", f"{ONE_PAYMENT}/refunds", "/v1/settlements/recon/combined"


def collection(*items: dict[str, Any]) -> dict[str, Any]:
    """A list as most of Razorpay's calls write it."""
    return {"entity": "collection", "count": len(items), "items": list(items)}


def short(identifier: str) -> dict[str, Any]:
    """A payment as a link lists it."""
    return {"amount": "49900", "method": "upi", "payment_id": identifier, "plink_id": LINK, "status": "captured"}


def test_a_link_is_asked_for_without_a_word_about_the_person(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn
) -> None:
    """Who they are, where they are reached and when they are reminded is ours alone; one payment, of the whole."""
    razorpay.put(f"POST {LINKS}", link())
    assert gateway.create_link(WANTED) == Done(MADE)
    [asked] = razorpay.asked
    assert asked.body.decode() == (
        '{"accept_partial":false,"amount":49900,"callback_method":"get",'
        '"callback_url":"https://bolo.example/payments/return","currency":"INR","description":"जन्म कुंडली",'
        f'"expire_by":{AT + 1800},"notes":{{"order":"o-1","reference":"{REFERENCE}"}},'
        f'"notify":{{"email":false,"sms":false}},"reference_id":"{REFERENCE}","reminder_enable":false}}'
    )
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["authorization"].startswith("Basic ")
    assert asked.who == f"{KEY}:{SECRET}"
    assert not asked.query


def test_a_link_without_a_way_back_has_neither_address_nor_method(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn
) -> None:
    """Both or neither is Razorpay's rule."""
    razorpay.put(f"POST {LINKS}", link())
    gateway.create_link(replace(WANTED, returns_to=None))
    assert not {"callback_url", "callback_method"} & set(razorpay.asked[0].json)


@pytest.mark.parametrize("reference", ["", "a|b", "a b", "x" * 41, "é", "a\n", "a/b"])
def test_a_reference_that_could_be_mistaken_is_a_mistake_of_ours(gateway: RazorpayGateway, reference: str) -> None:
    """Said at once, to us."""
    with pytest.raises(ValueError, match="reference"):
        gateway.create_link(replace(WANTED, reference=reference))
    with pytest.raises(ValueError, match="reference"):
        gateway.link_by_reference(reference)


@pytest.mark.parametrize("key", ["", "short", "x" * 9, "x" * 41, "refund.0123456789", "refund 0123456789", "é" * 10])
def test_a_key_that_razorpay_would_not_take_is_a_mistake_of_ours(gateway: RazorpayGateway, key: str) -> None:
    """Without one a refund could be made twice."""
    with pytest.raises(ValueError, match="reference"):
        gateway.refund(replace(REFUND_WANTED, reference=key))


def test_an_id_that_would_lead_elsewhere_is_a_mistake_of_ours(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn
) -> None:
    """An empty one would ask for all of them."""
    for wrong in ("", "pay_", "pay_/../x", "pay_a?b", "plink_x/y", REFERENCE):
        for ask in (gateway.payment, gateway.refunds_of, gateway.cancel_link, gateway.payments_of_link):
            with pytest.raises(ValueError, match="no id"):
                ask(wrong)
        with pytest.raises(ValueError, match="no id"):
            gateway.refund(replace(REFUND_WANTED, payment=wrong))
    assert not razorpay.asked


def test_a_link_is_looked_up_by_our_reference(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """The list has a name of its own; an empty one is a certain no."""
    razorpay.put(f"GET {LINKS}", {"payment_links": [link()]})
    assert gateway.link_by_reference(REFERENCE) == Done(MADE)
    razorpay.put(f"GET {LINKS}", {"payment_links": []})
    assert gateway.link_by_reference(REFERENCE) == Done(None)
    assert [asked.query for asked in razorpay.asked] == [{"reference_id": [REFERENCE]}] * 2


def test_the_paid_one_of_two_links_counts(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """There should never be two; and what others have is not looked at."""
    paid = link(id="plink_other", status="paid", amount_paid=49900)
    razorpay.put(f"GET {LINKS}", {"payment_links": [{"reference_id": "x"}, link(), paid]})
    assert gateway.link_by_reference(REFERENCE) == Done(
        replace(MADE, provider_id="plink_other", status=LinkStatus.PAID, paid=49900)
    )


@pytest.mark.parametrize(
    "answer", [{}, collection(), {"payment_links": [{"reference_id": "x"}]}, {"payment_links": "x"}]
)
def test_a_list_that_is_not_the_one_we_asked_for_is_no_certain_no(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn, answer: dict[str, Any]
) -> None:
    """Somebody would make a second link."""
    razorpay.put(f"GET {LINKS}", answer)
    assert gateway.link_by_reference(REFERENCE) == Unavailable(reason="garbled")


def test_a_link_is_ended(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """With the time it ended at."""
    razorpay.put(f"POST {ONE_LINK}/cancel", link(status="cancelled", cancelled_at=AT + 5))
    ended = replace(MADE, status=LinkStatus.CANCELLED, ended_at=NOW + timedelta(seconds=5))
    assert gateway.cancel_link(LINK) == Done(ended)
    assert razorpay.asked[0].body == b"{}"


@pytest.mark.parametrize("nothing", [None, []])
def test_a_link_without_payments_has_none(gateway: RazorpayGateway, razorpay: RazorpayStandIn, nothing: object) -> None:
    """Written in one of two ways."""
    razorpay.put(f"GET {ONE_LINK}", link(payments=nothing))
    assert gateway.payments_of_link(LINK) == Done([])


def test_each_payment_of_a_link_is_asked_for(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """Once; what the link says of them is too little, what the payments do not say of the link is added."""
    razorpay.put(f"GET {ONE_LINK}", link(payments=[short(PAYMENT), short("pay_second"), short(PAYMENT)]))
    razorpay.put(f"GET {ONE_PAYMENT}", payment())
    razorpay.put("GET /v1/payments/pay_second", payment(id="pay_second", status="refunded", description=None))
    first = replace(PAID_WITH, reference=REFERENCE)
    second = replace(first, provider_id="pay_second", state=PaymentState.REFUNDED)
    assert gateway.payments_of_link(LINK) == Done([first, second])
    assert razorpay.calls == [f"GET {ONE_LINK}", f"GET {ONE_PAYMENT}", "GET /v1/payments/pay_second"]


def test_payments_of_a_link_are_told_all_or_not_at_all(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """A part would be taken for all."""
    razorpay.put(f"GET {ONE_LINK}", link(payments=[short(PAYMENT), short("pay_second")]))
    razorpay.put(f"GET {ONE_PAYMENT}", payment())
    razorpay.put("GET /v1/payments/pay_second", error("The id provided does not exist"), 400)
    assert gateway.payments_of_link(LINK) == Unavailable(reason="missing")
    razorpay.put("GET /v1/payments/pay_second", {}, 503)
    assert gateway.payments_of_link(LINK) == Unavailable(reason="http-503")
    razorpay.put(f"GET {ONE_LINK}", link(payments=[short(f"pay_{n}") for n in range(MOST_PAYMENTS + 1)]))
    assert gateway.payments_of_link(LINK) == Unavailable(reason="garbled")
    razorpay.put(f"GET {ONE_LINK}", link(id="plink_other"))
    assert gateway.payments_of_link(LINK) == Unavailable(reason="garbled")
    razorpay.put(f"GET {ONE_LINK}", error("The id provided does not exist"), 404)
    assert gateway.payments_of_link(LINK) == Rejected(reason="missing", text="The id provided does not exist")


def test_one_payment_is_looked_at(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """As it stands; one that does not exist is None, and an answer about another is none."""
    razorpay.put(f"GET {ONE_PAYMENT}", payment())
    assert gateway.payment(PAYMENT) == Done(PAID_WITH)
    for status in (404, 400):
        razorpay.put(f"GET {ONE_PAYMENT}", error("The id provided does not exist"), status)
        assert gateway.payment(PAYMENT) == Done(None)
    razorpay.put(f"GET {ONE_PAYMENT}", payment(id="pay_other"))
    assert gateway.payment(PAYMENT) == Unavailable(reason="garbled")


def test_money_is_sent_back_under_our_key_and_with_its_amount(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn
) -> None:
    """The same bytes each time: Razorpay compares them."""
    razorpay.put(f"POST {ONE_PAYMENT}/refund", refund())
    assert gateway.refund(REFUND_WANTED) == Done(SENT_BACK)
    assert gateway.refund(replace(REFUND_WANTED, notes=dict(reversed(list(REFUND_WANTED.notes.items()))))) == Done(
        SENT_BACK
    )
    first, second = razorpay.asked
    assert first.body == second.body
    assert first.body == (
        b'{"amount":20000,"notes":{"order":"o-1","refund":"refund-0123456789"},"receipt":"refund-0123456789",'
        b'"speed":"normal"}'
    )
    assert first.headers["x-refund-idempotency"] == "refund-0123456789"


def test_a_refund_is_ours_though_the_answer_does_not_repeat_that(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn
) -> None:
    """An answer may have neither notes nor receipt, and be done already."""
    razorpay.put(f"POST {ONE_PAYMENT}/refund", refund(notes=[], receipt=None, status="processed"))
    assert gateway.refund(REFUND_WANTED) == Done(replace(SENT_BACK, status=RefundStatus.PROCESSED))


def test_refunds_of_a_payment_are_listed(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """Whether Razorpay has made them by itself stands in the payment."""
    razorpay.put(f"GET {REFUNDS}", collection())
    assert gateway.refunds_of(PAYMENT) == Done([])
    razorpay.put(f"GET {REFUNDS}", collection(refund(), refund(id="rfnd_2", notes=[], receipt=None, status="failed")))
    razorpay.put(f"GET {ONE_PAYMENT}", payment())
    failed = replace(SENT_BACK, provider_id="rfnd_2", reference=None, status=RefundStatus.FAILED)
    assert gateway.refunds_of(PAYMENT) == Done([SENT_BACK, failed])
    razorpay.put(f"GET {ONE_PAYMENT}", payment(status="refunded", captured=False))
    razorpay.put(f"GET {REFUNDS}", collection(refund()))
    assert gateway.refunds_of(PAYMENT) == Done([replace(SENT_BACK, is_automatic=True)])
    razorpay.put(f"GET {REFUNDS}", collection(refund(payment_id="pay_other")))
    assert gateway.refunds_of(PAYMENT) == Unavailable(reason="garbled")
    razorpay.put(f"GET {ONE_PAYMENT}", {}, 500)
    assert gateway.refunds_of(PAYMENT) == Unavailable(reason="http-500")


def test_payments_of_a_time_are_told_from_all_pages(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """Until one is not full. What slips onto the next page while we read is told once."""
    pages = [
        [payment(id=f"pay_{n}") for n in range(100)],
        [payment(id=f"pay_{n}") for n in range(99, 199)],
        [payment(id="pay_199")],
    ]
    razorpay.then(*(as_json(200, collection(*page)) for page in pages))
    found = gateway.payments_between(NOW, NOW + timedelta(days=1))
    assert isinstance(found, Done)
    assert [one.provider_id for one in found.value] == [f"pay_{n}" for n in range(200)]
    assert [asked.query for asked in razorpay.asked] == [
        {"from": [str(AT)], "to": [str(AT + 86400)], "count": ["100"], "skip": [skip]} for skip in ("0", "100", "200")
    ]


def test_a_list_that_breaks_off_or_never_ends_is_none(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """All of it or nothing: whoever compares books must know."""
    full = collection(*(payment(id=f"pay_{n}") for n in range(100)))
    razorpay.then(as_json(200, full), as_json(500, {}))
    assert gateway.payments_between(NOW, NOW) == Unavailable(reason="http-500")
    razorpay.then(as_json(200, full), as_json(200, collection(payment(amount="1"))))
    assert gateway.payments_between(NOW, NOW) == Unavailable(reason="garbled")
    razorpay.then(as_json(200, full | {"items": {}}))
    assert gateway.payments_between(NOW, NOW) == Unavailable(reason="garbled")
    razorpay.put(f"GET {PAYMENTS}", full)
    hasty = RazorpayGateway(account(razorpay.url, listing_timeout=0.01))
    assert hasty.payments_between(NOW, NOW) == Unavailable(reason="timeout")


def test_more_pages_than_anybody_has_are_not_read(razorpay: RazorpayStandIn) -> None:
    """A server that shows the same page for ever is left."""
    razorpay.put(f"GET {PAYMENTS}", collection(*({"id": n} for n in range(100))))
    patient = RazorpayGateway(account(razorpay.url, listing_timeout=60.0))
    assert patient.payments_between(NOW, NOW) == Unavailable(reason="too-many")
    assert len(razorpay.asked) == MOST_PAGES


def test_settlements_of_a_day_are_told_line_by_line(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """Payments, refunds, adjustments; what is not settled yet has neither a settlement nor a time."""
    back = line(
        entity_id=REFUND, type="refund", debit=20000, credit=0, fee=0, tax=None, settlement_id=None, settled_at=0
    )
    razorpay.put(f"GET {RECON}", collection(line(), back))
    paid_out = Settled(
        entity=PAYMENT, kind="payment", credit=48722, debit=0, fee=1178, tax=180, currency="INR",
        settlement="setl_QQQQQQQQQQQQQ6", settled_at=datetime.fromtimestamp(AT + 99999, UTC),
    )  # fmt: skip
    waiting = Settled(
        entity=REFUND, kind="refund", credit=0, debit=20000, fee=0, tax=0, currency="INR", settlement=None,
        settled_at=None,
    )  # fmt: skip
    assert gateway.settled_on(date(2026, 1, 2)) == Done([paid_out, waiting])
    assert razorpay.asked[0].query == {
        "year": ["2026"], "month": ["01"], "day": ["02"], "count": ["1000"], "skip": ["0"],
    }  # fmt: skip
    razorpay.put(f"GET {RECON}", collection(line(entity_id=None)))
    assert gateway.settled_on(date(2026, 1, 2)) == Unavailable(reason="garbled")


def test_settlements_have_long_pages(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """A thousand lines each."""
    razorpay.then(as_json(200, collection(*[line()] * 1000)), as_json(200, collection(line())))
    found = gateway.settled_on(date(2026, 1, 2))
    assert isinstance(found, Done)
    assert len(found.value) == 1001
    assert [asked.query["skip"] for asked in razorpay.asked] == [["0"], ["1000"]]


def test_requests_do_not_change_what_they_were_given(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """Notes are the caller's."""
    razorpay.put(f"POST {LINKS}", link())
    gateway.create_link(WANTED)
    assert json.dumps(dict(WANTED.notes)) == '{"order": "o-1"}'
