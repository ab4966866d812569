"""Finds words of a list in what people write, in any script, whatever is joined to them.

A word stands for itself; with a star at its end it stands for all that begin so, as endings are joined to words in most
of our languages. Several words in a row are a phrase: `a|b` is either of two, where it says `...` a few other words
may stand, and after `!` stands what may not come next.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Read: TypeAlias = Callable[[str], tuple[str, ...]]

_STAR = "*"
_OR = "|"
_NOT = "!"
_LOOSE = "..."
_BETWEEN = 3
"""How many words may stand where a phrase says `...`."""

_ALIKE = str.maketrans({"\u0902": "", "\u0901": "", "\u093c": "", "\u0981": "", "ी": "ि", "ू": "ु", "ী": "ি", "ূ": "ু"})
"""Marks that are left away or mixed up as often as not, in Devanagari and in Bengali."""
_LINKED = re.compile(r"(?<=.)[கசதப]்$")
"""What the first letter of the next word adds to a Tamil one, for those who write so."""
_SPELT = (("ee", "i"), ("oo", "u"), ("z", "j"), ("w", "v"), ("ph", "f"))
_BREATHED = re.compile(r"(?<=[bcdgjkpst])h+")
_TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a phrase, or several for choice: the whole words, and how those with a star begin."""

    whole: frozenset[str]
    stems: tuple[str, ...]
    is_loose: bool = False
    is_barred: bool = False

    @classmethod
    def of(cls, written: Iterable[str], read: Read, *, is_loose: bool = False, is_barred: bool = False) -> Part:
        """As an editor writes it."""
        whole, stems = set[str](), dict[str, None]()
        for each in written:
            for word in read(each)[:1]:
                if each.endswith(_STAR):
                    stems[word] = None
                else:
                    whole.add(word)
        return cls(frozenset(whole), tuple(stems), is_loose, is_barred)

    def fits(self, word: str) -> bool:
        """Whether it is this one."""
        return word in self.whole or word.startswith(self.stems)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row."""

    parts: tuple[Part, ...]

    @classmethod
    def of(cls, written: str, read: Read) -> Phrase:
        """As an editor writes it."""
        parts, is_loose = list[Part](), False
        for token in written.split():
            if token == _LOOSE:
                is_loose = bool(parts)
                continue
            if token.startswith(_NOT):
                parts.append(Part.of(token.removeprefix(_NOT).split(_OR), read, is_barred=True))
                continue
            words = token.split(_OR) if _OR in token else _apart(token, read)
            for choice in [words] if _OR in token else [[word] for word in words]:
                parts.append(Part.of(choice, read, is_loose=is_loose))
                is_loose = False
        return cls(tuple(parts))

    def length_at(self, words: Sequence[str], at: int) -> int:
        """How many words it takes from this place on; 0 if it is not there."""
        place = at
        for part in self.parts:
            if part.is_barred:
                if place < len(words) and part.fits(words[place]):
                    return 0
                continue
            near = words[place : place + 1 + (_BETWEEN if part.is_loose else 0)]
            step = next((number for number, word in enumerate(near, 1) if part.fits(word)), 0)
            if not step:
                return 0
            place += step
        return place - at


class Lexicon:
    """Lists of phrases, each under a name. They are found by their first words, so that long lists cost nothing."""

    def __init__(self, lists: Mapping[str, Iterable[Phrase]]) -> None:
        self._names = tuple(lists)
        self._whole: dict[str, list[tuple[str, Phrase]]] = {}
        self._stems: dict[int, dict[str, list[tuple[str, Phrase]]]] = {}
        for name, phrases in lists.items():
            for phrase in phrases:
                for word in phrase.parts[0].whole:
                    self._whole.setdefault(word, []).append((name, phrase))
                for stem in phrase.parts[0].stems:
                    self._stems.setdefault(len(stem), {}).setdefault(stem, []).append((name, phrase))

    @classmethod
    def of(cls, written: Iterable[tuple[str, Iterable[str]]], read: Read | None = None) -> Lexicon:
        """From names and what was written under them; one name may come several times. `read` makes words of a text."""
        lists: dict[str, dict[Phrase, None]] = {}
        for name, phrases in written:
            found = (Phrase.of(each, read or words_of) for each in phrases)
            lists.setdefault(name, {}).update(dict.fromkeys(phrase for phrase in found if phrase.parts))
        return cls(lists)

    def counts(self, words: Sequence[str]) -> Counter[str]:
        """How many different phrases of each list are there."""
        return Counter(name for name, _ in set(self._found(words)))

    def names_in(self, words: Sequence[str]) -> list[str]:
        """The names of all lists of which something is there."""
        found = {name for name, _ in self._found(words)}
        return [name for name in self._names if name in found]

    def without(self, words: Sequence[str]) -> list[str]:
        """The words with a gap, an empty one, in the place of each of its phrases."""
        left, at = list[str](), 0
        while at < len(words):
            length = max((phrase.length_at(words, at) for _, phrase in self._beginning(words[at])), default=0)
            left.append("" if length else words[at])
            at += length or 1
        return left

    def covers(self, words: Sequence[str]) -> bool:
        """Whether the words are made of its phrases and nothing else."""
        at = 0
        while at < len(words):
            length = max((phrase.length_at(words, at) for _, phrase in self._beginning(words[at])), default=0)
            if not length:
                return False
            at += length
        return bool(words)

    def _found(self, words: Sequence[str]) -> Iterator[tuple[str, Phrase]]:
        for at, word in enumerate(words):
            for name, phrase in self._beginning(word):
                if phrase.length_at(words, at):
                    yield name, phrase

    def _beginning(self, word: str) -> Iterator[tuple[str, Phrase]]:
        """The phrases that may begin with a word."""
        yield from self._whole.get(word, ())
        for length, stems in self._stems.items():
            yield from stems.get(word[:length], ())


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text: small letters with their marks, and digits; without joiners, which nobody types alike."""
    if text.isascii() and text.isalnum():  # as most words of the lists
        return (text.casefold(),)
    shown = unicodedata.normalize("NFKC", text).casefold()
    kept = (_kept(character) for character in shown if unicodedata.category(character) != "Cf")
    return tuple("".join(kept).split())


def sounds_of(text: str) -> tuple[str, ...]:
    """The words of a text as they sound, so that one spelling stands for all in which people chat."""
    return tuple(_sound(word) for word in words_of(text))


def _sound(word: str) -> str:
    if not word.isascii():
        return _LINKED.sub("", word.translate(_ALIKE))
    for written, said in _SPELT:
        word = word.replace(written, said)
    return _TWICE.sub(r"\1", _BREATHED.sub("", word))


def _apart(token: str, read: Read) -> list[str]:
    """A token that is read as several words; the star belongs to the last of them."""
    words = [*read(token)]
    return [*words[:-1], words[-1] + _STAR] if words and token.endswith(_STAR) else words


def _kept(character: str) -> str:
    return character if unicodedata.category(character)[0] in "LMN" else ("" if character in "'\u2019" else " ")
