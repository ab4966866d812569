"""What each of Razorpay's events says, and the traps in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.domain.payments.records import DisputeStatus, LinkStatus, RefundStatus
from engine.domain.payments.sightings import (
    DisputeSeen,
    LinkSeen,
    Merchant,
    Notice,
    PaymentSeen,
    PaymentState,
    RefundSeen,
    Sighting,
)
from integrations.razorpay.door import RazorpayDoor
from tests.razorpay.bodies import (
    ACCOUNT,
    AT,
    DISPUTE,
    LINK,
    PAYMENT,
    REFERENCE,
    REFUND,
    dispute,
    event,
    link,
    order,
    payment,
    raw,
    refund,
)
from tests.razorpay.conftest import account

OURS = Merchant(account=ACCOUNT, mode="test")
SEEN = PaymentSeen(
    provider_id=PAYMENT, state=PaymentState.CAPTURED, amount=49900, currency="INR",
    at=datetime.fromtimestamp(AT + 60, UTC), reference=None, link=LINK, method="upi",
)  # fmt: skip
PAID = LinkSeen(
    provider_id=LINK, reference=REFERENCE, status=LinkStatus.PAID, amount=49900, paid=49900, currency="INR",
    url="https://rzp.io/rzp/Bolo123", ended_at=None,
)  # fmt: skip
SENT_BACK = RefundSeen(
    provider_id=REFUND, payment=PAYMENT, status=RefundStatus.PENDING, amount=20000, currency="INR",
    at=datetime.fromtimestamp(AT + 90, UTC), reference="refund-0123456789",
)  # fmt: skip
DISPUTED = DisputeSeen(
    provider_id=DISPUTE, payment=PAYMENT, status=DisputeStatus.OPEN, amount=49900, deducted=0, currency="INR",
    at=datetime.fromtimestamp(AT + 120, UTC), reason="goods_or_services_not_received",
)  # fmt: skip


def shown(door: RazorpayDoor, name: str, **entities: dict[str, object]) -> tuple[Sighting, ...]:
    """What an event with these things shows."""
    return door.notice(raw(event(name, **entities))).sightings


@pytest.mark.parametrize("status", ["created", "authorized", "captured", "failed", "refunded"])
@pytest.mark.parametrize("name", ["payment.authorized", "payment.captured", "payment.failed", "order.paid"])
def test_a_payment_is_what_its_status_says(door: RazorpayDoor, name: str, status: str) -> None:
    """Not what the event is called: it may be late, and the payment further on."""
    body = raw(event(name, payment=payment(status=status)))
    assert door.notice(body) == Notice(
        event=name, merchant=OURS, sightings=(replace(SEEN, state=PaymentState(status)),)
    )  # fmt: skip


@pytest.mark.parametrize("captured", [True, False, None])
@pytest.mark.parametrize("status", ["authorized", "failed", "created"])
def test_captured_alone_is_believed_nothing(door: RazorpayDoor, status: str, captured: bool | None) -> None:
    """Razorpay's own samples have failed payments with `captured: true`."""
    [seen] = shown(door, "payment.failed", payment=payment(status=status, captured=captured))
    assert isinstance(seen, PaymentSeen)
    assert seen.state is PaymentState(status)


def test_an_order_that_was_paid_tells_where_the_payment_belongs(door: RazorpayDoor) -> None:
    """By its receipt and its product; without a description, or another way, too."""
    [seen] = shown(door, "order.paid", payment=payment(description=None), order=order())
    assert seen == replace(SEEN, reference=REFERENCE)
    [seen] = shown(door, "order.paid", payment=payment(description=None), order=order(product_type="invoice"))
    assert seen == replace(SEEN, reference=REFERENCE, link=None)
    [seen] = shown(door, "order.paid", payment=payment(description=None), order=order(product_id=None, receipt=None))
    assert seen == replace(SEEN, reference=None, link=None)


def test_a_link_that_was_paid_shows_itself_and_the_payment(door: RazorpayDoor) -> None:
    """Its order has an id without a prefix there, and no `entity`."""
    paid = link(status="paid", amount_paid=49900)
    assert shown(door, "payment_link.paid", payment_link=paid, order=order(), payment=payment()) == (
        PAID, replace(SEEN, reference=REFERENCE),
    )  # fmt: skip
    assert shown(door, "payment_link.paid", payment_link=paid) == (PAID,)


