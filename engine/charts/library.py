"""All flows with all their words: what is read from the files of `flows/` at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from engine.actions.functions import FUNCTIONS
from engine.charts.approved import Approved, parse_templates
from engine.charts.codes import CODES
from engine.charts.collector import collector_paused
from engine.charts.glossary import Term, parse_glossary
from engine.charts.grammar import LANGUAGES
from engine.charts.keywords import Commands, keyword_index
from engine.charts.languages import Languages, parse_contact, parse_languages
from engine.charts.model import Flow, Variable
from engine.charts.parser import parse_flow
from engine.charts.problems import FlowProblems, Place, Problem
from engine.charts.products import parse_products
from engine.charts.reading import Functions
from engine.charts.source import Source, read_source
from engine.charts.suggest import did_you_mean
from engine.charts.words import TextEntry, Words, parse_words
from engine.domain.deliveries import Template
from engine.domain.payments.products import Product

SHARED = "common"
READINGS = "readings"
"""The folder of words for what is computed of a birth: no flow says them, so it has no `flow.yaml`."""
ANSWERS = "answers"
"""The folder of words for answers to questions, and of the words by which a question is understood; no flow either."""
TEMPLATES = "templates.yaml"
PRODUCTS = "products.yaml"
GLOSSARY = "glossary.yaml"

_OTHER_FILES: Mapping[str, tuple[str, ...]] = {SHARED: ("contact", "languages"), READINGS: (), ANSWERS: ()}
"""What a folder without a flow holds besides its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Every flow and word there is. `keywords` leads from a normalised word to its `(flow, command)` pairs.

    `words` has the flows' own words by flow and language, `common` the shared ones by language, `sources` the files
    that could be read, by name, `templates` what may be said when free texts are not delivered any more, `products`
    what can be bought, by code, `glossary` the right word for each thing, `readings` the words of reports and the like,
    by language, `answers` those of answers.
    """

    flows: Mapping[str, Flow]
    words: Mapping[tuple[str, str], Words]
    common: Mapping[str, Words]
    languages: Languages
    contact: Mapping[str, Variable]
    keywords: Mapping[str, Commands]
    sources: Mapping[str, Source]
    templates: Mapping[str, Approved] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    glossary: tuple[Term, ...] = ()
    readings: Mapping[str, Words] = field(default_factory=dict)
    answers: Mapping[str, Words] = field(default_factory=dict)

    def template(self, name: str, language: str) -> Template | None:
        """An approved template in a language, or else in the fallback; None when there is none of that name."""
        approved = self.templates.get(name)
        return None if approved is None else approved.of(language, self.languages.fallback)

    def text(self, flow: str, key: str, language: str) -> tuple[TextEntry, str] | None:
        """The words under a key and the language they are in; None if nobody wrote any.

        The flow's own words come before the shared ones, even in the fallback language: they say what is meant here.
        """
        wanted = (language, self.languages.fallback)
        for found in wanted:
            words = self.words.get((flow, found))
            if words is not None and key in words.texts:
                return words.texts[key], found
        for found in wanted:
            words = self.common.get(found)
            if words is not None and key in words.texts:
                return words.texts[key], found
        return None

    def reading(self, key: str, language: str) -> TextEntry | None:
        """The words of readings under a key, in the language or else in the fallback; None if nobody wrote any."""
        return self._first(self.readings, key, language)

    def answer(self, key: str, language: str) -> TextEntry | None:
        """The same of the words of answers."""
        return self._first(self.answers, key, language)

    def _first(self, shelf: Mapping[str, Words], key: str, language: str) -> TextEntry | None:
        for found in (language, self.languages.fallback):
            words = shelf.get(found)
            if words is not None and key in words.texts:
                return words.texts[key]
        return None


def read_library(files: Mapping[str, bytes | str], functions: Functions = FUNCTIONS) -> tuple[Library, list[Problem]]:
    """Read files named below `flows/`: `welcome/flow.yaml`, `welcome/en.yaml`, `common/languages.yaml` and so on.

    A library with errors among its problems holds what could be read, so that more can be said about it; it must not
    be used.
    """
    shelves = _Shelves(functions)
    with collector_paused():
        for name in sorted(files):
            shelves.read(name, files[name])
    return shelves.library(), sorted(shelves.problems, key=lambda problem: problem.place)


class _Shelves:
    """What was found so far."""

    def __init__(self, functions: Functions) -> None:
        self.problems: list[Problem] = []
        self._functions = functions
        self._flows: dict[str, Flow] = {}
        self._words: dict[tuple[str, str], Words] = {}
        self._contact: Mapping[str, Variable] = {}
        self._languages: Languages | None = None
        self._templates: Mapping[str, Approved] = {}
        self._products: Mapping[str, Product] = {}
        self._glossary: tuple[Term, ...] = ()
        self._sources: dict[str, Source] = {}
        self._folders: dict[str, str] = {}

    def read(self, name: str, content: bytes | str) -> None:
        """Read one file as what its name says it is."""
        folder, _, file = name.rpartition("/")
        stem = file.removesuffix(".yaml")
        alone = (TEMPLATES, PRODUCTS, GLOSSARY)
        if name not in alone and (not folder or "/" in folder or stem == file):
            hint = "" if folder else did_you_mean(name, alone)
            self._complain("E111", Place(name, 1, 1), f"'{name}' is not '<flow>/<file>.yaml'", hint)
            return
        if folder:
            self._folders.setdefault(folder, name)
        try:
            source = read_source(content, name)
        except FlowProblems as error:
            self.problems += error.problems
            if stem == "flow":
                self._folders[folder] = ""
            return
        self._sources[name] = source
        self._file(folder, stem, source)

    def library(self) -> Library:
        """Everything, after a look at what is missing or undeclared."""
        languages = self._languages or _languages_of(self._words)
        self._check_files(languages)
        keywords = keyword_index((flow, words.keywords) for (flow, _), words in self._words.items())
        own = {key: _said_by(*key, words) for key, words in self._words.items() if key[0] not in _OTHER_FILES}
        return Library(
            flows=MappingProxyType(self._flows),
            words=MappingProxyType(own),
            common=self._of(SHARED),
            languages=languages,
            contact=MappingProxyType(self._contact),
            keywords=MappingProxyType(keywords),
            sources=MappingProxyType(self._sources),
            templates=MappingProxyType(dict(self._templates)),
            products=MappingProxyType(dict(self._products)),
            glossary=self._glossary,
            readings=self._readings(),
            answers=self._of(ANSWERS),
        )

    def _of(self, folder: str) -> Mapping[str, Words]:
        """The words of one folder by their language."""
        return MappingProxyType({key[1]: words for key, words in self._words.items() if key[0] == folder})

    def _readings(self) -> Mapping[str, Words]:
        """The words of readings by language: those of their own folder, and the ones that stand with a flow."""
        found = dict(self._of(READINGS))
        for (flow, language), words in self._words.items():
            texts = {key: entry for key, entry in words.texts.items() if _is_reading(flow, key)}
            if texts:
                known = found.get(language, replace(words, texts={}, keywords={}, keyword_places={}))
                found[language] = replace(known, texts=MappingProxyType({**known.texts, **texts}))
        return MappingProxyType(found)

    def _file(self, folder: str, stem: str, source: Source) -> None:
        if source.file == PRODUCTS:
            self._products, problems = parse_products(source, self._functions)
            self.problems += problems
        elif source.file == GLOSSARY:
            self._glossary, problems = parse_glossary(source, self._functions)
            self.problems += problems
        elif not folder:
            self._templates, problems = parse_templates(source, self._functions)
            self.problems += problems
        elif folder == SHARED and stem == "languages":
            self._languages, problems = parse_languages(source, self._functions)
            self.problems += problems
        elif folder == SHARED and stem == "contact":
            self._contact, problems = parse_contact(source, self._functions)
            self.problems += problems
        elif folder not in _OTHER_FILES and stem == "flow":
            self._flow(folder, source)
        elif stem in LANGUAGES:
            self._language(folder, stem, source)
        else:
            names = [*_OTHER_FILES.get(folder, ("flow",)), *LANGUAGES]
            hint = did_you_mean(stem, names) or f"Files here are {', '.join(f'{each}.yaml' for each in names)}."
            self._complain("E111", Place(source.file, 1, 1), f"nothing is read from '{stem}.yaml'", hint)

    def _flow(self, folder: str, source: Source) -> None:
        flow, problems = parse_flow(source, self._functions)
        self.problems += problems
        self._folders[folder] = ""
        if flow is None:
            return
        self._flows[folder] = flow
        if flow.id != folder:
            message = f"the flow '{flow.id}' stands in the folder '{folder}'"
            self._complain("E111", flow.place, message, f"Write 'flow: {folder}', or rename the folder.")

    def _language(self, folder: str, stem: str, source: Source) -> None:
        words, problems = parse_words(source, self._functions, shared=folder == SHARED)
        self.problems += problems
        if words is None:
            return
        self._words[folder, stem] = words
        if folder in (READINGS, ANSWERS):
            for command, place in words.keyword_places.items():
                self._complain("E115", place, f"nobody says '{command}' to a reading")
        if words.language != stem:
            message = f"the file is '{stem}.yaml' and its language '{words.language}'"
            self._complain("E111", words.place, message, f"Write 'language: {stem}', or rename the file.")

    def _check_files(self, languages: Languages) -> None:
        for folder, first in self._folders.items():
            if first and folder not in _OTHER_FILES:
                self._complain("E116", Place(first, 1, 1), f"'{folder}' has no 'flow.yaml'")
        for (_, language), words in self._words.items():
            if language not in languages.declared:
                self._complain("E117", words.place, f"the language '{language}' is not declared")

    def _complain(self, code: str, place: Place, message: str, hint: str = "") -> None:
        entry = CODES[code]
        self.problems.append(Problem(place, entry.severity, code, message, hint or entry.remedy))


def _is_reading(flow: str, key: str) -> bool:
    """A key with a dot in the words of a flow, `milan.title`: the program says it in what that flow brings."""
    return flow not in _OTHER_FILES and "." in key


def _said_by(flow: str, _language: str, words: Words) -> Words:
    """The words without those that the program says."""
    texts = {key: entry for key, entry in words.texts.items() if not _is_reading(flow, key)}
    return words if len(texts) == len(words.texts) else replace(words, texts=MappingProxyType(texts))


def _languages_of(words: Mapping[tuple[str, str], Words]) -> Languages:
    """Without a declaration every language somebody wrote in counts as released."""
    found = tuple(language for language in LANGUAGES if any(key[1] == language for key in words))
    return Languages(released=found or LANGUAGES[:1], draft=(), fallback=(found or LANGUAGES)[0])
