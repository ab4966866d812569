"""The jobs of readings by name, and the question that is asked before anybody pays for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.actions.catalogue import Outcome, action
from engine.charts.library import Library
from engine.domain.astrology.births import Ayanamsa
from engine.domain.values import Data, Json
from engine.errors import InvalidMoment, PlaceNeeded, TimeNeeded
from engine.interfaces.astrology import AstrologyGateway
from engine.interfaces.clock import Clock
from engine.interfaces.reports import ReportGateway
from engine.services.files import Files
from engine.services.payments.making import Making
from engine.services.readings.births import BirthDetails
from engine.services.readings.kundali import compose, summary
from engine.services.readings.provider import can_answer
from engine.services.readings.reckoning import OLDEST, Reckoning, reckon
from engine.services.readings.remembering import births_of, versions
from engine.services.readings.wheels import card
from engine.services.readings.wording import Wording, languages_of

KEPT = timedelta(days=7)
WITHOUT_TIME = frozenset({"match_report"})
"""Products that are sometimes certain without a time of birth; their jobs say when they are not."""

_COUNT = re.compile(rb"/Count (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What readings are made with. `library` gives the words as they are now."""

    library: Callable[[], Library]
    astrology: AstrologyGateway
    reports: ReportGateway
    files: Files
    made: Making
    clock: Clock

    def languages(self) -> frozenset[str]:
        """In which a report can be made: every word is written, and there are letters for it."""
        return languages_of(self.library()) & self.reports.languages()

    def lacks(self, person: Json, language: str, product: str, ayanamsa: Ayanamsa = Ayanamsa.LAHIRI) -> str | None:
        """What keeps a product from being made for somebody; None if nothing.

        `provider` if whoever computes does not have all of it; `language`, `place`, `time`; `twice` or `gap` for a time
        that the clocks showed twice or never; `polar` where no sign may rise; `moment` for a birth nothing can be
        computed for, whatever else is told. Looks at no sky, so it may be asked within a turn.
        """
        if not can_answer(self.astrology, product, ayanamsa):
            return "provider"
        if language not in self.languages():
            return "language"
        try:
            details = BirthDetails.of(person)
            if details.is_twice:
                return "twice"
            if details.place is None or (details.needs == "time" and product not in WITHOUT_TIME):
                return details.needs
            details.moment()
            if self.clock.now().year - details.born.year > OLDEST:
                return "moment"
        except InvalidMoment as invalid:
            return "gap" if invalid.reason == "gap" else "moment"
        return "polar" if details.is_polar else None

    def kundali(self, person: Json, language: str, day: date, ayanamsa: Ayanamsa, order: str | None) -> Outcome:
        """Make the report and the picture and keep them; the words of each outcome stand at `reading_actions`.

        ReportUnavailable, AstrologyUnavailable, MissingWords: nothing was kept, and it may be tried again.
        """
        if order is not None and not self.made.is_theirs(order):
            return Outcome("not_yours")
        try:
            reckoning = reckon(self.astrology, BirthDetails.of(person), day, ayanamsa)
        except PlaceNeeded:
            return Outcome("place_needed")
        except TimeNeeded as needed:
            return Outcome("time_needed", {"what": needed.what})
        except InvalidMoment as invalid:
            return Outcome("not_computable", {"reason": invalid.reason})
        words = Wording(self.library(), self._spoken(language))
        made = self._kept(reckoning, words)
        if order is not None:
            self.made.keep(order, self._remembered(BirthDetails.of(person), reckoning, words))
        return Outcome("made", made)

    def _remembered(self, details: BirthDetails, reckoning: Reckoning, words: Wording) -> Data:
        basis = reckoning.chart.basis
        return {
            "language": words.language, "births": births_of([details]),
            "versions": versions(basis, basis.tables, self.library(), words.language),
        }  # fmt: skip

    def _kept(self, reckoning: Reckoning, words: Wording) -> dict[str, Json]:
        pdf, picture = self.reports.typeset(compose(reckoning, words)), self.reports.draw(card(reckoning, words))
        return {
            "pdf": self.files.keep("application/pdf", pdf, KEPT),
            "picture": self.files.keep("image/png", picture, KEPT),
            "summary": summary(reckoning, words),
            "pages": pages_of(pdf),
            "language": words.language,
            "day": reckoning.day.isoformat(),
        }

    def _spoken(self, language: str) -> str:
        """What was bought is made in the fallback rather than not at all."""
        return language if language in self.languages() else self.library().languages.fallback


def reading_actions(readings: Callable[[], Readings]) -> Sequence[Callable[..., Any]]:
    """To be listed in the catalogue; `readings` gives what they are made with, where it is known.

    `readings.kundali` makes the report of a saved person: `made` with `pdf` and `picture` (files, kept for a week),
    `summary`, `pages`, `language` and `day`; `time_needed`, `place_needed`, `not_computable` with a `reason`;
    `not_yours` if the money for the `order` it is for has gone back or is on its way. `day` is the date it is read on;
    a flow gives `today`, so that a job that is run again makes the same bytes. By what it was made is kept with the
    `order`.

    `ayanamsa` is `lahiri` unless it is `kp`.

    `readings.can` says what a product lacks before it is paid for, in a word of `Readings.lacks`, or null.
    """

    @action("readings.kundali", outcomes=("made", "time_needed", "place_needed", "not_computable", "not_yours"))
    def kundali(person: Json, language: Json, day: Json = None, ayanamsa: Json = None, order: Json = None) -> Outcome:
        at = readings()
        read_on = date.fromisoformat(str(day)) if day else at.clock.now().date()
        kept_with = None if order is None else str(order)
        return at.kundali(person, str(language), read_on, Ayanamsa.chosen(ayanamsa), kept_with)

    @action("readings.can")
    def can(person: Json, language: Json, product: Json, ayanamsa: Json = None) -> str | None:
        return readings().lacks(person, str(language), str(product), Ayanamsa.chosen(ayanamsa))

    return (kundali, can)


def pages_of(pdf: bytes) -> int | None:
    """How many pages a PDF says it has; None if it does not say so in the open."""
    counts = [int(found[1]) for found in _COUNT.finditer(pdf)]
    return max(counts, default=None)
