"""The rules of money, one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.payments.booked import Booked
from engine.domain.payments.booking import settled
from engine.domain.payments.granting import granted
from engine.domain.payments.ledger import Account
from engine.domain.payments.ordering import open_link, with_new_link
from engine.domain.payments.products import WhenLate
from engine.domain.payments.records import (
    AttemptStatus,
    Books,
    DisputeStatus,
    EntitlementStatus,
    LinkStatus,
    OrderStatus,
    RefundStatus,
    Standing,
)
from engine.domain.payments.refunding import refund_wanted
from engine.domain.payments.sightings import Merchant, PaymentState
from engine.domain.payments.standing import kept
from engine.errors import Unbookable
from tests.payments.sights import NOW, PRICE, dispute, link, opened, order, payment, refund, seen


def paid() -> Books:
    """An order that was paid and granted."""
    return granted(seen(opened(), link(), payment()).books, "right", NOW).books


def test_a_captured_payment_pays_the_order() -> None:
    """It is credited, booked from the gateway to the customers, and the chart is told once."""
    booked = seen(opened(), link(), payment())
    assert booked.books.order.status is OrderStatus.PAID
    assert booked.books.order.paid_at == NOW
    assert [(t.key, t.debit, t.credit, t.amount) for t in booked.transfers] == [
        ("captured:pay_1", Account.GATEWAY, Account.SUSPENSE, PRICE),
        ("credited:pay_1", Account.SUSPENSE, Account.CUSTOMERS, PRICE),
    ]
    assert [(fact.name, fact.key) for fact in booked.facts] == [("payment.paid", "paid:order1")]


def test_the_same_payment_seen_again_changes_nothing() -> None:
    """Four events for one payment are the rule, not the exception."""
    once = seen(opened(), link(), payment()).books
    again = seen(once, payment(), link(LinkStatus.PAID, paid=PRICE), payment(), payment(PaymentState.AUTHORIZED))
    assert again.books.payments == once.payments
    assert again.transfers == ()
    assert [fact.name for fact in again.facts] == []


def test_a_failed_try_leaves_the_order_open_and_says_why() -> None:
    """It is an attempt, and may still succeed."""
    booked = seen(opened(), link(), payment(PaymentState.FAILED, reason="insufficient_fund"))
    assert booked.books.order.status is OrderStatus.OPEN
    assert booked.facts[0].name == "payment.failed"
    assert booked.facts[0].data["reason"] == "insufficient_fund"
    later = seen(booked.books, payment())
    assert later.books.order.status is OrderStatus.PAID
    assert later.books.attempts[0].status is AttemptStatus.CAPTURED


def test_a_failure_that_comes_after_the_money_is_no_news() -> None:
    """Events come in any order."""
    booked = seen(seen(opened(), link(), payment()).books, payment(PaymentState.FAILED, reason="late"))
    assert booked.facts == ()
    assert booked.books.order.status is OrderStatus.PAID
    assert booked.books.attempts[0].status is AttemptStatus.CAPTURED


def test_authorized_is_not_paid() -> None:
    """Only captured money is ours."""
    booked = seen(opened(), link(), payment(PaymentState.AUTHORIZED))
    assert (booked.books.order.status, booked.books.payments, booked.transfers) == (OrderStatus.OPEN, (), ())


@pytest.mark.parametrize(
    ("amount", "currency", "merchant"),
    [
        (PRICE + 1, "INR", Merchant(account=None, mode=None)),
        (PRICE, "USD", Merchant(account=None, mode=None)),
        (PRICE, "INR", Merchant(account="acc_Other00000001", mode="test")),
        (PRICE, "INR", Merchant(account="acc_Ours000000001", mode="live")),
    ],
)
def test_what_was_not_asked_for_never_pays(amount: int, currency: str, merchant: Merchant) -> None:
    """It lies in suspense and a person is called."""
    booked = seen(opened(), link(), payment(amount=amount, currency=currency), merchant=merchant)
    assert booked.books.order.status is OrderStatus.OPEN
    assert booked.books.payments[0].standing is Standing.MISMATCHED
    assert booked.transfers[0].credit is Account.SUSPENSE
    assert [fact.name for fact in booked.facts] == ["payment.suspended"]
    assert booked.books.refunds == ()
    with pytest.raises(Unbookable):
        granted(booked.books, "right", NOW)


def test_a_part_is_kept_and_does_not_pay() -> None:
    """The rest makes it paid."""
    booked = seen(opened(), link(), payment(amount=10000))
    assert booked.books.order.status is OrderStatus.OPEN
    assert booked.facts[0].data["missing"] == PRICE - 10000
    with pytest.raises(Unbookable):
        granted(booked.books, "right", NOW)
    whole = seen(booked.books, payment(name="pay_2", amount=PRICE - 10000))
    assert whole.books.order.status is OrderStatus.PAID


def test_a_second_payment_goes_back_by_itself() -> None:
    """The first one keeps paying."""
    booked = seen(opened(), link(), payment(), payment(name="pay_2"))
    second = booked.books.payments[1]
    assert second.standing is Standing.SURPLUS
    assert [(r.id, r.amount, r.status) for r in booked.books.refunds] == [("back_pay_2", PRICE, RefundStatus.WANTED)]
    gone = seen(booked.books, refund(of="pay_2", reference="back_pay_2"))
    assert gone.books.order.status is OrderStatus.PAID
    assert gone.transfers[0].debit is Account.SUSPENSE
    assert kept(gone.books) == PRICE


def test_late_money_is_fulfilled_or_sent_back_as_the_product_says() -> None:
    """By the gateway's clock: it was made after its link had ended."""
    end = NOW + timedelta(minutes=1)
    for policy, standing, status in (
        (WhenLate.FULFIL, Standing.CREDITED, OrderStatus.PAID),
        (WhenLate.REFUND, Standing.LATE, OrderStatus.CLOSED),
    ):
        booked = seen(opened(when_late=policy), link(LinkStatus.EXPIRED, ended=end), payment())
        assert booked.books.payments[0].standing is standing
        assert booked.books.order.status is status
        assert len(booked.books.refunds) == (policy is WhenLate.REFUND)


