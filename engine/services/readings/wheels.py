"""The charts as they are drawn, and the picture for the chat."""

from __future__ import annotations

from collections.abc import Callable

from engine.domain.astrology.charts import Chart, Position
from engine.domain.astrology.zodiac import Sign
from engine.domain.reports import Card, Style, Wheel
from engine.services.readings.reckoning import Reckoning
from engine.services.readings.wording import Wording, word_of

_SOUTHERN = frozenset({"ta", "te"})


def style_of(language: str) -> Style:
    """How people who speak a language draw a chart."""
    return Style.SOUTH if language in _SOUTHERN else Style.NORTH


def rashi_wheel(chart: Chart, style: Style, words: Wording) -> Wheel:
    """The birth chart."""
    title = words.say("report.rashi_chart")
    return _wheel(chart, style, title, chart.lagna.sign, lambda position: position.sign, words)


def navamsa_wheel(chart: Chart, style: Style, words: Wording) -> Wheel:
    """The ninth divisional chart."""
    title = words.say("report.navamsa_chart")
    return _wheel(chart, style, title, chart.lagna.navamsa, lambda position: position.navamsa, words)


def card(reckoning: Reckoning, words: Wording) -> Card:
    """Both charts, drawn as in the person's language, under the person's name."""
    chart, style = reckoning.chart, style_of(words.language)
    return Card(
        language=words.language,
        title=words.say("report.picture_title", name=reckoning.details.name),
        wheels=(rashi_wheel(chart, style, words), navamsa_wheel(chart, style, words)),
        caption=words.say("report.picture_caption"),
    )


def _wheel(
    chart: Chart, style: Style, title: str, lagna: Sign, stands: Callable[[Position], Sign], words: Wording
) -> Wheel:
    bodies: dict[Sign, tuple[str, ...]] = {}
    for position in chart.positions.values():
        sign = stands(position)
        bodies[sign] = (*bodies.get(sign, ()), _short(position, words))
    return Wheel(
        title=title, style=style, lagna=lagna, bodies=bodies, signs=tuple(words.name(sign) for sign in Sign),
        lagna_mark=words.say("mark.lagna"),
    )  # fmt: skip


def _short(position: Position, words: Wording) -> str:
    """With the mark of going back, except for the nodes, which always do."""
    short = words.say(f"graha_short.{word_of(position.graha)}")
    is_marked = position.is_retrograde and not position.graha.is_node
    return f"{short}{words.say('mark.retrograde')}" if is_marked else short
