"""The jobs of the free readings, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from engine.actions.catalogue import Outcome, action
from engine.charts.library import Library
from engine.domain.astrology.births import Accuracy, Ayanamsa, BirthMoment
from engine.domain.places import Place
from engine.domain.values import Json
from engine.errors import InvalidMoment, PlaceNeeded, TimeNeeded
from engine.interfaces.astrology import AstrologyGateway
from engine.services.readings.births import BirthDetails
from engine.services.readings.morning import sentences
from engine.services.readings.today import day_as_data
from engine.services.readings.today_preview import preview_as_data
from engine.services.readings.wording import Wording

OUTCOMES = ("made", "place_needed", "not_computable")


def today_actions(
    library: Callable[[], Library], astrology: Callable[[], AstrologyGateway]
) -> Sequence[Callable[..., Outcome]]:
    """`readings.today` for a person, a day and a place (null: that of their birth), `readings.preview` for a person;
    only that one knows another `ayanamsa` than that of almanacs, Lahiri.
    `readings.morning` gives one line for the morning of a day, with the birthdays among `people`.

    `library` and `astrology` give what there is when a job runs. `not_computable` tells why in one word, as
    `InvalidMoment` does. The time of birth need not be known.
    """

    @action("readings.today", outcomes=OUTCOMES)
    def today(person: Json, day: Json, language: Json, place: Json = None) -> Outcome:
        words = Wording(library(), str(language))

        def make(home: Place, birth: BirthMoment) -> dict[str, Json]:
            return day_as_data(_date(day), _town(person, place) or home, birth, astrology(), words)

        return _made(person, make)

    @action("readings.preview", outcomes=OUTCOMES)
    def preview(person: Json, day: Json, language: Json, ayanamsa: Json = None) -> Outcome:
        words, chosen = Wording(library(), str(language)), Ayanamsa.chosen(ayanamsa)

        def make(home: Place, birth: BirthMoment) -> dict[str, Json]:
            return preview_as_data(_date(day), home, birth, astrology(), words, chosen)

        return _made(person, make)

    @action("readings.morning", outcomes=OUTCOMES)
    def morning(person: Json, people: Json, day: Json, language: Json, is_last: Json = False) -> Outcome:
        words, family = Wording(library(), str(language)), list(_readable(people))

        def make(home: Place, birth: BirthMoment) -> str:
            return " ".join(sentences(_date(day), home, birth, family, astrology(), words, is_last=bool(is_last)))

        return _made(person, make)

    return (today, preview, morning)


def moment_of(details: BirthDetails) -> BirthMoment:
    """The birth; a time that the clocks of the place showed twice or never is only about right.

    PlaceNeeded, InvalidMoment.
    """
    try:
        return details.moment()
    except TimeNeeded:
        return replace(details, accuracy=Accuracy.ROUGH).moment()
    except InvalidMoment as invalid:
        if invalid.reason != "gap" or details.clock is None:
            raise
        return replace(details, accuracy=Accuracy.ROUGH).moment()


def _made(person: Json, make: Callable[[Place, BirthMoment], Json]) -> Outcome:
    try:
        details = BirthDetails.of(person)
        if details.place is None:
            return Outcome("place_needed")
        return Outcome("made", make(details.place, moment_of(details)))
    except PlaceNeeded:
        return Outcome("place_needed")
    except InvalidMoment as invalid:
        return Outcome("not_computable", invalid.reason)


def _readable(people: Json) -> Iterator[BirthDetails]:
    for each in people if isinstance(people, list) else ():
        try:
            yield BirthDetails.of(each)
        except InvalidMoment:
            continue


def _town(person: Json, place: Json) -> Place | None:
    """Where somebody is now, read as their place of birth is."""
    return BirthDetails.of({**person, "place": place}).place if isinstance(person, Mapping) and place else None


def _date(day: Json) -> date:
    return date.fromisoformat(str(day))