def test_money_for_somebody_who_was_forgotten_goes_back() -> None:
    """Nothing can be given to nobody."""
    books = opened()
    forgotten = replace(books, order=replace(books.order, contact=None))
    booked = seen(forgotten, link(), payment())
    assert booked.books.payments[0].standing is Standing.LATE
    assert len(booked.books.refunds) == 1


def test_a_link_that_ends_closes_the_order_and_is_renewed() -> None:
    """Expired and cancelled belong to the link; a new one opens the order again."""
    ended = seen(opened(), link(), link(LinkStatus.EXPIRED, ended=NOW))
    assert ended.books.order.status is OrderStatus.CLOSED
    assert [fact.name for fact in ended.facts] == ["payment.expired"]
    renewed = with_new_link(ended.books, NOW)
    current = open_link(renewed)
    assert current is not None
    assert current.id == "order1-2"


def test_paid_beats_every_end_of_a_link() -> None:
    """In both orders."""
    one = seen(opened(), link(LinkStatus.EXPIRED, ended=NOW), link(LinkStatus.PAID, paid=PRICE)).books.links[0]
    other = seen(opened(), link(LinkStatus.PAID, paid=PRICE), link(LinkStatus.CANCELLED, ended=NOW)).books.links[0]
    assert (one.status, other.status) == (LinkStatus.PAID, LinkStatus.PAID)


def test_a_whole_refund_takes_back_what_was_granted() -> None:
    """And is booked from the sales."""
    booked = seen(paid(), refund())
    assert booked.books.order.status is OrderStatus.REFUNDED
    assert booked.books.entitlement is not None
    assert booked.books.entitlement.status is EntitlementStatus.REVOKED
    assert [(t.debit, t.credit) for t in booked.transfers] == [(Account.SALES, Account.GATEWAY)]
    assert booked.facts[0].data["left"] == 0


def test_a_part_of_a_refund_leaves_what_was_granted() -> None:
    """What was bought stays the customer's."""
    booked = seen(paid(), refund(amount=100))
    assert booked.books.order.status is OrderStatus.PAID
    assert booked.books.entitlement is not None
    assert booked.books.entitlement.status is EntitlementStatus.GRANTED


def test_no_more_can_be_sent_back_than_came() -> None:
    """Not by us, and not by what the gateway is said to have done."""
    books = refund_wanted(paid(), "first_refund", "pay_1", 40000, by="operator", reason="asked", now=NOW)
    with pytest.raises(Unbookable):
        refund_wanted(books, "second_refund", "pay_1", 9901, by="operator", reason="asked", now=NOW)
    with pytest.raises(Unbookable):
        refund_wanted(books, "third_refund", "pay_1", 0, by="operator", reason="asked", now=NOW)
    with pytest.raises(Unbookable):
        refund_wanted(books, "other_refund", "pay_9", 1, by="operator", reason="asked", now=NOW)
    asked = seen(books, refund(RefundStatus.PENDING, amount=40000, reference="first_refund")).books
    with pytest.raises(Unbookable):
        seen(asked, refund(name="rfnd_9", amount=PRICE))
    assert refund_wanted(books, "first_refund", "pay_1", 40000, by="operator", reason="asked", now=NOW) == books


@pytest.mark.parametrize(
    ("made", "left"),
    [
        (9900, {"first": (40000, RefundStatus.WANTED)}),
        (10000, {"first": (39900, RefundStatus.WANTED)}),
        (49800, {"first": (100, RefundStatus.WANTED)}),
        (PRICE, {"first": (40000, RefundStatus.FAILED)}),
    ],
)
def test_what_is_only_wanted_gives_way_to_what_was_made_at_the_gateway(
    made: int, left: dict[str, tuple[int, RefundStatus]]
) -> None:
    """Somebody was faster in the dashboard: the gateway would refuse the rest of our wish anyway."""
    books = refund_wanted(paid(), "first", "pay_1", 40000, by="operator", reason="asked", now=NOW)
    after = seen(books, refund(name="rfnd_9", amount=made)).books
    ours = {r.id: (r.amount, r.status) for r in after.refunds if r.by == "operator"}
    assert ours == left
    still = sum(amount for amount, status in left.values() if status is RefundStatus.WANTED)
    assert after.payments[0].refunded == made + still


