"""A ReportGateway by typst: letters are shaped, pages broken and charts drawn in this process, without any service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Literal

import typst

from engine.domain.reports import Card, Report
from engine.errors import ReportUnavailable
from integrations.typst.data import of_card, of_report
from integrations.typst.fonts import FAMILIES, LETTERS, letters

PAGES = Path(__file__).parent / "pages"
# A card is 500 points square: a thousand pixels.
DOTS_PER_INCH = 144
# typst keeps what it worked out in the last ten calls, 45 MB for a report; none of it serves another person's.
_CALLS_REMEMBERED = 10


class TypstReportGateway:
    """Sets reports and cards with nothing but our templates and the installed fonts: same in, same bytes out.

    May be used by many threads; they take turns. A page takes some ten milliseconds, and what is being set cannot be
    stopped: that is why what may be set has a bound (`MOST_LETTERS`). The first call reads the fonts.
    """

    def __init__(self, fonts: Mapping[str, Path]) -> None:
        """`fonts` are the folders of the families: see `integrations.typst.fonts.installed`."""
        self._turn = Lock()
        self._folders = dict(fonts)

    def languages(self) -> frozenset[str]:
        """See ReportGateway: the languages whose own font is installed and has the whole alphabet."""
        return self._languages

    def typeset(self, report: Report) -> bytes:
        """See ReportGateway. Letters that no font has are left out."""
        fonts = self._fonts_for(report.language)
        return self._compiled("report.typ", of_report(report, fonts, self._letters), "pdf")

    def draw(self, card: Card) -> bytes:
        """See ReportGateway: a thousand pixels square."""
        fonts = self._fonts_for(card.language)
        return self._compiled("card.typ", of_card(card, fonts, self._letters), "png")

    def _fonts_for(self, language: str) -> list[str]:
        if language not in self._languages:
            raise ReportUnavailable(f"no font has the letters of {language!r}: install the package of its font")
        return list(dict.fromkeys((FAMILIES[language], "Noto Sans", *self._folders)))

    @cached_property
    def _had(self) -> Mapping[str, frozenset[int]]:
        return {family: letters(folder) for family, folder in self._folders.items()}

    @cached_property
    def _letters(self) -> frozenset[int]:
        return frozenset().union(*self._had.values())

    @cached_property
    def _languages(self) -> frozenset[str]:
        return frozenset(
            language
            for language, family in FAMILIES.items()
            if self._had.get(family, frozenset()).issuperset(map(ord, LETTERS[language]))
        )

    @cached_property
    def _compiler(self) -> typst.Compiler:
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(at) for at in self._folders.values()],
        )
        return typst.Compiler(root=str(PAGES), font_paths=fonts)

    def _compiled(self, template: str, data: str, form: Literal["pdf", "png"]) -> bytes:
        try:
            with self._turn:
                made = self._compiler.compile(
                    str(PAGES / template), format=form, ppi=DOTS_PER_INCH, sys_inputs={"data": data}
                )
                self._forget()
        except typst.TypstError as error:
            raise ReportUnavailable(f"typst refused {template}: {error.message}") from error
        if not isinstance(made, bytes):
            raise ReportUnavailable(f"{template} came out as more than one file")
        return made

    def _forget(self) -> None:
        """Empty pages until nothing of the last call is remembered: five milliseconds each."""
        for _ in range(_CALLS_REMEMBERED + 1):
            self._compiler.compile(b"", format="png", ppi=1, sys_inputs=None)
