"""Rules about flows that sell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from engine.charts.grammar import PAYING
from engine.charts.library import PRODUCTS
from engine.charts.model import Call, Do, Value
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, near, rule
from engine.charts.suggest import any_of
from engine.domain.payments.products import WHOM

DESCRIBE: Final = "products.describe"
"""The local action that takes the code of a product."""


def unknown_product(flow: FlowScope) -> Iterator[Finding]:
    """Codes that are not in the catalogue; none is, where it is missing, and that is said once."""
    known = flow.scope.library.products
    for value in _products(flow) if known else ():
        code = value.literal
        if isinstance(code, str) and code not in known and value.place is not None:
            yield Finding(value.place, f"there is no product '{code}'", near(code, known, _sold(known)))


def nothing_to_sell(flow: FlowScope) -> Iterator[Finding]:
    """Payments without the flow that takes them, or without anything to pay for."""
    for id, call in _payments(flow):
        if PAYING not in flow.scope.flows:
            hint = f"Write the flow '{PAYING}', with the inputs 'product' (a text) and 'details' (a map)."
            yield Finding(call.place, f"'{id}' sells, and there is no flow '{PAYING}'", hint)
        if not flow.scope.library.products:
            yield Finding(call.place, f"'{id}' sells, and there is no product to sell", f"Write '{PRODUCTS}'.")


def for_nobody(flow: FlowScope) -> Iterator[Finding]:
    """Payments that do not say for whom they are, where there is one of the product for each."""
    known = flow.scope.library.products
    for id, call in _payments(flow):
        product, details = known.get(str(call.arguments["product"].literal)), call.arguments["details"]
        given = details.literal if isinstance(details.literal, dict) else {}
        lacking = [] if product is None else [key for key in WHOM[product.per] if key not in given]
        if product is not None and lacking:
            message = f"'{id}' does not say for whom '{product.code}' is: there is one for each {product.per.value}"
            yield Finding(
                call.place,
                message,
                f"Add {' and '.join(f'`{key}`' for key in lacking)} to its `details`: the id of a person.",
            )


def _products(flow: FlowScope) -> Iterator[Value]:
    for _, call in _payments(flow):
        yield call.arguments["product"]
    for action, _ in flow.each(Do):
        if action.action == DESCRIBE and "product" in action.arguments:
            yield action.arguments["product"]


def _payments(flow: FlowScope) -> Iterator[tuple[str, Call]]:
    for state in flow.states.values():
        if state.form == "pay" and state.call is not None:
            yield state.id, state.call


def _sold(known: Iterable[str]) -> str:
    return f"There are {any_of(known)}."


RULES: tuple[Rule, ...] = (
    rule(
        "E801",
        "Unknown product",
        "What is sold, and at which price, is what `products.yaml` says of a product under its code.",
        "Correct the code, or add the product.",
        each_flow(unknown_product),
    ),
    rule(
        "E804",
        "Payment without what it needs",
        "`pay` calls the flow `pay`, which asks for the money and waits for it, with a product of `products.yaml`.",
        "Add the flow `pay` and the file `products.yaml`.",
        each_flow(nothing_to_sell),
    ),
    rule(
        "E805",
        "Payment that does not say for whom",
        "Two orders are of the same thing if they are for the same people. Where that is not told, whoever buys for a "
        "second person is told that they have it already.",
        "Add `details: {first: ...}` with the id of the person, and `second` for a couple.",
        each_flow(for_nobody),
    ),
)
