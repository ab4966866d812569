"""What must be so after every step: computed from the rows alone, in another way than the program does it."""

from __future__ import annotations

from collections import Counter
from typing import Any, Protocol

from tests.payments.shop import Shop


class Tables(Protocol):
    """Whoever lets its rows be read."""

    def select(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Columns of all rows."""
        ...


def audit(shop: Tables) -> None:
    """Money is neither made nor lost, and nobody has what was not paid."""
    on = Counter[tuple[str, str]]()
    for debit, credit, amount, currency in shop.select("transfers", "debit", "credit", "amount", "currency"):
        assert amount > 0
        on[(debit, currency)] += amount
        on[(credit, currency)] -= amount
    assert sum(on.values()) == 0
    _at_the_gateway(shop, on)
    _in_suspense(shop, on)
    _rights(shop)


def _at_the_gateway(shop: Tables, on: Counter[tuple[str, str]]) -> None:
    """Captured, less what went back, less what banks have taken, is what Razorpay holds for us."""
    holds = Counter[str]()
    currencies = {}
    for payment, amount, currency in shop.select("payments", "provider_id", "amount", "currency"):
        holds[currency] += amount
        currencies[payment] = currency
    for payment, amount, status, currency in shop.select("refunds", "payment", "amount", "status", "currency"):
        if status == "processed" and payment in currencies:
            holds[currency] -= amount
    for payment, amount, status in shop.select("disputes", "payment", "deducted", "status"):
        if status == "lost" and payment in currencies:
            holds[currencies[payment]] -= amount
    assert {currency: on[("gateway", currency)] for currency in holds} == dict(holds)


def _in_suspense(shop: Tables, on: Counter[tuple[str, str]]) -> None:
    """What pays for nothing lies in suspense, until it has gone."""
    lies = Counter[str]()
    odd = {}
    for payment, amount, currency, standing in shop.select(
        "payments", "provider_id", "amount", "currency", "standing"
    ):  # fmt: skip
        if standing != "credited":
            lies[currency] += amount
            odd[payment] = currency
    for payment, amount, status in shop.select("refunds", "payment", "amount", "status"):
        if status == "processed" and payment in odd:
            lies[odd[payment]] -= amount
    for payment, amount, status in shop.select("disputes", "payment", "deducted", "status"):
        if status == "lost" and payment in odd:
            lies[odd[payment]] -= amount
    currencies = {currency for _, currency in on}
    assert {each: -on[("suspense", each)] for each in currencies} == {each: lies[each] for each in currencies}
    assert all(on[("customers", each)] <= 0 for each in currencies), "more was earned than was paid"


def _rights(shop: Tables) -> None:
    """One right for an order at most, and only where its whole price was credited."""
    credited = Counter[str]()
    for order, amount, standing in shop.select("payments", "order", "amount", "standing"):
        if standing == "credited":
            credited[order] += amount
    prices = dict(shop.select("orders", "id", "price"))
    statuses = dict(shop.select("orders", "id", "status"))
    owned = [order for order, *_ in shop.select("entitlements", "order", "id")]
    assert len(owned) == len(set(owned))
    assert all(credited[order] >= prices[order] for order in owned)
    for order, status in shop.select("entitlements", "order", "status"):
        assert status == "revoked" or statuses[order] == "paid"
    for order, price in prices.items():
        assert credited[order] <= price
        assert (statuses[order] in ("paid", "refunded")) == (credited[order] >= price)
    for amount, refunded in shop.select("payments", "amount", "refunded"):
        assert 0 <= refunded <= amount


def paid_once(shop: Shop, order: str) -> None:
    """The end of every good purchase: one journal, one right, one message."""
    audit(shop)
    books = shop.books(order)
    assert [payment.standing.value for payment in books.payments].count("credited") == 1
    keys = [key for key, *_ in shop.transfers() if key.startswith(("captured:", "earned:"))]
    assert sorted(keys) == sorted({*keys})
    assert f"earned:{order}" in keys
    assert [row for row in shop.select("entitlements", "order", "status") if row[0] == order] == [(order, "granted")]
    assert shop.receipts() == 1, shop.texts()
