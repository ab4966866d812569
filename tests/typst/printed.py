"""What stands in a PDF, read with pypdf: texts, glyphs and where they are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject


def reader(pdf: bytes) -> PdfReader:
    """The PDF, opened strictly."""
    return PdfReader(io.BytesIO(pdf), strict=True)


def text(pdf: bytes) -> str:
    """All words in order. True for Latin letters; of shaped ones PDF keeps the glyphs."""
    return " ".join(" ".join(page.extract_text().split()) for page in reader(pdf).pages)


def bookmarks(pdf: bytes) -> list[str]:
    """The titles a reader shows beside the pages, first level only."""
    return [str(mark.title) for mark in reader(pdf).outline if not isinstance(mark, list)]


def fonts(pdf: bytes) -> set[str]:
    """The names of the embedded fonts, without the tag that says they are subsets."""
    return {name.partition("+")[2] for page in reader(pdf).pages for name in _fonts_of(page)}


def empty_boxes(pdf: bytes) -> int:
    """How often a glyph 0 is drawn, which is what a font shows for a letter it lacks."""
    pages = reader(pdf)
    return sum(code == 0 for page in pages.pages for code in _codes(page, pages))


def places(page: PageObject) -> list[tuple[str, float, float]]:
    """Pieces of text and where each begins, from the left and from above, in points."""
    found: list[tuple[str, float, float]] = []
    height = float(page.mediabox.height)

    def visit(said: str, matrix: list[float], line: list[float], *_: object) -> None:
        if said.strip():
            x, y = line[4], line[5]
            found.append(
                (
                    said.strip(),
                    x * matrix[0] + y * matrix[2] + matrix[4],
                    height - (x * matrix[1] + y * matrix[3] + matrix[5]),
                )
            )

    page.extract_text(visitor_text=visit)
    return found


def marks(pdf: bytes) -> list[tuple[str, int, float]]:
    """All bookmarks: the title, the number of its page from 0, and how far below its top it stands, in points."""
    found = reader(pdf)
    return list(_marks(found, found.outline))


def lowest(page: PageObject) -> float:
    """How far down the page is written, in points; what stands in its lower margin does not count."""
    height = float(page.mediabox.height)
    return max((down for _, _, down in places(page) if down < height - 62), default=0.0)


def _marks(found: PdfReader, outline: list[Any]) -> Iterator[tuple[str, int, float]]:
    for mark in outline:
        if isinstance(mark, list):
            yield from _marks(found, mark)
            continue
        number = found.get_destination_page_number(mark) or 0
        yield str(mark.title), number, float(found.pages[number].mediabox.height) - float(mark.top)


def _fonts_of(page: PageObject) -> Iterator[str]:
    resources = page["/Resources"]
    assert isinstance(resources, DictionaryObject)
    for font in resources.get("/Font", DictionaryObject()).values():
        found = font.get_object()
        assert isinstance(found, DictionaryObject)
        yield str(found["/BaseFont"])


def _codes(page: PageObject, pages: PdfReader) -> Iterator[int]:
    stream = page.get_contents()
    assert stream is not None
    for operands, operator in ContentStream(stream, pages).operations:
        if operator in (b"Tj", b"TJ"):
            shown = operands[0] if operator == b"TJ" else operands
            for piece in shown:
                if not isinstance(piece, (int, float, IndirectObject)) and hasattr(piece, "original_bytes"):
                    data = piece.original_bytes
                    yield from (int.from_bytes(data[n : n + 2]) for n in range(0, len(data), 2))
