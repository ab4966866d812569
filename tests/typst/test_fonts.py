"""Which letters the installed fonts have, against fontTools, and what follows for the languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from integrations.typst.fonts import FAMILIES, LETTERS, installed, letters
from tests.typst.samples import LANGUAGES, WORDS


@pytest.mark.parametrize("family", sorted(set(FAMILIES.values())))
def test_a_font_has_the_letters_that_fonttools_finds(family: str) -> None:
    """Formats 4 and 12 of the table of letters."""
    folder = installed()[family]
    found = {code for file in folder.glob("*.ttf") for code in TTFont(file)["cmap"].getBestCmap()}
    assert letters(folder) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_alphabet_holds_what_the_language_is_written_with(language: str) -> None:
    """Every letter of the sample words is one that the fonts are asked for, joiners aside."""
    written = {letter for word in _texts(WORDS[language]) for letter in word if letter.isalpha() or letter.isnumeric()}
    assert written <= set(LETTERS[language])


def test_a_file_that_is_no_font_has_no_letters(tmp_path: Path) -> None:
    """Nor has one that is cut off, or empty."""
    whole = next(installed()["Hind Siliguri"].glob("*Bold.ttf"))
    for n, part in enumerate((b"", b"no font at all", whole.read_bytes()[:400])):
        (tmp_path / f"{n}.ttf").write_bytes(part)
    assert letters(tmp_path) == frozenset()
    shutil.copy(whole, tmp_path)
    assert ord("ক") in letters(tmp_path)


@pytest.mark.parametrize("family", sorted(set(FAMILIES.values())))
def test_a_font_may_be_given_away_with_a_report(family: str) -> None:
    """All are under the SIL Open Font License."""
    licence = (installed()[family].parent / "LICENSE").read_text(encoding="utf-8")
    assert "SIL Open Font License, Version 1.1" in licence


def _texts(words: object) -> list[str]:
    found: list[str] = []
    for name in words.__slots__:  # type: ignore[attr-defined]
        said = getattr(words, name)
        found += [said] if isinstance(said, str) else [*said, *(said.values() if isinstance(said, dict) else ())]
    return found
