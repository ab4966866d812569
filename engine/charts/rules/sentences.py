"""Rules about the shared words: what the engine itself says, and what readers need to understand people."""

from __future__ import annotations

from collections.abc import Iterator

from engine.charts.model import Flow
from engine.charts.problems import Place
from engine.charts.rules.rule import Finding, Rule, near, rule
from engine.charts.rules.scope import Scope
from engine.charts.words import Words
from engine.domain.readers.catalogue import PROBLEMS

ENGINE_TEXTS = (
    "not_understood", "busy", "apology", "old_tap", "card_warning", "too_many", "limit", "unavailable", "list_button",
)  # fmt: skip
"""What the engine says by itself, whatever flow is going on."""

WORDY = ("date", "time", "yes_no", "correction")
"""Readers that understand words of a language, such as the names of months."""


def engine_texts(scope: Scope) -> Iterator[Finding]:
    """Shared texts the engine says by itself."""
    for language in scope.library.languages.released:
        words = scope.library.common.get(language)
        missing = [
            key for key in ENGINE_TEXTS if words is None or key not in words.texts or words.texts[key].say is None
        ]
        if missing:
            yield Finding(_place(scope, words), f"'{language}' lacks the shared texts {', '.join(missing)}")


def problem_sentences(scope: Scope) -> Iterator[Finding]:
    """A sentence for each problem a reader in use may find."""
    for language in scope.library.languages.released:
        words = scope.library.common.get(language)
        missing = _unexplained(scope, language, words)
        if missing:
            message = f"'{language}' has no sentences for the problems {', '.join(missing)}"
            yield Finding(_place(scope, words), message)


def unknown_problems(scope: Scope) -> Iterator[Finding]:
    """Sentences for problems no reader finds. Validators may find others, so then nothing is known."""
    if scope.catalogue.validators:
        return
    known = {problem for found in PROBLEMS.values() for problem in found} | _OF_MESSAGES
    for _, _, words in scope.texts.files():
        shared = [*words.problems.items()]
        own = [item for entry in words.texts.values() for item in entry.problems.items()]
        for problem, wording in (*shared, *own):
            if problem not in known:
                message = f"nothing ever finds the problem '{problem}'"
                yield Finding(wording.place, message, near(problem, known))


def vocabulary(scope: Scope) -> Iterator[Finding]:
    """Words for readers, in each released language."""
    in_use = sorted(_readers(scope) & {*WORDY})
    for language in scope.library.languages.released if in_use else ():
        words = scope.library.common.get(language)
        if words is None or not words.vocabulary:
            message = f"'{language}' has no vocabulary, which the readers {', '.join(in_use)} need"
            yield Finding(_place(scope, words), message)


_OF_MESSAGES = frozenset(
    {"voice", "media", "sticker", "contact_card", "location", "too_long", "empty", "not_an_option"}
)


def _readers(scope: Scope) -> set[str]:
    """The readers some flow asks with."""
    states = (state for flow in scope.flows.values() for state in flow.states.values())
    return {state.question.reader for state in states if state.question and state.question.reader}


def _unexplained(scope: Scope, language: str, shared: Words | None) -> list[str]:
    """Problems for which neither the shared words nor those of every question have a sentence."""
    missing: dict[str, None] = {}
    for flow in scope.flows.values():
        words = scope.library.words.get((flow.name, language))
        for state in flow.states.values():
            reader = state.question.reader if state.question else None
            entry = words.texts.get(state.id) if words else None
            for problem in PROBLEMS.get(reader or "", ()):
                if not (shared and problem in shared.problems) and not (entry and problem in entry.problems):
                    missing[problem] = None
    return list(missing)


def _place(scope: Scope, words: Words | None) -> Place:
    if words is not None:
        return words.place
    flows: list[Flow] = [flow.flow for flow in scope.flows.values()]
    return flows[0].place if flows else Place("common/languages.yaml", 1, 1)


RULES: tuple[Rule, ...] = (
    rule(
        "E612",
        "Missing texts of the engine",
        "The engine answers by itself when nobody else does: when something is not understood, when a job is still "
        "running, when an old button is tapped, when something failed.",
        "Add them to the `common/` file of the language.",
        engine_texts,
    ),
    rule(
        "E613",
        "Missing sentence for a problem",
        "When an answer is refused, the person is told why. The sentence stands in `common/`, or with the question.",
        "Add it under `problems:`.",
        problem_sentences,
    ),
    rule(
        "W611",
        "Sentence for a problem nobody finds",
        "No reader refuses an answer for this reason; most often the word is misspelt.",
        "Correct the name, or remove the sentence.",
        unknown_problems,
    ),
    rule(
        "E614",
        "Missing vocabulary",
        "Readers know the names of months, parts of the day, yes and no only from `vocabulary:`.",
        "Add it to the `common/` file of the language.",
        vocabulary,
    ),
)