def test_of_two_wishes_the_later_one_gives_way_first() -> None:
    """And a wish of another payment does not."""
    books = refund_wanted(paid(), "first", "pay_1", 20000, by="operator", reason="asked", now=NOW)
    books = refund_wanted(books, "second", "pay_1", 29900, by="operator", reason="asked", now=NOW)
    books = seen(books, payment(name="pay_2")).books
    after = seen(books, refund(name="rfnd_9", amount=30000)).books
    assert {r.id: (r.amount, r.status) for r in after.refunds if r.status is not RefundStatus.PROCESSED} == {
        "first": (19900, RefundStatus.WANTED),
        "second": (29900, RefundStatus.FAILED),
        "back_pay_2": (PRICE, RefundStatus.WANTED),
    }


def test_a_failed_refund_leaves_the_money_to_be_sent_again() -> None:
    """Under another key."""
    books = refund_wanted(paid(), "first_refund", "pay_1", None, by="operator", reason="asked", now=NOW)
    failed = seen(books, refund(RefundStatus.FAILED, reference="first_refund"))
    assert failed.facts[-1].name == "payment.refund_failed"
    assert failed.books.payments[0].refunded == 0
    assert failed.books.order.status is OrderStatus.PAID
    again = refund_wanted(failed.books, "second_refund", "pay_1", None, by="operator", reason="again", now=NOW)
    assert again.payments[0].refunded == PRICE


def test_an_automatic_refund_of_uncaptured_money_is_nothing_to_the_order() -> None:
    """It never was ours, and another payment may have paid."""
    booked = seen(paid(), refund(name="rfnd_7", of="pay_7", automatic=True))
    assert booked.books.order.status is OrderStatus.PAID
    assert booked.books.entitlement is not None
    assert booked.books.entitlement.status is EntitlementStatus.GRANTED
    assert booked.transfers == ()
    assert booked.facts == ()


def test_a_dispute_freezes_and_its_end_decides() -> None:
    """Won gives back the right, lost takes it."""
    frozen = seen(paid(), dispute(DisputeStatus.OPEN)).books
    assert frozen.entitlement is not None
    assert frozen.entitlement.status is EntitlementStatus.FROZEN
    won = seen(frozen, dispute(DisputeStatus.WON)).books
    assert won.entitlement is not None
    assert won.entitlement.status is EntitlementStatus.GRANTED
    lost = seen(frozen, dispute(DisputeStatus.LOST, deducted=PRICE))
    assert lost.books.entitlement is not None
    assert lost.books.entitlement.status is EntitlementStatus.REVOKED
    assert [(t.debit, t.credit) for t in lost.transfers] == [(Account.LOSSES, Account.GATEWAY)]


def test_money_on_its_way_back_buys_nothing_unless_it_fails() -> None:
    """A bank takes a week for a refund; who was told of it has not both. A part that goes back takes nothing."""
    books = refund_wanted(paid(), "rfnd_1", "pay_1", None, by="operator", reason="asked", now=NOW)
    leaving = settled(Booked(books=books), NOW).books
    assert leaving.entitlement is not None
    assert leaving.entitlement.status is EntitlementStatus.FROZEN
    failed = seen(leaving, refund(RefundStatus.FAILED, reference="rfnd_1")).books
    assert failed.entitlement is not None
    assert failed.entitlement.status is EntitlementStatus.GRANTED
    part = refund_wanted(paid(), "rfnd_2", "pay_1", PRICE - 1, by="operator", reason="asked", now=NOW)
    kept_mostly = settled(Booked(books=part), NOW).books
    assert kept_mostly.entitlement is not None
    assert kept_mostly.entitlement.status is EntitlementStatus.GRANTED


def test_an_order_is_granted_once_and_only_when_paid() -> None:
    """Whatever a flow asks for."""
    with pytest.raises(Unbookable):
        granted(Books(order=order()), "right", NOW)
    books = paid()
    assert granted(books, "another", NOW).books == books
    assert granted(books, "another", NOW).transfers == ()


def test_a_part_that_went_back_before_the_grant_takes_nothing_from_the_right() -> None:
    """As it takes nothing when it goes back afterwards; what is earned is what is left."""
    before = granted(seen(opened(), link(), payment(), refund(amount=100)).books, "right", NOW)
    after = seen(paid(), refund(amount=100))
    assert before.books.entitlement == after.books.entitlement
    assert [(t.debit, t.credit, t.amount) for t in before.transfers] == [
        (Account.CUSTOMERS, Account.SALES, PRICE - 100)
    ]
    with pytest.raises(Unbookable):
        granted(seen(opened(), link(), payment(), refund()).books, "right", NOW)
