"""Rules about the glossary: one thing has one name in a language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.charts.glossary import Avoided, Term, any_to_avoid
from engine.charts.library import PRODUCTS
from engine.charts.problems import Place
from engine.charts.rules.places import find_word
from engine.charts.rules.rule import Finding, Rule, rule
from engine.charts.rules.scope import Scope

_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|https?://\S+", re.DOTALL)


def word_to_avoid(scope: Scope) -> Iterator[Finding]:
    """Texts in which a thing is called otherwise than the glossary says."""
    terms = [term for term in scope.library.glossary if term.avoided]
    wrong = {language: any_to_avoid(terms, language) for language in {code for term in terms for code in term.avoided}}
    for language, text, place in _shown(scope) if terms else ():
        bare = _CODE.sub(" ", text)
        pattern = wrong.get(language)
        for term in terms if pattern and pattern.search(bare) else ():
            for written, avoided in term.misnamed(language, bare):
                where = find_word(scope.library.sources, place, written)
                yield Finding(where, _message(written, avoided), _hint(term, language))


def _shown(scope: Scope) -> Iterator[tuple[str, str, Place]]:
    """All that people read, with its language: words, approved texts, names of products. What they type is theirs."""
    for name, language, _ in scope.texts.files():
        for part in scope.texts.parts(name, language):
            for text in part.sources:
                yield language, text, part.wording.place
    for approved in scope.library.templates.values():
        for language, approved_text in approved.texts.items():
            yield language, approved_text.text, approved_text.text_place
    for code, product in scope.library.products.items():
        marks = scope.library.sources[PRODUCTS].marks
        for language, name in product.names.items():
            yield language, name, marks.value(("products", code, "names", language))


def _message(written: str, avoided: Avoided) -> str:
    return f"'{written}' is a word to avoid: {avoided.reason}"


def _hint(term: Term, language: str) -> str:
    right = term.words.get(language)
    return f"Write '{right}'; the glossary has it under '{term.name}'." if right else ""


RULES: tuple[Rule, ...] = (
    rule(
        "W614",
        "Word to avoid",
        "The glossary has one word for each thing in each language, so that people are not told of the same thing by "
        "two names; and it knows words that are stiff, foreign or frightening.",
        "Write the word that `glossary.yaml` has for it.",
        word_to_avoid,
    ),
)
