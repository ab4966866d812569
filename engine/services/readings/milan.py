"""The match report: from two births compared to chapters in a person's language."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.astrology.births import Basis
from engine.domain.astrology.matching import MOST_POINTS, Kuta
from engine.domain.reports import Chapter, Facts, Listing, Paragraph, Report, Table
from engine.services.readings.milan_births import births
from engine.services.readings.milan_couple import Couple, Range, is_weak
from engine.services.readings.milan_mars import mars
from engine.services.readings.milan_points import kutas, points, remarks
from engine.services.readings.wording import Wording

TERMS = ("ashtakoot", "guna", "rashi", "nakshatra", "pada", "lagna", "manglik", "varna")


def compose_match(couple: Couple, words: Wording) -> Report:
    """Everything that is sold as a match report. The same couple and the same words give the same report."""
    return Report(
        language=words.language,
        title=words.say("milan.title"),
        subtitle=words.say("milan.subtitle", bride=couple.bride.name, groom=couple.groom.name),
        facts=_cover(couple, words),
        contents_title=words.say("report.contents"),
        chapters=(
            births(couple, words), points(couple, words), kutas(couple, words), *remarks(couple, words),
            mars(couple, words), _talk(couple, words), _glossary(words), _basis(couple, words),
        ),
        footer=words.say("report.footer"),
        basis=_named(couple.match.basis, couple.match.ashtakoot.tables, words),
    )  # fmt: skip


def _cover(couple: Couple, words: Wording) -> Facts:
    return Facts(
        (
            (words.say("milan.bride"), couple.bride.name),
            (words.say("milan.groom"), couple.groom.name),
            (words.say("milan.points_head"), words.say("milan.points", points=couple.total, most=MOST_POINTS)),
        )
    )


def _talk(couple: Couple, words: Wording) -> Chapter:
    """Never a verdict: how such a total is taken, and what is worth talking about before two people decide."""
    found = Range.of(couple.total).value
    return Chapter(
        title=words.say("milan.ch_talk"),
        blocks=(
            Paragraph(words.say(f"milan.range.{found}")),
            Paragraph(words.say("milan.intro_talk")),
            Listing(tuple(_topics(couple, words))),
            Paragraph(words.say("milan.talk_rule")),
        ),
    )


def _topics(couple: Couple, words: Wording) -> Iterator[str]:
    """What the weaker kutas stand for, and what is worth a talk in any case."""
    weak = (kuta for kuta, score in couple.match.ashtakoot.kutas.items() if is_weak(score))
    yield from (words.say(f"milan.talk.{kuta.value}") for kuta in weak)
    yield from (words.say(f"milan.talk.always_{number}") for number in (1, 2, 3))


def _glossary(words: Wording) -> Chapter:
    terms = [(words.say(f"milan.term.{term}"), words.say(f"milan.glossary.{term}")) for term in TERMS]
    names = [(words.name(kuta), words.say(f"milan.meaning.{kuta.value}")) for kuta in Kuta]
    head = (words.say("report.term"), words.say("report.meaning"))
    return Chapter(title=words.say("milan.ch_glossary"), blocks=(Table(head, (*terms, *names)),))


def _basis(couple: Couple, words: Wording) -> Chapter:
    """How the tables are to be taken; by which versions it was computed stands below all chapters."""
    return Chapter(
        title=words.say("milan.ch_basis"),
        blocks=(
            Paragraph(words.say("milan.tables_rule", tables=couple.match.ashtakoot.tables)),
            Paragraph(words.say("milan.words_rule")),
        ),
    )


def _named(basis: Basis, tables: str, words: Wording) -> str:
    """By whom and by which versions: enough to compute it again."""
    return words.say(
        "report.basis", provider=basis.provider, version=basis.version, engine=basis.engine, tables=tables,
        ayanamsa=words.say(f"report.{basis.ayanamsa.value}"),
    )  # fmt: skip
