"""Which words no text for people has, and a text reduced to its words, so that they are found."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from engine.charts.source import read_source


@cache
def forbidden(language: str) -> tuple[str, ...]:
    """Beginnings of words, or whole words where a blank stands at the end."""
    data = read_source((Path(__file__).parent / "forbidden.yaml").read_bytes(), "forbidden.yaml").data
    assert isinstance(data, dict)
    listed = data[language]
    assert isinstance(listed, list)
    return tuple(unicodedata.normalize("NFC", str(word)) for word in listed)


def alarming(text: str, language: str) -> list[str]:
    """The forbidden words in a text."""
    kept = [c if unicodedata.category(c)[0] in "LMN" else " " for c in unicodedata.normalize("NFC", text.casefold())]
    plain = f" {' '.join(''.join(kept).split())} "
    return [word for word in forbidden(language) if f" {word}" in plain]
