"""Rules about what stands inside of texts: placeholders, filters, plurals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from babel.core import Locale

from engine.charts.library import SHARED
from engine.charts.model import Say
from engine.charts.problems import Place
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, near, rule
from engine.charts.rules.scope import Scope
from engine.charts.rules.texts import Part, Path
from engine.charts.rules.variables import OF_THE_DOMAIN, known_names
from engine.charts.suggest import any_of
from engine.domain.readers.catalogue import PROBLEMS
from engine.errors import TemplateError

_GIVEN = ("contact", "session", "today", "now", "event")
_DETAILS = (
    "problem",
    "text",
    "value",
    *{name for found in PROBLEMS.values() for names in found.values() for name in names},
)


def broken(scope: Scope) -> Iterator[Finding]:
    """Texts that are no templates."""
    for name, language, _ in scope.texts.files():
        for part in scope.texts.parts(name, language):
            found = scope.texts.read(part)
            if isinstance(found, TemplateError):
                yield Finding(_line(part.wording.place, found, scope), found.message)


def unknown_placeholder(scope: Scope) -> Iterator[Finding]:
    """Placeholders for a name nobody declared."""
    for name, language, _ in scope.texts.files():
        flow = scope.flows.get(name)
        if flow is None and name != SHARED:
            continue
        for part in scope.texts.parts(name, language):
            for path in scope.texts.paths(part):
                if path[0] not in _GIVEN and path[0] not in (known := _known(scope, flow, part)):
                    message = f"there is no '{path[0]}' to write here"
                    yield Finding(scope.texts.place(part, path), message, near(path[0], known))


def unknown_contact(scope: Scope) -> Iterator[Finding]:
    """Placeholders for what is not kept of a contact."""
    known = {*scope.library.contact, *OF_THE_DOMAIN}
    for name, language, _ in scope.texts.files():
        for part in scope.texts.parts(name, language):
            for path in scope.texts.paths(part):
                if path[0] == "contact" and len(path) > 1 and path[1] not in known:
                    message = f"nothing is kept of a contact under '{path[1]}'"
                    yield Finding(scope.texts.place(part, path), message, near(path[1], known))


def different_placeholders(scope: Scope) -> Iterator[Finding]:
    """A translation that says other things than the fallback."""
    fallback = scope.library.languages.fallback
    for name, language, _ in scope.texts.files():
        if language == fallback:
            continue
        meant = {(part.key, part.name): part for part in scope.texts.parts(name, fallback)}
        for part in scope.texts.parts(name, language):
            other = meant.get((part.key, part.name))
            if other is None or other.kind == "problem":
                continue
            here, there = set(scope.texts.paths(part)), set(scope.texts.paths(other))
            if here != there and not _broken(scope, part, other):
                yield Finding(part.wording.place, _difference(language, fallback, here, there))


def missing_plural(scope: Scope) -> Iterator[Finding]:
    """Plurals without a form the language has."""
    for part, language, forms in _plurals(scope):
        for form in _categories(language):
            if form not in forms and form != "other":
                message = f"'{language}' has a form '{form}', which is missing here"
                yield Finding(part.wording.place, message, f"Add '{form}:'.")


def idle_plural(scope: Scope) -> Iterator[Finding]:
    """Forms of a plural the language never uses."""
    for part, language, forms in _plurals(scope):
        known = _categories(language)
        for form in forms:
            if form not in known and form != "count":
                yield Finding(part.wording.place, f"'{language}' has no form '{form}'", f"It has {any_of(known)}.")


def _known(scope: Scope, flow: FlowScope | None, part: Part) -> Mapping[str, None]:
    known = dict.fromkeys(_GIVEN if flow is None else known_names(flow))
    if part.kind in ("problem", "retry"):
        known.update(dict.fromkeys(_DETAILS))
    speakers = scope.flows.values() if flow is None else (flow,)
    for placed in (each for speaker in speakers for each in speaker.said.get(part.key, ())):
        known.update(dict.fromkeys(placed.loops))
        if isinstance(placed.action, Say):
            known.update(dict.fromkeys(placed.action.values))
    return known


def _broken(scope: Scope, *parts: Part) -> bool:
    return any(isinstance(scope.texts.read(part), TemplateError) for part in parts)


def _difference(language: str, fallback: str, here: set[Path], there: set[Path]) -> str:
    lost = sorted(".".join(path) for path in there - here)
    added = sorted(".".join(path) for path in here - there)
    found = [f"'{any_of(lost)}' of '{fallback}' is missing"] if lost else []
    found += [f"'{any_of(added)}' is only in '{language}'"] if added else []
    return ", and ".join(found)


def _line(place: Place, error: TemplateError, scope: Scope) -> Place:
    """The line of a text in which something is wrong, when it stands as a block."""
    source = scope.library.sources.get(place.file)
    block = source is not None and source.line(place.line)[place.column - 1 : place.column] in ("|", ">")
    if source is None or not block:
        return place
    line = source.line(place.line + error.line)
    return Place(place.file, place.line + error.line, len(line) - len(line.lstrip()) + 1)


def _plurals(scope: Scope) -> Iterator[tuple[Part, str, Mapping[str, str]]]:
    for name, language, _ in scope.texts.files():
        for part in scope.texts.parts(name, language):
            if not isinstance(part.wording.written, str):
                yield part, language, part.wording.written


@cache
def _categories(language: str) -> tuple[str, ...]:
    return (*sorted(Locale.parse(language).plural_form.tags), "other")


RULES: tuple[Rule, ...] = (
    rule(
        "E605",
        "Text that cannot be read",
        "A placeholder, a condition or a filter of the text is written wrongly.",
        "Write `{{ name }}`, `{{ name | filter }}` or `{% if ... %}...{% endif %}`.",
        broken,
    ),
    rule(
        "E606",
        "Unknown placeholder",
        "A text can write the variables of its flow, what `with:` gives it, and `contact`.",
        "Correct the name, or declare it in `data:`.",
        unknown_placeholder,
    ),
    rule(
        "E607",
        "Unknown variable of the contact in a text",
        "What is remembered of a person is declared in `common/contact.yaml`.",
        "Correct the name, or declare it there.",
        unknown_contact,
    ),
    rule(
        "W606",
        "Placeholders that differ between languages",
        "A translation that leaves out a name or an amount says something else.",
        "Write the same placeholders in all languages.",
        different_placeholders,
    ),
    rule(
        "W607",
        "Missing form of a plural",
        "Languages count differently; a missing form is replaced by `other`, which is often wrong.",
        "Add the form.",
        missing_plural,
    ),
    rule(
        "W608",
        "Form of a plural that is never used",
        "The language does not have this form.",
        "Remove it.",
        idle_plural,
    ),
)
