"""Mars on both sides of a match: the flag, its variants, its exemptions, and how common all that is."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.astrology.readings import Mangal, Reference
from engine.domain.reports import Block, Chapter, Facts, Heading, Paragraph
from engine.services.readings.closing_chapters import percent
from engine.services.readings.milan_couple import Couple, Side
from engine.services.readings.wording import Wording


def mars(couple: Couple, words: Wording) -> Chapter:
    """What holds for each side, and for both together. Where no lagna can be told, that is all that is said."""
    match = couple.match
    blocks: list[Block] = [Paragraph(words.say("milan.intro_mars"))]
    for side, mangal in ((couple.bride, match.bride_mangal), (couple.groom, match.groom_mangal)):
        blocks += [Heading(side.name), *_side(side, mangal, words)]
    blocks += [Heading(words.say("milan.mars_together")), Paragraph(balance(couple, words))]
    return Chapter(title=words.say("milan.ch_mars"), blocks=tuple(blocks))


def balance(couple: Couple, words: Wording) -> str:
    """One calm sentence or two on both sides together."""
    found = couple.match.mangal
    return words.say(
        f"milan.mars.{found.value if found else 'unknown'}", bride=couple.bride.name, groom=couple.groom.name,
        names=[side.name for side in couple.without_chart],
    )  # fmt: skip


def _side(side: Side, mangal: Mangal | None, words: Wording) -> Iterator[Block]:
    if mangal is None:
        yield Paragraph(words.say("milan.mars_needs_lagna", name=side.name))
        return
    yield Facts(
        tuple((words.say(f"milan.mars_from.{place.value}"), str(mangal.houses[place])) for place in Reference)
    )  # fmt: skip
    yield Paragraph(words.say(_flag(mangal), name=side.name, percent=percent(mangal.prevalence)))
    if mangal.is_cancelled:
        why = [words.say(f"exemption.{each.value}") for each in mangal.cancelled_by]
        yield Paragraph(words.say("milan.mars_exempt", why=why))
    variants = list(_variants(mangal, words))
    if variants:
        yield Paragraph(words.say("milan.mars_some", variants=variants, percent=percent(mangal.prevalence_any)))


def _flag(mangal: Mangal) -> str:
    return "milan.mars_yes" if mangal.is_manglik else "milan.mars_no"


def _variants(mangal: Mangal, words: Wording) -> Iterator[str]:
    """Those that go beyond the flag; `with_second` also holds wherever the flag is up."""
    if mangal.with_second and not mangal.is_manglik:
        yield words.say("milan.variant.second")
    if mangal.from_moon:
        yield words.say("milan.variant.moon")
    if mangal.from_venus:
        yield words.say("milan.variant.venus")
