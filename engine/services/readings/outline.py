"""What can be said of a birth whose time is not known: only what holds for every moment it may have been."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.charts import Outline, Possible
from engine.domain.astrology.zodiac import Graha
from engine.domain.reports import Block, Chapter, Facts, Heading, Paragraph, Remark, Report, Table
from engine.interfaces.astrology import AstrologyGateway
from engine.services.readings import closing_chapters
from engine.services.readings.births import BirthDetails
from engine.services.readings.self_chapters import birth_facts
from engine.services.readings.wording import Wording, word_of


def compose_outline(astrology: AstrologyGateway, details: BirthDetails, words: Wording) -> Report:
    """A report of five chapters, for any accuracy. What is open is written as all that it may be, `Taurus / Gemini`.

    Errors as `BirthDetails.moment`, and MissingWords.
    """
    found = astrology.outline(details.moment(), Ayanamsa.LAHIRI)
    return Report(
        language=words.language,
        title=words.say("report.title"),
        subtitle=words.say("report.subtitle", name=details.name),
        facts=Facts(tuple(birth_facts(details, words))),
        contents_title=words.say("report.contents"),
        chapters=(
            _about(details, words),
            _planets(found, words),
            _you(found, words),
            closing_chapters.glossary(words),
            closing_chapters.basis(found.basis, words),
        ),
        footer=words.say("report.footer"),
        basis=closing_chapters.basis_line(found.basis, words),
    )


def _about(details: BirthDetails, words: Wording) -> Chapter:
    told = Facts(tuple(birth_facts(details, words)))
    blocks = (Paragraph(words.say("report.intro_about")), told, Remark(words.say("report.only_certain")))
    return Chapter(title=words.say("report.ch_about"), blocks=blocks)


def _planets(found: Outline, words: Wording) -> Chapter:
    head = tuple(words.say(f"report.{column}") for column in ("graha", "sign", "nakshatra"))
    rows = tuple(_row(graha, possible, words) for graha, possible in found.possible.items())
    return Chapter(title=words.say("report.ch_planets"), blocks=(Table(head, rows),))


def _row(graha: Graha, possible: Possible, words: Wording) -> tuple[str, ...]:
    return words.name(graha), _any_of(possible.signs, words), _any_of(possible.nakshatras, words)


def _any_of(values: tuple[Enum, ...], words: Wording) -> str:
    return " / ".join(words.name(value) for value in values)


def _you(found: Outline, words: Wording) -> Chapter:
    """Each sentence only if it is certain; what is open is named."""
    return Chapter(title=words.say("report.ch_you"), blocks=tuple(_moon(found.moon, words)))


def _moon(moon: Possible, words: Wording) -> Iterator[Block]:
    yield Heading(f"{words.say('report.moon_sign')}: {_any_of(moon.signs, words)}")
    if moon.sign is not None:
        yield Paragraph(words.say(f"moon_in.{word_of(moon.sign)}"))
    yield Heading(f"{words.say('report.birth_star')}: {_any_of(moon.nakshatras, words)}")
    if moon.nakshatra is not None:
        yield Paragraph(words.say(f"birth_star.{word_of(moon.nakshatra)}"))
