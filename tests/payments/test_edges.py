"""The rules of money at their edges: each line here was once a mistake that no other test saw."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.payments.booking import book
from engine.domain.payments.granting import granted, revoked
from engine.domain.payments.ledger import Account
from engine.domain.payments.ordering import (
    AFTER_THE_END,
    LOOKS,
    next_look,
    open_link,
    with_new_link,
    with_refused_link,
)
from engine.domain.payments.products import WhenLate
from engine.domain.payments.records import (
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
from tests.payments.sights import LINK, NOW, OURS, PRICE, dispute, link, opened, order, payment, refund, seen

THEIRS = Merchant(account="acc_Other00000001", mode="test")
SILENT = Merchant(account=None, mode=None)


def paid() -> Books:
    """An order that was paid and granted."""
    return granted(seen(opened(), link(), payment()).books, "right", NOW).books


def test_when_it_was_paid_stays_as_it_was() -> None:
    """Whatever is seen later."""
    later = book(paid(), link(LinkStatus.PAID, paid=PRICE), OURS, NOW + timedelta(days=1)).books
    assert later.order.paid_at == NOW


@pytest.mark.parametrize("merchant", [THEIRS, Merchant(account="acc_Ours000000001", mode="live")])
def test_another_account_speaks_of_its_own_money_only(merchant: Merchant) -> None:
    """Its links, refunds and disputes leave ours alone; what lies in suspense from there it takes back."""
    books = paid()
    for sight in (
        link(LinkStatus.CANCELLED, ended=NOW), refund(), dispute(DisputeStatus.LOST, deducted=PRICE),
        refund(of="pay_9"), dispute(DisputeStatus.OPEN),
    ):  # fmt: skip
        assert seen(books, sight, merchant=merchant).books == books
    odd = seen(opened(), link(), payment(), merchant=merchant).books
    assert [each.standing for each in odd.payments] == [Standing.MISMATCHED]
    back = seen(odd, refund(), merchant=merchant)
    assert [(t.debit, t.credit) for t in back.transfers] == [(Account.SUSPENSE, Account.GATEWAY)]


def test_an_account_nobody_tells_is_ours() -> None:
    """What we ask for with our own keys says nothing of it; nor does an order that was made without."""
    assert seen(opened(), link(), payment(), merchant=SILENT).books.order.status is OrderStatus.PAID
    nameless = replace(opened(), order=replace(order(), account=""))
    assert seen(nameless, link(), payment(), merchant=THEIRS).books.order.status is OrderStatus.PAID


def test_the_last_paisa_keeps_the_right() -> None:
    """All but one went back; then that one, too."""
    most = seen(paid(), refund(amount=PRICE - 1)).books
    assert (most.order.status, kept(most)) == (OrderStatus.PAID, 1)
    whole = seen(most, refund(name="rfnd_2", amount=1)).books
    assert (whole.order.status, kept(whole)) == (OrderStatus.REFUNDED, 0)


def test_only_what_was_lost_is_gone() -> None:
    """Not what an open dispute names, and not what a bank took of money that pays for nothing."""
    assert kept(seen(paid(), dispute(DisputeStatus.OPEN, deducted=PRICE)).books) == PRICE
    both = seen(paid(), payment(name="pay_2")).books
    other = replace(dispute(DisputeStatus.LOST, deducted=PRICE), payment="pay_2")
    lost = seen(both, other)
    assert kept(lost.books) == PRICE
    assert [(t.debit, t.amount) for t in lost.transfers] == [(Account.SUSPENSE, PRICE)]


def test_an_order_is_closed_when_no_link_is_open() -> None:
    """One without links is open, and one of which any link is."""
    assert seen(Books(order=order()), payment(PaymentState.FAILED)).books.order.status is OrderStatus.OPEN
    ended = seen(opened(), link(LinkStatus.EXPIRED, ended=NOW)).books
    assert ended.order.status is OrderStatus.CLOSED
    assert seen(with_new_link(ended, NOW), payment(PaymentState.FAILED)).books.order.status is OrderStatus.OPEN


def test_a_lost_dispute_takes_what_it_took() -> None:
    """From the customers before the grant, as a loss after it, once, and never nothing."""
    plain = seen(opened(), link(), payment(), dispute(DisputeStatus.LOST, deducted=100))
    assert [(t.key, t.debit, t.amount) for t in plain.transfers[2:]] == [("lost:disp_1", Account.CUSTOMERS, 100)]
    after = seen(paid(), dispute(DisputeStatus.LOST, deducted=100))
    assert [(t.debit, t.credit, t.amount, t.currency) for t in after.transfers] == [
        (Account.LOSSES, Account.GATEWAY, 100, "INR")
    ]
    assert [t.amount for t in seen(paid(), dispute(DisputeStatus.LOST, deducted=1)).transfers] == [1]
    assert seen(paid(), dispute(DisputeStatus.LOST, deducted=0)).transfers == ()
    unknown = seen(opened(), link(), dispute(DisputeStatus.LOST, deducted=100))
    assert [(t.debit, t.credit) for t in unknown.transfers] == [(Account.CUSTOMERS, Account.GATEWAY)]
    assert seen(paid(), dispute(DisputeStatus.WON, deducted=100)).transfers == ()


def test_a_dispute_only_moves_forward() -> None:
    """What is known of it grows: its status, what it took, and the first time it was told."""
    lost = seen(paid(), dispute(DisputeStatus.LOST, deducted=100)).books
    again = seen(lost, replace(dispute(DisputeStatus.OPEN), at=NOW)).books
    [known] = again.disputes
    assert (known.status, known.deducted, known.at) == (DisputeStatus.LOST, 100, NOW)
    two = seen(lost, replace(dispute(DisputeStatus.OPEN), provider_id="disp_2")).books
    assert [each.provider_id for each in two.disputes] == ["disp_1", "disp_2"]


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (DisputeStatus.OPEN, "payment.disputed"), (DisputeStatus.CLOSED, "payment.dispute_won"),
        (DisputeStatus.WON, "payment.dispute_won"), (DisputeStatus.LOST, "payment.dispute_lost"),
    ],
)  # fmt: skip
def test_a_dispute_is_told(status: DisputeStatus, name: str) -> None:
    """With its payment and its amount, under a key of its own."""
    [fact] = seen(paid(), dispute(status)).facts
    assert (fact.name, fact.key, fact.data) == (name, f"{name}:disp_1", {"amount": PRICE, "payment": "pay_1"})


def test_what_was_revoked_stays_revoked() -> None:
    """And what was never granted cannot be."""
    assert revoked(opened()) == opened()
    gone = revoked(paid())
    assert gone.entitlement is not None
    assert gone.entitlement.status is EntitlementStatus.REVOKED
    won = seen(seen(gone, dispute(DisputeStatus.OPEN)).books, dispute(DisputeStatus.WON)).books
    assert won.entitlement == gone.entitlement


def test_a_right_is_what_was_ordered() -> None:
    """So many times, unused, whoever's the order is; and what it earns is booked."""
    booked = granted(seen(opened(), link(), payment()).books, "right", NOW)
    entitlement, bought = booked.books.entitlement, booked.books.order
    assert entitlement is not None
    assert (entitlement.id, entitlement.quantity, entitlement.used) == ("right", bought.quantity, 0)
    assert (entitlement.contact, entitlement.kind, entitlement.product) == (
        bought.contact,
        bought.grants,
        bought.product,
    )
    [earned] = booked.transfers
    assert (earned.key, earned.debit, earned.credit) == (f"earned:{bought.id}", Account.CUSTOMERS, Account.SALES)
    assert (earned.amount, earned.currency, earned.order) == (PRICE, "INR", bought.id)


