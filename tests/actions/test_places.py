"""Places are offered so that people can tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from engine.actions.places import place_actions
from engine.domain.places import Place

RAMPUR = Place(
    id="1", name="Rampur", district="Rampur", region="Uttar Pradesh", country="India", latitude=28.8, longitude=79.0,
    timezone="Asia/Kolkata",
)  # fmt: skip


class _Places:
    def __init__(self, *found: Place) -> None:
        self._found = found

    def find(self, text: str, limit: int) -> Sequence[Place]:
        del text
        return self._found[:limit]

    def near(self, latitude: float, longitude: float, limit: int) -> Sequence[Place]:
        del latitude, longitude
        return self._found[:limit]


def _options(*found: Place, language: str = "en") -> list[tuple[Any, Any]]:
    find, _ = place_actions(_Places(*found))
    outcome = find("Rampur", language)
    return [(option["label"], option["description"]) for option in outcome.value]


def test_places_of_one_name_are_told_apart_by_their_region() -> None:
    """Which the label holds if it fits."""
    other = replace(RAMPUR, id="2", region="Dadra and Nagar Haveli and Daman and Diu")
    assert _options(RAMPUR, other) == [
        ("Rampur, Uttar Pradesh", "India"),
        ("Rampur", "Dadra and Nagar Haveli and Daman and Diu, India"),
    ]


def test_places_of_one_name_in_one_region_are_told_apart_by_their_district() -> None:
    """Both of them."""
    assert _options(RAMPUR, replace(RAMPUR, id="2", district="Saharanpur")) == [
        ("Rampur, Rampur", "Uttar Pradesh, India"),
        ("Rampur, Saharanpur", "Uttar Pradesh, India"),
    ]


def test_of_places_that_would_be_shown_alike_the_likeliest_is_offered() -> None:
    """Two buttons with the same words are no choice."""
    place = replace(RAMPUR, district="")
    assert _options(place, replace(place, id="2"), replace(RAMPUR, id="3", region="Bihar")) == [
        ("Rampur, Uttar Pradesh", "India"),
        ("Rampur, Bihar", "India"),
    ]


def test_places_are_offered_in_the_script_of_the_language() -> None:
    """As far as it is known; who types Latin letters all the same is understood."""
    written = {"hi": {"name": "रामपुर", "district": "रामपुर", "region": "उत्तर प्रदेश", "country": "भारत"}}
    one = replace(RAMPUR, written=written)
    assert _options(one, replace(RAMPUR, id="2", region="Bihar"), language="hi") == [
        ("रामपुर, उत्तर प्रदेश", "भारत"),
        ("Rampur, Bihar", "India"),
    ]
    assert _options(one, replace(one, id="2", district="Saharanpur", written={}), language="hi") == [
        ("रामपुर, रामपुर", "उत्तर प्रदेश, भारत"),
        ("Rampur, Saharanpur", "Uttar Pradesh, India"),
    ]
    find, _ = place_actions(_Places(one, replace(RAMPUR, id="2", region="Bihar")))
    assert [option["words"] for option in find("Rampur", "hi").value] == [["Rampur, Uttar Pradesh"], ["Rampur, Bihar"]]


def test_a_place_that_was_found_is_kept_without_the_words_of_a_choice() -> None:
    """It is stored with the person; a flow of old asks without a language."""
    find, near = place_actions(_Places(RAMPUR))
    assert find("Rampur").value == near(28.8, 79.0).value == RAMPUR.as_json()


def test_a_point_has_the_nearest_place_or_none() -> None:
    """Two outcomes: nobody chooses between points."""
    _, near = place_actions(_Places(RAMPUR, RAMPUR))
    outcome = near(28.8, 79.0)
    assert (outcome.name, outcome.value["id"]) == ("one", "1")
    _, nowhere = place_actions(_Places())
    assert nowhere(0.0, -30.0).name == "none"
