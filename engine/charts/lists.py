"""The lists of words by which messages are understood; they stand with the answers, in `flows/answers/`.

People mix languages, so the lists of all languages are looked through, whatever the conversation's is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.charts.lexicon import Lexicon, sounds_of
from engine.charts.library import Library

DISTRESS = "distress"
"""Of the lists of what is not answered the one that is heard everywhere, not only in the place of a question."""
_DECLINED = "declined"
_LISTS = (
    "topic", _DECLINED, "complaint", "talk", "instructions", "grave", "forbidden", "harmless", "aspect", "relative",
    "later",
)  # fmt: skip


def lexicons_of(library: Library) -> Mapping[str, Lexicon]:
    """The lists of all languages together, by their key, without that of distress. They are read once for a library."""
    return _lexicons(_Same(library))


def despair_of(library: Library) -> Lexicon:
    """The words of distress by language, as they sound. They are read once for a library."""
    return _despair(_Same(library))


class _Same:
    """A library as a key: itself, and no other."""

    __slots__ = ("library",)

    def __init__(self, library: Library) -> None:
        self.library = library

    def __hash__(self) -> int:
        return id(self.library)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.library is self.library


@lru_cache(maxsize=4)
def _lexicons(same: _Same) -> Mapping[str, Lexicon]:
    texts = [words.texts for words in same.library.answers.values()]
    return {
        key: Lexicon.of(
            (name, option.words)
            for each in texts
            if key in each
            for name, option in each[key].options.items()
            if (key, name) != (_DECLINED, DISTRESS)
        )
        for key in _LISTS
    }


@lru_cache(maxsize=4)
def _despair(same: _Same) -> Lexicon:
    texts = {language: words.texts for language, words in same.library.answers.items() if _DECLINED in words.texts}
    found = {language: each[_DECLINED].options.get(DISTRESS) for language, each in texts.items()}
    return Lexicon.of(((language, option.words) for language, option in found.items() if option), sounds_of)
