"""The two births of a match: what was told, the Moons, and the charts side by side."""

from __future__ import annotations

from dataclasses import replace

from engine.domain.astrology.births import Accuracy
from engine.domain.astrology.charts import Point
from engine.domain.astrology.lordship import lord_of
from engine.domain.reports import Block, Chapter, Drawings, Facts, Heading, Paragraph, Remark, Wheel
from engine.services.readings.births import BirthDetails
from engine.services.readings.milan_couple import Couple, Side
from engine.services.readings.wheels import rashi_wheel, style_of
from engine.services.readings.wording import Wording


def births(couple: Couple, words: Wording) -> Chapter:
    """Both as they were told to us, so that a mistake is seen at once, and who stands where in the tables."""
    drawn = wheels(couple, words)
    blocks: list[Block] = [Paragraph(words.say("milan.intro_births"))]
    for role, side, moon in _both(couple):
        blocks += [Heading(f"{side.name} · {words.say(f'milan.{role}')}"), _facts(side, moon, words)]
    blocks += [Drawings(drawn)] if drawn else []
    for why, sides in (("left_out", couple.without_time), ("no_lagna", couple.polar)):
        if sides:
            blocks.append(Remark(words.say(f"milan.{why}", names=[side.name for side in sides])))
    blocks += [Heading(words.say("milan.roles_title")), Paragraph(words.say("milan.roles", bride=couple.bride.name))]
    if couple.other_way == couple.total:
        blocks.append(Paragraph(words.say("milan.same_way", points=couple.total)))
    else:
        blocks.append(Paragraph(words.say("milan.other_way", points=couple.other_way)))
    return Chapter(title=words.say("milan.ch_births"), blocks=tuple(blocks))


def wheels(couple: Couple, words: Wording) -> tuple[Wheel, ...]:
    """The charts of both, or none: one alone beside nothing would look like a mistake."""
    style = style_of(words.language)
    drawn = [
        replace(rashi_wheel(side.chart, style, words), title=side.name)
        for side in (couple.bride, couple.groom)
        if side.chart is not None
    ]
    return tuple(drawn) if len(drawn) == 2 else ()


def _both(couple: Couple) -> tuple[tuple[str, Side, Point], ...]:
    return ("bride", couple.bride, couple.match.bride), ("groom", couple.groom, couple.match.groom)


def _facts(side: Side, moon: Point, words: Wording) -> Facts:
    rows = [
        (words.say("report.born"), words.date(side.details.born)),
        (words.say("report.time"), _clock(side.details, words)),
        (words.say("report.place"), words.place(side.details.place) if side.details.place else ""),
        (words.say("report.moon_sign"), words.name(moon.sign)),
        (words.say("milan.moon_lord"), words.name(lord_of(moon.sign))),
        (words.say("report.birth_star"), _star(side, moon, words)),
    ]
    if side.chart is not None:
        rows.append((words.say("report.lagna"), words.name(side.chart.lagna.sign)))
    return Facts(tuple(rows))


def _clock(details: BirthDetails, words: Wording) -> str:
    """The told time, and how well it is known."""
    clock = details.clock and details.clock.strftime("%H:%M")
    return words.say(f"milan.time_{details.accuracy.value}", time=clock)


def _star(side: Side, moon: Point, words: Wording) -> str:
    """The pada only where the minute is known: the same points may come from several."""
    star = words.name(moon.nakshatra)
    is_exact = side.details.accuracy is Accuracy.EXACT
    return words.say("milan.star", star=star, pada=moon.pada) if is_exact else star
