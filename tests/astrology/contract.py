"""What every AstrologyGateway has to keep. A test class takes it over and says by which provider.

Of what its capabilities do not name a provider has to say that it cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from engine.domain.astrology.births import Ayanamsa, Basis, BirthMoment
from engine.domain.astrology.charts import Chart
from engine.domain.astrology.matching import Kuta
from engine.domain.astrology.readings import Reference
from engine.domain.astrology.zodiac import Graha, Sign, apart
from engine.errors import InvalidMoment, TimeNeeded, UnsupportedCapability
from engine.interfaces.astrology import AstrologyGateway, Capability
from tests.astrology.cases import DASHA_DAYS, DELHI, LAGNA, LONGITUDE, Birth, births, india, ingresses, title

LAHIRI = Ayanamsa.LAHIRI
DAY = timedelta(days=1)
IDS = [case.id for case in births()]


class ChartContract:
    """What also a provider keeps that has charts and nothing else. Take this over, and give `gateway`."""

    @pytest.fixture
    def gateway(self) -> AstrologyGateway:
        """The provider under test."""
        raise NotImplementedError

    @pytest.mark.parametrize("case", births(), ids=IDS)
    def test_a_chart_is_that_of_the_reference(self, gateway: AstrologyGateway, case: Birth) -> None:
        """Longitudes within 30 arc seconds, the lagna within 60, and every class of it that is not at an edge."""
        chart = gateway.chart(case.moment, LAHIRI)
        assert not case.lagna.differs_from(chart.lagna, LAGNA)
        assert set(chart.positions) == set(Graha)
        for graha, body in case.grahas.items():
            position = chart[graha]
            assert not body.differs_from(position, LONGITUDE), graha
            assert (position.graha, position.house) == (graha, body.house)
            assert position.is_retrograde == body.is_retrograde, graha
        assert chart.ayanamsa_degrees == pytest.approx(case.ayanamsa, abs=1 / 3600)
        assert chart.moment == case.moment

    def test_the_same_question_has_the_same_answer(self, gateway: AstrologyGateway) -> None:
        """Down to the last digit: a report can be computed again."""
        moment = births()[0].moment
        assert gateway.chart(moment, LAHIRI) == gateway.chart(moment, LAHIRI)

    def test_a_chart_says_by_whom_it_was_made(self, gateway: AstrologyGateway) -> None:
        """Provider, versions, ayanamsa, node, dasha year, sunrise."""
        _is_told(gateway.chart(births()[0].moment, LAHIRI).basis, LAHIRI)

    def test_without_a_time_there_is_no_chart(self, gateway: AstrologyGateway) -> None:
        """An invented noon is an invented lagna."""
        exact = births()[0].moment
        rough = BirthMoment.rough(exact.utc, exact.latitude, exact.longitude)
        unknown = BirthMoment.unknown(exact.utc, exact.utc + DAY, exact.latitude, exact.longitude)
        for moment in (rough, unknown):
            with pytest.raises(TimeNeeded):
                gateway.chart(moment, LAHIRI)

    def test_near_a_pole_there_is_no_chart(self, gateway: AstrologyGateway) -> None:
        """There a sign may not rise for weeks."""
        with pytest.raises(InvalidMoment) as caught:
            gateway.chart(BirthMoment.exact(datetime(2000, 6, 21, tzinfo=UTC), 78.2, 15.6), LAHIRI)
        assert caught.value.reason == "polar"

    def test_what_is_not_offered_is_refused(self, gateway: AstrologyGateway) -> None:
        """Not with something else in its place."""
        asked = _questions(gateway)
        for capability in set(Capability) - gateway.capabilities():
            with pytest.raises(UnsupportedCapability):
                asked[capability]()


class AstrologyContract(ChartContract):
    """All of it."""

    @pytest.fixture
    def may(self, gateway: AstrologyGateway) -> Callable[[Capability], None]:
        """Skips what this provider does not offer."""

        def ask(capability: Capability) -> None:
            if capability not in gateway.capabilities():
                pytest.skip(f"this provider has no {capability.value}")

        return ask

    def test_kp_begins_a_tenth_of_a_degree_earlier(
        self, gateway: AstrologyGateway, may: Callable[[Capability], None]
    ) -> None:
        """0.096852 degrees below Lahiri, for every point."""
        may(Capability.KP)
        moment = births()[0].moment
        lahiri, kp = gateway.chart(moment, LAHIRI), gateway.chart(moment, Ayanamsa.KP)
        _is_told(kp.basis, Ayanamsa.KP)
        for one, other in ((kp.lagna, lahiri.lagna), *((kp[graha], lahiri[graha]) for graha in Graha)):
            assert apart(one.longitude, other.longitude) == pytest.approx(0.096852, abs=1e-4)

    @pytest.mark.parametrize("case", births(), ids=IDS)
    def test_dashas_are_those_of_the_reference(
        self, gateway: AstrologyGateway, may: Callable[[Capability], None], case: Birth
    ) -> None:
        """Within two days; each antardasha begins where the one before it ends."""
        may(Capability.DASHAS)
        dashas = gateway.dashas(gateway.chart(case.moment, LAHIRI))
        assert dashas.balance_years == pytest.approx(case.balance_years, abs=DASHA_DAYS / 365.25)
        for period, (lord, start, end) in zip(dashas.periods[:9], case.dashas, strict=True):
            assert period.lord is lord
            assert abs(period.start.date() - start) <= DASHA_DAYS * DAY
            assert abs(period.end.date() - end) <= DASHA_DAYS * DAY
            assert period.parts[0].lord is lord
            assert {part.lord for part in period.parts} == set(Graha)
            assert [period.start, *(part.end for part in period.parts)] == [
                *(part.start for part in period.parts), period.end,
            ]  # fmt: skip
        assert all(one.end == other.start for one, other in pairwise(dashas.periods))
        now = dashas.at(case.moment.utc)
        assert now
        assert now[0] == dashas.periods[0]
        old = dashas.at(case.moment.utc + 120 * timedelta(days=365.25))
        assert old
        assert old[0].lord in {period.lord for period in dashas.periods[:2]}  # the nine have begun again

    @pytest.mark.parametrize("case", births(), ids=IDS)
    def test_mars_is_where_the_reference_has_it(
        self, gateway: AstrologyGateway, may: Callable[[Capability], None], case: Birth
    ) -> None:
        """From the lagna, the Moon and Venus; the flag goes by the lagna."""
        may(Capability.DOSHAS)
        mangal = gateway.doshas(gateway.chart(case.moment, LAHIRI)).mangal
        assert {reference.value: house for reference, house in mangal.houses.items()} == case.mars_houses
        assert set(mangal.houses) == set(Reference)
        assert (mangal.is_manglik, mangal.with_second) == (case.is_manglik, case.is_manglik_with_second)

    def test_yogas_name_their_sources(self, gateway: AstrologyGateway, may: Callable[[Capability], None]) -> None:
        """And who makes them, in which houses, and how common they are."""
        may(Capability.YOGAS)
        for case in births():
            yogas = gateway.yogas(gateway.chart(case.moment, LAHIRI))
            _is_told(yogas.basis, LAHIRI)
            for yoga in yogas.found:
                assert yoga.key
                assert yoga.source
                assert yoga.grahas
                assert set(yoga.houses) <= set(range(1, 13))
                assert 0 < yoga.prevalence < 1

    def test_an_outline_holds_what_a_chart_says(
        self, gateway: AstrologyGateway, may: Callable[[Capability], None]
    ) -> None:
        """Of a time within the interval, whichever it is; and of an exact time it says one thing only."""
        may(Capability.OUTLINE)
        for case in births():
            exact = case.moment
            chart = gateway.chart(exact, LAHIRI)
            rough = gateway.outline(BirthMoment.rough(exact.utc, exact.latitude, exact.longitude), LAHIRI)
            assert chart.lagna.sign in rough.lagna_signs
            for graha in Graha:
                assert chart[graha].sign in rough.possible[graha].signs
                assert chart[graha].nakshatra in rough.possible[graha].nakshatras
            certain = gateway.outline(exact, LAHIRI)
            assert certain.lagna_sign is chart.lagna.sign
            assert certain.moon.nakshatra is chart[Graha.MOON].nakshatra

    def test_a_day_is_that_of_the_almanac(self, gateway: AstrologyGateway, may: Callable[[Capability], None]) -> None:
        """Drik Panchang's day for New Delhi, 2020-12-31, within two minutes."""
        may(Capability.PANCHANG)
        day = gateway.panchang(date(2020, 12, 31), DELHI, LAHIRI)
        _is_told(day.basis, LAHIRI)
        told = {
            "07:14": day.sunrise, "17:35": day.sunset, "18:42": day.moonrise, "08:12": day.moonset,
            "09:30": day.tithis[0].end, "19:49": day.nakshatras[0].end, "14:52": day.yogas[0].end,
            "13:38": day.moon_signs[0].end,
        }  # fmt: skip
        for text, moment in told.items():
            assert moment
            assert abs(moment - india(f"2020-12-31T{text}:00")) <= timedelta(minutes=2), text
        assert (day.tithis[0].value.number, day.nakshatras[0].value.key) == (16, "punarvasu")
        assert (day.yogas[0].value.key, day.karanas[0].value.value) == ("indra", "kaulava")
        assert (day.moon_signs[0].value, day.vara.name) == (Sign.MITHUNA, "THU")

    def test_transits_count_from_the_moon_sign(
        self, gateway: AstrologyGateway, may: Callable[[Capability], None]
    ) -> None:
        """For all nine; and they stand where a chart of that moment has them."""
        may(Capability.TRANSITS)
        moment = births()[0].moment
        chart = gateway.chart(moment, LAHIRI)
        for moon_sign in Sign:
            transits = gateway.transits(moon_sign, moment.utc, LAHIRI)
            assert set(transits.grahas) == set(Graha)
            assert 0 <= transits.score <= len(Graha)
            for graha, transit in transits.grahas.items():
                assert transit.sign is chart[graha].sign
                assert transit.house == transit.sign.house_from(moon_sign)

    @pytest.mark.parametrize("graha", ingresses(), ids=lambda graha: graha.value)
    def test_ingresses_are_those_of_the_reference(
        self, gateway: AstrologyGateway, may: Callable[[Capability], None], graha: Graha
    ) -> None:
        """In this order, and when the reference has it at the edge it is there within 30 arc seconds."""
        may(Capability.INGRESSES)
        told = ingresses()[graha]
        found = gateway.ingresses(graha, told[0][0] - DAY, told[-1][0] + DAY, LAHIRI)
        assert [title(crossing.sign.name) for crossing in found.crossings] == [sign for _, sign in told]
        for crossing, (moment, _) in zip(found.crossings, told, strict=True):
            there = gateway.transits(Sign.MESHA, moment, LAHIRI).grahas[graha]
            off = abs(apart(there.longitude, 30 * round(there.longitude / 30))) * 3600
            assert abs(crossing.moment - moment) < timedelta(minutes=2) or off < LONGITUDE

    def test_sade_sati_is_as_it_was_announced(
        self, gateway: AstrologyGateway, may: Callable[[Capability], None]
    ) -> None:
        """The Himalayan Times, 2020-01-28: on 24 January it began for Kumbha, ended for Vrishchika, set for Dhanu."""
        may(Capability.SATURN)
        start, end, change = (datetime(year, month, day, tzinfo=UTC) for year, month, day in _AROUND_2020)
        phases = {}
        for sign in (Sign.KUMBHA, Sign.VRISHCHIKA, Sign.DHANU):
            times = gateway.saturn(sign, start, end, LAHIRI)
            before, after = times.at(change - DAY), times.at(change + DAY)
            phases[sign] = (before and before.phase.value, after and after.phase.value)
        assert phases[Sign.KUMBHA] == (None, "rising")
        assert phases[Sign.VRISHCHIKA] == ("setting", None)
        assert phases[Sign.DHANU] == ("peak", "setting")

    def test_a_match_is_the_sum_of_its_eight(
        self, gateway: AstrologyGateway, may: Callable[[Capability], None]
    ) -> None:
        """Each within what it can give, and the table set is named."""
        may(Capability.MATCH)
        for bride, groom in pairwise(births()):
            match = gateway.match(bride.moment, groom.moment, LAHIRI)
            _is_told(match.basis, LAHIRI)
            assert match.ashtakoot.tables
            assert set(match.ashtakoot.kutas) == set(Kuta)
            assert all(0 <= score.points <= kuta.most for kuta, score in match.ashtakoot.kutas.items())
            assert match.ashtakoot.total == sum(score.points for score in match.ashtakoot.kutas.values())
            assert match.bride_mangal
            assert match.bride_mangal.is_manglik == bride.is_manglik
            assert match.mangal


