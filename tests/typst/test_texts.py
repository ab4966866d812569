"""What people write is shown as they wrote it, whatever typst would make of it, and fits the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.domain.astrology.zodiac import Sign
from engine.domain.reports import (
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
)
from integrations.typst.gateway import TypstReportGateway
from tests.typst import printed
from tests.typst.samples import card, report, wheel

HOSTILE = (
    '#eval("1")', "*x* _y_ `z`", "$ x^2 $", r"\ \u{1F600} \n", "@ref <label>", "// gone", "/* gone */", "[[ ]] ]",
    '"); #panic("x")', "= Heading", "- item", "+ item", "~ -- --- ...", "'q' \"q\"", "https://example.org/a?b=c",
    '{"a": 1}', '#import "@preview/x:1.0.0": *', "#sys.inputs", '#read("report.typ")', "{{ name }} {% if %}",
    "%s %(x)s {0}", "<script>alert(1)</script>",
)  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_nothing_is_markup(gateway: TypstReportGateway, said: str) -> None:
    """In every place a text may stand."""
    pdf = gateway.typeset(_everywhere(said))
    shown = " ".join(said.split())
    assert printed.text(pdf).count(shown) >= 12
    assert printed.bookmarks(pdf) == [said]
    assert gateway.draw(replace(card("en", Style.SOUTH), title=said, caption=said))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Ravi 😀", "Ravi"),
        ("李 Ravi", "Ravi"),
        ("Ra\x00vi\x1b[31m", "Ravi[31m"),
        ("Ra\ud800vi", "Ravi"),
        ("Ra\u202evi\u2066\ufeff", "Ravi"),
        ("Ra\tvi", "Ra vi"),
        ("Ra\r\nvi", "Ra vi"),
        ("a\ue000b\U0010ffffc", "abc"),
        ("e\u0301", "é"),
    ],
)
def test_letters_that_no_font_has_are_left_out(gateway: TypstReportGateway, said: str, shown: str) -> None:
    """So are marks that turn or hide what stands beside them."""
    pdf = gateway.typeset(replace(report("en"), subtitle=said, chapters=()))
    assert shown in " ".join(printed.reader(pdf).pages[0].extract_text().split())
    assert printed.empty_boxes(pdf) == 0


def test_a_name_may_be_in_any_of_the_scripts(gateway: TypstReportGateway) -> None:
    """Whatever the language of the report."""
    pdf = gateway.typeset(replace(report("te"), subtitle="Ravi रवि ரவி రవి রবি", chapters=()))
    names = {name.partition("-")[0] for name in printed.fonts(pdf)}
    assert {"NotoSans", "NotoSansTamil", "NotoSansTelugu", "HindSiliguri"} <= names  # the first has Devanagari too
    assert printed.empty_boxes(pdf) == 0


@pytest.mark.parametrize("word", ["W" * 200, "क्षि" * 80, "name " * 60])
def test_what_is_too_long_stays_on_the_page(gateway: TypstReportGateway, word: str) -> None:
    """A word longer than any is broken between its letters; nothing runs over the edge of the page."""
    for page in printed.reader(gateway.typeset(_everywhere(word))).pages[2:]:
        width = float(page.mediabox.width)
        assert all(0 < x < width for _, x, _ in printed.places(page))
    assert gateway.draw(replace(card("en", Style.NORTH, Style.SOUTH), title=word, caption=word))


def test_nine_columns_of_long_words_fit(gateway: TypstReportGateway) -> None:
    """They wrap, and if need be break."""
    table = Table(tuple("ABCDEFGHI"), (("Uttarabhadrapadanakshatra",) * 9,) * 3)
    pdf = gateway.typeset(replace(report("en"), chapters=(Chapter(title="Wide", blocks=(table,)),)))
    [page] = printed.reader(pdf).pages[2:]
    assert "A B C D E F G H I" in " ".join(page.extract_text().split())
    assert max(x for _, x, _ in printed.places(page)) < float(page.mediabox.width) - 48


def _everywhere(said: str) -> Report:
    blocks = (
        Paragraph(said), Heading(said), Remark(said), Listing((said,)), Facts(((said, said),)),
        Table((said, "b"), (("c", said),)),
        Drawings((replace(wheel("en", Style.SOUTH), title=said, bodies={Sign.MESHA: ("Su",)}),)),
    )  # fmt: skip
    return replace(
        report("en"), title=said, subtitle=said, contents_title=said, footer=said, basis=said,
        facts=Facts(((said, said),)), chapters=(Chapter(title=said, blocks=blocks),),
    )  # fmt: skip
