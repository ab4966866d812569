"""Mangal with its variants and exemptions, kaal sarp in both directions, and the smaller ones."""

from __future__ import annotations

import pytest

from engine.domain.astrology.readings import Cancellation, Reference, Serpent
from engine.domain.astrology.zodiac import Graha, Sign
from integrations.astrology.doshas import doshas, kaal_sarp, mangal
from tests.astrology.made import chart


@pytest.mark.parametrize("house", range(1, 13))
def test_mars_is_flagged_in_five_houses_from_the_lagna(house: int) -> None:
    """1, 4, 7, 8 and 12; those who count the 2nd are told apart."""
    found = mangal(chart(Sign.MESHA, {Graha.MARS: Sign.MESHA.ahead(house)}))
    assert found.houses[Reference.LAGNA] == house
    assert found.is_manglik == (house in {1, 4, 7, 8, 12})
    assert found.with_second == (house in {1, 2, 4, 7, 8, 12})


def test_moon_and_venus_have_flags_of_their_own() -> None:
    """They do not raise the one from the lagna."""
    found = mangal(chart(Sign.MESHA, {Graha.MARS: Sign.MITHUNA, Graha.MOON: Sign.DHANU, Graha.VENUS: Sign.MEENA}))
    assert (found.is_manglik, found.from_moon, found.from_venus) == (False, True, True)


@pytest.mark.parametrize(
    ("lagna", "places", "cancellation"),
    [
        (Sign.MESHA, {Graha.MARS: Sign.MESHA}, Cancellation.OWN_OR_EXALTED),
        (Sign.MAKARA, {Graha.MARS: Sign.MAKARA}, Cancellation.OWN_OR_EXALTED),
        (Sign.VRISHABHA, {Graha.MARS: Sign.SIMHA}, Cancellation.EXEMPT_SIGN),
        (Sign.MAKARA, {Graha.MARS: Sign.KARKA}, Cancellation.EXEMPT_HOUSE_AND_SIGN),
        (Sign.VRISHABHA, {Graha.MARS: Sign.DHANU}, Cancellation.EXEMPT_HOUSE_AND_SIGN),
        (Sign.MITHUNA, {Graha.MARS: Sign.VRISHABHA}, Cancellation.EXEMPT_HOUSE_AND_SIGN),
        (Sign.MESHA, {Graha.MARS: Sign.TULA, Graha.JUPITER: Sign.TULA}, Cancellation.WITH_JUPITER),
        (Sign.MESHA, {Graha.MARS: Sign.TULA, Graha.JUPITER: Sign.MITHUNA}, Cancellation.SEEN_BY_JUPITER),
        (Sign.MESHA, {Graha.MARS: Sign.TULA, Graha.MOON: Sign.TULA}, Cancellation.WITH_MOON),
    ],
)
def test_each_exemption_takes_the_flag_down(
    lagna: Sign, places: dict[Graha, Sign | float], cancellation: Cancellation
) -> None:
    """The flag itself stays up, so that both can be told."""
    found = mangal(chart(lagna, places))
    assert found.is_manglik
    assert cancellation in found.cancelled_by
    assert found.is_cancelled


def test_an_exemption_says_nothing_where_there_is_no_flag() -> None:
    """Mars exalted in the 11th is simply no manglik."""
    found = mangal(chart(Sign.MEENA, {Graha.MARS: Sign.MAKARA}))
    assert not found.is_manglik
    assert not found.is_cancelled


def test_kaal_sarp_needs_all_seven_on_one_side() -> None:
    """One that leaves ends it."""
    ahead = dict.fromkeys((g for g in Graha if not g.is_node), 100.0)
    nodes = {Graha.RAHU: 20.0, Graha.KETU: 200.0}
    assert kaal_sarp(chart(Sign.MESHA, ahead | nodes)).state is Serpent.AHEAD_OF_RAHU
    assert kaal_sarp(chart(Sign.MESHA, ahead | {Graha.RAHU: 200.0, Graha.KETU: 20.0})).state is Serpent.AHEAD_OF_KETU
    broken = kaal_sarp(chart(Sign.MESHA, ahead | nodes | {Graha.MOON: 201.0}))
    assert not broken.is_present
    assert broken.rahu_house == 1


def test_by_longitude_not_by_sign() -> None:
    """A graha in Rahu's sign but behind it is outside."""
    ahead = dict.fromkeys((g for g in Graha if not g.is_node), 100.0)
    nodes = {Graha.RAHU: 20.0, Graha.KETU: 200.0}
    assert not kaal_sarp(chart(Sign.MESHA, ahead | nodes | {Graha.SUN: 19.0})).is_present
    assert kaal_sarp(chart(Sign.MESHA, ahead | nodes | {Graha.SUN: 21.0})).is_present


@pytest.mark.parametrize(
    ("key", "places"),
    [
        ("guru-chandal", {Graha.JUPITER: Sign.MESHA}),
        ("angarak", {Graha.MARS: Sign.MESHA}),
        ("shrapit", {Graha.SATURN: Sign.MESHA}),
        ("vish", {Graha.SATURN: Sign.KANYA}),
        ("grahan-sun-rahu", {Graha.SUN: Sign.MESHA}),
        ("grahan-sun-ketu", {Graha.SUN: Sign.TULA}),
        ("grahan-moon-rahu", {Graha.MOON: Sign.MESHA}),
        ("grahan-moon-ketu", {Graha.MOON: Sign.TULA}),
        ("gand-mool", {Graha.MOON: 241.0}),
    ],
)
def test_the_smaller_ones(key: str, places: dict[Graha, Sign | float]) -> None:
    """Each is found where it is, with how common it is, and not where it is not."""
    found = {finding.key: finding for finding in doshas(chart(Sign.MESHA, places)).others}
    assert key in found
    assert 0 < found[key].prevalence < 0.3
    assert key not in {finding.key for finding in doshas(chart()).others}