_AROUND_2020 = ((2019, 12, 1), (2020, 3, 1), (2020, 1, 24))


def _is_told(basis: Basis, ayanamsa: Ayanamsa) -> None:
    assert all((basis.provider, basis.version, basis.engine, basis.tables))
    assert basis.ayanamsa is ayanamsa
    assert basis.node in ("mean", "true")
    assert 360 <= basis.year_days < 366
    assert basis.sunrise in ("upper-limb", "centre")


def _questions(gateway: AstrologyGateway) -> dict[Capability, Callable[[], object]]:
    """One question for each capability."""
    moment = births()[0].moment
    now = moment.utc

    def chart() -> Chart:
        return gateway.chart(moment, LAHIRI)

    return {
        Capability.KP: lambda: gateway.chart(moment, Ayanamsa.KP),
        Capability.OUTLINE: lambda: gateway.outline(moment, LAHIRI),
        Capability.DASHAS: lambda: gateway.dashas(chart()),
        Capability.PANCHANG: lambda: gateway.panchang(date(2020, 12, 31), DELHI, LAHIRI),
        Capability.DOSHAS: lambda: gateway.doshas(chart()),
        Capability.YOGAS: lambda: gateway.yogas(chart()),
        Capability.TRANSITS: lambda: gateway.transits(Sign.MESHA, now, LAHIRI),
        Capability.INGRESSES: lambda: gateway.ingresses(Graha.SUN, now, now + DAY, LAHIRI),
        Capability.SATURN: lambda: gateway.saturn(Sign.MESHA, now, now + DAY, LAHIRI),
        Capability.MATCH: lambda: gateway.match(moment, moment, LAHIRI),
    }