def test_a_part_that_was_paid_is_told(door: RazorpayDoor) -> None:
    """We never allow it, but whoever made the link by hand may have."""
    part = link(status="partially_paid", amount_paid=100)
    assert shown(door, "payment_link.partially_paid", payment_link=part, payment=payment(amount=100)) == (
        replace(PAID, status=LinkStatus.PARTIAL, paid=100), replace(SEEN, amount=100, reference=REFERENCE),
    )  # fmt: skip


@pytest.mark.parametrize(("status", "field"), [("cancelled", "cancelled_at"), ("expired", "expired_at")])
def test_a_link_that_ended_shows_when(door: RazorpayDoor, status: str, field: str) -> None:
    """By its own field, 0 where there is none; the event's time is that of the link's creation."""
    ended = replace(PAID, status=LinkStatus(status), paid=0, ended_at=datetime.fromtimestamp(AT + 1812, UTC))
    assert shown(door, f"payment_link.{status}", payment_link=link(status=status, **{field: AT + 1812})) == (ended,)
    assert shown(door, f"payment_link.{status}", payment_link=link(status=status)) == (replace(ended, ended_at=None),)


def test_the_surest_place_for_a_reference_comes_first(door: RazorpayDoor) -> None:
    """The link, then the order, then the notes, which may be anything."""
    noted = payment(notes={"reference": "from-notes", "other": 1})
    for entities, expected in (
        ({"payment": noted}, "from-notes"),
        ({"payment": noted, "order": order(receipt="from-order")}, "from-order"),
        ({"payment": noted, "order": order(receipt="")}, "from-notes"),
        ({"payment": noted, "order": order(receipt="x" * 41)}, "from-notes"),
        ({"payment": noted, "order": order(receipt=7)}, "from-notes"),
    ):
        [seen] = shown(door, "order.paid", **entities)
        assert isinstance(seen, PaymentSeen)
        assert seen.reference == expected
    others: list[object] = [
        [],
        None,
        {},
        "a text",
        {"reference": ["x"]},
        {"reference": "a\nb"},
        {"reference": "\ud800"},
        7,
    ]
    for notes in others:
        [seen] = shown(door, "payment.captured", payment=payment(notes=notes))
        assert isinstance(seen, PaymentSeen)
        assert seen.reference is None


@pytest.mark.parametrize("description", [None, "", "#", "#a b", "Birth chart", "#नमस्ते", 7, "x#QQQQQQQQQQQQQ1"])
def test_a_description_that_is_no_link_is_none(door: RazorpayDoor, description: object) -> None:
    """Only what stands behind the sign is one."""
    assert shown(door, "payment.captured", payment=payment(description=description)) == (replace(SEEN, link=None),)


def test_a_reason_is_the_best_word_there_is(door: RazorpayDoor) -> None:
    """The reason, or else the code; empty and NA are none."""
    for reason, code, expected in (
        ("payment_cancelled", "BAD_REQUEST_ERROR", "payment_cancelled"), ("NA", "GATEWAY_ERROR", "GATEWAY_ERROR"),
        (None, "", None), ("", None, None), ("a sentence", "BAD_REQUEST_ERROR", "BAD_REQUEST_ERROR"),
    ):  # fmt: skip
        failed = payment(status="failed", error_reason=reason, error_code=code, method="NA")
        [seen] = shown(door, "payment.failed", payment=failed)
        assert seen == replace(SEEN, state=PaymentState.FAILED, reason=expected, method=None)


def test_a_fee_counts_where_the_customer_bears_it(door: RazorpayDoor) -> None:
    """It is on top of the price; otherwise it is ours to pay, and no business of the order."""
    for bearer, fee, expected, untold in (
        ("customer", 1178, 1178, 0), ("customer", None, 0, 0), ("platform", 1178, 0, 0), (None, 1178, 0, 1178),
        ([], 1178, 0, 1178),
    ):  # fmt: skip
        [seen] = shown(door, "payment.captured", payment=payment(amount=51078, fee=fee, fee_bearer=bearer))
        assert seen == replace(SEEN, amount=51078, fee_paid_by_customer=expected, untold_fee=untold)


@pytest.mark.parametrize("name", ["created", "processed", "failed", "speed_changed"])
def test_a_refund_comes_with_the_payment_it_sends_back(door: RazorpayDoor, name: str) -> None:
    """So that it can be booked if it comes first. The status is the refund's, whatever the event is called."""
    body = event(f"refund.{name}", refund=refund(status="processed"), payment=payment())
    del body["created_at"]  # as in Razorpay's sample of refund.speed_changed
    seen = door.notice(raw(body))
    assert seen.sightings == (SEEN, replace(SENT_BACK, status=RefundStatus.PROCESSED))
    assert shown(door, f"refund.{name}", refund=refund()) == (SENT_BACK,)


