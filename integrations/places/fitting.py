"""The ways in which a typed name can fit a town, each with the likeliest towns first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from rapidfuzz import fuzz

from integrations.places.gazetteer import Gazetteer
from integrations.places.matching import key
from integrations.places.scripts import is_indic, is_tamil, skeleton, sound, unvoiced

# Shorter beginnings and slips fit too many names to mean anything.
SHORTEST_BEGINNING = 3
SHORTEST_SLIP = 4
SHORTEST_FOR_TWO_SLIPS = 9
SHORTEST_ABROAD = 5
# How alike, of 100, two sounds of the same consonants must be; how much less likely than the best a town may be.
ALIKE = 90
ALIKE_INDIC = 72
WINDOW = 9
BEGINNING, FIRST_WORDS = 86, 92
# A slip in what is heard is less sure than one in what is written.
BY_EAR = 8
# In an Indic script what is known as written is surer than what is only known in Latin letters.
AS_WRITTEN = 12
# How likely, all in all, a town has to be that is only nearly called so, if nothing else is known of it: less likely
# are those any word is near to, such as a greeting. To a short word more names are near, to one in Indic letters fewer.
LIKELY, LIKELY_SHORT, LIKELY_INDIC = 110, 114, 108
SHORT = 5
# What ten times the people are worth, and what it is worth to lie in India, on the same scale.
PER_MAGNITUDE = 4.5
AT_HOME = 12

Fits: TypeAlias = Callable[[int], bool]
_Scored: TypeAlias = tuple[int, float, str]


def anywhere(town: int) -> bool:  # noqa: ARG001
    """Fits whatever town: nobody said what lies around it."""
    return True


def all_called(gazetteer: Gazetteer, typed: str, fits: Fits) -> Sequence[int]:
    """The towns of this very name.

    One that only GeoNames knows by it counts beside those that are surely called so if it has half as many people:
    another Aurangabad is meant, another spelling of some village is not.
    """
    name = key(typed)
    sure = [town for town in gazetteer.columns["sure"].get(name, ()) if fits(town)]
    others = [town for town in gazetteer.columns["others"].get(name, ()) if fits(town)]
    if sure:
        least = max(gazetteer.people(town) for town in sure) / 2
        others = [town for town in others if gazetteer.is_at_home(town) and gazetteer.people(town) >= least]
    called = {*sure, *others}
    if is_indic(typed):
        called |= {town for town in _namesakes(gazetteer, called) if fits(town)}
    return _by_people(gazetteer, called)


def inside(gazetteer: Gazetteer, typed: str, fits: Fits) -> Sequence[int]:
    """The towns of a district of this name, if no town is called like it."""
    name = key(typed)
    return [town for town in gazetteer.in_district(name) if fits(town)]


def sounding_like(gazetteer: Gazetteer, typed: str, fits: Fits) -> Sequence[int]:
    """The towns of India that sound the same."""
    same = gazetteer.columns["sounds"].get(sound(typed), ())
    return _by_people(gazetteer, (town for town in same if gazetteer.is_at_home(town) and fits(town)))


def nearly_called(gazetteer: Gazetteer, typed: str, fits: Fits) -> Sequence[int]:
    """The towns whose name begins so, or is a slip or two away, or sounds nearly so.

    Abroad only by the name that is shown, or, typed in an Indic script, by one that is not short: of the many other
    names of large cities some is near to any word.
    """
    name, sounding = key(typed), sound(typed)
    scored = [*_slips(gazetteer, name), *_beginnings(gazetteer, name)]
    if is_indic(typed):
        scored += _sounding_slips(gazetteer, sounding)
        scored += _alike(gazetteer, sounding, ALIKE_INDIC, is_tamil(typed))
    elif len(sounding) >= SHORTEST_SLIP:
        scored += _alike(gazetteer, sounding, ALIKE, False)
    meant = [(town, score) for town, score, found in scored if _is_meant(gazetteer, town, found, typed)]
    return _likeliest(gazetteer, meant, fits, _least(name) if fits is anywhere else 0)


def _least(name: str) -> float:
    if is_indic(name):
        return LIKELY_INDIC
    return LIKELY_SHORT if len(name) <= SHORT else LIKELY


def _namesakes(gazetteer: Gazetteer, towns: Iterable[int]) -> Iterator[int]:
    """In Indic scripts the names of few towns are listed: whoever has the same Latin name is meant as well."""
    for town in towns:
        yield from gazetteer.columns["sure"].get(key(gazetteer.columns["name"][town]), ())


def _slips(gazetteer: Gazetteer, name: str) -> Iterator[_Scored]:
    most = 2 if len(name) >= SHORTEST_FOR_TWO_SLIPS else 1
    if len(name) >= SHORTEST_SLIP:
        more = AS_WRITTEN if is_indic(name) else 0
        for found, slips in gazetteer.names.near(name, most):
            yield from ((town, _score(name, found, slips) + more, found) for town in gazetteer.named(found))


def _beginnings(gazetteer: Gazetteer, name: str) -> Iterator[_Scored]:
    if len(name) >= SHORTEST_BEGINNING:
        for found in gazetteer.names.beginning(name):
            score = FIRST_WORDS if found.startswith(f"{name} ") else BEGINNING
            yield from ((town, score, found) for town in gazetteer.named(found))


def _alike(gazetteer: Gazetteer, sounding: str, least: float, is_voiceless: bool) -> Iterator[_Scored]:
    """Of the same consonants, as far as they can be told, and vowels that are nearly the same."""
    for found in gazetteer.columns["skeletons"].get(skeleton(sounding), ()):
        score = fuzz.ratio(unvoiced(sounding), unvoiced(found)) if is_voiceless else fuzz.ratio(sounding, found)
        if score >= least:
            towns = gazetteer.columns["sounds"][found]
            yield from ((town, score, found) for town in towns if score >= ALIKE or gazetteer.is_at_home(town))


def _sounding_slips(gazetteer: Gazetteer, sounding: str) -> Iterator[_Scored]:
    """For scripts in which no name of the town is listed."""
    if len(sounding) >= SHORTEST_SLIP:
        for found, slips in gazetteer.sounds.near(sounding, 1):
            score = _score(sounding, found, slips) - BY_EAR
            yield from ((town, score, found) for town in gazetteer.columns["sounds"][found])


def _is_meant(gazetteer: Gazetteer, town: int, found: str, typed: str) -> bool:
    if gazetteer.is_at_home(town) or (is_indic(typed) and len(found) >= SHORTEST_ABROAD):
        return True
    return found == key(gazetteer.columns["name"][town])


def _score(typed: str, found: str, slips: int) -> float:
    return 100 * (1 - slips / max(len(typed), len(found)))


def _likeliest(gazetteer: Gazetteer, scored: Iterable[tuple[int, float]], fits: Fits, least: float) -> Sequence[int]:
    """The likeliest first, none below the least, and none that is much less likely than the first."""
    scores: dict[int, float] = {}
    for town, score in scored:
        if fits(town):
            scores[town] = max(score + _prior(gazetteer, town), scores.get(town, 0))
    if not scores:
        return ()
    least = max(max(scores.values()) - WINDOW, least)
    return sorted((town for town, score in scores.items() if score >= least), key=lambda town: (-scores[town], town))


def _prior(gazetteer: Gazetteer, town: int, at_home: float = AT_HOME) -> float:
    return (at_home if gazetteer.is_at_home(town) else 0) + PER_MAGNITUDE * math.log10(gazetteer.people(town))


def _by_people(gazetteer: Gazetteer, towns: Iterable[int]) -> Sequence[int]:
    """Those with the most people first; at home fewer suffice."""
    return sorted(set(towns), key=lambda town: (-_prior(gazetteer, town, AT_HOME / 2), town))
