"""Looking up where somebody was born."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.actions.catalogue import Outcome, action
from engine.domain.places import Place, name_in
from engine.domain.presentation import LONGEST_ROW
from engine.domain.values import Json
from engine.interfaces.places import PlaceGateway

_MOST_PLACES = 9


def place_actions(places: PlaceGateway) -> Sequence[Callable[..., Any]]:
    """Over a gateway: `places.find` by what was typed, `places.near` by where a point on the map lies.

    Outcomes: `one` place, a list of `several`, or `none`. What is to be chosen from is written in `language`; without
    one, as flows of old ask for it, in Latin letters.
    """

    @action("places.find", outcomes=("one", "several", "none"))
    def find(text: str, language: str = "") -> Outcome:
        found = places.find(text, _MOST_PLACES)
        if not found:
            return Outcome("none")
        if len(found) == 1:
            return Outcome("one", found[0].as_json())
        return Outcome("several", _told_apart([_as_option(place, found, language) for place in found]))

    @action("places.near", outcomes=("one", "none"))
    def near(latitude: float, longitude: float) -> Outcome:
        found = places.near(latitude, longitude, 1)
        return Outcome("one", found[0].as_json()) if found else Outcome("none")

    return (find, near)


def _told_apart(options: Sequence[dict[str, Json]]) -> list[Json]:
    """Of those that would be shown alike only the likeliest: nobody could choose between them."""
    shown: dict[tuple[Json, Json], Json] = {}
    for option in options:
        shown.setdefault((option["label"], option["description"]), option)
    return list(shown.values())


def _as_option(place: Place, found: Sequence[Place], language: str) -> dict[str, Json]:
    """With the region in the label where that fits a row, so that places of one name can be told apart by typing.

    Of two in one region the district tells them apart. Latin letters, in which many type, are understood as well.
    """
    has_twin = any(other.id != place.id and (other.name, other.region) == (place.name, place.region) for other in found)
    inside = "district" if has_twin and place.district else "region"
    data = place.as_json()
    town, within, region, country = (name_in(data, part, language) for part in ("name", inside, "region", "country"))
    around = f"{region}, {country}" if inside == "district" else country
    option: dict[str, Json] = {**data, "words": [f"{place.name}, {data[inside]}"]}
    if len(f"{town}, {within}") <= LONGEST_ROW:
        return {**option, "label": f"{town}, {within}", "description": around}
    return {**option, "label": town, "description": f"{within}, {around}"}
