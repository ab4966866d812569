"""The words of a PDF as a reader's search finds them, and as they are read aloud.

Where the glyphs of a word stand in another order than its letters, or one glyph is several of them, the PDF says beside
it what is written there (ActualText, ISO 32000-1, 14.9.4); elsewhere each glyph stands for letters (ToUnicode, 9.10.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, StreamObject

EMPTY_BOX = "\ufffd"
"""Stands in the words for glyph 0, which is what a font shows for a letter it lacks."""

_RANGES = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")


def words(page: PageObject, pdf: PdfReader) -> str:
    """All that is written on a page, line after line, with nothing between the lines."""
    return "".join(_pieces(page, pdf))


def _pieces(page: PageObject, pdf: PdfReader) -> Iterator[str]:
    letters = _letters(page)
    font: Mapping[int, str] = {}
    told: list[bool] = []  # of what is begun and not ended: whether it says itself what is written there
    for operands, operator in ContentStream(page.get_contents(), pdf).operations:
        match operator:
            case b"BDC" | b"BMC":
                said = operands[1].get("/ActualText") if len(operands) > 1 else None
                if said is not None and not any(told):
                    yield str(said)
                told.append(said is not None)
            case b"EMC":
                told.pop()
            case b"Tf":
                font = letters[operands[0]]
            case b"Tj" | b"TJ":
                for code in _codes(operands[0] if operator == b"TJ" else operands):
                    if code == 0:
                        yield EMPTY_BOX
                    elif not any(told):
                        yield font[code]


def _codes(pieces: list[object]) -> Iterator[int]:
    for piece in pieces:
        data = piece if isinstance(piece, bytes) else getattr(piece, "original_bytes", b"")
        yield from (int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2))


def _letters(page: PageObject) -> dict[str, dict[int, str]]:
    """By the name of a font on the page, what each of its glyphs stands for."""
    resources = page["/Resources"]
    assert isinstance(resources, DictionaryObject)
    found: dict[str, dict[int, str]] = {}
    for name, font in resources.get("/Font", DictionaryObject()).items():
        table = font.get_object()["/ToUnicode"]
        assert isinstance(table, StreamObject)
        found[name] = dict(_table(table.get_data()))
    return found


def _table(written: bytes) -> Iterator[tuple[int, str]]:
    for kind, body in _RANGES.findall(written):
        said = [bytes.fromhex(each.decode()) for each in _HEX.findall(body)]
        many = 2 if kind == b"bfchar" else 3  # a glyph and its letters; or the first and the last of several
        for at in range(0, len(said), many):
            first, last, text = said[at], said[at + many - 2], said[at + many - 1]
            for step in range(int.from_bytes(last) - int.from_bytes(first) + 1):
                letters = (int.from_bytes(text) + step).to_bytes(len(text))
                yield int.from_bytes(first) + step, letters.decode("utf-16-be")
