"""From a file of words to Words: the texts of one flow in one language, each with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType

from engine.charts.entries import OptionWords, TemplateUse, TextEntry, Wording, Words
from engine.charts.expressions import Expression
from engine.charts.grammar import CATALOGUE_NAME, LANGUAGES, OPTION_ID, TEXT_KEY
from engine.charts.keywords import MOST_SPELT, spelt_out
from engine.charts.problems import Place, Problem
from engine.charts.reading import Functions, Reading
from engine.charts.source import Path, Source
from engine.charts.texts import PluralText, Text, TextEnvironment
from engine.domain.values import Json

__all__ = ["OptionWords", "TemplateUse", "TextEntry", "Wording", "Words", "parse_words"]


def parse_words(source: Source, functions: Functions, *, shared: bool = False) -> tuple[Words | None, list[Problem]]:
    """The words and their problems; None when not even the language could be read. Templates are not looked into."""
    reading = Reading(source, functions)
    raw = reading.fields(source.data, (), "words file", "a mapping with 'language' and 'texts'")
    words = None
    if raw is not None and "language" in raw:
        language = reading.word(raw["language"], ("language",), LANGUAGES)
        words = _Reader(reading, language or LANGUAGES[0], functions).words(raw, shared=shared)
        words = words if language else None
    return words, sorted(reading.problems, key=lambda problem: problem.place)


class _Reader:
    """One file being read."""

    def __init__(self, reading: Reading, language: str, functions: Functions) -> None:
        self._reading = reading
        self._language = language
        self._functions = functions
        self._environment: TextEnvironment | None = None

    def words(self, raw: Mapping[str, Json], *, shared: bool) -> Words:
        reading = self._reading
        for key in ("keywords",) if shared else ("problems", "vocabulary"):
            if key in raw:
                where = "the folder of a flow" if shared else "the folder 'common'"
                reading.complain("E115", reading.key((key,)), f"'{key}' belongs into {where}")
        keywords = self._keywords(raw)
        vocabulary = reading.mapping(raw["vocabulary"], ("vocabulary",)) if "vocabulary" in raw else {}
        for name in vocabulary:
            reading.key_name(name, ("vocabulary", name), OPTION_ID, "a name")
        return Words(
            language=self._language,
            place=reading.place(("language",)),
            texts=self._texts(raw),
            keywords=MappingProxyType(keywords),
            keyword_places=MappingProxyType({name: reading.key(("keywords", name)) for name in keywords}),
            problems=MappingProxyType(self._wordings(raw, (), "problems")),
            vocabulary=MappingProxyType(dict(vocabulary)),
        )

    def _texts(self, raw: Mapping[str, Json]) -> Mapping[str, TextEntry]:
        found: dict[str, TextEntry] = {}
        for key, value in (self._reading.mapping(raw["texts"], ("texts",)) if "texts" in raw else {}).items():
            path = ("texts", key)
            if self._reading.key_name(key, path, TEXT_KEY, "the name of a text"):
                found[key] = self._entry(key, value, path)
        return MappingProxyType(found)

    def _entry(self, key: str, raw: Json, path: Path) -> TextEntry:
        place = self._reading.key(path)
        if not isinstance(raw, dict) or "count" in raw:
            return TextEntry(key=key, place=place, say=self._wording(raw, path))
        self._reading.fields(raw, path, "text")
        return TextEntry(
            key=key,
            place=place,
            say=self._wording(raw["say"], (*path, "say")) if "say" in raw else None,
            help=self._wording(raw["help"], (*path, "help")) if "help" in raw else None,
            retry=self._escalating(raw, path, "retry"),
            remind=self._escalating(raw, path, "remind"),
            problems=MappingProxyType(self._wordings(raw, path, "problems")),
            options=MappingProxyType(self._options(raw, path)),
            template=self._template(raw["template"], (*path, "template")) if "template" in raw else None,
        )

    def _template(self, raw: Json, path: Path) -> TemplateUse | None:
        """`template: name`, or `{name, with}` when it has places for values."""
        reading, values, where = self._reading, tuple[Wording, ...](), path
        if isinstance(raw, dict):
            reading.fields(raw, path, "template use")
            if "name" not in raw:
                return None
            values = self._escalating(raw, path, "with") if isinstance(raw.get("with", []), list) else ()
            if not isinstance(raw.get("with", []), list):
                reading.refuse(raw["with"], (*path, "with"), "a list of texts")
            raw, where = raw["name"], (*path, "name")
        name = reading.name(raw, where, CATALOGUE_NAME, "the name of a template")
        return None if name is None else TemplateUse(name, reading.place(where), values)

    def _wording(self, raw: Json, path: Path) -> Wording | None:
        place = self._reading.place(path)
        if isinstance(raw, dict):
            return self._plural(raw, path, place)
        if not isinstance(raw, str):
            self._reading.refuse(raw, path, "a text")
            return None
        if not raw.strip():
            self._reading.complain("E114", place, "the text is empty")
        return Wording(raw, place, partial(self._compiled, raw))

    def _plural(self, raw: dict[str, Json], path: Path, place: Place) -> Wording | None:
        self._reading.fields(raw, path, "plural")
        forms: dict[str, str] = {}
        for category, text in raw.items():
            if isinstance(text, str) and text.strip():
                forms[category] = text
            else:
                self._reading.refuse(text, (*path, category), "a text")
        count = self._count(forms.get("count"), path)
        if count is None:
            return None
        texts = {category: text for category, text in forms.items() if category != "count"}
        return Wording(MappingProxyType(forms), place, partial(self._compiled_plural, count, texts))

    def _count(self, written: str | None, path: Path) -> Expression | None:
        if written is None:
            return None
        if written.startswith("=") and not written.startswith("=="):
            return self._reading.expression(written[1:], (*path, "count"), "=")
        self._reading.refuse(written, (*path, "count"), "an expression that begins with '='")
        return None

    def _escalating(self, raw: Mapping[str, Json], path: Path, key: str) -> tuple[Wording, ...]:
        if key not in raw:
            return ()
        items, paths = [raw[key]], [(*path, key)]
        if isinstance(raw[key], list):
            items = self._reading.listed(raw[key], (*path, key))
            paths = [(*path, key, index) for index in range(len(items))]
        found = [self._wording(item, where) for item, where in zip(items, paths, strict=True)]
        return tuple(wording for wording in found if wording is not None)

    def _wordings(self, raw: Mapping[str, Json], path: Path, key: str) -> dict[str, Wording]:
        found: dict[str, Wording] = {}
        for code, value in (self._reading.mapping(raw[key], (*path, key)) if key in raw else {}).items():
            where = (*path, key, code)
            wording = self._wording(value, where)
            if self._reading.key_name(code, where, OPTION_ID, "the name of a problem") and wording is not None:
                found[code] = wording
        return found

    def _options(self, raw: Mapping[str, Json], path: Path) -> dict[str, OptionWords]:
        found: dict[str, OptionWords] = {}
        options = self._reading.mapping(raw["options"], (*path, "options")) if "options" in raw else {}
        for id, value in options.items():
            where = (*path, "options", id)
            option = self._option(value, where)
            if self._reading.key_name(id, where, OPTION_ID, "the name of an option") and option is not None:
                found[id] = option
        return found

    def _option(self, raw: Json, path: Path) -> OptionWords | None:
        place = self._reading.key(path)
        if not isinstance(raw, dict):
            label = self._wording(raw, path)
            return None if label is None else OptionWords(label=label, place=place)
        self._reading.fields(raw, path, "option words")
        label = self._wording(raw["label"], (*path, "label")) if "label" in raw else None
        described = "description" in raw
        description = self._wording(raw["description"], (*path, "description")) if described else None
        words = self._word_list(raw["words"], (*path, "words")) if "words" in raw else ()
        return None if label is None else OptionWords(label=label, place=place, description=description, words=words)

    def _keywords(self, raw: Mapping[str, Json]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        keywords = self._reading.mapping(raw["keywords"], ("keywords",)) if "keywords" in raw else {}
        for command, value in keywords.items():
            where = ("keywords", command)
            if self._reading.key_name(command, where, OPTION_ID, "the name of a command"):
                found[command] = self._spelt_out(self._word_list(value, where), where)
        return found

    def _spelt_out(self, words: Sequence[str], path: Path) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for written in words:
            try:
                found |= dict.fromkeys(filter(None, spelt_out(written)))
            except ValueError:
                self._reading.refuse(written, path, f"a line of at most {MOST_SPELT} keywords")
        return tuple(found)

    def _word_list(self, raw: Json, path: Path) -> tuple[str, ...]:
        items: list[Json] = [raw] if isinstance(raw, str) else self._reading.listed(raw, path, "a word or a list")
        found: dict[str, None] = {}
        for index, item in enumerate(items):
            where = path if isinstance(raw, str) else (*path, index)
            if not isinstance(item, str) or not item.strip():
                self._reading.refuse(item, where, "a word")
            elif item in found:
                self._reading.complain("E118", self._reading.place(where), f"'{item}' is there twice")
            else:
                found[item] = None
        return tuple(found)

    def _compiled(self, written: str) -> Text:
        if self._environment is None:
            self._environment = TextEnvironment(self._language, self._functions)
        return self._environment.compile(written)

    def _compiled_plural(self, count: Expression, forms: Mapping[str, str]) -> PluralText:
        return PluralText(self._language, count, {name: self._compiled(text) for name, text in forms.items()})
