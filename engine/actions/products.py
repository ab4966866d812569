"""What can be bought, in the words of the person: to choose from, and to speak of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from engine.actions.catalogue import action
from engine.domain.payments.products import Product
from engine.domain.presentation import LONGEST_ROW
from engine.domain.values import Json

Products: TypeAlias = Callable[[], Mapping[str, Product]]
"""Gives the products there are now, by code."""
Money: TypeAlias = Callable[[str, int], str]
"""Writes an amount in a language."""


def product_actions(products: Products, money: Money) -> Sequence[Callable[..., Any]]:
    """`products.offered`, a list to choose from, and `products.describe`: null for what is not sold any more.

    What is offered is described, too: a flow can go on with it, whatever the catalogue says by then.
    """

    @action("products.offered")
    def offered(language: str) -> list[dict[str, Json]]:
        return [_as_option(product, language, money) for product in products().values()]

    @action("products.describe")
    def describe(product: str, language: str) -> dict[str, Json] | None:
        known = products().get(product) if isinstance(product, str) else None
        return None if known is None else _as_data(known, language)

    return (offered, describe)


def _as_option(product: Product, language: str, money: Money) -> dict[str, Json]:
    return {
        **_as_data(product, language),
        "id": product.code,
        "label": _within_a_row(_name(product, language)),
        "description": money(language, product.price),
    }


def _as_data(product: Product, language: str) -> dict[str, Json]:
    return {
        "code": product.code,
        "name": _name(product, language),
        "price": product.price,
        "currency": product.currency,
        "quantity": product.quantity,
        "needs": list(product.needs),
        "corrections": product.corrections,
    }


def _name(product: Product, language: str) -> str:
    """In a draft language nobody has written yet: the name that stands first in the file."""
    return product.names.get(language) or next(iter(product.names.values()))


def _within_a_row(name: str) -> str:
    """Cut between two words if it can be, else it would make numbered text of the whole list."""
    if len(name) <= LONGEST_ROW:
        return name
    cut = name[:LONGEST_ROW]
    whole = cut if name[LONGEST_ROW].isspace() else cut.rpartition(" ")[0]
    return (whole or cut).rstrip()
