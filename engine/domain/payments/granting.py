"""Rules of entitlements: one for an order that is paid, none for any other, whatever a flow says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.domain.payments.booked import Booked
from engine.domain.payments.ledger import Account, Transfer
from engine.domain.payments.records import Books, Entitlement, EntitlementStatus, OrderStatus
from engine.domain.payments.standing import is_disputed, is_leaving, kept, status_of
from engine.domain.values import Data
from engine.errors import Unbookable

MOST_MADE = 20
"""Nobody corrects so often; what is older is forgotten."""


def granted(books: Books, entitlement: str, now: datetime) -> Booked:
    """The books with the entitlement of the order; the one that is there, if it was granted before.

    Unbookable, unless the whole price was paid, and not all of it has gone back: a part that has takes nothing from
    the right, whether it went before or after the grant.
    """
    if books.entitlement is not None:
        return Booked(books=books)
    order, money = books.order, kept(books)
    if status_of(books) is not OrderStatus.PAID:
        raise Unbookable(f"order {order.id} is not paid: nothing is granted")
    row = Entitlement(
        id=entitlement, order=order.id, contact=order.contact, product=order.product, kind=order.grants,
        quantity=order.quantity, used=0, status=EntitlementStatus.GRANTED, granted_at=now,
    )  # fmt: skip
    earned = Transfer(
        key=f"earned:{order.id}", debit=Account.CUSTOMERS, credit=Account.SALES, amount=money,
        currency=order.currency, order=order.id, at=now,
    )  # fmt: skip
    return Booked(books=with_rights(replace(books, entitlement=row)), transfers=(earned,))


def with_made(books: Books, made: Data, now: datetime) -> Books:
    """The books with what was handed over; nothing new, if it is the same as the last time."""
    entitlement = books.entitlement
    if entitlement is None or (entitlement.made and {**entitlement.made[-1], "at": None} == {**made, "at": None}):
        return books
    kept = (*entitlement.made, {"at": now.isoformat(), **made})[-MOST_MADE:]
    return replace(books, entitlement=replace(entitlement, made=kept))


def without_people(books: Books) -> Books:
    """The books without what was computed of those whom it was for; which versions made it stays."""
    entitlement = books.entitlement
    if entitlement is None:
        return books
    kept = tuple({key: each[key] for key in ("at", "language", "versions") if key in each} for each in entitlement.made)
    return replace(books, entitlement=replace(entitlement, made=kept))


def revoked(books: Books) -> Books:
    """The books without the right to use what was granted; there is no way back."""
    entitlement = books.entitlement
    if entitlement is None:
        return books
    return replace(books, entitlement=replace(entitlement, status=EntitlementStatus.REVOKED))


def with_rights(books: Books) -> Books:
    """What may be used follows the money: frozen while it is disputed or on its way back, revoked when it has gone."""
    entitlement = books.entitlement
    if entitlement is None or entitlement.status is EntitlementStatus.REVOKED:
        return books
    if status_of(books) is not OrderStatus.PAID:
        return revoked(books)
    status = EntitlementStatus.FROZEN if is_disputed(books) or is_leaving(books) else EntitlementStatus.GRANTED
    return replace(books, entitlement=replace(entitlement, status=status))
