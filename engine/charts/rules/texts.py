"""The words of a library as the rules look at them: every text of every file with the data it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.charts.keywords import normalised
from engine.charts.library import ANSWERS, READINGS, SHARED, Library
from engine.charts.problems import Place
from engine.charts.rules.places import find_word
from engine.charts.words import OptionWords, TextEntry, Wording, Words
from engine.errors import TemplateError

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One text of an entry: its `say`, its second `retry`, the label of an option, ..."""

    key: str
    name: str
    wording: Wording

    @property
    def kind(self) -> str:
        """`say`, `help`, `retry`, `remind`, `problem`, `option`, `description` or `template`."""
        return self.name.split(" ", 1)[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """What is written, each form of a plural by itself."""
        written = self.wording.written
        return (
            (written,) if isinstance(written, str) else tuple(text for name, text in written.items() if name != "count")
        )


class Texts:
    """All texts; each is parsed once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._parts: dict[tuple[str, str], tuple[Part, ...]] = {}
        self._paths: dict[int, tuple[Path, ...] | TemplateError] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._chosen_by: dict[int, tuple[str, ...]] = {}

    def words(self, flow: str, language: str) -> Words | None:
        """The words of a flow, the shared ones for `common`, those of readings for `readings`."""
        if flow == SHARED:
            return self._library.common.get(language)
        if flow == READINGS:
            return self._library.readings.get(language)
        if flow == ANSWERS:
            return self._library.answers.get(language)
        return self._library.words.get((flow, language))

    def parts(self, flow: str, language: str) -> tuple[Part, ...]:
        """Every text of one file."""
        found = self._parts.get((flow, language))
        if found is None:
            words = self.words(flow, language)
            found = tuple(_parts_of(words)) if words else ()
            self._parts[flow, language] = found
        return found

    def files(self) -> Iterator[tuple[str, str, Words]]:
        """All files of words: the flows' own, the shared ones, and those of readings."""
        for (flow, language), words in self._library.words.items():
            yield flow, language, words
        for language, words in self._library.common.items():
            yield SHARED, language, words
        for language, words in self._library.readings.items():
            yield READINGS, language, words
        for language, words in self._library.answers.items():
            yield ANSWERS, language, words

    def read(self, part: Part) -> tuple[Path, ...] | TemplateError:
        """The data paths a text reads, or why it is no template."""
        key = id(part.wording)
        found = self._paths.get(key)
        if found is None:
            found = self._paths[key] = _read(part.wording)
        return found

    def paths(self, part: Part) -> tuple[Path, ...]:
        """The data paths a text reads; none when it is no template."""
        found = self.read(part)
        return () if isinstance(found, TemplateError) else found

    def names(self, flow: str) -> frozenset[str]:
        """The variables the words of a flow read, in any language."""
        found = self._names.get(flow)
        if found is None:
            parts = [part for name, language, _ in self.files() if name == flow for part in self.parts(flow, language)]
            found = frozenset(path[0] for part in parts for path in self.paths(part))
            self._names[flow] = found
        return found

    def chosen_by(self, option: OptionWords) -> tuple[str, ...]:
        """The normalised words that choose an option: its label, unless it is a template, and the others."""
        found = self._chosen_by.get(id(option))
        if found is None:
            label = option.label.written
            written = [*([label] if isinstance(label, str) and "{" not in label else []), *option.words]
            found = self._chosen_by[id(option)] = tuple(dict.fromkeys(map(normalised, written)))
        return found

    def place(self, part: Part, path: Path) -> Place:
        """Where a path stands in a text."""
        return find_word(self._library.sources, part.wording.place, ".".join(path))


def _read(wording: Wording) -> tuple[Path, ...] | TemplateError:
    try:
        text = wording.text
        text.check()
        return tuple(dict.fromkeys(path for path, _ in text.paths))
    except TemplateError as error:
        return error


def _parts_of(words: Words) -> Iterator[Part]:
    for key, entry in words.texts.items():
        yield from _entry(key, entry)
    for problem, wording in words.problems.items():
        yield Part("", f"problem {problem}", wording)


def _entry(key: str, entry: TextEntry) -> Iterator[Part]:
    single: Mapping[str, Wording | None] = {"say": entry.say, "help": entry.help}
    for name, wording in single.items():
        if wording is not None:
            yield Part(key, name, wording)
    for name, several in (("retry", entry.retry), ("remind", entry.remind)):
        for index, wording in enumerate(several, 1):
            yield Part(key, f"{name} {index}", wording)
    for index, wording in enumerate(entry.template.values if entry.template else (), 1):
        yield Part(key, f"template {index}", wording)
    for problem, wording in entry.problems.items():
        yield Part(key, f"problem {problem}", wording)
    for id, option in entry.options.items():
        yield Part(key, f"option {id}", option.label)
        if option.description is not None:
            yield Part(key, f"description {id}", option.description)
