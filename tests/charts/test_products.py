"""The catalogue of products: what is read, and what is said of what cannot be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.charts.library import Library, read_library
from engine.charts.problems import Problem
from engine.domain.payments.products import Per, Product, WhenLate

REPORT = {
    "names": "{en: Report, hi: रिपोर्ट}",
    "price": "20000",
    "currency": "INR",
    "grants": "reading",
    "quantity": "4",
    "per": "couple",
    "corrections": "2",
    "needs": "[birth_details, place]",
    "link": "24h",
    "late": "refund",
    "refunds": "7d",
}


def library(**changes: str | None) -> tuple[Library, list[Problem]]:
    """The library with one product in which some keys are otherwise, or not there."""
    fields = {key: value for key, value in {**REPORT, **changes}.items() if value is not None}
    lines = "".join(f"    {key}: {value}\n" for key, value in fields.items())
    return read_library({"products.yaml": f"products:\n  report:\n{lines}"})


def findings(**changes: str | None) -> list[str]:
    return [f"{problem.place.column} {problem.code} {problem.message}" for problem in library(**changes)[1]]


def hint(**changes: str | None) -> str:
    (problem,) = library(**changes)[1]
    return problem.hint


def test_a_product_is_read_as_the_domain_knows_it() -> None:
    """With lengths of time and without places."""
    found, problems = library()
    assert not problems
    assert found.products == {
        "report": Product(
            code="report", names={"en": "Report", "hi": "रिपोर्ट"}, price=20000, currency="INR", grants="reading",
            quantity=4, needs=("birth_details", "place"), per=Per.COUPLE, corrections=2,
            link_lasts=timedelta(hours=24), when_late=WhenLate.REFUND,
            refunds_for=timedelta(days=7),
        )
    }  # fmt: skip


def test_little_may_be_left_out() -> None:
    """Nothing that decides about money has a default, except that nothing is corrected."""
    product = library(quantity=None, needs=None, corrections=None)[0].products["report"]
    assert (product.quantity, product.needs, product.corrections) == (1, (), 0)
    for key in REPORT.keys() - {"quantity", "needs", "corrections"}:
        assert findings(**{key: None}) == [f"3 E103 'report' lacks the key '{key}'"]


def test_without_the_file_there_is_nothing_to_buy() -> None:
    """A library needs none."""
    assert read_library({})[0].products == {}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("499.00", "write 49900 for ₹499."),
        ("499.5", "write 49950 for ₹499.50."),
        ("Rs 499", "write 49900 for ₹499."),
        ("rs.1,999/-", "write 199900 for ₹1999."),
        ("₹499.05", "write 49905 for ₹499.05."),
        ("499 rupees", "write 49900 for ₹499."),
        ("'49900'", "write 49900 for ₹499."),
        ("0.5", "write 49900 for ₹499."),
        ("'9999999999'", "write 49900 for ₹499."),
        ("much", "write 49900 for ₹499."),
        ("'²'", "write 49900 for ₹499."),
        ("null", "write 49900 for ₹499."),
        ("true", "write 49900 for ₹499."),
        ("[1]", "write 49900 for ₹499."),
        ("1e300", "write 49900 for ₹499."),
        ("99", "write 9900 for ₹99."),
        ("0", "write 49900 for ₹499."),
        ("-500", "write 49900 for ₹499."),
        ("50000001", "write 49900 for ₹499."),
    ],
)
def test_a_price_is_a_whole_number_of_paise(written: str, meant: str) -> None:
    """The hint says how to write what was probably meant."""
    assert hint(price=written) == f"Amounts are in paise, without a point: {meant}"


def test_prices_are_bounded() -> None:
    """From one rupee to five lakh."""
    for price in (100, 50_000_000):
        assert library(price=str(price))[0].products["report"].price == price
    assert findings(price="99") == ["12 E112 'price' must be at least 100, not 99"]
    assert findings(price="50000001") == ["12 E112 'price' must be at most 50000000, not 50000001"]
    assert findings(price="499.00") == ["12 E102 'price' must be a whole number of paise, not the number 499.0"]


@pytest.mark.parametrize(
    ("key", "written", "found"),
    [
        ("names", "{}", "12 E114 'names' is empty"),
        ("names", "{xx: Report}", "13 E108 'xx' is none of en, hi, mr, ta, te, bn"),
        ("names", "{en: ''}", "17 E102 'en' must be a text, not the text ''"),
        ("names", "Report", "12 E102 'names' must be a mapping of languages to names, not the text 'Report'"),
        ("currency", "USD", "15 E108 'currency' must be INR, not 'USD'"),
        ("grants", "a b", "13 E104 'a b' is not the name of what it grants"),
        ("quantity", "0", "15 E112 'quantity' must be at least 1, not 0"),
        ("quantity", "1001", "15 E112 'quantity' must be at most 1000, not 1001"),
        ("needs", "[place, place]", "20 E118 'place' is there twice"),
        ("needs", "[]", "12 E114 'needs' is empty"),
        ("link", "soon", "11 E107 'soon' is not a duration"),
        ("link", "=24", "11 E107 '=24' is not a duration"),
        ("late", "fulfill", "11 E108 'late' must be fulfil or refund, not 'fulfill'"),
        ("refunds", "400d", "14 E107 '400d' is longer than 366 days"),
        ("prise", "1", "5 E101 unknown key 'prise' in 'report'"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(key: str, written: str, found: str) -> None:
    """And nothing follows from it."""
    assert findings(**{key: written}) == [found]


def test_the_nearest_word_is_offered() -> None:
    """For keys, words and the file itself."""
    assert hint(prise="1") == "Did you mean 'price'?"
    assert hint(late="fulfill") == "Did you mean 'fulfil'?"
    assert read_library({"product.yaml": ""})[1][0].hint == "Did you mean 'products.yaml'?"


def test_a_code_is_a_name() -> None:
    """It becomes the id of an option and a part of orders."""
    _, problems = read_library({"products.yaml": "products: {two words: {}}"})
    assert [str(problem) for problem in problems] == [
        "products.yaml:1:12: error E104 'two words' is not the code of a product"
    ]
