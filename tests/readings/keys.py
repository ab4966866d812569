"""Words that say which key they are and which values they were given: what is asked for, whatever editors write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from engine.charts.library import Library, read_library
from engine.domain.reports import Block, Drawings, Facts, Heading, Listing, Paragraph, Remark, Report, Table
from tests.readings.people import library

SAID_OFTEN = ("graha.", "sign.", "nakshatra.")


@cache
def library_of_keys() -> Library:
    """`report.near_edge(minutes=3, what=...)` instead of the sentence; the names of planets, signs and stars stay."""
    english = library().readings["en"]
    texts = "\n".join(f"  {key}: {_shown(key)!r}" for key in english.texts)
    found, problems = read_library({"readings/en.yaml": f"language: en\ntexts:\n{texts}"})
    assert not problems, problems[:3]
    return replace(found, languages=library().languages)


def _shown(key: str) -> str:
    if key.startswith(SAID_OFTEN):
        return key.partition(".")[2]
    say = library().readings["en"].texts[key].say
    assert say is not None
    values = ", ".join(f"{path[0]}={{{{ {path[0]} }}}}" for path, _ in sorted(say.text.paths))
    return f"{key}({values})" if values else key


def texts_of(report: Report) -> Iterator[str]:
    """Everything a reader reads."""
    yield from (report.title, report.subtitle, report.contents_title, report.footer, report.basis)
    yield from (text for row in report.facts.rows for text in row)
    for chapter in report.chapters:
        yield chapter.title
        for block in chapter.blocks:
            yield from texts_in(block)


def texts_in(block: Block) -> Iterator[str]:
    """The texts of a block, those of drawings included."""
    match block:
        case Paragraph(text) | Heading(text) | Remark(text):
            yield text
        case Listing(items):
            yield from items
        case Facts(rows):
            yield from (text for row in rows for text in row)
        case Table(head, rows):
            yield from (text for row in (head, *rows) for text in row)
        case Drawings(wheels):
            for wheel in wheels:
                yield from (wheel.title, wheel.lagna_mark, *wheel.signs)
                yield from (short for shorts in wheel.bodies.values() for short in shorts)


def lines_of(report: Report) -> list[str]:
    """The report in lines, one for each row."""
    lines = [report.title, report.subtitle, *map(": ".join, report.facts.rows)]
    for chapter in report.chapters:
        lines.append(f"# {chapter.title}")
        for block in chapter.blocks:
            lines += _lines(block)
    return [*lines, report.footer, report.basis]


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(text):
            return [f"## {text}"]
        case Facts(rows):
            return [": ".join(row) for row in rows]
        case Table(head, rows):
            return [" | ".join(row) for row in (head, *rows)]
        case Drawings(wheels):
            return [
                f"{wheel.title} {wheel.style.value} {wheel.lagna.key}: "
                + ", ".join(f"{sign.key} {'+'.join(wheel.bodies[sign])}" for sign in sorted(wheel.bodies))
                for wheel in wheels
            ]
        case _:
            return [f"[{type(block).__name__}] {text}" for text in texts_in(block)]
