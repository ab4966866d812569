"""The chapters of a Kundali that have dates: the periods, Saturn, and the year that begins now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from engine.domain.astrology.dashas import Period
from engine.domain.astrology.transits import SaturnStay
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.reports import Block, Chapter, Facts, Heading, Listing, Paragraph, Table
from engine.services.readings.reckoning import Month, Reckoning, Stay
from engine.services.readings.wording import Wording, word_of

NINE = 9
"""So many mahadashas there are until the first comes again."""
GOOD_FROM = 4
QUIET_UP_TO = 1
"""Of the eight planets that are counted; three stand in good houses in the mean."""

_ONE_PASSAGE = timedelta(days=400)
"""Saturn goes back across an edge for less than this; what is farther apart belongs to another round."""


def dasha(reckoning: Reckoning, words: Wording) -> Chapter:
    """The nine mahadashas, of an old person the next ones too, and what is said of the one that runs."""
    head = tuple(words.say(f"report.{column}") for column in ("period", "from", "to"))
    periods, lord = reckoning.dashas.periods, reckoning.maha.lord
    shown = max(NINE, periods.index(reckoning.maha) + 2)
    rows = tuple(_dates(period, reckoning, words) for period in periods[:shown])
    again = (Paragraph(words.say("report.dasha_again")),) if len(rows) > NINE else ()
    return Chapter(
        title=words.say("report.ch_dasha"),
        blocks=(
            Paragraph(words.say("report.intro_dasha")),
            *again,
            Table(head, rows),
            Heading(f"{words.say('report.current_period')}: {words.name(lord)}"),
            Paragraph(words.say(f"dasha.{word_of(lord)}")),
        ),
    )


def antar(reckoning: Reckoning, words: Wording) -> Chapter:
    """The antardashas of the mahadasha that runs and of the next; what is said of those that are still to come now."""
    current, periods = reckoning.maha, reckoning.dashas.periods
    following = periods[periods.index(current) + 1 :][:1]
    blocks: list[Block] = [Paragraph(words.say("report.intro_antar"))]
    for period in (current, *following):
        heading = Heading(f"{words.say('report.period')}: {words.name(period.lord)}")
        blocks += [heading, _parts(period, reckoning, words)]
        if period is current:
            blocks.append(Listing(tuple(_open_parts(period, reckoning, words))))
        else:
            blocks.append(Paragraph(words.say(f"dasha.{word_of(period.lord)}")))
    return Chapter(title=words.say("report.ch_antar"), blocks=tuple(blocks))


def saturn(reckoning: Reckoning, words: Wording) -> Chapter:
    """Whether Sade Sati runs, when the next one is, and all times of Saturn in this life."""
    now, stays = reckoning.saturn.at(reckoning.now), reckoning.saturn.stays
    is_running = now is not None and now.phase.is_sade_sati
    blocks: list[Block] = [
        Paragraph(words.say("report.intro_saturn")),
        Paragraph(words.say("report.sade_sati_now" if is_running else "report.sade_sati_none")),
    ]
    if now is not None:
        blocks.append(Paragraph(words.say(f"saturn.{word_of(now.phase)}")))
    blocks += _next_sade_sati(reckoning, words)
    head = tuple(words.say(f"report.{column}") for column in ("phase", "sign", "from", "to"))
    rows = tuple(_saturn_row(stay, reckoning, words) for stay in stays)
    return Chapter(title=words.say("report.ch_saturn"), blocks=(*blocks, Table(head, rows)))


def year(reckoning: Reckoning, words: Wording) -> Chapter:
    """The slow planets first, then twelve months of the Sun with what Sun, Venus and Mars say in each."""
    head = tuple(words.say(f"report.{column}") for column in ("from", "to", "good", "verdict"))
    rows = tuple(_month_row(month, reckoning, words) for month in reckoning.months)
    meanings = {
        words.say(f"report.{each}"): words.say(f"report.month_{each}") for each in map(verdict, reckoning.months)
    }
    blocks: list[Block] = [Paragraph(words.say("report.intro_year")), Table(head, rows), Facts(tuple(meanings.items()))]
    blocks += [Heading(words.say("report.slow_planets")), *_slow(reckoning, words)]
    for month in reckoning.months:
        blocks += _month(month, reckoning, words)
    return Chapter(title=words.say("report.ch_year"), blocks=tuple(blocks))


def verdict(month: Month) -> str:
    """`good`, `mixed` or `quiet`."""
    if month.good >= GOOD_FROM:
        return "good"
    return "quiet" if month.good <= QUIET_UP_TO else "mixed"


def _dates(period: Period, reckoning: Reckoning, words: Wording) -> tuple[str, str, str]:
    """Of the first period only what comes after the birth."""
    start = max(period.start, reckoning.chart.moment.utc)
    return words.name(period.lord), *_span(start, period.end, reckoning, words)


def _span(start: datetime, end: datetime, reckoning: Reckoning, words: Wording) -> tuple[str, str]:
    return words.date(reckoning.day_of(start)), words.date(reckoning.day_of(end))


def _parts(period: Period, reckoning: Reckoning, words: Wording) -> Table:
    head = tuple(words.say(f"report.{column}") for column in ("sub_period", "from", "to"))
    birth = reckoning.chart.moment.utc
    return Table(head, tuple(_dates(part, reckoning, words) for part in period.parts if part.end > birth))


def _open_parts(period: Period, reckoning: Reckoning, words: Wording) -> Iterator[str]:
    for part in period.parts:
        if part.end > reckoning.now:
            until = words.date(reckoning.day_of(part.end))
            yield f"{words.say(f'antar.{word_of(part.lord)}')} ({words.say('report.until')}: {until})"


def _next_sade_sati(reckoning: Reckoning, words: Wording) -> Iterator[Block]:
    found = next_sade_sati(reckoning.saturn.stays, reckoning.now)
    if found is not None:
        start, end = (reckoning.day_of(moment).isoformat() for moment in found)
        yield Paragraph(words.say("report.sade_sati_next", start=start, end=end))


def next_sade_sati(stays: tuple[SaturnStay, ...], now: datetime) -> tuple[datetime, datetime] | None:
    """From when to when the next round is, its returns included; None if none is known.

    While Saturn has gone back out of the sign before the Moon's, it is the rest of the round that has begun.
    """
    for start, end in sade_satis(stays):
        if start > now:
            return start, end
        inside = [stay for stay in stays if stay.phase.is_sade_sati and start <= stay.start and stay.end <= end]
        if now < end and not any(stay.start <= now < stay.end for stay in inside):
            return min(stay.start for stay in inside if stay.start > now), end
    return None


def sade_satis(stays: tuple[SaturnStay, ...]) -> tuple[tuple[datetime, datetime], ...]:
    """Each round from the first entry into the sign before the Moon's to the last leaving of the one after it."""
    rounds: list[tuple[datetime, datetime]] = []
    for stay in stays:
        if not stay.phase.is_sade_sati:
            continue
        if rounds and stay.start - rounds[-1][1] < _ONE_PASSAGE:
            rounds[-1] = (rounds[-1][0], stay.end)
        else:
            rounds.append((stay.start, stay.end))
    return tuple(rounds)


