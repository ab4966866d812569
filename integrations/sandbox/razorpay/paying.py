"""Somebody pays, or fails to: what that does to the payment, its order and its link, and which events come of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from integrations.sandbox.faults import Fault, Kind
from integrations.sandbox.razorpay import drafts
from integrations.sandbox.razorpay.endpoints import PAYMENT
from integrations.sandbox.razorpay.ids import new_id
from integrations.sandbox.razorpay.linking import expire_due, moment
from integrations.sandbox.razorpay.reasons import FAILURES
from integrations.sandbox.razorpay.records import ELSEWHERE, METHODS, Link, Order, Payment
from integrations.sandbox.razorpay.telling import Draft, tell
from integrations.sandbox.state import Sandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How somebody pays. `amount` None is all that is due. `is_late`: the link may be closed by now.

    `is_captured` False leaves the money with the bank: authorized, and no more.
    """

    method: str = "upi"
    amount: int | None = None
    is_late: bool = False
    is_captured: bool = True
    contact: str = "+919800000001"
    email: str = "void@razorpay.com"

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"the method is one of {', '.join(METHODS)}")
        if self.amount is not None and (isinstance(self.amount, bool) or not isinstance(self.amount, int)):
            raise ValueError("the amount is an integer of paise")


def open_link(sandbox: Sandbox, link: Link) -> Order:
    """Somebody opens the page of a link: only now there is an order."""
    with sandbox.lock:
        if link.order is None:
            order = Order(
                id=new_id(sandbox.sids, "order_"), amount=link.amount, currency=link.currency,
                receipt=link.reference or None, created=moment(sandbox), notes=link.notes, link=link.id,
                is_partial=link.accepts_partial,
            )  # fmt: skip
            sandbox.books.orders[order.id] = order
            link.order = order.id
            sandbox.changed()
        return sandbox.books.orders[link.order]


def pay_link(sandbox: Sandbox, link: Link, wish: Wish) -> Payment:
    """Pay a link. ValueError when Razorpay would not take this money."""
    with sandbox.lock:
        expire_due(sandbox)
        if not link.is_open and not wish.is_late:
            raise ValueError(f"the link is {link.status}")
        return _pay(sandbox, open_link(sandbox, link), link, wish)


def pay_again(sandbox: Sandbox, link: Link, wish: Wish) -> Payment:
    """Pay a link that may be paid already: a second payment that was under way."""
    return pay_link(sandbox, link, replace(wish, is_late=True, amount=wish.amount or link.amount))


def pay_order(sandbox: Sandbox, order: Order, wish: Wish) -> Payment:
    """Pay an order. ValueError when it is paid."""
    with sandbox.lock:
        if order.status == "paid" and not wish.is_late:
            raise ValueError("the order is paid")
        return _pay(sandbox, order, sandbox.books.links.get(order.link or ""), wish)


def fail(sandbox: Sandbox, link: Link, reason: str, wish: Wish) -> Payment:
    """An attempt that fails. ValueError for a reason nobody knows, or a link that is closed."""
    if reason not in FAILURES:
        raise ValueError(f"the reason is one of {', '.join(FAILURES)}")
    with sandbox.lock:
        expire_due(sandbox)
        if not link.is_open:
            raise ValueError(f"the link is {link.status}")
        order = open_link(sandbox, link)
        payment = _payment(sandbox, order, wish.amount or link.amount - link.paid, wish)
        payment.status, payment.failure = "failed", FAILURES[reason]
        order.attempts, order.status = order.attempts + 1, "attempted"
        sandbox.books.payments[payment.id] = payment
        tell(sandbox, [drafts.failed(payment, payment.created)], link.id)
        return payment


def confirm(sandbox: Sandbox, payment: Payment) -> Payment:
    """A bank says late that it has the money: what was failed, or only authorized, is captured now."""
    with sandbox.lock:
        if payment.is_captured or payment.refunded:
            raise ValueError("the payment is captured or refunded")
        order = sandbox.books.orders[payment.order or ""]
        was_authorized = payment.status == "authorized"
        payment.failure = None
        told = [] if was_authorized else _authorize(sandbox, payment)
        told += capture(sandbox, payment, order, sandbox.books.links.get(payment.link or ""))
        tell(sandbox, told, order.link or order.id)
        return payment


