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
    """`places.find` over a gateway. Outcomes: `one` place, a list of `several`, or `none`."""

    @action("places.find", outcomes=("one", "several", "none"))
    def find(text: str) -> Outcome:
        found = places.find(text, _MOST_PLACES)
        if not found:
            return Outcome("none")
        if len(found) == 1:
            return Outcome("one", _as_option(found[0]))
        return Outcome("several", [_as_option(place) for place in found])

    return (find,)


def _as_option(place: Place) -> dict[str, Json]:
    """With the region in the label where that fits a row, so that places of one name can be told apart by typing."""
    whole = f"{place.name}, {place.region}"
    if len(whole) <= LONGEST_ROW:
        return {**place.as_json(), "label": whole, "description": place.country}
    return {**place.as_json(), "label": place.name, "description": f"{place.region}, {place.country}"}
