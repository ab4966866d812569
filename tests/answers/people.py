"""Questions about people of the tests."""

from __future__ import annotations

from datetime import date
from functools import cache

from engine.domain.answers import ONLY_HOW, Aspect, Facts, MonthFact, Question, Topic
from engine.services.answers.facts import facts_of
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from tests.readings.people import details

ASTROLOGY = EmbeddedAstrologyGateway()
TODAY = date(2026, 11, 29)
TIMED = tuple(topic for topic in Topic if topic not in ONLY_HOW)
"""Of these a time is told."""
LANGUAGES = ("en", "hi", "mr", "ta", "te", "bn")


@cache
def facts(topic: Topic = Topic.CAREER, born: str = "1990-08-15", time: str | None = "09:30") -> Facts:
    """What the chart of somebody in Mumbai says to a topic."""
    return facts_of(details(born, time), topic, TODAY, ASTROLOGY)


def months(of: Facts) -> tuple[MonthFact, ...]:
    """Those that are told of a topic of which a time is told."""
    assert of.months is not None
    return of.months


def question(
    language: str = "en", text: str = "When should I change my job?", of: Facts | None = None,
    aspect: Aspect = Aspect.HOW,
) -> Question:  # fmt: skip
    """What they ask."""
    return Question(text=text, language=language, facts=of or facts(), today=TODAY, aspect=aspect)