def test_links_are_numbered_and_one_is_open() -> None:
    """The first that is; its end and the first look are counted from now."""
    assert open_link(Books(order=order())) is None
    first = open_link(opened())
    assert first is not None
    assert (first.id, first.amount, first.currency, first.status) == (LINK, PRICE, "INR", LinkStatus.WANTED)
    assert (first.expires_at, first.look_at, first.looks) == (NOW + timedelta(days=1), NOW + LOOKS[0], 0)


def test_a_link_is_refused_only_while_it_is_wanted() -> None:
    """What was seen of it meanwhile counts; and the others are left alone."""
    wanted = opened()
    refused = with_refused_link(wanted, wanted.links[0])
    assert [(each.status, each.look_at) for each in refused.links] == [(LinkStatus.REFUSED, None)]
    made = seen(wanted, link()).books
    assert with_refused_link(made, wanted.links[0]) == made
    second = with_new_link(seen(refused, payment(PaymentState.FAILED)).books, NOW)
    assert [each.status for each in with_refused_link(second, second.links[1]).links] == [LinkStatus.REFUSED] * 2
    assert with_refused_link(second, refused.links[0]) == second


def test_the_next_look_comes_later_and_later() -> None:
    """Once more just after the link's end, and for a day after that."""
    end = NOW + timedelta(days=10)
    waits = [next_look(looks, NOW, end) for looks in range(7)]
    assert waits == [NOW + wait for wait in (*LOOKS, LOOKS[-1], LOOKS[-1])]
    last = end + AFTER_THE_END
    assert next_look(9, end - timedelta(hours=1), end) == last
    assert next_look(0, last - LOOKS[0], end) == last
    assert next_look(9, last, end) == last + LOOKS[-1]
    assert next_look(9, last + LOOKS[-1] * 6 - timedelta(seconds=1), end) is not None
    assert next_look(9, last + LOOKS[-1] * 6, end) is None


