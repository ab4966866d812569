"""Finds words of a list in what people write, in any script, whatever is joined to them.

A word stands for itself; with a star at its end it stands for all that begin so, as endings are joined to words in most
of our languages. Several words in a row are a phrase.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_STAR = "*"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row. `is_open`: more letters may follow the last one."""

    words: tuple[str, ...]
    is_open: bool

    @classmethod
    def of(cls, written: str) -> Phrase:
        """As an editor writes it."""
        return cls(words_of(written), written.rstrip().endswith(_STAR))

    def stands_in(self, words: Sequence[str]) -> bool:
        """Whether it is there, anywhere."""
        is_alone = len(self.words) == 1
        if is_alone and self.is_open:
            return any(word.startswith(self.words[0]) for word in words)
        if not self.words or self.words[0] not in words:
            return False  # as most phrases: a long text is looked through only once for each of them
        return is_alone or any(self.length_at(words, at) for at in range(len(words)))

    def length_at(self, words: Sequence[str], at: int) -> int:
        """How many words it takes from this place on; 0 if it is not there."""
        size = len(self.words)
        found = tuple(words[at : at + size])
        if not size or len(found) < size or found[:-1] != self.words[:-1]:
            return 0
        last, wanted = found[-1], self.words[-1]
        return size if last == wanted or (self.is_open and last.startswith(wanted)) else 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Lists of phrases, each under a name."""

    lists: Mapping[str, tuple[Phrase, ...]]

    @classmethod
    def of(cls, written: Iterable[tuple[str, Iterable[str]]]) -> Lexicon:
        """From names and what was written under them; one name may come several times."""
        lists: dict[str, dict[Phrase, None]] = {}
        for name, phrases in written:
            lists.setdefault(name, {}).update(dict.fromkeys(Phrase.of(each) for each in phrases))
        return cls({name: tuple(phrase for phrase in found if phrase.words) for name, found in lists.items()})

    def count(self, name: str, words: Sequence[str]) -> int:
        """How many different phrases of a list are there."""
        return sum(phrase.stands_in(words) for phrase in self.lists.get(name, ()))

    def names_in(self, words: Sequence[str]) -> list[str]:
        """The names of all lists of which something is there."""
        return [name for name in self.lists if self.count(name, words)]

    def covers(self, words: Sequence[str]) -> bool:
        """Whether the words are made of its phrases and nothing else."""
        at = 0
        while at < len(words):
            length = max(
                (phrase.length_at(words, at) for found in self.lists.values() for phrase in found), default=0
            )  # fmt: skip
            if not length:
                return False
            at += length
        return bool(words)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text: small letters with their marks, and digits; without joiners, which nobody types alike."""
    shown = unicodedata.normalize("NFKC", text).casefold()
    kept = (_kept(character) for character in shown if unicodedata.category(character) != "Cf")
    return tuple("".join(kept).split())


def _kept(character: str) -> str:
    return character if unicodedata.category(character)[0] in "LMN" else ("" if character in "'\u2019" else " ")
