"""Rules about the catalogue of products."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from engine.charts.library import PRODUCTS
from engine.charts.problems import Place
from engine.charts.rules.rule import Finding, Rule, rule
from engine.charts.rules.scope import Scope
from engine.domain.payments.products import Product
from engine.domain.presentation import LONGEST_ROW

SHORTEST_LINK: Final = timedelta(minutes=20)
"""Razorpay refuses a link that ends in less than 15 minutes by its own clock."""
LONGEST_LINK: Final = timedelta(days=180)

_FEW_RUPEES: Final = 1_000


def missing_name(scope: Scope) -> Iterator[Finding]:
    """Products without a name in each released language."""
    for product in _products(scope):
        missing = [each for each in scope.library.languages.released if each not in product.names]
        if missing:
            place = _place(scope, product)
            yield Finding(place, f"the product '{product.code}' has no name in {', '.join(missing)}")


def wrong_link(scope: Scope) -> Iterator[Finding]:
    """Links the gateway would refuse."""
    for product in _products(scope):
        if not SHORTEST_LINK <= product.link_lasts <= LONGEST_LINK:
            message = f"a link lasts from 20 minutes to 180 days, and that of '{product.code}' does not"
            yield Finding(_place(scope, product, "link"), message)


def price_in_rupees(scope: Scope) -> Iterator[Finding]:
    """Prices so small or so odd that rupees may be meant."""
    for product in _products(scope):
        if product.price < _FEW_RUPEES or product.price % 100:
            message = f"{product.price} paise are ₹{product.price // 100}.{product.price % 100:02}"
            hint = f"If ₹{product.price} are meant, write {product.price * 100}."
            yield Finding(_place(scope, product, "price"), message, hint)


def long_name(scope: Scope) -> Iterator[Finding]:
    """Names that are cut where products are offered."""
    for product in _products(scope):
        for language, name in product.names.items():
            if len(name) > LONGEST_ROW:
                message = f"the name has {len(name)} characters, and a row of a list takes {LONGEST_ROW}"
                yield Finding(_place(scope, product, "names", language), message)


def _products(scope: Scope) -> Iterator[Product]:
    yield from scope.library.products.values()


def _place(scope: Scope, product: Product, *keys: str) -> Place:
    """Where the product begins, or what stands under some keys of it."""
    marks, path = scope.library.sources[PRODUCTS].marks, ("products", product.code, *keys)
    return marks.value(path) if keys else marks.key(path)


RULES: tuple[Rule, ...] = (
    rule(
        "E802",
        "Product without a name in a language",
        "Somebody who is spoken to in that language would be offered something in another one.",
        "Add the language under `names:`.",
        missing_name,
    ),
    rule(
        "E803",
        "Link that lasts too short or too long",
        "Razorpay refuses links that end within a quarter of an hour or after half a year, and clocks differ a little.",
        "Write a duration from `20m` to `180d`.",
        wrong_link,
    ),
    rule(
        "W801",
        "Price that looks like rupees",
        "Amounts are in paise. Prices below ten rupees, or with paise besides the rupees, are rarely meant.",
        "Write the price in paise: 49900 for ₹499.",
        price_in_rupees,
    ),
    rule(
        "W802",
        "Name of a product that is too long",
        "Where products are offered, a name is cut to what fits a row of a list.",
        "Shorten the name.",
        long_name,
    ),
)
