"""Which kind of question somebody asks of a topic: when, whether or how."""

from __future__ import annotations

from engine.charts.lexicon import words_of
from engine.charts.library import Library
from engine.charts.lists import lexicons_of
from engine.domain.answers import ONLY_HOW, Aspect, Topic
from engine.domain.values import Json

_FIRST = (Aspect.WHEN, Aspect.HOW, Aspect.WHETHER)
"""The plainest first: 'when' stands in no other question, and whether is often asked without a word of its own."""


def aspect_of(text: str, library: Library) -> Aspect:
    """By the list of words `aspect`, in all languages together; how, where nothing tells."""
    found = lexicons_of(library)["aspect"].names_in(words_of(text))
    return next((aspect for aspect in _FIRST if aspect.value in found), Aspect.HOW)


def aspect_for(told: Json, topic: Topic) -> Aspect:
    """What a chart has kept of it, as far as the topic is answered so; how for anything else."""
    known = {aspect.value: aspect for aspect in Aspect}
    return Aspect.HOW if topic in ONLY_HOW else known.get(str(told), Aspect.HOW)
