"""The words of answers: what is said, and the lists by which a message is understood.

The lists stand as options of a text, so that they are written and checked like all words: `topic`, `declined`,
`complaint`, `talk`, `instructions` and `forbidden`.
"""

from __future__ import annotations

from engine.charts.entries import TextEntry
from engine.charts.library import Library
from engine.errors import MissingWords, TemplateError


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
