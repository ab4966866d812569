"""From a text's key to a message in the person's language, with its choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from engine.charts import model
from engine.charts.library import SHARED, Library
from engine.charts.words import TemplateUse, TextEntry, Wording
from engine.domain.messages import Choice, Outbound
from engine.errors import ExecutionError
from engine.runtime.charts import Edition
from engine.runtime.options import Offered, offered
from engine.runtime.trail import TRIES

_NOTHING = "–"


class Speech:
    """Renders words. With `marks_fallbacks` a text in another language than asked for says so: for development."""

    def __init__(self, *, marks_fallbacks: bool) -> None:
        self._marks_fallbacks = marks_fallbacks

    def say(
        self,
        edition: Edition,
        action: model.Say,
        scope: dict[str, Any],
        language: str,
        token: int,
        media: str | None = None,
    ) -> Outbound | None:
        """The message for a `say`; None when the words have no such part. ExecutionError when there are no words.

        `token` is the number of the question's entry; its buttons carry it. `media` is the id of a stored file.
        """  # fmt: skip
        flow, library = edition.flow, edition.library
        known = edition.entries.get((action.key, language))
        if known is None:
            known = edition.entries[action.key, language] = self._entry(library, flow.id, action.key, language)
        entry, found = known
        text = self._part(library, entry, action, scope, language)
        if text is None:
            return None
        state = flow.states.get(action.key)
        choices: tuple[Choice, ...] = ()
        if (
            state is not None and state.question is not None and action.part not in ("help", "why")
        ):  # the question follows
            choices = _choices(edition, state.question, entry, scope, found, token)
        message = self._message(f"{flow.id}.{action.key}", text, language, found, choices)
        if entry.template is None and media is None:
            return message
        variables = _values(entry.template, scope)
        template = entry.template.name if entry.template else None
        return replace(message, template=template, variables=variables, media=media)

    def common(self, library: Library, key: str, scope: dict[str, Any], language: str) -> Outbound:
        """A message of the shared words."""
        entry, found = self._entry(library, SHARED, key, language)
        if entry.say is None:
            raise ExecutionError(f"the shared words have no text {key!r}")
        return self._message(f"{SHARED}.{key}", entry.say.text.render(scope), language, found, ())

    def _entry(self, library: Library, flow: str, key: str, language: str) -> tuple[TextEntry, str]:
        found = library.text(flow, key, language)
        if found is None:
            raise ExecutionError(f"flow {flow!r} has no words {key!r}, neither in {language!r} nor in the fallback")
        return found

    def _part(
        self, library: Library, entry: TextEntry, action: model.Say, scope: dict[str, Any], language: str
    ) -> str | None:
        if action.part == "say":
            return entry.say.text.render(scope) if entry.say else None
        if action.part in ("retry", "problem", "why"):
            return self._retry(library, entry, action, scope, language)
        wording = entry.help
        if action.part == "remind":
            wording = _escalated(entry.remind, action.number) or entry.say
        return wording.text.render(scope) if wording else None

    def _retry(
        self, library: Library, entry: TextEntry, action: model.Say, scope: dict[str, Any], language: str
    ) -> str | None:
        """What was wrong, then how to do better; when a file has no words for either, the question again."""
        problem = str(scope["event"].get("problem", action.problem))
        wrong = entry.problems.get(problem) or _shared_problem(library, problem, language)
        better = _escalated(entry.retry, scope[TRIES].get(action.key, 1)) or entry.say
        if action.part == "why" or (action.part == "problem" and wrong is not None):
            better = None
        wordings = [wrong, better]
        details = {**scope, **scope["event"]["data"]}
        return "\n".join([wording.text.render(details) for wording in wordings if wording is not None]) or None

    def _message(self, key: str, text: str, language: str, found: str, choices: tuple[Choice, ...]) -> Outbound:
        fallback = found if found != language else None
        if fallback and self._marks_fallbacks:
            text = f"[{language}: {fallback}] {text}"
        return Outbound(key, text, language, choices, None, fallback)


def _values(template: TemplateUse | None, scope: dict[str, Any]) -> tuple[str, ...]:
    """The values for a template's places: one line each and never empty, as WhatsApp demands."""
    values = template.values if template else ()
    return tuple(" ".join(value.text.render(scope).split()) or _NOTHING for value in values)


def _choices(
    edition: Edition, question: model.Question, entry: TextEntry, scope: dict[str, Any], language: str, token: int
) -> tuple[Choice, ...]:
    """The options offered now. Words that never change are looked up once for each language."""
    if question.listed is None and not question.options:
        return ()
    known, state = edition.constant_words, question.state
    place = f"{edition.flow.id}.{state}@{edition.flow.version}#{token}"
    choices = []
    for offer in offered(question, scope):
        words = None if offer.label else known.get((state, offer.id, language))
        if words is None:
            words = _words(offer, entry, scope, language)
            if not offer.label and _is_constant(offer, entry):
                known[state, offer.id, language] = words
        choices.append(Choice(offer.id, *words, f"{place}:{offer.id}"))
    return tuple(choices)


def _is_constant(offer: Offered, entry: TextEntry) -> bool:
    words = entry.options.get(offer.id)
    wordings = [words.label, words.description] if words else []
    return all(each is None or (isinstance(each.written, str) and "{" not in each.written) for each in wordings)


def _words(offer: Offered, entry: TextEntry, scope: dict[str, Any], language: str) -> tuple[str, str]:
    """Label and description."""
    words = entry.options.get(offer.id)
    if words is None:
        return offer.label or offer.id, offer.described(language)
    return words.label.text.render(scope), words.description.text.render(scope) if words.description else ""


def _escalated(wordings: Sequence[Wording], number: int) -> Wording | None:
    return wordings[min(max(number, 1), len(wordings)) - 1] if wordings else None


def _shared_problem(library: Library, problem: str, language: str) -> Wording | None:
    for found in (language, library.languages.fallback):
        if found in library.common and problem in library.common[found].problems:
            return library.common[found].problems[problem]
    return None
