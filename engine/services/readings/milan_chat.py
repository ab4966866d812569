"""What of a match goes into the chat: a picture, a short text, and what is certain when a time is missing."""

from __future__ import annotations

from collections.abc import Sequence

from engine.domain.astrology.charts import Outline
from engine.domain.astrology.matching import MOST_POINTS
from engine.domain.reports import Card
from engine.services.readings.milan_births import wheels
from engine.services.readings.milan_couple import Couple, Range
from engine.services.readings.milan_mars import balance
from engine.services.readings.wording import Wording


def match_card(couple: Couple, words: Wording) -> Card:
    """Both charts side by side under the names; without exact times only the names and the points."""
    names = {"bride": couple.bride.name, "groom": couple.groom.name}
    return Card(
        language=words.language,
        title=words.say("milan.subtitle", **names),
        wheels=wheels(couple, words),
        caption=words.say("milan.picture_caption", points=couple.total, most=MOST_POINTS),
    )


def match_summary(couple: Couple, words: Wording) -> str:
    """The chat text under the picture: total, the eight, Mars, and what a number cannot tell."""
    scores = [
        words.say("milan.summary_line", kuta=words.name(kuta), points=score.points, most=score.most)
        for kuta, score in couple.match.ashtakoot.kutas.items()
    ]
    return words.say(
        "milan.summary", bride=couple.bride.name, groom=couple.groom.name, points=couple.total, most=MOST_POINTS,
        range=words.say(f"milan.range_name.{Range.of(couple.total).value}"), scores=scores, mars=balance(couple, words),
        disclaimer=words.say("report.footer"),
    )  # fmt: skip


def certain(births: Sequence[tuple[str, Outline]], words: Wording) -> str:
    """What holds of each birth whose time is not exact, where that is too little for points: one line a person."""
    return "\n".join(_moon(name, outline, words) for name, outline in births)


def _moon(name: str, outline: Outline, words: Wording) -> str:
    signs = [words.name(sign) for sign in outline.moon.signs]
    stars = [words.name(star) for star in outline.moon.nakshatras]
    return words.say("milan.certain", name=name, signs=signs, stars=stars)
