"""What a message is that came in the place of a question: by lists of words, the weightiest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.domain.answers import Kind, Reason, Sorted, Topic
from engine.services.answers.lexicon import Lexicon, words_of

FILLER = "filler"
"""The list of what says nothing by itself."""
_FEWEST_WORDS = 2
"""Of a question that names no topic."""


def sort(text: str, lexicons: Mapping[str, Lexicon]) -> Sorted:
    """What it is. Somebody in distress is heard before anything else is asked."""
    words = words_of(text)
    declined = _reason(words, lexicons["declined"])
    if declined is Reason.DISTRESS:
        return Sorted(kind=Kind.DISTRESS, word=declined.value)
    if declined is not None:
        return Sorted(kind=Kind.DECLINED, word=declined.value)
    if lexicons["instructions"].names_in(words):
        return Sorted(kind=Kind.INSTRUCTIONS)
    if lexicons["talk"].covers(words):
        said = [name for name in lexicons["talk"].names_in(words) if name != FILLER]
        return Sorted(kind=Kind.SMALL_TALK, word=said[0] if said else "ok")
    topic = _topic(words, lexicons["topic"])
    return _without_topic(words) if topic is None else Sorted(kind=Kind.QUESTION, topic=topic, word=topic.value)


def reason_of(text: str, lexicons: Mapping[str, Lexicon]) -> Reason | None:
    """The weightiest reason not to say this."""
    return _reason(words_of(text), lexicons["declined"])


def _reason(words: Sequence[str], lexicon: Lexicon) -> Reason | None:
    found = lexicon.names_in(words)
    return next((reason for reason in Reason if reason.value in found), None)


def _topic(words: Sequence[str], lexicon: Lexicon) -> Topic | None:
    counts = {topic: lexicon.count(topic.value, words) for topic in Topic}
    best = max(counts.values())
    return next(topic for topic, count in counts.items() if count == best) if best else None


def _without_topic(words: Sequence[str]) -> Sorted:
    letters = [word for word in words if any(map(str.isalpha, word))]
    if len(letters) < _FEWEST_WORDS:
        return Sorted(kind=Kind.UNCLEAR)
    return Sorted(kind=Kind.QUESTION, topic=Topic.GENERAL, word=Topic.GENERAL.value)
