"""The jobs of matching by name: whether two births are enough for it, and the report itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.actions.catalogue import Outcome, action
from engine.domain.values import Json
from engine.errors import InvalidMoment, PlaceNeeded, TimeNeeded
from engine.services.readings.births import BirthDetails, Came
from engine.services.readings.jobs import KEPT, Readings, pages_of
from engine.services.readings.milan import compose_match
from engine.services.readings.milan_chat import certain, match_card, match_summary
from engine.services.readings.milan_couple import Couple
from engine.services.readings.milan_reckoning import compare, open_births
from engine.services.readings.provider import can_answer
from engine.services.readings.remembering import as_before, births_of, match_of, versions
from engine.services.readings.wording import Wording

_NOT_ENOUGH = ("time_needed", "place_needed", "not_computable")


def match_actions(readings: Callable[[], Readings]) -> Sequence[Callable[..., Outcome]]:
    """To be listed in the catalogue; `readings` gives what they are made with, where it is known.

    Both take two saved people: `first` is reckoned as the bride, `second` as the groom. `readings.milan_ready` tells
    before anybody pays: `ready` with `mars`, whether it is in it, and the names of those who are `polar`, of whom no
    lagna can be told, if there are any; `language_needed`; or what the report lacks.
    `readings.milan` makes it: `made` with `pdf` and `picture` (files, kept for a week), `summary`, `total`, `pages`,
    `language`, and the `versions` it was computed by; the same births give the same bytes. With the `order` it is for
    the points are kept, and told again as they were for the same births; `older` if the tables have changed since;
    `not_yours` if the money for it has gone back or is on its way.

    Both may end as `time_needed` with `names` and what is `certain` all the same, `place_needed` with `names`, or
    `not_computable` with a `reason` and `names`, the reason `provider` if whoever computes has no matches. A time that
    the clocks showed twice or never is needed as well: `clocks` are the names of those who told one.
    """

    @action("readings.milan_ready", outcomes=("ready", "language_needed", *_NOT_ENOUGH))
    def ready(first: Json, second: Json, language: Json) -> Outcome:
        at = readings()
        if language not in at.languages():
            return Outcome("language_needed")
        if not can_answer(at.astrology, "match_report"):
            return Outcome("not_computable", {"reason": "provider", "names": []})
        found = _compared(at, first, second, _wording(at, language))
        return found if isinstance(found, Outcome) else Outcome("ready", _told(found))

    @action("readings.milan", outcomes=("made", "not_yours", *_NOT_ENOUGH))
    def milan(first: Json, second: Json, language: Json, order: Json = None) -> Outcome:
        at = readings()
        if order is not None and not at.made.is_theirs(str(order)):
            return Outcome("not_yours")
        words = _wording(at, language)
        found = _compared(at, first, second, words)
        if isinstance(found, Outcome):
            return found
        return Outcome("made", _made(at, found, words, None if order is None else str(order)))

    return (ready, milan)


def _told(couple: Couple) -> dict[str, Json]:
    polar: list[Json] = [side.name for side in couple.polar]
    return {"mars": couple.match.mangal is not None, **({"polar": polar} if polar else {})}


def _wording(at: Readings, language: Json) -> Wording:
    """What was bought is made in the fallback rather than not at all."""
    library = at.library()
    return Wording(library, str(language) if language in at.languages() else library.languages.fallback)


def _compared(at: Readings, first: Json, second: Json, words: Wording) -> Couple | Outcome:
    names: list[Json] = []
    try:
        births = BirthDetails.of(first), BirthDetails.of(second)
        names = [each.name for each in births if not _is_possible(each)]
        without_place: list[Json] = [each.name for each in births if each.place is None]
        if without_place:
            return Outcome("place_needed", {"names": without_place})
        if any(each.is_twice or each.came is Came.NEVER for each in births):
            return _time_needed(at, births, words)
        try:
            return compare(at.astrology, *births)
        except TimeNeeded:
            return _time_needed(at, births, words)
    except InvalidMoment as invalid:
        return Outcome("not_computable", {"reason": invalid.reason, "names": names})


def _is_possible(details: BirthDetails) -> bool:
    try:
        details.moment()
    except InvalidMoment:
        return False
    except (PlaceNeeded, TimeNeeded):
        pass
    return True


def _time_needed(at: Readings, births: Sequence[BirthDetails], words: Wording) -> Outcome:
    """With the Moons that are certain; of a time that came twice or never there is none, and only its name is told."""
    clocks: list[Json] = [each.name for each in births if each.is_twice or each.came is Came.NEVER]
    names: list[Json] = [each.name for each in births if each.needs == "time" or each.name in clocks]
    known = certain(open_births(at.astrology, births), words)
    return Outcome("time_needed", {"names": names, "certain": known, **({"clocks": clocks} if clocks else {})})


def _made(at: Readings, couple: Couple, words: Wording, order: str | None) -> dict[str, Json]:
    """For the same births with the points they had when it was bought; `older` tells that the tables are others now."""
    births = births_of([couple.bride.details, couple.groom.details])
    before = None if order is None else at.made.last(order)
    told = as_before(couple, before) if before is not None and before.get("births") == births else couple
    made = _kept(at, told, words)
    if order is not None:
        tables = told.match.ashtakoot.tables
        by = versions(told.match.basis, tables, at.library(), words.language)
        at.made.keep(
            order, {"language": words.language, "births": births, "versions": by, "match": match_of(told)}
        )  # fmt: skip
    return {**made, "older": told.match.ashtakoot.tables != couple.match.ashtakoot.tables}


def _kept(at: Readings, couple: Couple, words: Wording) -> dict[str, Json]:
    pdf = at.reports.typeset(compose_match(couple, words))
    picture = at.reports.draw(match_card(couple, words))
    basis = couple.match.basis
    return {
        "pdf": at.files.keep("application/pdf", pdf, KEPT),
        "picture": at.files.keep("image/png", picture, KEPT),
        "summary": match_summary(couple, words),
        "total": couple.total,
        "pages": pages_of(pdf),
        "language": words.language,
        "versions": {"provider": f"{basis.provider} {basis.version}", "tables": couple.match.ashtakoot.tables},
    }
