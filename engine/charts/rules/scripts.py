"""Rules about the script of a text: forgotten translations and mixed-up files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine.charts.library import READINGS, SHARED
from engine.charts.rules.rule import Finding, Rule, rule
from engine.charts.rules.scope import Scope
from engine.charts.rules.texts import Part

_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "Latin": re.compile("[A-Za-zÀ-ɏ]"),
    "Devanagari": re.compile("[ऀ-ॣॱ-ॿ]"),
    "Bengali": re.compile("[ঀ-৿]"),
    "Tamil": re.compile("[஀-௿]"),
    "Telugu": re.compile("[ఀ-౿]"),
}
_WRITTEN: Mapping[str, str] = {
    "en": "Latin",
    "hi": "Devanagari",
    "mr": "Devanagari",
    "bn": "Bengali",
    "ta": "Tamil",
    "te": "Telugu",
}
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|https?://\S+", re.DOTALL)
_SPOKEN = frozenset({"say", "help", "retry", "remind", "problem"})


def untranslated(scope: Scope) -> Iterator[Finding]:
    """Texts that are those of the fallback, letter by letter."""
    fallback = scope.library.languages.fallback
    for part, language, other in _beside_fallback(scope):
        script = _SCRIPTS[_WRITTEN[language]]
        for here in part.sources:
            bare = _CODE.sub("", here)
            if here in other.sources and _is_sentence(bare) and not script.search(bare):
                yield Finding(part.wording.place, f"this is the text of '{fallback}', not yet translated")
                break


def wrong_script(scope: Scope) -> Iterator[Finding]:
    """Texts in the script of another language."""
    for name, language, _ in scope.texts.files():
        own = _WRITTEN.get(language)
        if own is None:
            continue
        for part in scope.texts.parts(name, language):
            bare = _CODE.sub("", " ".join(part.sources))
            if part.kind not in _SPOKEN or _SCRIPTS[own].search(bare):
                continue
            found = next(
                (script for script, letters in _SCRIPTS.items() if script != "Latin" and letters.search(bare)), None
            )
            if found is not None:
                yield Finding(part.wording.place, f"this is written in {found}, and '{language}' is written in {own}")


def _beside_fallback(scope: Scope) -> Iterator[tuple[Part, str, Part]]:
    fallback = scope.library.languages.fallback
    for name in (*scope.flows, SHARED, READINGS):
        meant = {(part.key, part.name): part for part in scope.texts.parts(name, fallback)}
        for language in scope.library.languages.declared:
            if language == fallback or _WRITTEN.get(language) == _WRITTEN.get(fallback):
                continue
            for part in scope.texts.parts(name, language):
                other = meant.get((part.key, part.name))
                if other is not None and part.kind in _SPOKEN:
                    yield part, language, other


def _is_sentence(text: str) -> bool:
    """Whether there are at least two words that would have to be translated; names and codes are left alone."""
    return len(re.findall(r"[A-Za-z]{2,}", text)) >= 2


RULES: tuple[Rule, ...] = (
    rule(
        "W612",
        "Not translated",
        "The text is copied from the fallback language.",
        "Translate it, or leave it out: then the fallback is used, and counted as missing.",
        untranslated,
    ),
    rule(
        "W613",
        "Text in another script",
        "Most often a text was pasted into the file of the wrong language.",
        "Move it to the file of its language.",
        wrong_script,
    ),
)
