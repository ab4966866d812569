"""Reports as PDF: what a reader finds in them, in all six languages."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import typst

from engine.domain.reports import Chapter, Facts, Paragraph, Table
from integrations.typst.data import of_report
from integrations.typst.fonts import FAMILIES, installed
from integrations.typst.gateway import TypstReportGateway
from integrations.typst.press import PAGES
from tests.typst import printed
from tests.typst.samples import LANGUAGES, WORDS, report

ROOT = Path(__file__).parents[2]
MEGABYTE = 1_000_000


def test_a_report_has_its_chapters_its_language_and_no_date(sample: tuple[str, bytes]) -> None:
    """Bookmarks lead to all chapters; nothing in it tells when it was made."""
    language, pdf = sample
    found = printed.reader(pdf)
    assert printed.bookmarks(pdf) == [unicodedata.normalize("NFC", title) for title in WORDS[language].chapters]
    assert str(found.root_object["/Lang"]) == language
    assert found.metadata is not None
    assert found.metadata.title == unicodedata.normalize("NFC", WORDS[language].title)
    assert "/CreationDate" not in found.metadata
    assert "/ModDate" not in found.metadata
    assert 16 <= len(found.pages) <= 26
    assert len(pdf) < MEGABYTE


def test_no_letter_is_an_empty_box(sample: tuple[str, bytes]) -> None:
    """And the letters are those of our fonts, embedded."""
    language, pdf = sample
    assert printed.empty_boxes(pdf) == 0
    families = {name.partition("-")[0] for name in printed.fonts(pdf)}
    assert FAMILIES[language].replace(" ", "") in families
    assert families <= {family.replace(" ", "") for family in FAMILIES.values()}


def test_an_empty_box_would_be_found(gateway: TypstReportGateway) -> None:
    """The test above sees what it is there to see: a letter that is let through although no font has it."""
    strange = replace(report("en"), subtitle="李", chapters=())
    fonts = [str(folder) for folder in installed().values()]
    handed = of_report(strange, list(installed()), frozenset(range(0x10000)))
    pdf = typst.compile(
        str(PAGES / "report.typ"), font_paths=fonts, ignore_system_fonts=True, sys_inputs={"data": handed}
    )
    assert printed.empty_boxes(pdf) == 1
    assert printed.empty_boxes(gateway.typeset(strange)) == 0


def test_every_page_but_the_cover_has_the_disclaimer_and_its_number(gateway: TypstReportGateway) -> None:
    """And the title of the report; the last page says by what it was computed."""
    pages = printed.reader(gateway.typeset(report("en"))).pages
    said = [" ".join(page.extract_text().split()) for page in pages]
    assert WORDS["en"].footer not in said[0]
    for n, page in enumerate(said[1:], start=2):
        assert WORDS["en"].footer in page
        assert f"{n} / {len(pages)}" in page
        assert page.startswith(WORDS["en"].title)
    assert WORDS["en"].basis in said[-1]


def test_the_cover_says_for_whom_and_of_what(gateway: TypstReportGateway) -> None:
    """Title, subtitle and facts."""
    cover = " ".join(printed.reader(gateway.typeset(report("en"))).pages[0].extract_text().split())
    for said in (WORDS["en"].title, WORDS["en"].subtitle, *WORDS["en"].facts, *WORDS["en"].facts.values()):
        assert said in cover


def test_the_contents_tell_the_page_each_chapter_is_on(gateway: TypstReportGateway) -> None:
    """What is printed there is where the chapter begins."""
    found = printed.reader(gateway.typeset(report("en")))
    contents = found.pages[1].extract_text()
    for mark in found.outline:
        if not isinstance(mark, list):
            begins = (found.get_destination_page_number(mark) or 0) + 1
            [row] = [line for line in contents.splitlines() if f" {mark.title} ." in line]
            assert row.endswith(str(begins))


def test_a_table_that_breaks_repeats_its_head(gateway: TypstReportGateway) -> None:
    """No row is lost on the way to the next page."""
    table = Table(("Number", "Square"), tuple((f"n{n}", f"s{n * n}") for n in range(200)))
    long = replace(report("en"), basis="", chapters=(Chapter(title="Squares", blocks=(table,)),))
    pdf = gateway.typeset(long)
    said = printed.text(pdf)
    assert all(f"n{n} s{n * n}" in said for n in range(200))
    pages = [page.extract_text() for page in printed.reader(pdf).pages[2:]]
    assert len(pages) > 3
    assert all("Number" in page for page in pages)


def test_what_is_empty_takes_no_room(gateway: TypstReportGateway) -> None:
    """Chapters without blocks, blocks without rows, a report without chapters."""
    bare = replace(report("en"), facts=Facts(()), basis="")
    assert len(printed.reader(gateway.typeset(replace(bare, chapters=()))).pages) <= 2
    empty = Chapter(title="Nothing", blocks=(Table((), ()), Table(("Head",), ()), Facts(()), Paragraph("")))
    pdf = gateway.typeset(replace(bare, chapters=(empty, Chapter(title="Neither", blocks=()))))
    assert printed.bookmarks(pdf) == ["Nothing", "Neither"]
    assert len(printed.reader(pdf).pages) == 3


def test_chapters_may_share_a_page(gateway: TypstReportGateway) -> None:
    """Those that do not ask for a page of their own."""
    short = tuple(Chapter(title=f"Short {n}", blocks=(Paragraph("Text."),)) for n in range(4))
    assert len(printed.reader(gateway.typeset(replace(report("en"), chapters=short))).pages) == 3


def test_the_same_report_gives_the_same_bytes(gateway: TypstReportGateway) -> None:
    """Again, by another typesetter, and after other work."""
    first = gateway.typeset(report("te"))
    gateway.typeset(report("bn"))
    assert gateway.typeset(report("te")) == first
    assert TypstReportGateway(installed()).typeset(report("te")) == first


def test_the_same_report_gives_the_same_bytes_in_another_process(gateway: TypstReportGateway) -> None:
    """With another seed for hashes, in another folder and zone."""
    said = "import hashlib; from tests.typst.samples import report; from integrations.typst.fonts import installed;"
    said += "from integrations.typst.gateway import TypstReportGateway;"
    said += "print(hashlib.sha256(TypstReportGateway(installed()).typeset(report('hi'))).hexdigest())"
    world = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "ta_IN.UTF-8"}
    run = subprocess.run([sys.executable, "-c", said], env=world, cwd="/", capture_output=True, text=True, check=True)
    assert run.stdout.strip() == hashlib.sha256(gateway.typeset(report("hi"))).hexdigest()


def test_many_threads_may_ask_at_once(gateway: TypstReportGateway) -> None:
    """Each gets its own report."""
    short = {language: replace(report(language), chapters=report(language).chapters[:2]) for language in LANGUAGES}
    alone = {language: gateway.typeset(short[language]) for language in LANGUAGES}
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda language: (language, gateway.typeset(short[language])), LANGUAGES * 3))
    assert all(pdf == alone[language] for language, pdf in together)
