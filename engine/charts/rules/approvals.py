"""Rules about approved templates: what is sent when WhatsApp takes no free texts any more."""

from __future__ import annotations

from collections.abc import Iterator

from engine.charts.approved import CONTENT, Approved
from engine.charts.entries import TemplateUse
from engine.charts.problems import Place
from engine.charts.rules.rule import Finding, Rule, near, rule
from engine.charts.rules.scope import Scope


def unknown_template(scope: Scope) -> Iterator[Finding]:
    """Words that name a template there is not."""
    known = scope.library.templates
    for use in _uses(scope):
        if use.name not in known:
            hint = near(use.name, known, "Add it to `templates.yaml`.")
            yield Finding(use.place, f"there is no template '{use.name}'", hint)


def missing_language(scope: Scope) -> Iterator[Finding]:
    """Templates that are not there in each released language."""
    for template in scope.library.templates.values():
        missing = [each for each in scope.library.languages.released if each not in template.texts]
        if missing:
            yield Finding(template.place, f"the template '{template.name}' is missing in {', '.join(missing)}")


def wrong_number(scope: Scope) -> Iterator[Finding]:
    """As many values as places, in the words and in each approved text."""
    for template in scope.library.templates.values():
        for language, text in template.texts.items():
            if sorted(set(text.numbers)) != [*range(1, len(template.variables) + 1)]:
                yield Finding(text.text_place, _places(template, f"the text in '{language}' has", text.numbers))
    for use in _uses(scope):
        known = scope.library.templates.get(use.name)
        if known is not None and len(use.values) != len(known.variables):
            message = f"the template '{use.name}' takes {_counted(len(known.variables))}, not {len(use.values)}"
            listed = "; ".join(known.variables)
            yield Finding(use.place, message, f"They are: {listed}." if listed else "Leave out `with:`.")


def bad_content(scope: Scope) -> Iterator[Finding]:
    """Ids of contents that are none, or that stand for two texts."""
    taken: dict[str, Place] = {}
    for template in scope.library.templates.values():
        for text in template.texts.values():
            first = taken.setdefault(text.content, text.content_place)
            if not CONTENT.fullmatch(text.content):
                yield Finding(text.content_place, f"'{text.content[:40]}' is not the id of a content")
            elif first != text.content_place:
                yield Finding(text.content_place, f"this content already stands in line {first.line}")


def idle_template(scope: Scope) -> Iterator[Finding]:
    """Templates no words name."""
    used = {use.name for use in _uses(scope)}
    for template in scope.library.templates.values():
        if template.name not in used:
            yield Finding(template.place, f"no words use the template '{template.name}'")


def _uses(scope: Scope) -> Iterator[TemplateUse]:
    for _, _, words in scope.texts.files():
        for entry in words.texts.values():
            if entry.template is not None:
                yield entry.template


def _places(template: Approved, what: str, numbers: tuple[int, ...]) -> str:
    found = ", ".join(f"{{{{{number}}}}}" for number in numbers) or "no places"
    return f"{what} {found}, but '{template.name}' has {_counted(len(template.variables))}"


def _counted(number: int) -> str:
    return f"{number} value" if number == 1 else f"{number or 'no'} values"


RULES: tuple[Rule, ...] = (
    rule(
        "E703",
        "Unknown template",
        "The texts that may be sent after 24 hours are approved by Meta and stand in `templates.yaml`.",
        "Correct the name, or add the template.",
        unknown_template,
    ),
    rule(
        "E704",
        "Template that lacks a language",
        "Somebody who is spoken to in that language would get the template of the fallback.",
        "Add the language under `languages:`.",
        missing_language,
    ),
    rule(
        "E705",
        "Wrong number of values for a template",
        "WhatsApp refuses a template with more or fewer values than it was approved with.",
        "Give one value for each of its `variables`, as {{1}}, {{2}} and so on.",
        wrong_number,
    ),
    rule(
        "E706",
        "Not the id of a content",
        "Twilio names each approved text by `HX` and 32 hexadecimal digits, and no two by the same.",
        "Copy the id from Twilio's Content Template Builder.",
        bad_content,
    ),
    rule(
        "W712",
        "Template nobody uses",
        "No words of any language name it.",
        "Name it with `template:` in the words that may be said after 24 hours, or remove it.",
        idle_template,
    ),
)
