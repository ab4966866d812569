"""The counter of an application: the services of money put together, whatever gateway is behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from engine.charts.library import SHARED, Library
from engine.domain.payments.records import Order
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.payments import PaymentDoor, PaymentGateway
from engine.interfaces.unit_of_work import Storage
from engine.services.payments.bookkeeping import Bookkeeping
from engine.services.payments.counter import Payments
from engine.services.payments.credits import Credits
from engine.services.payments.hooks import Hooks
from engine.services.payments.invariants import Invariants
from engine.services.payments.links import Links
from engine.services.payments.looking import Looking
from engine.services.payments.making import Making
from engine.services.payments.ordering import Ordering, Seller
from engine.services.payments.receipts import Receipts
from engine.services.payments.reconciling import Reconciling
from engine.services.payments.refunds import Refunds
from engine.services.payments.returning import Returning, Seen
from server.settings import Settings

RETURNS_TO = "/payments/return"

_LONGEST_DESCRIPTION = 200


def counter_of(
    settings: Settings, storage: Storage, library: Callable[[], Library], clock: Clock, identifiers: Identifiers,
    gateway: PaymentGateway, door: PaymentDoor | None,
) -> Payments:  # fmt: skip
    """Everything that can be done with money."""
    books = Bookkeeping(storage, clock, identifiers)
    looking = Looking(storage, gateway, books, clock)
    seller = Seller(settings.razorpay_account_id or "", settings.razorpay_mode)
    returns_to = f"{settings.public_base_url}{RETURNS_TO}" if settings.public_base_url else None
    return Payments(
        storage=storage, bookkeeping=books, looking=looking, identifiers=identifiers,
        ordering=Ordering(storage, books, clock, identifiers, seller, lambda: library().products),
        links=Links(
            storage, gateway, books, looking, clock, _describing(library), returns_to, ZoneInfo(settings.zone)
        ),
        refunds=Refunds(storage, gateway, books, clock, identifiers), invariants=Invariants(storage, clock),
        credits=Credits(storage, clock), making=Making(storage, books),
        receipts=Receipts(storage, ZoneInfo(settings.zone)),
        reconciling=Reconciling(storage, gateway, books, clock, ZoneInfo(settings.zone)),
        hooks=None if door is None else Hooks(storage, door, books, clock, identifiers),
        returning=None if door is None else Returning(storage, door, clock),
    )  # fmt: skip


def page_words(library: Callable[[], Library]) -> Callable[[Seen, str | None], tuple[str, str]]:
    """What the page says that browsers come back to: the first line is its title."""

    def words(seen: Seen, language: str | None) -> tuple[str, str]:
        here = library()
        found = here.text(SHARED, f"page_{seen.value}", language or here.languages.fallback)
        entry = found[0].say if found else None
        title, _, text = (entry.text.render({}) if entry else seen.value).partition("\n")
        return title, text

    return words


def _describing(library: Callable[[], Library]) -> Callable[[Order], str]:
    """What the gateway's page says the money is for."""

    def describe(order: Order) -> str:
        product = library().products.get(order.product)
        names: Mapping[str, str] = {} if product is None else product.names
        return (names.get(order.language) or names.get("en") or order.product)[:_LONGEST_DESCRIPTION]

    return describe
