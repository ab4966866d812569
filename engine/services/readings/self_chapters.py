"""The first chapters of a Kundali: the birth, the charts, the planets, the person, the twelve houses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import TypeVar

from engine.domain.astrology.charts import Chart, Division, NearEdge, Point, Position
from engine.domain.astrology.lordship import ground_of, strength_of
from engine.domain.astrology.panchang import Until
from engine.domain.astrology.zodiac import Graha, Nakshatra, Sign
from engine.domain.places import Place
from engine.domain.reports import Block, Chapter, Drawings, Facts, Heading, Listing, Paragraph, Remark, Style, Table
from engine.services.readings.births import BirthDetails
from engine.services.readings.reckoning import Reckoning
from engine.services.readings.wheels import navamsa_wheel, rashi_wheel
from engine.services.readings.wording import Wording, word_of

T = TypeVar("T")


def about(reckoning: Reckoning, words: Wording) -> Chapter:
    """The birth as it was told, what the calendar of that day says, and what a slightly other time would change."""
    blocks: list[Block] = [
        Paragraph(words.say("report.intro_about")),
        Facts(
            (
                *_told(reckoning.details, words),
                *_taken_for(reckoning.details, words),
                *_known(reckoning, words),
                *_closer(reckoning, words),
                *_day(reckoning, words),
            )
        ),
    ]
    if reckoning.details.has_own_clocks:
        blocks.append(Remark(words.say("report.old_clock")))
    edges = tuple(_edges(reckoning.chart, words))
    return Chapter(title=words.say("report.ch_about"), blocks=(*blocks, *((Listing(edges),) if edges else ())))


def cover(reckoning: Reckoning, words: Wording) -> Facts:
    """Whose it is, what people know of their own chart by heart, and of which day the report is."""
    read_on = (words.say("report.read_on"), words.date(reckoning.day))
    return Facts((*_told(reckoning.details, words), *_known(reckoning, words), read_on))


def _told(details: BirthDetails, words: Wording) -> Iterator[tuple[str, str]]:
    yield words.say("report.born"), words.date(details.born)
    clock = details.clock
    yield words.say("report.time"), words.time(clock.strftime("%H:%M")) if clock else words.name(details.accuracy)
    place = details.place
    if place is not None:
        yield words.say("report.place"), words.place(place)


def _taken_for(details: BirthDetails, words: Wording) -> Iterator[tuple[str, str]]:
    place = details.place
    if place is not None:
        yield words.say("report.coordinates"), _coordinates(place, words)
        yield words.say("report.zone"), f"{place.timezone} ({_offset(details.offset())})"


def _known(reckoning: Reckoning, words: Wording) -> Iterator[tuple[str, str]]:
    moon = reckoning.chart[Graha.MOON]
    yield words.say("report.lagna"), words.name(reckoning.chart.lagna.sign)
    yield words.say("report.moon_sign"), words.name(moon.sign)
    yield words.say("report.birth_star"), words.name(moon.nakshatra)


def _closer(reckoning: Reckoning, words: Wording) -> Iterator[tuple[str, str]]:
    moon = reckoning.chart[Graha.MOON]
    yield words.say("report.pada"), str(moon.pada)
    yield words.say("report.syllable"), words.say(f"report.syllable_{word_of(moon.nakshatra)}_{moon.pada}")
    yield words.say("report.sun_sign"), words.name(reckoning.chart[Graha.SUN].sign)


def charts(reckoning: Reckoning, words: Wording) -> Chapter:
    """The birth chart in both styles, and the navamsa in both."""
    chart = reckoning.chart
    return Chapter(
        title=words.say("report.ch_charts"),
        blocks=(
            Paragraph(words.say("report.intro_charts")),
            Drawings(tuple(rashi_wheel(chart, style, words) for style in Style)),
            Drawings(tuple(navamsa_wheel(chart, style, words) for style in Style)),
        ),
        on_new_page=True,
    )


def planets(reckoning: Reckoning, words: Wording) -> Chapter:
    """Where each stands, and what is said of it there."""
    chart = reckoning.chart
    columns = ("graha", "sign", "degrees", "nakshatra", "pada", "house", "state")
    rows = [
        (words.say("report.lagna"), *_spot(chart.lagna, words), "1", ""),
        *(_row(position, words) for position in chart.positions.values()),
    ]
    blocks: list[Block] = [
        Paragraph(words.say("report.intro_planets")),
        Table(tuple(words.say(f"report.{column}") for column in columns), tuple(rows)),
    ]
    for position in chart.positions.values():
        blocks += [Heading(_stands(position, words)), Paragraph(_of_planet(position, words))]
    return Chapter(title=words.say("report.ch_planets"), blocks=tuple(blocks))


def you(reckoning: Reckoning, words: Wording) -> Chapter:
    """The rising sign, the Moon's sign and its star."""
    lagna, moon = reckoning.chart.lagna.sign, reckoning.chart[Graha.MOON]
    parts = (
        ("report.lagna", words.name(lagna), f"lagna_in.{word_of(lagna)}"),
        ("report.moon_sign", words.name(moon.sign), f"moon_in.{word_of(moon.sign)}"),
        ("report.birth_star", words.name(moon.nakshatra), f"birth_star.{word_of(moon.nakshatra)}"),
    )
    blocks: list[Block] = [Paragraph(words.say("report.intro_you"))]
    for label, name, sentences in parts:
        blocks += [Heading(f"{words.say(label)}: {name}"), Paragraph(words.say(sentences))]
    return Chapter(title=words.say("report.ch_you"), blocks=tuple(blocks))