def _saturn_row(stay: SaturnStay, reckoning: Reckoning, words: Wording) -> tuple[str, ...]:
    phase = words.say(f"report.phase_{word_of(stay.phase)}")
    return phase, words.name(stay.sign), *_span(stay.start, stay.end, reckoning, words)


def _month_row(month: Month, reckoning: Reckoning, words: Wording) -> tuple[str, ...]:
    counted = f"{month.good} / {month.count}"
    return *_span(month.start, month.end, reckoning, words), counted, words.say(f"report.{verdict(month)}")


def _month(month: Month, reckoning: Reckoning, words: Wording) -> Iterator[Block]:
    yield Heading(_told_span(month.start, month.end, reckoning, words))
    counted = words.say("report.month_summary", good=month.good, count=month.count)
    yield Paragraph(f"{words.say(f'report.{verdict(month)}')}: {counted}")
    yield Listing(tuple(_said(stay, words) for stay in month.stays if _is_news(stay, month, reckoning)))


def _is_news(stay: Stay, month: Month, reckoning: Reckoning) -> bool:
    """Venus and Mars stay in a sign for weeks or months: they are told of when they come, and in the first month."""
    return stay.graha is Graha.SUN or stay.start > month.start or month is reckoning.months[0]


def _told_span(start: datetime, end: datetime, reckoning: Reckoning, words: Wording) -> str:
    first, last = (reckoning.day_of(moment).isoformat() for moment in (start, end))
    return words.say("report.span", start=first, end=last)


def _slow(reckoning: Reckoning, words: Wording) -> Iterator[Block]:
    """Each sign once, with all stays in it: a planet that goes back comes a second time."""
    by_sign: dict[tuple[Graha, Sign], list[Stay]] = {}
    for stay in reckoning.year:
        by_sign.setdefault((stay.graha, stay.sign), []).append(stay)
    for (graha, sign), stays in by_sign.items():
        where = f"{words.name(graha)}, {words.name(sign)}"
        spans = (_told_span(stay.start, stay.end, reckoning, words) for stay in stays)
        yield Facts(tuple((where if number == 0 else "", span) for number, span in enumerate(spans)))
        yield Paragraph(_said(stays[0], words))


def _said(stay: Stay, words: Wording) -> str:
    return words.say(f"transit.{word_of(stay.graha)}.{stay.house}")
