"""The curated days of festivals against the embedded almanac of Delhi."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.festivals import FESTIVALS, Festival, festivals_of
from engine.domain.astrology.panchang import Masa, Panchang
from engine.domain.astrology.zodiac import Graha, Sign
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from tests.readings.people import CHENNAI, DELHI, KOLKATA

ASTROLOGY = EmbeddedAstrologyGateway()
RULES = {
    Festival.VASANT_PANCHAMI: (Masa.MAGHA, 5, "forenoon"),
    Festival.MAHA_SHIVARATRI: (Masa.MAGHA, 29, "midnight"),
    Festival.LUNAR_NEW_YEAR: (Masa.CHAITRA, 1, "sunrise"),
    Festival.RAMA_NAVAMI: (Masa.CHAITRA, 9, "midday"),
    Festival.GURU_PURNIMA: (Masa.ASHADHA, 15, "sunrise"),
    Festival.RAKSHA_BANDHAN: (Masa.SHRAVANA, 15, "sunrise"),
    Festival.JANMASHTAMI: (Masa.SHRAVANA, 23, "midnight"),
    Festival.GANESH_CHATURTHI: (Masa.BHADRAPADA, 4, "midday"),
    Festival.NAVARATRI: (Masa.ASHVINA, 1, "sunrise"),
    Festival.DUSSEHRA: (Masa.ASHVINA, 10, "afternoon"),
    Festival.DIWALI: (Masa.ASHVINA, 30, "dusk"),
}
"""Month to the new moon, tithi, and when it has to hold (facts: the plain rule meets six of seven days)."""

DECIDED_OTHERWISE = {
    (2026, Festival.LUNAR_NEW_YEAR): "the first tithi meets no sunrise",
    (2026, Festival.JANMASHTAMI): "the eighth ends some minutes before the middle of the night",
    (2027, Festival.JANMASHTAMI): "the eighth holds at sunrise the day after, with Rohini",
    (2027, Festival.NAVARATRI): "the first tithi meets no sunrise",
}

OF_ALL = set(Festival) - {Festival.SOLAR_NEW_YEAR}


def test_each_year_has_every_festival_once() -> None:
    """In the order of the year but for none."""
    for year in {day.year for day in FESTIVALS}:
        assert Counter(each for day, each in FESTIVALS.items() if day.year == year) == Counter(OF_ALL)
    assert list(FESTIVALS) == sorted(FESTIVALS)


def test_month_and_tithi_are_those_of_the_almanac() -> None:
    """Where the plain rule decides; where it does not, the tithi is still there at some time of the day."""
    for day, festival in FESTIVALS.items():
        if festival not in RULES:
            continue
        month, tithi, when = RULES[festival]
        panchang = ASTROLOGY.panchang(day, DELHI, Ayanamsa.LAHIRI)
        if (day.year, festival) in DECIDED_OTHERWISE:
            assert tithi in [each.value.number for each in panchang.tithis], (day, festival)
        else:
            assert _tithi_at(panchang, _moment(panchang, when)) == tithi, (day, festival)
            assert panchang.month.amanta is month, (day, festival)
            assert not panchang.month.is_adhika


def test_holi_follows_the_evening_of_the_full_moon() -> None:
    """The fire is lit at the full moon; 2026 has a rule of its own, since the Moon was eclipsed that evening."""
    for day, festival in FESTIVALS.items():
        if festival is Festival.HOLI:
            eve = ASTROLOGY.panchang(day - timedelta(days=2 if day.year == 2026 else 1), DELHI, Ayanamsa.LAHIRI)
            assert _tithi_at(eve, _moment(eve, "dusk")) == 15


def test_makar_sankranti_is_the_day_the_sun_enters_makara_or_the_next_one() -> None:
    """It is the next one when that is after sunset."""
    for day, festival in FESTIVALS.items():
        if festival is Festival.MAKAR_SANKRANTI:
            dawns = [ASTROLOGY.panchang(day + timedelta(days=n), DELHI, Ayanamsa.LAHIRI).sunrise for n in (-1, 1)]
            skies = [ASTROLOGY.transits(Sign.MESHA, dawn, Ayanamsa.LAHIRI) for dawn in dawns]
            assert [sky.grahas[Graha.SUN].sign for sky in skies] == [Sign.DHANU, Sign.MAKARA]


def test_bengal_keeps_the_tenth_that_holds_at_its_sunrise() -> None:
    """A day after Delhi, when the tenth begins in the middle of a day."""
    days = [day for day, festival in festivals_of("bn").items() if festival is Festival.DUSSEHRA]
    assert len(days) == 3
    for day in days:
        panchang = ASTROLOGY.panchang(day, KOLKATA, Ayanamsa.LAHIRI)
        assert panchang.tithis[0].value.number == 10
        assert panchang.month.amanta is Masa.ASHVINA


def test_the_solar_year_begins_when_the_sun_has_entered_mesha() -> None:
    """In Bengal on the day after, in Tamil Nadu on that day unless the Sun had set."""
    for year in (2026, 2027, 2028):
        start = datetime(year, 4, 1, tzinfo=UTC)
        ingress = ASTROLOGY.ingresses(Graha.SUN, start, start + timedelta(days=29), Ayanamsa.LAHIRI).crossings[0]
        there = ingress.moment.astimezone(ZoneInfo("Asia/Kolkata")).date()
        sunset = ASTROLOGY.panchang(there, CHENNAI, Ayanamsa.LAHIRI).sunset
        late = timedelta(days=1 if ingress.moment > sunset else 0)
        assert festivals_of("bn")[there + timedelta(days=1)] is Festival.SOLAR_NEW_YEAR
        assert festivals_of("ta")[there + late] is Festival.SOLAR_NEW_YEAR


def test_whoever_has_no_days_of_their_own_keeps_those_of_all() -> None:
    """And nobody else is told of a new year that is not theirs."""
    assert festivals_of("hi") == FESTIVALS
    assert set(festivals_of("bn").values()) == set(Festival)


def test_the_coming_year_is_there() -> None:
    """Whoever reads this in an autumn to come adds a year to the table."""
    assert max(FESTIVALS) >= date(2028, 10, 17)


def _moment(panchang: Panchang, when: str) -> datetime:
    day, night = panchang.sunset - panchang.sunrise, panchang.next_sunrise - panchang.sunset
    return {
        "sunrise": panchang.sunrise,
        "forenoon": panchang.sunrise + day * 0.3,
        "midday": panchang.sunrise + day / 2,
        "afternoon": panchang.sunrise + day * 0.7,
        "dusk": panchang.sunset + timedelta(minutes=45),
        "midnight": panchang.sunset + night / 2,
    }[when]


def _tithi_at(panchang: Panchang, moment: datetime) -> int:
    return next(each.value.number for each in panchang.tithis if moment < each.end)
