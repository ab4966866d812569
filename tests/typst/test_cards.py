"""Pictures for the chat, and whether what is drawn stands where it belongs."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

import pytest
import typst

from engine.domain.astrology.zodiac import Sign
from engine.domain.reports import Style, Wheel
from integrations.typst.data import of_card
from integrations.typst.fonts import installed
from integrations.typst.gateway import TypstReportGateway
from integrations.typst.press import PAGES
from tests.typst import printed
from tests.typst.samples import LANGUAGES, WORDS, card, wheel

# A text, and where it begins from the left and from above.
Place: TypeAlias = tuple[str, float, float]

SIDE = 400.0
# The corners of the northern houses, as parts of the side, from house 1 on.
_O, _E, _S, _W, _N = (0.5, 0.5), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5), (0.5, 0.0)
_NW, _NE, _SW, _SE = (0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)
HOUSES = (
    (_N, _NE, _O, _NW), ((0.0, 0.0), _N, _NW), ((0.0, 0.0), _NW, _W), (_W, _NW, _O, _SW), (_W, _SW, (0.0, 1.0)),
    ((0.0, 1.0), _SW, _S), (_S, _SW, _O, _SE), (_S, _SE, (1.0, 1.0)), ((1.0, 1.0), _SE, _E), (_E, _SE, _O, _NE),
    (_E, _NE, (1.0, 0.0)), ((1.0, 0.0), _NE, _N),
)  # fmt: skip
# Column and row of each sign in the southern chart, from Mesha on.
CELLS = ((1, 0), (2, 0), (3, 0), (3, 1), (3, 2), (3, 3), (2, 3), (1, 3), (0, 3), (0, 2), (0, 1), (0, 0))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("styles", [(Style.NORTH,), (Style.SOUTH,), (Style.NORTH, Style.SOUTH), ()])
def test_a_card_is_a_small_square_picture(
    gateway: TypstReportGateway, language: str, styles: tuple[Style, ...]
) -> None:
    """A thousand pixels square, below 200 kB, the same each time."""
    png = gateway.draw(card(language, *styles))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (1000, 1000)
    assert len(png) < 200_000
    assert gateway.draw(card(language, *styles)) == png


@pytest.mark.parametrize("lagna", Sign)
def test_northern_houses_go_round_against_the_clock(lagna: Sign) -> None:
    """The lagna's sign is numbered at the top, the next one to its left, and each body stands in its house."""
    drawn = _places(_spread(Style.NORTH, lagna))
    for house, corners in enumerate(HOUSES, start=1):
        sign = lagna.ahead(house)
        for said in (str(sign + 1), f"{sign.key[:3]}."):
            assert any(at[0] == said and _inside(at, corners) for at in drawn), (house, said)


@pytest.mark.parametrize("lagna", Sign)
def test_southern_signs_stay_and_the_lagna_is_marked(lagna: Sign) -> None:
    """Meena is in the upper left corner, Mesha right of it, and so on with the clock."""
    drawn = _places(_spread(Style.SOUTH, lagna))
    for sign, cell in zip(Sign, CELLS, strict=True):
        assert any(at[0] == f"{sign.key[:3]}." and _cell(at) == cell for at in drawn)
        assert any(at[0] == WORDS["en"].signs[sign] and _cell(at) == cell for at in drawn)
    assert [_cell(at) for at in drawn if at[0] == WORDS["en"].lagna] == [CELLS[lagna]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", Style)
def test_seven_bodies_stay_within_one_house(language: str, style: Style) -> None:
    """Whichever it is, each row of them has its four corners within the lines of the house, or of the one across."""
    outlines = HOUSES if style is Style.NORTH else tuple(_square(*cell) for cell in CELLS)
    rows = iter(_rows(*(wheel(language, style, Sign.MESHA, sign) for sign in Sign)))
    for sign in Sign:
        bodies = 0
        while bodies < 9:
            row = next(rows)
            bodies += int(row["count"])
            corners = [("", row[x] * SIDE, row[y] * SIDE) for x in ("left", "right") for y in ("top", "bottom")]
            assert any(all(_inside(corner, outlines[home]) for corner in corners) for home in (sign, sign.ahead(7)))
        assert bodies == 9
    assert not list(rows)


def _spread(style: Style, lagna: Sign) -> Wheel:
    return replace(wheel("en", style, lagna), bodies={sign: (f"{sign.key[:3]}.",) for sign in Sign})


def _places(drawn: Wheel) -> list[Place]:
    """The texts of a chart that fills its page, each with its beginning."""
    pdf = _compiler(drawn).compile(format="pdf")
    assert isinstance(pdf, bytes)
    return printed.places(printed.reader(pdf).pages[0])


def _rows(*drawn: Wheel) -> list[dict[str, float]]:
    """What the template tells of each row of bodies: how many, and where it ends on all four sides."""
    found: list[dict[str, float]] = json.loads(_compiler(*drawn).query("<row>", field="value"))
    return found


def _compiler(*drawn: Wheel) -> typst.Compiler:
    """Of pages that are filled by a chart each."""
    pages = f"""
        #import "/looks.typ": lettered
        #import "/wheels.typ": _northern, _southern
        #let cards = json(bytes(sys.inputs.cards))
        #set page(width: {SIDE}pt, height: {SIDE}pt, margin: 0pt)
        #show: lettered.with(cards.first(), 10pt)
        #for card in cards {{
          let wheel = card.wheels.first()
          page(if wheel.style == "north" {{ _northern(wheel, {SIDE}pt) }} else {{ _southern(wheel, {SIDE}pt) }})
        }}
    """
    fonts = installed()
    cards = (of_card(replace(card("te"), wheels=(wheel,)), list(fonts), frozenset(range(0xD800))) for wheel in drawn)
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in fonts.values()]
    )
    return typst.Compiler(
        pages.encode(), root=str(PAGES), font_paths=found, sys_inputs={"cards": f"[{','.join(cards)}]"},
    )  # fmt: skip


def _inside(place: Place, corners: Iterable[tuple[float, float]]) -> bool:
    """All corners turn the same way, so a point inside is on one side of every edge."""
    _, x, y = place
    around = [(SIDE * a, SIDE * b) for a, b in corners]
    edges = zip(around, around[1:] + around[:1], strict=True)
    sides = [(c - a) * (y - b) - (d - b) * (x - a) for (a, b), (c, d) in edges]
    return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)


def _square(column: int, row: int) -> tuple[tuple[float, float], ...]:
    left, top = column / 4, row / 4
    return (left, top), (left + 0.25, top), (left + 0.25, top + 0.25), (left, top + 0.25)


def _cell(place: Place) -> tuple[int, int]:
    _, x, y = place
    return int(x * 4 / SIDE), int(y * 4 / SIDE)