def test_a_link_that_has_ended_is_looked_at_no_more() -> None:
    """What was known of it stays: its address, its first end."""
    made = seen(opened(), link()).books.links[0]
    assert (made.look_at, made.provider_id, made.url) == (NOW + LOOKS[0], "plink_1", "https://rzp.io/i/x")
    ended = seen(opened(), link(), replace(link(LinkStatus.EXPIRED, ended=NOW), url=None)).books.links[0]
    assert (ended.look_at, ended.url, ended.ended_at) == (None, "https://rzp.io/i/x", NOW)
    again = seen(opened(), link(LinkStatus.EXPIRED, ended=NOW), link(LinkStatus.CANCELLED, ended=NOW + LOOKS[0])).books
    assert (again.links[0].status, again.links[0].ended_at) == (LinkStatus.CANCELLED, NOW)
    assert seen(opened(), link(LinkStatus.PARTIAL)).books.links[0].look_at is not None


def test_a_link_only_moves_forward() -> None:
    """From each of its statuses to each later one, and never back."""
    way = (LinkStatus.CREATED, LinkStatus.PARTIAL, LinkStatus.EXPIRED, LinkStatus.CANCELLED, LinkStatus.PAID)
    for place, status in enumerate(way):
        for other in way[place:]:
            for row in ((status, other), (other, status)):
                assert seen(opened(), *map(link, row)).books.links[0].status is other, row
    refused = with_refused_link(opened(), opened().links[0])
    assert seen(refused, link()).books.links[0].status is LinkStatus.CREATED


def test_a_link_is_known_by_either_id() -> None:
    """By our reference before it has theirs, by theirs where ours is not told; another one is nobody's."""
    made = seen(opened(), link()).books
    moved = seen(made, replace(link(LinkStatus.PAID), reference=None)).books
    assert moved.links[0].status is LinkStatus.PAID
    strange = replace(link(LinkStatus.PAID), reference="else", provider_id="plink_2")
    assert seen(made, strange).books == made
    assert seen(made, strange).facts == ()
    second = with_new_link(seen(made, link(LinkStatus.EXPIRED, ended=NOW)).books, NOW)
    assert [each.status for each in seen(second, link(LinkStatus.PAID)).books.links] == [
        LinkStatus.PAID,
        LinkStatus.WANTED,
    ]


def test_the_end_of_a_link_is_told_while_it_matters() -> None:
    """Not when it is paid, or not ended."""
    [fact] = seen(opened(), link(LinkStatus.CANCELLED, ended=NOW)).facts
    assert (fact.name, fact.key, fact.data) == ("payment.cancelled", f"ended:{LINK}", {"link": LINK})
    assert seen(opened(), link()).facts == ()
    assert seen(paid(), link(LinkStatus.CANCELLED, ended=NOW)).facts == ()


def test_a_try_keeps_its_first_reason_and_method() -> None:
    """And each of several is kept."""
    first = seen(opened(), payment(PaymentState.FAILED, reason="one")).books
    again = seen(first, replace(payment(PaymentState.FAILED, reason="two"), method="card")).books
    assert [(each.reason, each.method) for each in again.attempts] == [("one", "upi")]
    untold = seen(opened(), replace(payment(PaymentState.CREATED, reason="no failure"), method=None)).books
    assert [(each.reason, each.method) for each in untold.attempts] == [(None, None)]
    told = seen(untold, payment(PaymentState.FAILED, reason="one")).books
    assert [(each.reason, each.method) for each in told.attempts] == [("one", "upi")]
    two = seen(first, payment(PaymentState.FAILED, name="pay_2"))
    assert [each.provider_id for each in two.books.attempts] == ["pay_1", "pay_2"]
    assert [(fact.name, fact.key) for fact in two.facts] == [("payment.failed", "failed:pay_2")]
    assert seen(opened(), link(), payment(PaymentState.AUTHORIZED)).facts == ()
    assert seen(paid(), payment(PaymentState.FAILED, name="pay_2")).facts == ()
    assert two.facts[0].data == {"payment": "pay_2", "reason": None, "method": "upi"}


