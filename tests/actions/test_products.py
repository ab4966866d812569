"""What flows are told of the products."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.actions.catalogue import Catalogue
from engine.actions.functions import FUNCTIONS
from engine.actions.products import product_actions
from engine.charts.formats import money_in
from engine.domain.payments.products import Per, Product, WhenLate

QUESTIONS = Product(
    code="questions", names={"en": "Pack of 4 questions", "hi": "4 सवालों का पैक"}, price=9950, currency="INR",
    grants="question", quantity=4, needs=("birth_details",), per=Per.CONTACT, corrections=0,
    link_lasts=timedelta(hours=24), when_late=WhenLate.FULFIL,
    refunds_for=timedelta(days=7),
)  # fmt: skip


def called(name: str, *products: Product, **arguments: object) -> object:
    """What an action of a shop with these products gives."""
    shop = {product.code: product for product in products}
    actions = Catalogue.of(product_actions(lambda: shop, money_in), FUNCTIONS).actions
    assert not actions[name].is_job
    return actions[name].call(**arguments)


def named(name: str) -> Product:
    return Product(
        code="a", names={"en": name}, price=100, currency="INR", grants="a", quantity=1, needs=(), per=Per.CONTACT,
        corrections=0,        link_lasts=timedelta(hours=24), when_late=WhenLate.FULFIL, refunds_for=timedelta(days=7),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "Pack of 4 questions"), ("hi", "4 सवालों का पैक"), ("bn", "Pack of 4 questions")],
)
def test_products_are_offered_in_the_language_of_the_person(language: str, label: str) -> None:
    """In one nobody has written yet, by the first name there is; each with all that is told of it."""
    described = called("products.describe", QUESTIONS, product="questions", language=language)
    assert isinstance(described, dict)
    option = {**described, "id": "questions", "label": label, "description": "₹99.50", "price": 9950, "currency": "INR"}
    assert called("products.offered", QUESTIONS, language=language) == [option]


def test_nothing_is_offered_where_there_is_nothing() -> None:
    """An empty list, which a flow can ask for."""
    assert called("products.offered", language="en") == []


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Kundali report with many remedies", "Kundali report with many"),
        ("Kundali report and remedies", "Kundali report and"),
        ("K" * 30, "K" * 24),
        ("Exactly four and twenty!", "Exactly four and twenty!"),
    ],
)
def test_a_long_name_is_cut_where_a_row_ends(name: str, label: str) -> None:
    """Between two words, if there are two."""
    offered = called("products.offered", named(name), language="en")
    assert isinstance(offered, list)
    assert [option["label"] for option in offered] == [label]
    described = called("products.describe", named(name), product="a", language="en")
    assert isinstance(described, dict)
    assert described["name"] == name


def test_a_product_is_described() -> None:
    """With everything a flow may need before it sells."""
    assert called("products.describe", QUESTIONS, product="questions", language="hi") == {
        "code": "questions", "name": "4 सवालों का पैक", "price": 9950, "currency": "INR", "quantity": 4,
        "corrections": 0, "needs": ["birth_details"],
    }  # fmt: skip


@pytest.mark.parametrize("product", ["sold_out", "", None, 5, ["questions"]])
def test_what_is_not_sold_is_null(product: object) -> None:
    """Somebody may tap an offer of last month."""
    assert called("products.describe", QUESTIONS, product=product, language="en") is None
