"""A ReportGateway by typst: letters are shaped, pages broken and charts drawn on this machine, without any service."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock

from engine.domain.reports import Card, Report
from engine.errors import ReportUnavailable
from integrations.typst.data import of_card, of_report
from integrations.typst.fonts import FAMILIES, LETTERS, letters

PRESS = Path(__file__).parent / "press.py"
PATIENCE = 20.0
"""Seconds. The largest report that may be set takes three."""


class TypstReportGateway:
    """Sets reports and cards with nothing but our templates and the installed fonts: same in, same bytes out.

    May be used by many threads; they take turns, so that one report is set at a time. Each is set by a process that
    ends with it. The first call reads which letters the fonts have.
    """

    def __init__(self, fonts: Mapping[str, Path], patience: float = PATIENCE) -> None:
        """`fonts` are the folders of the families: see `integrations.typst.fonts.installed`."""
        self._turn = Lock()
        self._folders = dict(fonts)
        self._patience = patience

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

    def _compiled(self, template: str, data: str, form: str) -> bytes:
        press = [sys.executable, "-I", str(PRESS), template, form, *map(str, self._folders.values())]
        try:
            with self._turn:  # A group of its own: whoever stops us from a terminal lets it finish.
                run = subprocess.run(
                    press, input=data.encode(), capture_output=True, timeout=self._patience, process_group=0
                )
        except subprocess.TimeoutExpired:
            raise ReportUnavailable(f"{template} was not set within {self._patience} seconds") from None
        except OSError as error:
            raise ReportUnavailable(f"typst cannot be run: {error}") from error
        if run.returncode:
            said = run.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"ended with {run.returncode}"]
            raise ReportUnavailable(f"typst refused {template}: {said[0]}")
        return run.stdout