def capture(sandbox: Sandbox, payment: Payment, order: Order, link: Link | None) -> list[Draft]:
    """The money is the merchant's. What the bot is to be told of it."""
    now = moment(sandbox)
    payment.status, payment.is_captured, payment.captured_at = "captured", True, now
    credited = payment.amount - payment.surcharge
    payment.fee, payment.tax = _fees(credited)
    was_paid = order.status == "paid"
    order.paid += credited
    order.status = "paid" if order.paid >= order.amount else "attempted"
    told = [drafts.captured(payment, now)]
    if order.status == "paid" and not was_paid:
        told.append(drafts.order_paid(payment, order, now))
    if link is not None:
        was_open = link.is_open
        link.payments.append(payment.id)
        link.paid, link.updated = link.paid + credited, now
        if was_open:
            link.status = "paid" if order.status == "paid" else "partially_paid"
            told.append(drafts.link_paid(sandbox.books, link, order, payment))
    return told


def _pay(sandbox: Sandbox, order: Order, link: Link | None, wish: Wish) -> Payment:
    amount = _amount(order, link, wish)
    fault = sandbox.faults.take(PAYMENT)
    if fault is not None and fault.kind is Kind.ACCOUNT:
        return _elsewhere(sandbox, order, link, amount, wish)
    payment = _payment(sandbox, order, amount, wish)
    _spoil(order, payment, fault)
    sandbox.books.payments[payment.id] = payment
    _carry_out(sandbox, payment, order, link, wish)
    if fault is not None and fault.kind is Kind.TWICE:
        second = _payment(sandbox, order, amount, wish)
        sandbox.books.payments[second.id] = second
        _carry_out(sandbox, second, order, link, wish)
    return payment


def _carry_out(
    sandbox: Sandbox, payment: Payment, order: Order, link: Link | None, wish: Wish, account: str | None = None
) -> None:
    order.attempts += 1
    told: list[Draft] = _authorize(sandbox, payment)
    if wish.is_captured:
        told += capture(sandbox, payment, order, link)
    elif order.status != "paid":
        order.status = "attempted"
    tell(sandbox, told, order.link or order.id, account)


def _authorize(sandbox: Sandbox, payment: Payment) -> list[Draft]:
    payment.status = "authorized"
    return [drafts.authorized(payment, moment(sandbox))]


def _elsewhere(sandbox: Sandbox, order: Order, link: Link | None, amount: int, wish: Wish) -> Payment:
    """The events of a payment at another account: here nothing is paid."""
    theirs, other = replace(order), replace(link, payments=[]) if link else None
    payment = _payment(sandbox, theirs, amount, wish)
    _carry_out(sandbox, payment, theirs, other, wish, ELSEWHERE)
    return payment


def _amount(order: Order, link: Link | None, wish: Wish) -> int:
    """What is paid. ValueError when that may not be."""
    due = order.amount - order.paid
    amount = due if wish.amount is None else wish.amount
    if wish.is_late:
        amount = amount or order.amount
    elif amount > due:
        raise ValueError(f"{due} paise are due, no more")
    elif amount < due:
        least = min(due, max(100, link.first_minimum if link and not link.paid else 100))
        if not order.is_partial:
            raise ValueError("it cannot be paid in parts")
        if amount < least:
            raise ValueError(f"a part is {least} paise at least")
    if amount < 1:
        raise ValueError("nothing is due")
    return amount


def _payment(sandbox: Sandbox, order: Order, amount: int, wish: Wish) -> Payment:
    return Payment(
        id=new_id(sandbox.sids, "pay_"), amount=amount, currency=order.currency, method=wish.method,
        created=moment(sandbox), order=order.id, link=order.link, notes=order.notes, contact=wish.contact,
        email=wish.email,
    )  # fmt: skip


def _spoil(order: Order, payment: Payment, fault: Fault | None) -> None:
    """What was ordered to go wrong. Link and order say then what they never should."""
    match fault.kind if fault else None:
        case Kind.AMOUNT:
            payment.amount = 100 if payment.amount != 100 else 200
            order.amount = order.paid + payment.amount
        case Kind.CURRENCY:
            payment.currency = order.currency = "USD" if payment.currency != "USD" else "INR"
        case Kind.SURCHARGE:
            payment.surcharge = _fees(payment.amount)[0]
            payment.amount += payment.surcharge


def _fees(amount: int) -> tuple[int, int]:
    """Two per cent and the tax on them; the first holds both."""
    bare = amount * 2 // 100
    tax = bare * 18 // 100
    return bare + tax, tax
