"""How an order begins: once, however often somebody asks, and with the price of that day; and how it is withdrawn."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engine.domain.payments.booked import Booked, Fact
from engine.domain.payments.granting import without_people
from engine.domain.payments.ordering import UNPAID, withdrawn
from engine.domain.payments.products import Product, is_for, thing_of, whom
from engine.domain.payments.records import Books, Entitlement, Order, OrderStatus, Withdrawn
from engine.domain.payments.sightings import Source
from engine.domain.payments.spending import left
from engine.domain.values import Data, Json
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from engine.services.payments.bookkeeping import Bookkeeping

OPENED = "order.opened"
WANTED_AGAIN = "order.wanted"


@dataclass(frozen=True, slots=True)
class Seller:
    """Whose money it will be: the account at the gateway, empty where it is not known, and `test` or `live`."""

    account: str
    mode: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The order to be paid; or, if `is_owned`, the one by which the person has it already."""

    order: Order
    is_owned: bool = False


class Ordering:
    """Opens orders, and withdraws them. `products` gives the catalogue of this moment."""

    def __init__(
        self, storage: Storage, bookkeeping: Bookkeeping, clock: Clock, identifiers: Identifiers, seller: Seller,
        products: Callable[[], Mapping[str, Product]],
    ) -> None:  # fmt: skip
        self._storage = storage
        self._bookkeeping = bookkeeping
        self._clock = clock
        self._identifiers = identifiers
        self._seller = seller
        self._products = products

    def open(self, contact: str, product: str, details: Mapping[str, Json]) -> Opened:
        """The person's order of this thing, if it is open or was not handed over yet, or a new one at today's price.

        An order that is taken up again is for the details of now. Its chart is told in the same unit of work: that it
        was opened, or that it is wanted again. What is owned is not ordered. LookupError, if there is no such product
        or nobody by this id.
        """
        wanted = self._products().get(product)
        if wanted is None:
            raise LookupError(f"there is no product {product!r}")
        with self._storage.begin() as work:
            owner = work.contacts.lock(contact)
            if owner is None:
                raise LookupError(f"there is no contact {contact!r}")
            opened = self._opened(work, contact, owner.language, wanted, dict(details))
            work.commit()
        return opened

    def withdraw(self, contact: str, person: str) -> int:
        """Whom it was for is gone: nobody may pay for them any more, and what was computed of them is forgotten.

        How many orders were withdrawn.
        """
        with self._storage.begin() as work:
            work.contacts.lock(contact)
            theirs = [each for each in work.orders.of_contact(contact) if person in whom(each.details)]
            for each in theirs:
                self._bookkeeping.change(
                    work, each.id, lambda books, now: withdrawn(without_people(books), Withdrawn.GONE, now), Source.LOOK
                )
            work.commit()
        return sum(each.status in UNPAID and each.withdrawn is None for each in theirs)

    def _opened(self, work: UnitOfWork, contact: str, language: str, product: Product, details: Data) -> Opened:
        now, thing = self._clock.now(), thing_of(product, details)
        mine = [each for each in work.orders.of_contact(contact) if each.thing == thing]
        rights = {each.order: each for each in work.orders.entitlements(contact)}
        owned = next((each for each in mine if _is_owned(each, rights.get(each.id), product, details)), None)
        if owned is not None:
            return Opened(owned, is_owned=True)
        known = next((each for each in mine if _is_under_way(each, rights)), None)
        if known is not None:
            return Opened(self._taken_up(work, known, details))
        order = work.orders.open(self._new(contact, language, product, details, mine, now))
        self._bookkeeping.tell(work, order.id, Fact(name=OPENED, key=f"opened:{order.id}", data={}))
        return Opened(order)

    def _taken_up(self, work: UnitOfWork, order: Order, details: Data) -> Order:
        def rule(books: Books, _now: datetime) -> Booked:
            return Booked(books=replace(books, order=replace(books.order, details=details)))

        books = self._bookkeeping.change(work, order.id, rule, Source.LOOK)
        key = f"wanted:{order.id}:{self._identifiers.new()}"
        self._bookkeeping.tell(work, order.id, Fact(name=WANTED_AGAIN, key=key, data={}))
        return books.order

    def _new(
        self, contact: str, language: str, product: Product, details: Data, before: Sequence[Order], now: datetime
    ) -> Order:  # fmt: skip
        thing = thing_of(product, details)
        return Order(
            id=self._identifiers.new(), contact=contact, key=_key(contact, thing, len(before)),
            product=product.code, grants=product.grants, quantity=product.quantity, price=product.price,
            currency=product.currency, language=language, details=details, thing=thing,
            link_seconds=int(product.link_lasts.total_seconds()), when_late=product.when_late,
            account=self._seller.account, mode=self._seller.mode, status=OrderStatus.OPEN, created_at=now,
        )  # fmt: skip


def _is_owned(order: Order, right: Entitlement | None, product: Product, details: Data) -> bool:
    """Whether it can still be used, for these dates."""
    return right is not None and left(right) > 0 and is_for(order.details, details, product.corrections)


def _is_under_way(order: Order, rights: Mapping[str, Entitlement]) -> bool:
    """It waits for money, or is paid and on its way to whoever bought it."""
    is_waiting = order.status is OrderStatus.OPEN and order.withdrawn is None
    return is_waiting or (order.status is OrderStatus.PAID and order.id not in rights)


def _key(contact: str, thing: str, before: int) -> str:
    """The same for two who ask at the same moment: what is wanted, and the how-manieth of its kind it is."""
    whole = json.dumps([contact, thing, before], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()