@pytest.mark.parametrize("status", ["authorized", "failed", "created", "refunded"])
def test_what_was_never_captured_goes_back_by_itself(door: RazorpayDoor, status: str) -> None:
    """It never was ours: no payment is shown, not even where it says `refunded`, as such a payment may."""
    given = payment(status=status, captured=False)
    assert shown(door, "refund.processed", refund=refund(notes=[], receipt=None), payment=given) == (
        replace(SENT_BACK, reference=None, is_automatic=True),
    )  # fmt: skip
    [seen] = shown(door, "payment.captured", payment=given)
    state = PaymentState.AUTHORIZED if status == "refunded" else PaymentState(status)
    assert seen == replace(SEEN, state=state)


def test_what_was_captured_goes_back_because_we_said_so(door: RazorpayDoor) -> None:
    """Whole or in part."""
    for status, captured in (("captured", True), ("refunded", True), ("captured", False)):
        given = payment(status=status, captured=captured)
        seen = shown(door, "refund.created", refund=refund(), payment=given)
        assert seen == (replace(SEEN, state=PaymentState(status)), SENT_BACK)


def test_our_reference_of_a_refund_is_in_its_notes_or_its_receipt(door: RazorpayDoor) -> None:
    """One made by hand at Razorpay has neither."""
    for notes, receipt, expected in (
        ({"refund": "a" * 32}, "b" * 32, "a" * 32), ([], "b" * 32, "b" * 32), (None, None, None),
        ({"comment": "x"}, "", None),
    ):  # fmt: skip
        seen = shown(door, "refund.created", refund=refund(notes=notes, receipt=receipt))
        assert seen == (replace(SENT_BACK, reference=expected),)


@pytest.mark.parametrize(
    ("name", "status", "expected"),
    [
        ("created", "open", "open"), ("under_review", "under_review", "open"), ("action_required", "open", "open"),
        ("won", "won", "won"), ("lost", "lost", "lost"), ("closed", "closed", "closed"),
    ],
)  # fmt: skip
def test_a_dispute_comes_with_its_payment(door: RazorpayDoor, name: str, status: str, expected: str) -> None:
    """If that was ours; the samples have some that were only authorised, and without an order."""
    disputed = replace(DISPUTED, status=DisputeStatus(expected))
    event_name, given = f"payment.dispute.{name}", dispute(status=status)
    assert shown(door, event_name, payment=payment(order_id=None), dispute=given) == (SEEN, disputed)
    uncaptured = payment(status="authorized", captured=False, order_id=None)
    assert shown(door, event_name, payment=uncaptured, dispute=given) == (disputed,)
    assert shown(door, event_name, dispute=dispute(status=status, amount_deducted=49900)) == (
        replace(disputed, deducted=49900),
    )  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "settlement.processed", "payment.downtime.started", "payment.pending", "invoice.paid", "refund.arn_updated",
        "payment_link.viewed", "payment.dispute.new", "x", "payment.captured.v2",
    ],
)  # fmt: skip
@pytest.mark.parametrize("payload", [{}, {"payment": {"entity": {"amount": "odd"}}}, [], None, "x"])
def test_other_events_are_kept_and_say_nothing(door: RazorpayDoor, name: str, payload: object) -> None:
    """Whatever is in them."""
    body = raw(event(name) | {"payload": payload})
    assert door.notice(body) == Notice(event=name, merchant=OURS, sightings=())


def test_a_notice_tells_whose_money_it_is() -> None:
    """The account from the body, the mode from our key: secrets of webhooks differ by mode."""
    live = RazorpayDoor(account(key_id="rzp_live_abc"))
    body = event("payment.captured", payment=payment()) | {"account_id": "acc_SomebodyElse1"}
    assert live.notice(raw(body)).merchant == Merchant(account="acc_SomebodyElse1", mode="live")
    del body["account_id"]
    assert live.notice(raw(body)).merchant == Merchant(account=None, mode="live")


def test_ids_that_differ_in_capitals_stay_two(door: RazorpayDoor) -> None:
    """Nothing is folded on the way."""
    [one] = shown(door, "payment.captured", payment=payment(id="pay_AbCdEfGhIjKlMn"))
    [other] = shown(door, "payment.captured", payment=payment(id="pay_aBcDeFgHiJkLmN"))
    assert one != other
