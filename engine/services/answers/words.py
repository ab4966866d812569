"""The words of answers: what is said, and the lists by which a message is understood.

The lists stand as options of a text, so that they are written and checked like all words: `topic`, `declined`, `talk`,
`instructions` and `forbidden`. People mix languages, so the lists of all languages are looked through, whatever the
conversation's is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.charts.entries import TextEntry
from engine.charts.library import Library
from engine.errors import MissingWords, TemplateError
from engine.services.answers.lexicon import Lexicon

LISTS = ("topic", "declined", "talk", "instructions", "forbidden")


class AnswerWords:
    """The words of answers in one language; what it lacks is said in the fallback."""

    def __init__(self, library: Library, language: str) -> None:
        self.language = language
        self._library = library

    def say(self, key: str, **values: object) -> str:
        """The text under a key. MissingWords if nobody wrote it, or a value it wants is not given."""
        entry = self._entry(key)
        if entry.say is None:
            raise MissingWords(f"the answer '{key}' has no 'say' in '{self.language}'")
        try:
            return entry.say.text.render(values).strip()
        except TemplateError as error:
            raise MissingWords(f"'{key}': {error.message}") from None

    def label(self, key: str, option: str) -> str:
        """What an option of a list is called."""
        found = self._entry(key).options.get(option)
        if found is None:
            raise MissingWords(f"'{key}' has no '{option}' in '{self.language}'")
        return found.label.text.render({}).strip()

    def _entry(self, key: str) -> TextEntry:
        entry = self._library.answer(key, self.language)
        if entry is None:
            raise MissingWords(f"nobody wrote the answer '{key}' in '{self.language}', nor in the fallback")
        return entry


def lexicons_of(library: Library) -> Mapping[str, Lexicon]:
    """The lists of all languages together, by their key. They are read once for a library."""
    return _lexicons(_Same(library))


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
            (name, option.words) for each in texts if key in each for name, option in each[key].options.items()
        )
        for key in LISTS
    }