def houses(reckoning: Reckoning, words: Wording) -> Chapter:
    """Each with its sign, its lord and where that stands, who is in it, and what of its own is said of it."""
    blocks: list[Block] = [Paragraph(words.say("report.intro_houses"))]
    for house in range(1, 13):
        blocks += _house(reckoning.chart, house, words)
    return Chapter(title=words.say("report.ch_houses"), blocks=tuple(blocks))


def degrees(value: float) -> str:
    """Whole degrees and minutes, cut and not rounded: 29 degrees 59.9 minutes is not the next sign."""
    minutes = int(value * 60)
    return f"{minutes // 60}° {minutes % 60:02d}′"


def _day(reckoning: Reckoning, words: Wording) -> Iterator[tuple[str, str]]:
    found, birth = reckoning.panchang, reckoning.chart.moment.utc
    if found is None:
        return
    tithi = _holding(found.tithis, birth)
    fortnight = words.say("paksha.shukla" if tithi.is_bright else "paksha.krishna")
    yield words.say("report.weekday"), words.name(found.vara)
    yield words.say("report.tithi"), f"{words.tithi(tithi)}, {fortnight}"
    yield words.say("report.yoga"), words.name(_holding(found.yogas, birth))
    yield words.say("report.karana"), words.name(_holding(found.karanas, birth))
    yield words.say("report.sunrise"), words.time(reckoning.clock_of(found.sunrise))


def _holding(parts: tuple[Until[T], ...], moment: datetime) -> T:
    """What holds at a moment of the day; its last part goes on beyond it."""
    return next((part.value for part in parts if moment < part.end), parts[-1].value)


def _edges(chart: Chart, words: Wording) -> Iterator[str]:
    """One sentence for each body, of the largest part it may be in another of."""
    told: set[Graha | None] = set()
    for edge in chart.near_edges:
        if edge.graha not in told:
            told.add(edge.graha)
            yield words.say("report.near_edge", minutes=max(1, ceil(edge.minutes)), what=_other(edge, words))


def _other(edge: NearEdge, words: Wording) -> str:
    body = words.say("report.lagna") if edge.graha is None else words.name(edge.graha)
    label = words.say(f"report.{edge.division.value}")
    return f"{body}, {label}: {_part(edge.division, edge.here, words)} / {_part(edge.division, edge.beyond, words)}"


def _part(division: Division, number: int, words: Wording) -> str:
    if division is Division.SIGN:
        return words.name(Sign(number))
    return words.name(Nakshatra(number)) if division is Division.NAKSHATRA else str(number % 4 + 1)


def _coordinates(place: Place, words: Wording) -> str:
    north = words.say("report.north" if place.latitude >= 0 else "report.south", degrees=f"{abs(place.latitude):.2f}")
    east = words.say("report.east" if place.longitude >= 0 else "report.west", degrees=f"{abs(place.longitude):.2f}")
    return f"{north}, {east}"


def _offset(ahead: timedelta) -> str:
    """`UTC+05:30`; with seconds where the clocks went by the sun."""
    seconds = abs(int(ahead.total_seconds()))
    shown = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}" + (f":{seconds % 60:02d}" if seconds % 60 else "")
    return f"UTC{'-' if ahead < timedelta(0) else '+'}{shown}"


def _spot(point: Point, words: Wording) -> tuple[str, ...]:
    return words.name(point.sign), degrees(point.degrees), words.name(point.nakshatra), str(point.pada)


def _row(position: Position, words: Wording) -> tuple[str, ...]:
    state = [words.name(position.dignity)] if position.dignity else []
    state += [words.say("mark.retrograde")] if position.is_retrograde and not position.graha.is_node else []
    return words.name(position.graha), *_spot(position, words), str(position.house), " ".join(state)


def _stands(position: Position, words: Wording) -> str:
    return words.say(
        "report.planet_in", graha=words.name(position.graha), sign=words.name(position.sign), house=position.house
    )


def _of_planet(position: Position, words: Wording) -> str:
    graha = position.graha
    said = words.say(f"in_house.{word_of(graha)}.{position.house}")
    if position.dignity is None:
        return said
    return f"{said} {words.say(f'in_dignity.{word_of(position.dignity)}', graha=words.name(graha))}"


def _house(chart: Chart, house: int, words: Wording) -> Iterator[Block]:
    lord = chart.lord_of_house(house)
    stands = chart[lord].house
    ground, strength = ground_of(house, stands), strength_of(chart[lord].dignity, stands)
    inside = [words.name(position.graha) for position in chart.in_house(house)]
    yield Heading(f"{house}. {words.say(f'house.{house}')}")
    yield Facts(
        (
            (words.say("report.sign"), words.name(chart.sign_of_house(house))),
            (words.say("report.lord"), words.say("report.lord_at", graha=words.name(lord), house=stands)),
            (words.say("report.planets_here"), ", ".join(inside) or words.say("report.nobody_here")),
        )
    )
    place, said = words.say(f"lord_in.{house}.{word_of(ground)}"), f"lord_stands.{house}.{word_of(strength)}"
    yield Paragraph(f"{place} {words.say(said)}")
