"""A report as data: what stands in it and in what order. How it looks is the typesetter's business.

Every text is already in the person's language. Nothing here is computed: chapters are made by
`engine.services.readings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from engine.domain.astrology.zodiac import Sign


class Style(Enum):
    """How a chart is drawn: houses fixed and signs numbered, or signs fixed and the lagna marked."""

    NORTH = "north"
    SOUTH = "south"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """A chart to be drawn. `bodies` are short names by the sign they stand in, in the order they are written.

    `title` stands in the middle of the southern style and above the northern one. `signs` are the twelve names from
    Mesha on, for the southern style; `lagna_mark` marks the rising sign there.
    """

    title: str
    style: Style
    lagna: Sign
    bodies: Mapping[Sign, tuple[str, ...]]
    signs: tuple[str, ...]
    lagna_mark: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A title within a chapter."""

    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A text set apart: what a reader must not miss."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Short texts under each other, each with a dot before it."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are, two columns without rules."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; all have as many cells as the head. Cells that are numbers are not told apart from words."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawings:
    """Charts side by side, at most two."""

    wheels: tuple[Wheel, ...]


Block: TypeAlias = Paragraph | Heading | Remark | Listing | Facts | Table | Drawings


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Blocks under a title. It begins where the last one ends if there is room, or always on a page of its own."""

    title: str
    blocks: tuple[Block, ...]
    on_new_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report. `title`, `subtitle` and `facts` stand on the cover, `footer` on every page.

    `contents_title` heads the list of chapters. `basis` says at the end by what it was computed, so that it can be
    computed again. `language` is one of the six.
    """

    language: str
    title: str
    subtitle: str
    facts: Facts
    contents_title: str
    chapters: tuple[Chapter, ...]
    footer: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A picture for the chat: charts under a title, and a line of text below. At most two charts."""

    language: str
    title: str
    wheels: tuple[Wheel, ...]
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFont:
    """A language without its letters: the package that has them, and the folder where they lie, if it is there."""

    language: str
    family: str
    package: str
    folder: str | None
