"""What is said of flows that sell."""

from __future__ import annotations

import pytest

from engine.actions.catalogue import Catalogue, action
from engine.actions.functions import FUNCTIONS
from engine.charts.library import read_library
from engine.charts.rules import check_library
from tests.rules.library_fixtures import SHARED_FILES

PRODUCTS = """
products:
  report:
    {names: {en: R}, price: 20000, currency: INR, grants: report, link: 24h, late: fulfil, refunds: 7d, per: contact}
"""
PAY = """
flow: pay
input: {product: text, details: map}
states:
  waiting:
    enter: [{log: =product}, {log: =details}]
    wait: {payment.paid: paid, payment.cancelled: cancelled}
    after: {20h: expired}
  paid: {final: true}
  cancelled: {final: true}
  expired: {final: true}
"""
UNUSED = {"W402", "W403"}
ALL = "outcomes: {paid: end, cancelled: end, expired: end}"


def findings(state: str, *, pay: str | None = PAY, products: str | None = PRODUCTS) -> list[str]:
    """What the rules say of a flow with this state `buy`."""
    demo = (
        f"flow: demo\ndata: {{chosen: {{type: map, default: {{}}}}}}\nstates:\n  buy: {state}\n  end: {{final: true}}\n"
    )
    files = {"demo/flow.yaml": demo, "pay/flow.yaml": pay, "products.yaml": products}
    library, problems = read_library({**SHARED_FILES, **{name: text for name, text in files.items() if text}})
    assert not problems, list(map(str, problems))
    return [f"{each.code} {each.message}" for each in check_library(library, catalogue()) if each.code not in UNUSED]


def catalogue() -> Catalogue:
    @action("products.describe")
    def describe(product: str) -> str:
        return product

    return Catalogue.of([describe], FUNCTIONS)


def test_what_is_right_is_left_alone() -> None:
    """A code, a computed code, `next` for all outcomes."""
    assert findings(f"{{pay: {{product: report, details: {{who: =chosen.id}}}}, {ALL}}}") == []
    assert findings(f"{{pay: {{product: =chosen.id}}, {ALL}}}") == []
    assert findings("{pay: {product: =chosen.id}, next: end}") == []


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (f"{{pay: {{product: reprt}}, {ALL}}}", "E801 there is no product 'reprt'"),
        ("{pay: {product: report}, outcomes: {paid: end}}",
         "E511 'buy' does not say what happens when 'pay' ends with cancelled or expired"),
        ("{pay: {product: report}, outcomes: {payed: end}, next: end}", "E512 the flow 'pay' never ends with 'payed'"),
        (f"{{pay: {{product: =chsen.id}}, {ALL}}}", "E401 there is no variable 'chsen'"),
        ("{on: {go: end}, enter: [{action: products.describe, with: {product: reprt}}]}",
         "E801 there is no product 'reprt'"),
    ],
)  # fmt: skip
def test_a_payment_is_checked_as_a_call_is(state: str, found: str) -> None:
    """And the product beside."""
    assert found in findings(state)


def test_a_flow_that_takes_no_details_cannot_be_used_for_paying() -> None:
    """Its inputs are those `pay` gives."""
    other = PAY.replace("details: map", "detail: map").replace("=details", "=detail")
    assert {each[:4] for each in findings(f"{{pay: {{product: report}}, {ALL}}}", pay=other)} == {"E509", "E510"}


def test_selling_needs_a_flow_that_takes_the_money_and_something_to_sell() -> None:
    """Each is told once, without what only follows from it."""
    state = f"{{pay: {{product: report}}, {ALL}}}"
    assert findings(state, pay=None) == ["E804 'buy' sells, and there is no flow 'pay'"]
    assert findings(state, products=None) == ["E804 'buy' sells, and there is no product to sell"]
    assert findings("{call: pay, with: {product: a}, next: end}", pay=None) == ["E508 there is no flow 'pay'"]
