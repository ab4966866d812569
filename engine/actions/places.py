"""Looking up where somebody was born."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.actions.catalogue import Outcome, action
from engine.domain.places import Place
from engine.domain.presentation import LONGEST_ROW
from engine.domain.values import Json
from engine.interfaces.places import PlaceGateway

_MOST_PLACES = 9


def place_actions(places: PlaceGateway) -> Sequence[Callable[..., Any]]:
    """Over a gateway: `places.find` by what was typed, `places.near` by where a point on the map lies.

    Outcomes: `one` place, a list of `several`, or `none`.
    """

    @action("places.find", outcomes=("one", "several", "none"))
    def find(text: str) -> Outcome:
        found = places.find(text, _MOST_PLACES)
        if not found:
            return Outcome("none")
        if len(found) == 1:
            return Outcome("one", _as_option(found[0], found))
        return Outcome("several", _told_apart([_as_option(place, found) for place in found]))

    @action("places.near", outcomes=("one", "none"))
    def near(latitude: float, longitude: float) -> Outcome:
        found = places.near(latitude, longitude, 1)
        return Outcome("one", _as_option(found[0], found)) if found else Outcome("none")

    return (find, near)


def _told_apart(options: Sequence[dict[str, Json]]) -> list[Json]:
    """Of those that would be shown alike only the likeliest: nobody could choose between them."""
    shown: dict[tuple[Json, Json], Json] = {}
    for option in options:
        shown.setdefault((option["label"], option["description"]), option)
    return list(shown.values())


def _as_option(place: Place, found: Sequence[Place]) -> dict[str, Json]:
    """With the region in the label where that fits a row, so that places of one name can be told apart by typing.

    Of two in one region the district tells them apart.
    """
    has_twin = any(other.id != place.id and (other.name, other.region) == (place.name, place.region) for other in found)
    inside, around = place.region, place.country
    if has_twin and place.district:
        inside, around = place.district, f"{place.region}, {place.country}"
    whole = f"{place.name}, {inside}"
    if len(whole) <= LONGEST_ROW:
        return {**place.as_json(), "label": whole, "description": around}
    return {**place.as_json(), "label": place.name, "description": f"{inside}, {around}"}
