"""How an order begins: once, however often somebody asks, and with the price of that day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.domain.payments.booked import Fact
from engine.domain.payments.products import Product
from engine.domain.payments.records import Order, OrderStatus
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


class Ordering:
    """Opens orders. `products` gives the catalogue of this moment."""

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

    def open(self, contact: str, product: str, details: Mapping[str, Json]) -> Order:
        """The person's open order of this, at the price it was opened with, or a new one at the price of today.

        Its chart is told in the same unit of work: that it was opened, or that it is wanted again. LookupError, if
        there is no such product or nobody by this id.
        """
        wanted = self._products().get(product)
        if wanted is None:
            raise LookupError(f"there is no product {product!r}")
        with self._storage.begin() as work:
            owner = work.contacts.lock(contact)
            if owner is None:
                raise LookupError(f"there is no contact {contact!r}")
            order = self._opened(work, contact, owner.language, wanted, dict(details))
            work.commit()
        return order

    def _opened(self, work: UnitOfWork, contact: str, language: str, product: Product, details: Data) -> Order:
        now, orders = self._clock.now(), work.orders.of_contact(contact)
        known = next((each for each in orders if _is_the_same(each, product.code, details)), None)
        if known is not None:
            key = f"wanted:{known.id}:{self._identifiers.new()}"
            self._bookkeeping.tell(work, known.id, Fact(name=WANTED_AGAIN, key=key, data={}))
            return known
        order = work.orders.open(self._new(contact, language, product, details, orders, now))
        self._bookkeeping.tell(work, order.id, Fact(name=OPENED, key=f"opened:{order.id}", data={}))
        return order

    def _new(
        self, contact: str, language: str, product: Product, details: Data, before: Sequence[Order], now: datetime
    ) -> Order:  # fmt: skip
        return Order(
            id=self._identifiers.new(), contact=contact, key=_key(contact, product.code, details, before),
            product=product.code, grants=product.grants, quantity=product.quantity, price=product.price,
            currency=product.currency, language=language, details=details,
            link_seconds=int(product.link_lasts.total_seconds()), when_late=product.when_late,
            account=self._seller.account, mode=self._seller.mode, status=OrderStatus.OPEN, created_at=now,
        )  # fmt: skip


def _is_the_same(order: Order, product: str, details: Data) -> bool:
    return order.product == product and order.details == details and order.status is OrderStatus.OPEN


def _key(contact: str, product: str, details: Data, before: Sequence[Order]) -> str:
    """The same for two who ask at the same moment: what is wanted, and the how-manieth of its kind it is."""
    many = sum(order.product == product and order.details == details for order in before)
    whole = json.dumps([contact, product, details, many], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()
