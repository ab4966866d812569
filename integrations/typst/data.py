"""What the templates are handed: reports and cards as JSON, holding only letters that can be written."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from engine.domain.astrology.zodiac import Sign
from engine.domain.reports import (
    Block,
    Card,
    Chapter,
    Drawings,
    Facts,
    Heading,
    Listing,
    Paragraph,
    Remark,
    Report,
    Table,
    Wheel,
)
from engine.errors import ReportUnavailable

Data: TypeAlias = "str | int | bool | Sequence[Data] | Mapping[str, Data]"

# Ten times what the longest report holds: it takes three seconds and 230 MB.
MOST_LETTERS = 400_000
MOST_WHEELS = 2
# Marks that are no letters turn or hide what stands beside them; only these two shape letters, and a line may end.
_KEPT = frozenset("\n\u200c\u200d")
_MARKS = frozenset({"Cc", "Cf", "Zl", "Zp"})


def of_report(report: Report, fonts: Sequence[str], letters: frozenset[int]) -> str:
    """The report for `report.typ`. `ReportUnavailable` if it is out of shape or beyond all measure."""
    return _written(
        {
            "language": report.language,
            "fonts": fonts,
            "title": report.title,
            "subtitle": report.subtitle,
            "facts": report.facts.rows,
            "contents_title": report.contents_title,
            "chapters": [_chapter(chapter) for chapter in report.chapters],
            "footer": report.footer,
            "basis": report.basis,
        },
        letters,
    )


def of_card(card: Card, fonts: Sequence[str], letters: frozenset[int]) -> str:
    """The card for `card.typ`. `ReportUnavailable` as above."""
    return _written(
        {
            "language": card.language,
            "fonts": fonts,
            "title": card.title,
            "wheels": _wheels(card.wheels),
            "caption": card.caption,
        },
        letters,
    )


def _written(data: Data, letters: frozenset[int]) -> str:
    written = json.dumps(_clean(data, letters), ensure_ascii=False, separators=(",", ":"))
    if len(written) > MOST_LETTERS:
        raise ReportUnavailable(f"{len(written)} letters are more than the {MOST_LETTERS} a report may have")
    return written


def _clean(data: Data, letters: frozenset[int]) -> Data:
    """Without letters that no font has, such as pictures in a person's name: they would be empty boxes."""
    if isinstance(data, str):
        text = unicodedata.normalize("NFC", data.replace("\t", " "))
        return "".join(letter for letter in text if letter in _KEPT or _is_written(letter, letters))
    if isinstance(data, Mapping):
        return {key: _clean(value, letters) for key, value in data.items()}
    if isinstance(data, Sequence):
        return [_clean(value, letters) for value in data]
    return data


def _is_written(letter: str, letters: frozenset[int]) -> bool:
    return ord(letter) in letters and unicodedata.category(letter) not in _MARKS


def _chapter(chapter: Chapter) -> Data:
    return {
        "title": chapter.title,
        "blocks": [_block(block) for block in chapter.blocks],
        "on_new_page": chapter.on_new_page,
    }


def _block(block: Block) -> Data:
    match block:
        case Paragraph(text):
            return {"kind": "paragraph", "text": text}
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Remark(text):
            return {"kind": "remark", "text": text}
        case Listing(items):
            return {"kind": "listing", "items": items}
        case Facts(rows):
            return {"kind": "facts", "rows": rows}
        case Table():
            return _table(block)
        case Drawings(wheels):
            return {"kind": "drawings", "wheels": _wheels(wheels)}


def _table(table: Table) -> Data:
    if any(len(row) != len(table.head) for row in table.rows):
        raise ReportUnavailable("a row of a table has not as many cells as its head")
    return {"kind": "table", "head": table.head, "rows": table.rows}


def _wheels(wheels: Sequence[Wheel]) -> Data:
    if len(wheels) > MOST_WHEELS:
        raise ReportUnavailable(f"{len(wheels)} charts are more than stand side by side")
    return [_wheel(wheel) for wheel in wheels]


def _wheel(wheel: Wheel) -> Data:
    if len(wheel.signs) != len(Sign):
        raise ReportUnavailable(f"a chart has twelve signs, not {len(wheel.signs)}")
    return {
        "title": wheel.title,
        "style": wheel.style.value,
        "lagna": int(wheel.lagna),
        "bodies": [wheel.bodies.get(sign, ()) for sign in Sign],
        "signs": wheel.signs,
        "mark": wheel.lagna_mark,
    }
