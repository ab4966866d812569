"""The points of a match: the table of eight, how each came about, and what is told beside them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.astrology.matching import MOST_POINTS, Kuta, SubScore
from engine.domain.reports import Block, Chapter, Heading, Listing, Paragraph, Remark, Table
from engine.services.readings.milan_couple import Couple, Range, reading_of
from engine.services.readings.wording import Wording


def points(couple: Couple, words: Wording) -> Chapter:
    """The total, the table under it, and what a total can tell."""
    told = couple.match.ashtakoot
    total = {
        "points": couple.total,
        "most": MOST_POINTS,
        "range": words.say(f"milan.range_name.{Range.of(couple.total).value}"),
    }
    return Chapter(
        title=words.say("milan.ch_points"),
        blocks=(
            Paragraph(words.say("milan.intro_points")),
            Remark(words.say("milan.total", **total)),
            _table(couple, words),
            Paragraph(words.say("milan.common")),
            Paragraph(words.say("milan.spread", tables=told.tables)),
        ),
    )


def kutas(couple: Couple, words: Wording) -> Chapter:
    """Each of the eight: what it looks at, how its points came about, and how they are read."""
    blocks: list[Block] = [Paragraph(words.say("milan.intro_kutas"))]
    for kuta, score in couple.match.ashtakoot.kutas.items():
        blocks += _kuta(couple, kuta, score, words)
    return Chapter(title=words.say("milan.ch_kutas"), blocks=tuple(blocks))


def remarks(couple: Couple, words: Wording) -> Iterator[Chapter]:
    """Exceptions that many matchmakers know. They are told, and change no point; what hangs on the time is open."""
    found = couple.match.ashtakoot
    told: Block = Listing(tuple(words.say(f"milan.remark.{each.value}") for each in found.remarks))
    none = Paragraph(words.say("milan.open_remarks" if found.open_remarks else "milan.no_remarks"))
    yield Chapter(
        title=words.say("milan.ch_remarks"),
        blocks=(
            Paragraph(words.say("milan.intro_remarks")),
            told if found.remarks else none,
        ),
    )


def class_of(kuta: Kuta, key: str, words: Wording) -> str:
    """The name of a class: of a graha or a sign where the kuta compares those."""
    kind = {Kuta.MAITRI: "graha", Kuta.BHAKOOT: "sign"}.get(kuta, "kuta_class")
    return words.say(f"{kind}.{key}")


def _table(couple: Couple, words: Wording) -> Table:
    head = (words.say("milan.kuta_head"), couple.bride.name, couple.groom.name, words.say("milan.points_head"))
    return Table(head, (*_rows(couple, words), _sum(couple, words)))


def _rows(couple: Couple, words: Wording) -> Iterator[tuple[str, ...]]:
    for kuta, score in couple.match.ashtakoot.kutas.items():
        classes = (class_of(kuta, key, words) for key in (score.bride, score.groom))
        yield words.name(kuta), *classes, words.say("milan.points", points=score.points, most=score.most)


def _sum(couple: Couple, words: Wording) -> tuple[str, ...]:
    return words.say("milan.sum"), "", "", words.say("milan.points", points=couple.total, most=MOST_POINTS)


def _kuta(couple: Couple, kuta: Kuta, score: SubScore, words: Wording) -> Iterator[Block]:
    name = kuta.value
    given = words.say("milan.points", points=score.points, most=score.most)
    yield Heading(f"{words.say(f'kuta.{name}')} · {given}")
    yield Paragraph(words.say(f"milan.kuta.{name}"))
    yield Paragraph(
        words.say(
            "milan.how", bride=couple.bride.name, groom=couple.groom.name, hers=class_of(kuta, score.bride, words),
            his=class_of(kuta, score.groom, words),
        )
    )  # fmt: skip
    yield Paragraph(words.say(f"milan.read.{name}.{reading_of(kuta, score)}"))
