"""What a message is that came in the place of a question: by lists of words, the weightiest first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.charts.lexicon import Lexicon, sounds_of, words_of
from engine.charts.library import Library
from engine.charts.lists import despair_of, lexicons_of
from engine.domain.answers import Kind, Reason, Sorted, Topic

FILLER = "filler"
"""The list of what says nothing by itself."""
_GRAVE = "grave"
"""The list of what may be said in despair, and of an unclear message that has words of it."""
_REFERRED = (Topic.HEALTH, Topic.LEGAL)
"""What nobody is to ask the stars alone, the weightier first."""
_OTHER = "relative"
"""The list of those who have a chart of their own."""
_FEWEST_WORDS = 2
"""Of a question that names no topic."""
_SEVERAL = 3
"""So many questions in one message are not one with its reasons."""
_ENDS = re.compile(r"[?？]+")
_NUMBERED = re.compile(r"(?:^|\s)\d[).]\s?\D")


def sort(text: str, library: Library) -> Sorted:
    """What it is. Somebody in distress is heard before anything else is asked."""
    words, lexicons = words_of(text), lexicons_of(library)
    declined = reason_of(text, library)
    if declined is not None:
        kind = Kind.DISTRESS if declined is Reason.DISTRESS else Kind.DECLINED
        return Sorted(kind=kind, word=declined.value)
    for kind, name in ((Kind.COMPLAINT, "complaint"), (Kind.INSTRUCTIONS, "instructions")):
        if lexicons[name].names_in(words):
            return Sorted(kind=kind)
    if lexicons["talk"].covers(words):
        said = [name for name in lexicons["talk"].names_in(words) if name != FILLER]
        return Sorted(kind=Kind.SMALL_TALK, word=said[0] if said else "ok")
    topic = _topic(words, lexicons["topic"])
    if topic is not None:
        return Sorted(
            kind=Kind.QUESTION, topic=topic, word=topic.value, is_several=_is_several(text),
            of_other=bool(lexicons[_OTHER].names_in(words)),
        )  # fmt: skip
    if lexicons[_GRAVE].names_in(words):  # of ending, dying or living no more: never offered for sale
        return Sorted(kind=Kind.UNCLEAR, word=_GRAVE)
    return _without_topic(words)


def is_question(text: str, library: Library) -> bool:
    """Whether it is one that can be answered, for what a question costs."""
    return sort(text, library).kind is Kind.QUESTION


def reason_of(text: str, library: Library) -> Reason | None:
    """The weightiest reason not to say this."""
    if despair_of(library).names_in(sounds_of(text)):
        return Reason.DISTRESS
    found = lexicons_of(library)["declined"].names_in(words_of(text))
    return next((reason for reason in Reason if reason.value in found), None)


def _is_several(text: str) -> bool:
    return max(len(_ENDS.findall(text)), len(_NUMBERED.findall(text))) >= _SEVERAL


def _topic(words: Sequence[str], lexicon: Lexicon) -> Topic | None:
    counts = lexicon.counts(words)
    referred = next((topic for topic in _REFERRED if counts[topic]), None)
    named = [topic for topic in Topic if counts[topic] and topic is not Topic.GENERAL]
    return referred or max(named, key=counts.__getitem__, default=Topic.GENERAL if counts[Topic.GENERAL] else None)


def _without_topic(words: Sequence[str]) -> Sorted:
    """It may be a question about life as a whole, or none: nobody pays before they have said which."""
    letters = [word for word in words if any(map(str.isalpha, word))]
    if len(letters) < _FEWEST_WORDS:
        return Sorted(kind=Kind.UNCLEAR)
    return Sorted(kind=Kind.UNSURE, topic=Topic.GENERAL)
