"""Rules about the words of readings, which the program says by their keys and no flow names."""

from __future__ import annotations

from collections.abc import Iterator

from engine.charts.library import READINGS
from engine.charts.rules.rule import Finding, Rule, near, rule
from engine.charts.rules.scope import Scope

_MOST_NAMED = 6


def lacking_reading(scope: Scope) -> Iterator[Finding]:
    """What a language that has a file of readings does not have of the fallback's, in one line."""
    fallback = scope.library.readings.get(scope.library.languages.fallback)
    for language, words in scope.library.readings.items() if fallback else ():
        lacking = [key for key in fallback.texts if key not in words.texts] if fallback else []
        if lacking:
            named = ", ".join(lacking[:_MOST_NAMED]) + (", ..." if len(lacking) > _MOST_NAMED else "")
            count = "1 reading is" if len(lacking) == 1 else f"{len(lacking)} readings are"
            yield Finding(words.place, f"{count} not yet written in '{language}': {named}")


def reading_of_its_own(scope: Scope) -> Iterator[Finding]:
    """A reading the fallback does not have."""
    code = scope.library.languages.fallback
    fallback = scope.library.readings.get(code)
    known = fallback.texts if fallback else {}
    for language, words in scope.library.readings.items():
        for key, entry in words.texts.items():
            if key not in known:
                message = f"the reading '{key}' is in '{language}', but not in the fallback '{code}'"
                yield Finding(entry.place, message, near(key, known))


def silent_reading(scope: Scope) -> Iterator[Finding]:
    """A reading that has no `say`, or more than that."""
    for language, words in scope.library.readings.items():
        for part in scope.texts.parts(READINGS, language):
            if part.kind != "say":
                yield Finding(part.wording.place, f"a reading is one text, and this is a {part.kind}")
        for key, entry in words.texts.items():
            if entry.say is None:
                yield Finding(entry.place, f"'{key}' has no 'say'")


RULES: tuple[Rule, ...] = (
    rule(
        "E620",
        "Reading that is not one text",
        "The words of readings are put together by the program, which asks for one text under each key.",
        "Write the text behind the key, and nothing else.",
        silent_reading,
    ),
    rule(
        "W620",
        "Readings that are not yet written",
        "Reports are sold in a language once it has every text of the fallback, and not before.",
        "Write the texts.",
        lacking_reading,
    ),
    rule(
        "W621",
        "Reading the fallback does not have",
        "The program knows the readings of the fallback; another one is never said.",
        "Correct the key, or add it to the fallback.",
        reading_of_its_own,
    ),
)
