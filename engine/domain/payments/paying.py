"""Rules of links and payments: what is known of them only grows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.domain.payments.booked import Booked, Fact
from engine.domain.payments.ledger import Account, Transfer
from engine.domain.payments.products import WhenLate
from engine.domain.payments.records import (
    Attempt,
    AttemptStatus,
    Books,
    Link,
    LinkStatus,
    Order,
    Payment,
    Standing,
)
from engine.domain.payments.sightings import LinkSeen, Merchant, PaymentSeen, PaymentState
from engine.domain.payments.standing import credited, payment_of, standing_of
from engine.domain.values import Json

_LINK_RANKS: Mapping[LinkStatus, int] = {
    LinkStatus.WANTED: 0, LinkStatus.REFUSED: 1, LinkStatus.CREATED: 2, LinkStatus.PARTIAL: 3, LinkStatus.EXPIRED: 4,
    LinkStatus.CANCELLED: 5, LinkStatus.PAID: 6,
}  # fmt: skip
_ATTEMPTS: Mapping[PaymentState, AttemptStatus] = {
    PaymentState.CREATED: AttemptStatus.STARTED, PaymentState.FAILED: AttemptStatus.FAILED,
    PaymentState.AUTHORIZED: AttemptStatus.AUTHORIZED, PaymentState.CAPTURED: AttemptStatus.CAPTURED,
    PaymentState.REFUNDED: AttemptStatus.CAPTURED,
}  # fmt: skip
_ATTEMPT_RANKS: Mapping[AttemptStatus, int] = {status: rank for rank, status in enumerate(AttemptStatus)}
_ENDS = frozenset({LinkStatus.EXPIRED, LinkStatus.CANCELLED})


def with_link(books: Books, seen: LinkSeen) -> Booked:
    """A link of the order was seen; of one that is not there nothing is kept."""
    link = link_of(books, seen.reference, seen.provider_id)
    if link is None:
        return Booked(books=books)
    status = max(link.status, seen.status, key=_LINK_RANKS.__getitem__)
    has_ended = _LINK_RANKS[status] >= _LINK_RANKS[LinkStatus.EXPIRED]
    moved = replace(
        link, status=status, provider_id=seen.provider_id, url=seen.url or link.url,
        ended_at=link.ended_at or seen.ended_at, look_at=None if has_ended else link.look_at,
    )  # fmt: skip
    after = replace(books, links=tuple(moved if each.id == link.id else each for each in books.links))
    is_news = status in _ENDS and credited(books) < books.order.price
    return Booked(books=after, facts=(_ended(moved),) if is_news else ())


def with_payment(books: Books, seen: PaymentSeen, merchant: Merchant) -> Booked:
    """A payment, or a try at one, was seen. It is credited at most once, however often and in whatever order."""
    attempt = _attempt(books, seen)
    others = tuple(each for each in books.attempts if each.provider_id != seen.provider_id)
    tried = replace(books, attempts=(*others, attempt))
    if attempt.status is not AttemptStatus.CAPTURED:
        has_failed = attempt.status is AttemptStatus.FAILED and credited(books) < books.order.price
        return Booked(books=tried, facts=(_failed(attempt),) if has_failed else ())
    if seen.state not in (PaymentState.CAPTURED, PaymentState.REFUNDED) or payment_of(books, seen.provider_id):
        return Booked(books=tried)
    return _captured(tried, seen, merchant)


def link_of(books: Books, reference: str | None, provider_id: str | None) -> Link | None:
    """The order's link with our reference, or with the gateway's id."""
    for link in books.links:
        if link.id == reference or (provider_id is not None and link.provider_id == provider_id):
            return link
    return None


def is_ours(order: Order, merchant: Merchant) -> bool:
    """Whether money at this merchant is money for the order. What the gateway does not say speaks against nobody."""
    same_account = merchant.account is None or not order.account or merchant.account == order.account
    return same_account and (merchant.mode is None or merchant.mode == order.mode)


def _captured(books: Books, seen: PaymentSeen, merchant: Merchant) -> Booked:
    order, amount = books.order, _worth(books.order, seen)
    is_over = order.contact is None or order.withdrawn is not None
    late = is_over or (order.when_late is WhenLate.REFUND and _came_after_the_end(books, seen))
    standing = standing_of(books, amount, seen.currency, is_ours=is_ours(order, merchant), is_late=late)
    payment = Payment(
        provider_id=seen.provider_id, order=order.id, standing=standing, amount=amount, currency=seen.currency,
        method=seen.method, paid_at=seen.at,
    )  # fmt: skip
    after = replace(books, payments=(*books.payments, payment))
    return Booked(books=after, transfers=transfers_of(payment), facts=_news(after, payment))


def transfers_of(payment: Payment) -> tuple[Transfer, ...]:
    """Captured money lies in suspense; what pays for an order goes on from there.

    So it makes no difference whether its order was known when it came, or was found days later.
    """
    came = Transfer(
        key=f"captured:{payment.provider_id}", debit=Account.GATEWAY, credit=Account.SUSPENSE, amount=payment.amount,
        currency=payment.currency, order=payment.order, at=payment.paid_at,
    )  # fmt: skip
    if payment.standing is not Standing.CREDITED:
        return (came,)
    credited = replace(came, key=f"credited:{payment.provider_id}", debit=Account.SUSPENSE, credit=Account.CUSTOMERS)
    return came, credited


def account_of(standing: Standing) -> Account:
    """Where captured money lies before it is earned."""
    return Account.CUSTOMERS if standing is Standing.CREDITED else Account.SUSPENSE


def _worth(order: Order, seen: PaymentSeen) -> int:
    """What of it is no fee. Where nobody says who bears that, the customer does if the rest is just the price."""
    rest = seen.amount - seen.untold_fee
    return rest if rest == order.price else seen.amount - seen.fee_paid_by_customer


def _news(books: Books, payment: Payment) -> tuple[Fact, ...]:
    """What is told of captured money that does not make the order paid; that it is paid is told by its status."""
    missing = books.order.price - credited(books)
    if payment.standing is not Standing.CREDITED:
        return (_told("suspended", payment, standing=payment.standing.value),)
    if missing > 0:
        return (_told("partial", payment, missing=missing),)
    return ()


def _told(what: str, payment: Payment, **more: Json) -> Fact:
    data = {"amount": payment.amount, "currency": payment.currency, "payment": payment.provider_id, **more}
    return Fact(name=f"payment.{what}", key=f"{what}:{payment.provider_id}", data=data)


def _attempt(books: Books, seen: PaymentSeen) -> Attempt:
    known = next((each for each in books.attempts if each.provider_id == seen.provider_id), None)
    status, failed = _ATTEMPTS[seen.state], seen.reason if seen.state is PaymentState.FAILED else None
    if known is None:
        return Attempt(
            provider_id=seen.provider_id, order=books.order.id, status=status, reason=failed, method=seen.method,
            at=seen.at,
        )  # fmt: skip
    further = max(known.status, status, key=_ATTEMPT_RANKS.__getitem__)
    return replace(known, status=further, reason=known.reason or failed, method=known.method or seen.method)


def _came_after_the_end(books: Books, seen: PaymentSeen) -> bool:
    """By the gateway's clock alone."""
    link = link_of(books, seen.reference, seen.link)
    return link is not None and link.ended_at is not None and link.status in _ENDS and seen.at > link.ended_at


def _ended(link: Link) -> Fact:
    return Fact(name=f"payment.{link.status}", key=f"ended:{link.id}", data={"link": link.id})


def _failed(attempt: Attempt) -> Fact:
    data: Mapping[str, Json] = {"payment": attempt.provider_id, "reason": attempt.reason, "method": attempt.method}
    return Fact(name="payment.failed", key=f"failed:{attempt.provider_id}", data=data)
