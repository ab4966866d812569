"""Sample reports in the six languages: all kinds of blocks, tables that break, charts that are crowded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from engine.domain.astrology.zodiac import Sign
from engine.domain.reports import (
    Block,
    Card,
    Chapter,
    Drawings,
    Facts,
    Heading,
    Listing,
    Paragraph,
    Remark,
    Report,
    Style,
    Table,
    Wheel,
)

LANGUAGES = ("en", "hi", "mr", "ta", "te", "bn")
WORDS: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Words:
    """What the samples say in one language. The names of the fields are those in words.yaml."""

    title: str
    name: str
    subtitle: str
    contents: str
    footer: str
    basis: str
    facts: Mapping[str, str]
    grahas: tuple[str, ...]
    short: tuple[str, ...]
    retrograde: str
    lagna: str
    rashi: str
    navamsa: str
    signs: tuple[str, ...]
    nakshatras: tuple[str, ...]
    heads: tuple[str, ...]
    state: str
    chapters: tuple[str, ...]
    paragraph: str
    remark: str
    items: tuple[str, ...]


def _read() -> dict[str, Words]:
    found = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return {language: Words(**said) for language, said in found.items()}


WORDS = _read()


def wheel(language: str, style: Style, lagna: Sign = Sign.KANYA, crowded: Sign | None = None) -> Wheel:
    """A chart of the nine, spread over the signs or seven of them in one; Saturn and Jupiter go back."""
    words = WORDS[language]
    marked = [short + (words.retrograde if n in (4, 6) else "") for n, short in enumerate(words.short)]
    homes = [Sign(n * 5 % 12) for n in range(9)] if crowded is None else [crowded] * 7 + [crowded, crowded.ahead(7)]
    bodies = {sign: tuple(b for b, home in zip(marked, homes, strict=True) if home is sign) for sign in set(homes)}
    return Wheel(
        title=words.rashi, style=style, lagna=lagna, bodies=bodies, signs=tuple(words.signs), lagna_mark=words.lagna
    )


def card(language: str, *styles: Style) -> Card:
    """A picture of one or two charts."""
    words = WORDS[language]
    wheels = tuple(wheel(language, style) for style in styles)
    caption = f"{words.grahas[1]}: {words.signs[1]} · {words.nakshatras[4]}"
    return Card(language=language, title=f"{words.title}: {words.name}", wheels=wheels, caption=caption)


def report(language: str) -> Report:
    """A report of fourteen chapters, about as long as the one that is sold."""
    words = WORDS[language]
    contents = {1: _charts, 2: _planets, 4: _houses, 6: _periods, 10: _year, 12: _glossary}
    chapters = (
        Chapter(title=title, blocks=contents.get(n, _texts)(language), on_new_page=n not in (7, 8))
        for n, title in enumerate(words.chapters)
    )
    return Report(
        language=language, title=words.title, subtitle=words.subtitle, facts=Facts(tuple(words.facts.items())),
        contents_title=words.contents, chapters=tuple(chapters), footer=words.footer, basis=words.basis,
    )  # fmt: skip


def _texts(language: str) -> tuple[Block, ...]:
    words = WORDS[language]
    read = (Paragraph(words.paragraph), Remark(words.remark), Paragraph(words.paragraph))
    return (*read, Heading(words.grahas[4]), Paragraph(words.paragraph), Listing(tuple(words.items)))


def _charts(language: str) -> tuple[Block, ...]:
    words = WORDS[language]
    both = tuple(wheel(language, style) for style in Style)
    full = tuple(wheel(language, style, Sign.KARKA, Sign.DHANU) for style in Style)
    return Paragraph(words.paragraph), Drawings(both), Heading(words.navamsa), Drawings(full), Drawings(both[:1])


def _planets(language: str) -> tuple[Block, ...]:
    words = WORDS[language]
    rows = tuple(
        (graha, words.signs[n], f"{3 * n + 2}°{7 * n:02}'", words.nakshatras[n * 3 + 1], str(n % 4 + 1),
         str(n + 1), words.grahas[-n], words.state, words.retrograde if n > 5 else "")
        for n, graha in enumerate(words.grahas)
    )  # fmt: skip
    said = [block for graha in words.grahas for block in (Heading(graha), Paragraph(words.paragraph))]
    return (Table(tuple(words.heads), rows), *said)


def _houses(language: str) -> tuple[Block, ...]:
    words = WORDS[language]
    rows = tuple((str(n + 1), sign, words.grahas[n % 9], words.remark) for n, sign in enumerate(words.signs))
    return Paragraph(words.paragraph), Table((*words.heads[5:7], words.heads[0], words.heads[7]), rows)


def _periods(language: str) -> tuple[Block, ...]:
    words = WORDS[language]
    rows = tuple(
        (f"{first} – {second}", f"{n + 1:02}-03-{1990 + n + 9 * m}", f"{n + 2:02}-03-{1991 + n + 9 * m}")
        for m, first in enumerate(words.grahas[:6])
        for n, second in enumerate(words.grahas)
    )
    return Paragraph(words.paragraph), Table(tuple(words.heads[:3]), rows)


def _year(language: str) -> tuple[Block, ...]:
    words = WORDS[language]
    rows = tuple((f"{n + 1:02}/2027", words.nakshatras[n], words.items[n % 3]) for n in range(12))
    return Remark(words.remark), Table(tuple(words.heads[1:4]), rows), *_texts(language)


def _glossary(language: str) -> tuple[Block, ...]:
    words = WORDS[language]
    return (Facts(tuple((star, words.items[n % 3]) for n, star in enumerate(words.nakshatras))),)
