"""The Kundali report: fourteen chapters of one birth, as read on one day; and its summary for the chat."""

from __future__ import annotations

from engine.domain.astrology.zodiac import Graha
from engine.domain.reports import Report
from engine.services.readings import closing_chapters, self_chapters, time_chapters
from engine.services.readings.reckoning import Reckoning
from engine.services.readings.wording import Wording


def compose(reckoning: Reckoning, words: Wording) -> Report:
    """The whole report. The same reckoning and the same words give the same report. MissingWords, as `Wording`."""
    found = reckoning.chart.basis
    return Report(
        language=words.language,
        title=words.say("report.title"),
        subtitle=words.say("report.subtitle", name=reckoning.details.name),
        facts=self_chapters.cover(reckoning, words),
        contents_title=words.say("report.contents"),
        chapters=(
            self_chapters.about(reckoning, words),
            self_chapters.charts(reckoning, words),
            self_chapters.planets(reckoning, words),
            self_chapters.you(reckoning, words),
            self_chapters.houses(reckoning, words),
            time_chapters.dasha(reckoning, words),
            time_chapters.antar(reckoning, words),
            closing_chapters.yogas(reckoning, words),
            closing_chapters.doshas(reckoning, words),
            time_chapters.saturn(reckoning, words),
            time_chapters.year(reckoning, words),
            closing_chapters.remedies(reckoning, words),
            closing_chapters.glossary(words),
            closing_chapters.basis(words),
        ),
        footer=words.say("report.footer"),
        basis=closing_chapters.basis_line(found, reckoning.day, words),
    )


def summary(reckoning: Reckoning, words: Wording) -> str:
    """What is said in the chat after the picture: the lagna, the Moon's sign and star, the period that runs."""
    chart = reckoning.chart
    return words.say(
        "report.summary",
        name=reckoning.details.name,
        lagna=words.name(chart.lagna.sign),
        moon_sign=words.name(chart.moon_sign),
        star=words.name(chart[Graha.MOON].nakshatra),
        maha=words.name(reckoning.maha.lord),
        antar=words.name(reckoning.antar.lord),
        until=reckoning.day_of(reckoning.antar.end).isoformat(),
    )
