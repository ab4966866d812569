"""How money looks to an operator, and how what they type is found: by an id, its beginning, or an id of the gateway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import click

from engine.domain.payments.audit import Entry
from engine.domain.payments.ledger import Transfer
from engine.domain.payments.records import Attempt, Books, Dispute, Entitlement, Link, Order, Payment, Refund
from engine.domain.values import Data
from engine.interfaces.orders import Hook
from engine.interfaces.unit_of_work import UnitOfWork
from server.cli.listing import Row, moment

_HUNDREDTHS = frozenset({"INR", "USD", "EUR", "GBP"})
"""Currencies of which the smallest unit is a hundredth."""


def order_named(work: UnitOfWork, text: str) -> Order:
    """The order with this id, beginning of one, link or payment. Ends the command if there is none, or are several."""
    orders = work.orders
    known = text if orders.get(text) is not None else None
    known = known or orders.of_reference(text) or orders.of_link(text) or orders.of_payment(text)
    found = [known] if known is not None else orders.beginning(text, 2)
    order = orders.get(only_one(found, text, "order"))
    assert order is not None
    return order


def only_one(found: Sequence[str], text: str, what: str) -> str:
    """The only id that was found."""
    if len(found) == 1:
        return found[0]
    raise click.ClickException(
        f"several {what}s have an id that begins with {text}: write more of it"
        if found
        else f"there is no {what} {text}"
    )


def shown(amount: int | None, currency: str) -> str | None:
    """An amount as a person writes it; of a currency we do not know, in its smallest unit."""
    if amount is None:
        return None
    if currency not in _HUNDREDTHS:
        return f"{amount} of the smallest unit"
    return f"{Decimal(amount).scaleb(-2):.2f}"


def paise(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
    """The amount of an option in rupees, such as 499 or 499.50, in paise."""
    if text is None:
        return None
    try:
        amount = Decimal(text).scaleb(2)
    except ArithmeticError:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0 or amount != amount.to_integral_value():
        raise click.BadParameter("write rupees, such as 499 or 499.50", context, parameter)
    return int(amount)


def short(order: Order) -> Row:
    """An order on one line."""
    return {
        "id": order.id, "status": order.status.value, "product": order.product, "quantity": order.quantity,
        "price": shown(order.price, order.currency), "currency": order.currency, "contact": order.contact,
        "mode": order.mode, "withdrawn": order.withdrawn and order.withdrawn.value,
        "created": moment(order.created_at), "paid": moment(order.paid_at),
    }  # fmt: skip


def parts(
    books: Books, transfers: Sequence[Transfer], hooks: Sequence[Hook], entries: Sequence[Entry]
) -> Mapping[str, Sequence[Row]]:  # fmt: skip
    """All that belongs to an order, kind by kind."""
    return {
        "links": [_link(each) for each in books.links], "attempts": [_attempt(each) for each in books.attempts],
        "payments": [_payment(each) for each in books.payments],
        "refunds": [refund_row(each) for each in books.refunds],
        "disputes": [_dispute(each, books.order.currency) for each in books.disputes],
        "entitlement": [] if books.entitlement is None else [_entitlement(books.entitlement)],
        "made": [] if books.entitlement is None else [_made(each) for each in books.entitlement.made],
        "transfers": [transfer_row(each) for each in transfers], "hooks": [hook_row(each) for each in hooks],
        "audit": [_entry(each) for each in entries],
    }  # fmt: skip


def refund_row(refund: Refund) -> Row:
    """A refund on one line."""
    return {
        "id": refund.id, "status": refund.status.value, "amount": shown(refund.amount, refund.currency),
        "payment": refund.payment, "by": refund.by, "reason": refund.reason, "created": moment(refund.created_at),
        "provider_id": refund.provider_id, "look": moment(refund.look_at),
    }  # fmt: skip


def transfer_row(transfer: Transfer) -> Row:
    """A transfer on one line."""
    return {
        "key": transfer.key, "debit": transfer.debit.value, "credit": transfer.credit.value,
        "amount": shown(transfer.amount, transfer.currency), "currency": transfer.currency, "at": moment(transfer.at),
    }  # fmt: skip


def hook_row(hook: Hook) -> Row:
    """A webhook on one line."""
    return {
        "id": hook.id, "status": hook.status.value, "event": hook.event, "order": hook.order,
        "received": moment(hook.received_at), "attempts": hook.attempts, "error": hook.error,
    }  # fmt: skip


def _link(link: Link) -> Row:
    return {
        "id": link.id, "status": link.status.value, "amount": shown(link.amount, link.currency),
        "provider_id": link.provider_id, "created": moment(link.created_at), "expires": moment(link.expires_at),
        "ended": moment(link.ended_at), "look": moment(link.look_at), "looks": link.looks,
    }  # fmt: skip


def _attempt(attempt: Attempt) -> Row:
    return {
        "provider_id": attempt.provider_id, "status": attempt.status.value, "method": attempt.method,
        "reason": attempt.reason, "at": moment(attempt.at),
    }  # fmt: skip


def _payment(payment: Payment) -> Row:
    return {
        "provider_id": payment.provider_id, "standing": payment.standing.value,
        "amount": shown(payment.amount, payment.currency), "currency": payment.currency,
        "refunded": shown(payment.refunded, payment.currency), "method": payment.method,
        "paid": moment(payment.paid_at),
    }  # fmt: skip


def _dispute(dispute: Dispute, currency: str) -> Row:
    return {
        "provider_id": dispute.provider_id, "status": dispute.status.value, "payment": dispute.payment,
        "amount": shown(dispute.amount, currency), "deducted": shown(dispute.deducted, currency),
        "reason": dispute.reason, "at": moment(dispute.at),
    }  # fmt: skip


def _entitlement(entitlement: Entitlement) -> Row:
    return {
        "id": entitlement.id, "status": entitlement.status.value, "kind": entitlement.kind,
        "quantity": entitlement.quantity, "used": entitlement.used, "granted": moment(entitlement.granted_at),
    }  # fmt: skip


def _made(made: Data) -> Row:
    """What was handed over, with by what it was made: for a match also the points."""
    keys = ("at", "language", "versions", "births", "match")
    return {key: made.get(key) for key in keys}


def _entry(entry: Entry) -> Row:
    return {
        "at": moment(entry.at), "by": entry.by, "deed": entry.deed.value, "about": entry.about,
        "reason": entry.reason, "details": dict(entry.details),
    }  # fmt: skip