def test_captured_money_is_kept_as_it_came() -> None:
    """Its time, method, currency; a refunded one was captured before."""
    booked = seen(opened(), link(), replace(payment(PaymentState.REFUNDED), method="card"))
    [kept_one] = booked.books.payments
    assert (kept_one.method, kept_one.paid_at, kept_one.currency) == ("card", NOW + timedelta(minutes=5), "INR")
    assert (kept_one.amount, kept_one.refunded, kept_one.standing) == (PRICE, 0, Standing.CREDITED)


@pytest.mark.parametrize(
    ("amount", "told", "untold", "standing"),
    [
        (PRICE + 100, 100, 0, Standing.CREDITED), (PRICE + 100, 0, 100, Standing.CREDITED),
        (PRICE + 100, 0, 99, Standing.MISMATCHED), (PRICE + 100, 99, 0, Standing.MISMATCHED),
        (PRICE, 0, 100, Standing.CREDITED), (PRICE + 100, 0, 0, Standing.MISMATCHED),
    ],
)  # fmt: skip
def test_a_fee_on_top_is_no_part_of_the_price(amount: int, told: int, untold: int, standing: Standing) -> None:
    """Whether it is told who bears it, or just fits."""
    sight = replace(payment(amount=amount), fee_paid_by_customer=told, untold_fee=untold)
    [kept_one] = seen(opened(), link(), sight).books.payments
    assert kept_one.standing is standing
    assert kept_one.amount == (PRICE if standing is Standing.CREDITED else amount - told)


def test_late_is_after_the_end_and_not_at_it() -> None:
    """Of a link that has ended, by the gateway's clock; of one that was paid nothing is late."""
    for end, status, standing in (
        (timedelta(minutes=4), LinkStatus.EXPIRED, Standing.LATE),
        (timedelta(minutes=5), LinkStatus.EXPIRED, Standing.CREDITED),
        (timedelta(minutes=4), LinkStatus.PAID, Standing.CREDITED),
    ):
        books = opened(when_late=WhenLate.REFUND)
        booked = seen(books, link(status, ended=NOW + end), payment())
        assert [each.standing for each in booked.books.payments] == [standing]
    for before, sight in (
        (link(), payment()), (link(LinkStatus.EXPIRED), payment()),
        (link(LinkStatus.EXPIRED, ended=NOW), replace(payment(), reference=None, link=None)),
    ):  # fmt: skip
        plain = seen(opened(when_late=WhenLate.REFUND), before, sight)
        assert [each.standing for each in plain.books.payments] == [Standing.CREDITED]


def test_odd_money_is_told_with_its_standing() -> None:
    """And a part with what is missing."""
    [odd] = seen(opened(), link(), payment(currency="USD")).facts
    assert (odd.name, odd.key) == ("payment.suspended", "suspended:pay_1")
    assert odd.data == {"amount": PRICE, "currency": "USD", "payment": "pay_1", "standing": "mismatched"}
    assert len(seen(opened(), link(), payment(currency="USD")).transfers) == 1
    assert [fact.data["missing"] for fact in seen(opened(), link(), payment(amount=PRICE - 1)).facts] == [1]
    [part] = seen(opened(), link(), payment(amount=1)).facts
    assert (part.name, part.key) == ("payment.partial", "partial:pay_1")
    assert part.data == {"amount": 1, "currency": "INR", "payment": "pay_1", "missing": PRICE - 1}


def test_a_refund_is_wanted_as_it_was_asked_for() -> None:
    """All that is left without an amount, looked at from now on."""
    books = refund_wanted(paid(), "one_refund", "pay_1", 100, by="operator", reason="asked", now=NOW)
    [row] = books.refunds
    assert (row.amount, row.status, row.by, row.reason, row.look_at) == (
        100,
        RefundStatus.WANTED,
        "operator",
        "asked",
        NOW,
    )
    least = refund_wanted(paid(), "one_refund", "pay_1", 1, by="operator", reason="asked", now=NOW)
    assert [each.amount for each in least.refunds] == [1]
    rest = refund_wanted(books, "two_refund", "pay_1", None, by="rule", reason="rest", now=NOW)
    assert [each.amount for each in rest.refunds] == [100, PRICE - 100]
    assert rest.payments[0].refunded == PRICE
    with pytest.raises(Unbookable):
        refund_wanted(rest, "three_refund", "pay_1", None, by="rule", reason="more", now=NOW)


