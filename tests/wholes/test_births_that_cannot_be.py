"""Births for which there is no chart, told in every language: each is answered, and nothing is sold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wholes.conftest import Arrive
from tests.wholes.foreign import foreign
from tests.wholes.people import PEOPLE, Wishes
from tests.wholes.visitor import Visitor

FAR_NORTH = "Murmansk"
CLOCKS_WENT_ON = 1942
"""In this year India's clocks went from midnight to one as the first of September began."""


@pytest.mark.parametrize("language", PEOPLE)
def test_no_chart_no_price(language: str, arrive: Arrive) -> None:
    """Too old, still to come, nowhere, at a pole, so far north that no sign rises, in an hour that never was."""
    visitor, person = arrive(language), PEOPLE[language]
    too_old, to_come = f"{person.day} 1889", f"{person.day} 2099"
    visitor.tells(person.card(replace(person.first, born=too_old, place=person.nowhere)))
    assert visitor.tells(too_old)[0].body != visitor.tells(to_come)[0].body
    visitor.tells(person.first.born)
    visitor.shares(-90, 0)
    assert not visitor.is_offered("save")
    visitor.tells(FAR_NORTH)
    visitor.taps("save")
    _is_sold_nothing(visitor, person.wishes)
    visitor.tells(
        person.card(replace(person.second, born=f"{person.day} {CLOCKS_WENT_ON}", time=person.after_midnight))
    )
    for option in ("before", "save"):
        if visitor.is_offered(option):
            visitor.taps(option)
    _is_sold_nothing(visitor, person.wishes)
    names = (FAR_NORTH,)
    assert [word for text in visitor.to_hold() for word in foreign(text, language, names)] == []


def _is_sold_nothing(visitor: Visitor, wishes: Wishes) -> None:
    for wish in (wishes.kundali, wishes.questions):
        visitor.tells(wish)
        if visitor.is_offered("p2"):
            visitor.taps("p2")
        assert not visitor.is_offered("pay")
        assert not visitor.is_offered("buy")
        assert visitor.orders() == 0
