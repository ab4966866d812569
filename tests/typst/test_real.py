"""Real reports in the six languages: the same parts, all letters, nothing torn apart, no page nearly empty."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from typing import cast

import pytest
from syrupy.assertion import SnapshotAssertion

from engine.domain.reports import Block, Card, Chapter, Drawings, Facts, Heading, Listing, Report, Table
from integrations.typst.fonts import installed, letters
from integrations.typst.gateway import TypstReportGateway
from tests.readings.keys import texts_of
from tests.typst import printed
from tests.typst.real import KINDS
from tests.typst.samples import LANGUAGES

PAGES = {"kundali": range(22, 34), "milan": range(10, 15)}
WRITTEN = 0.3
"""So much of a page at least, its upper margin included."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report, and what came of it."""

    kind: str
    report: Report
    card: Card
    pdf: bytes


@pytest.fixture(scope="module", params=[(kind, language) for kind in KINDS for language in LANGUAGES], ids="-".join)
def made(request: pytest.FixtureRequest, gateway: TypstReportGateway) -> Made:
    """Each set once."""
    kind, language = cast(tuple[str, str], request.param)
    report, card = KINDS[kind](language)
    return Made(kind, report, card, gateway.typeset(report))


@pytest.mark.parametrize("kind", KINDS)
def test_the_parts_are_the_same_in_every_language(kind: str, snapshot: SnapshotAssertion) -> None:
    """By their kinds and sizes, so that no edit of a sentence changes them."""
    shapes = {language: [_shape(chapter) for chapter in KINDS[kind](language)[0].chapters] for language in LANGUAGES}
    assert [language for language, shape in shapes.items() if shape != shapes["en"]] == []
    assert shapes["en"] == snapshot


def test_every_letter_is_there(made: Made) -> None:
    """None is left out for want of a font, none is an empty box."""
    had = frozenset().union(*map(letters, installed().values()))
    said = set(unicodedata.normalize("NFC", "".join(texts_of(made.report)) + made.card.title + made.card.caption))
    assert {letter for letter in said - {"\n"} if ord(letter) not in had} == set()
    assert printed.empty_boxes(made.pdf) == 0


def test_it_has_its_size(made: Made) -> None:
    """Pages and bytes; a bookmark for each chapter and each heading."""
    assert len(printed.reader(made.pdf).pages) in PAGES[made.kind]
    assert len(made.pdf) < 600_000
    titles = [title for chapter in made.report.chapters for title in _titles(chapter)]
    assert [title for title, _, _ in printed.marks(made.pdf)] == [unicodedata.normalize("NFC", each) for each in titles]


def test_no_page_is_nearly_empty_and_no_heading_stands_alone(made: Made) -> None:
    """The last page may be; a heading has at least two lines below it."""
    pages = printed.reader(made.pdf).pages
    lowest = [printed.lowest(page) for page in pages]
    short = [n for n, page in enumerate(pages) if lowest[n] < WRITTEN * float(page.mediabox.height)]
    assert set(short) <= {len(pages) - 1}
    assert [title for title, page, down in printed.marks(made.pdf) if lowest[page] < down + 30] == []


def test_its_picture_is_small_and_square(made: Made, gateway: TypstReportGateway) -> None:
    """A thousand pixels, below 200 kB."""
    png = gateway.draw(made.card)
    assert struct.unpack(">II", png[16:24]) == (1000, 1000)
    assert len(png) < 200_000


def _titles(chapter: Chapter) -> list[str]:
    return [chapter.title, *(block.text for block in chapter.blocks if isinstance(block, Heading))]


def _shape(chapter: Chapter) -> str:
    return ", ".join(_kind(block) for block in chapter.blocks)


def _kind(block: Block) -> str:
    name = type(block).__name__
    match block:
        case Facts(rows) | Listing(rows):
            return f"{name} {len(rows)}"
        case Table(head, rows):
            return f"{name} {len(head)} x {len(rows)}"
        case Drawings(wheels):
            return f"{name} {len(wheels)}"
        case _:
            return name