def test_a_refund_is_known_by_either_id() -> None:
    """By ours, by theirs; one without either of them was made there."""
    books = refund_wanted(paid(), "one_refund", "pay_1", 100, by="operator", reason="asked", now=NOW)
    pending = seen(books, refund(RefundStatus.PENDING, amount=100, reference="one_refund")).books
    assert [(each.id, each.provider_id, each.look_at) for each in pending.refunds] == [("one_refund", "rfnd_1", NOW)]
    done = seen(pending, refund(RefundStatus.PROCESSED, amount=100)).books
    assert [(each.id, each.status, each.look_at) for each in done.refunds] == [
        ("one_refund", RefundStatus.PROCESSED, None)
    ]
    other = seen(done, refund(RefundStatus.PENDING, name="rfnd_2", amount=100)).books
    assert [each.id for each in other.refunds] == ["one_refund", "gateway_rfnd_2"]
    assert (other.refunds[1].by, other.refunds[1].reason) == ("gateway", "made at the gateway")
    automatic = seen(paid(), refund(name="rfnd_3", of="pay_7", automatic=True)).books
    assert automatic.refunds[0].reason == "never captured"


def test_a_refund_is_booked_when_it_is_done_and_from_where_the_money_lay() -> None:
    """Before the grant from the customers, after it from the sales, and of odd money from suspense."""
    assert seen(paid(), refund(RefundStatus.PENDING)).transfers == ()
    assert seen(paid(), refund(RefundStatus.FAILED)).transfers == ()
    [early] = seen(seen(opened(), link(), payment()).books, refund(amount=100)).transfers
    assert (early.key, early.debit, early.credit) == ("refunded:gateway_rfnd_1", Account.CUSTOMERS, Account.GATEWAY)
    assert (early.amount, early.currency, early.order) == (100, "INR", "order1")
    two = seen(paid(), payment(name="pay_2")).books
    [surplus] = seen(two, refund(of="pay_2", reference="back_pay_2")).transfers
    assert surplus.debit is Account.SUSPENSE


@pytest.mark.parametrize(
    ("status", "name", "left"),
    [
        (RefundStatus.PENDING, "payment.refunding", PRICE), (RefundStatus.FAILED, "payment.refund_failed", PRICE),
        (RefundStatus.PROCESSED, "payment.refunded", PRICE - 100),
    ],
)  # fmt: skip
def test_a_refund_is_told(status: RefundStatus, name: str, left: int) -> None:
    """With what is left of the order's money."""
    [fact] = seen(paid(), refund(status, amount=100)).facts
    assert (fact.name, fact.key) == (name, f"{name}:gateway_rfnd_1")
    known = {"amount": 100, "refund": "gateway_rfnd_1", "currency": "INR", "standing": "credited"}
    assert fact.data == {**known, "left": left}


def test_what_goes_back_by_itself_is_asked_for_once() -> None:
    """Not again when it has failed: then a person looks; and never what is mismatched."""
    twice = seen(paid(), payment(name="pay_2")).books
    failed = seen(twice, refund(RefundStatus.FAILED, of="pay_2", reference="back_pay_2")).books
    assert [(each.id, each.status, each.reason) for each in failed.refunds] == [
        ("back_pay_2", RefundStatus.FAILED, "surplus")
    ]
    assert failed.payments[1].refunded == 0
    assert seen(failed, payment()).books.refunds == failed.refunds
    assert seen(opened(), link(), payment(currency="USD")).books.refunds == ()


def test_exactly_all_may_go_back_there() -> None:
    """And not a paisa more."""
    most = seen(paid(), refund(amount=PRICE - 1)).books
    assert seen(most, refund(name="rfnd_2", amount=1)).books.payments[0].refunded == PRICE
    with pytest.raises(Unbookable):
        seen(most, refund(name="rfnd_2", amount=2))
    failed = seen(most, refund(RefundStatus.FAILED, name="rfnd_3", amount=1)).books
    assert failed.payments[0].refunded == PRICE - 1
