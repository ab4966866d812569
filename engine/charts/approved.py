"""`templates.yaml`: what may be said when WhatsApp takes no free text any more, as Meta has approved it.

The texts are for people, for the sandbox, for the checks, and to find a message that may have gone out; what is sent is
the channel's id of the content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.charts.grammar import CATALOGUE_NAME, CATEGORIES
from engine.charts.problems import Place, Problem
from engine.charts.reading import Functions, Reading
from engine.charts.source import Path, Source
from engine.domain.deliveries import Template
from engine.domain.values import Json

CONTENT = re.compile(r"HX[0-9a-f]{32}")
_NUMBERED = re.compile(r"\{\{\s*([0-9]+)\s*\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedText:
    """A template in one language."""

    content: str
    text: str
    place: Place
    content_place: Place
    text_place: Place

    @property
    def numbers(self) -> tuple[int, ...]:
        """The places in the text that get values, `{{1}}` and so on, as they stand."""
        return tuple(int(found[1]) for found in _NUMBERED.finditer(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A template. `variables` says what each value means, in the order of their numbers."""

    name: str
    category: str
    place: Place
    variables: tuple[str, ...] = ()
    texts: Mapping[str, ApprovedText] = field(default_factory=dict)

    def of(self, *languages: str) -> Template | None:
        """The template in the first of these languages that has it."""
        text = next((self.texts[language] for language in languages if language in self.texts), None)
        if text is None:
            return None
        return Template(content=text.content, variables=len(self.variables), text=text.text)


def parse_templates(source: Source, functions: Functions) -> tuple[Mapping[str, Approved], list[Problem]]:
    """`templates:` with a template under each name."""
    reading = Reading(source, functions)
    raw = reading.fields(source.data, (), "templates", "a mapping with 'templates'") or {}
    found: dict[str, Approved] = {}
    templates = reading.mapping(raw["templates"], ("templates",)) if "templates" in raw else {}
    for name, value in templates.items():
        path = ("templates", name)
        if reading.key_name(name, path, CATALOGUE_NAME, "the name of a template"):
            found[name] = _template(reading, name, value, path)
    return found, reading.problems


def _template(reading: Reading, name: str, raw: Json, path: Path) -> Approved:
    fields = reading.fields(raw, path, "template") or {}
    category = reading.word(fields["category"], (*path, "category"), CATEGORIES) if "category" in fields else None
    variables, texts = (*path, "variables"), (*path, "languages")
    listed = reading.listed(fields["variables"], variables) if "variables" in fields else []
    languages = reading.mapping(fields["languages"], texts) if "languages" in fields else {}
    return Approved(
        name=name,
        category=category or CATEGORIES[0],
        place=reading.key(path),
        variables=tuple(reading.text(item, (*variables, index)) for index, item in enumerate(listed)),
        texts={
            language: _approved(reading, value, (*texts, language))
            for language, value in languages.items()
            if reading.language(language, (*texts, language))
        },
    )


def _approved(reading: Reading, raw: Json, path: Path) -> ApprovedText:
    fields = reading.fields(raw, path, "approved text") or {}
    content, text = (*path, "content"), (*path, "text")
    place = reading.key(path)
    return ApprovedText(
        content=reading.text(fields["content"], content) if "content" in fields else "",
        text=reading.text(fields["text"], text) if "text" in fields else "",
        place=place,
        content_place=reading.place(content) if "content" in fields else place,
        text_place=reading.place(text) if "text" in fields else place,
    )
