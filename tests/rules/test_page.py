"""The page of rules is that of the rules."""

from __future__ import annotations

from engine.charts.rules import CODES, rules_page
from tests.rules.page import PAGE, page_with_examples


def test_the_page_is_made_from_the_rules() -> None:
    """`python -m tests.rules.page` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page_with_examples()


def test_the_page_explains_every_code() -> None:
    """With and without examples."""
    page = rules_page()
    assert all(f"### {code}\n" in page for code in CODES)
