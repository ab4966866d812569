"""Rules about completeness: every text that is said has words, and all words are said."""

from __future__ import annotations

from collections.abc import Iterator

from engine.charts.library import SHARED
from engine.charts.model import Say
from engine.charts.problems import Place
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, near, rule
from engine.charts.rules.scope import Scope
from engine.charts.words import TextEntry

_MOST_NAMED = 6


def written_share(flow: FlowScope, language: str) -> float:
    """How much of what the flow says is written in a language, from 0 to 1: texts, and the labels of options."""
    said = [_entry(flow, key, language) for key in _needed(flow)]
    written = [entry is not None and entry.say is not None for entry in said]
    for state in flow.states.values():
        options = state.question.options if state.question else ()
        entry = _entry(flow, state.id, language) if options else None
        written += [entry is not None and option.id in entry.options for option in options]
    return sum(written) / len(written) if written else 1.0


def missing_file(flow: FlowScope) -> Iterator[Finding]:
    """A released language without a file of words."""
    if not _needed(flow):
        return
    for language in flow.scope.library.languages.released:
        if flow.scope.texts.words(flow.name, language) is None and any(_lacking(flow, language)):
            message = f"the flow '{flow.name}' has no words in '{language}'"
            yield Finding(flow.flow.place, message, f"Add '{flow.name}/{language}.yaml'.")


def missing_text(flow: FlowScope) -> Iterator[Finding]:
    """Words that are said and not written in a released language."""
    for language in _written(flow):
        words = flow.scope.texts.words(flow.name, language)
        unsaid = [key for key in words.texts if key not in flow.said] if words else []
        for key, place in _missing(flow, language):
            yield Finding(place, f"no words under '{key}' in '{language}'", near(key, unsaid))


def missing_part(flow: FlowScope) -> Iterator[Finding]:
    """Words that have everything but what is said."""
    for language in _written(flow):
        for key, place in _needed(flow).items():
            entry = _entry(flow, key, language)
            if entry is not None and entry.say is None:
                yield Finding(entry.place, f"'{key}' has no 'say', which line {place.line} of the flow wants")


def missing_label(flow: FlowScope) -> Iterator[Finding]:
    """Options without words in a released language."""
    for language in _written(flow):
        for key, option, place in _labels(flow, language):
            entry = _entry(flow, key, language)
            yield Finding(
                entry.place if entry else place, f"the option '{option}' of '{key}' has no words in '{language}'"
            )


def draft_lacks(scope: Scope) -> Iterator[Finding]:
    """What a draft language does not have yet, in one line."""
    for language in scope.library.languages.draft:
        lacking = [(flow, key) for flow in scope.flows.values() for key in _lacking(flow, language)]
        if not lacking:
            continue
        named = ", ".join(f"{flow.name}.{key}" for flow, key in lacking[:_MOST_NAMED])
        more = ", ..." if len(lacking) > _MOST_NAMED else ""
        first = lacking[0][0]
        words = scope.library.common.get(language) or scope.texts.words(first.name, language)
        count = "1 text is" if len(lacking) == 1 else f"{len(lacking)} texts are"
        place = words.place if words else first.flow.place
        yield Finding(place, f"{count} not yet written in '{language}': {named}{more}")


def stale_text(scope: Scope) -> Iterator[Finding]:
    """Words nobody says."""
    for (name, _), words in scope.library.words.items():
        flow = scope.flows.get(name)
        missing = _missing_keys(flow) if flow else []
        for key, entry in words.texts.items() if flow else ():
            if flow and key not in flow.said:
                yield Finding(entry.place, f"the flow never says '{key}'", near(key, missing))


def stale_option(scope: Scope) -> Iterator[Finding]:
    """Words of options that are not offered."""
    for (name, _), words in scope.library.words.items():
        flow = scope.flows.get(name)
        for key, entry in words.texts.items() if flow else ():
            state = flow.states.get(key) if flow else None
            question = state.question if state else None
            if question is not None and question.listed is not None:
                continue
            known = [option.id for option in question.options] if question else []
            for id, option in entry.options.items():
                if id not in known:
                    yield Finding(option.place, f"'{key}' has no option '{id}'", near(id, known))


def stale_reminder(scope: Scope) -> Iterator[Finding]:
    """Reminders written for a state that has fewer."""
    for (name, _), words in scope.library.words.items():
        flow = scope.flows.get(name)
        for key, entry in words.texts.items() if flow else ():
            state = flow.states.get(key) if flow else None
            count = sum(timer.remind for timer in state.timers) if state else 0
            if len(entry.remind) > count and state is not None:
                message = f"'{key}' has words for {len(entry.remind)} reminders and reminds {_times(count)}"
                yield Finding(entry.remind[count].place, message)


def shared_only(scope: Scope) -> Iterator[Finding]:
    """A language with shared texts the fallback does not have."""
    fallback = scope.library.common.get(scope.library.languages.fallback)
    for language, words in scope.library.common.items():
        for key, entry in words.texts.items() if fallback else ():
            if fallback and key not in fallback.texts:
                message = f"the shared text '{key}' is in '{language}', but not in the fallback '{fallback.language}'"
                yield Finding(entry.place, message, near(key, fallback.texts))


def _times(count: int) -> str:
    return "never" if count == 0 else "once" if count == 1 else f"{count} times"


def _needed(flow: FlowScope) -> dict[str, Place]:
    """The keys of which `say` is said, each with where."""
    found: dict[str, Place] = {}
    for action, _ in flow.each(Say):
        if action.part == "say":
            found.setdefault(action.key, action.place)
    return found


def _written(flow: FlowScope) -> list[str]:
    """The released languages the flow has a file for."""
    released = flow.scope.library.languages.released
    return [language for language in released if flow.scope.texts.words(flow.name, language) is not None]


def _entry(flow: FlowScope, key: str, language: str) -> TextEntry | None:
    for name in (flow.name, SHARED):
        words = flow.scope.texts.words(name, language)
        if words is not None and key in words.texts:
            return words.texts[key]
    return None


def _missing(flow: FlowScope, language: str) -> Iterator[tuple[str, Place]]:
    for key, place in _needed(flow).items():
        if _entry(flow, key, language) is None:
            yield key, place


def _labels(flow: FlowScope, language: str) -> Iterator[tuple[str, str, Place]]:
    for state in flow.states.values():
        options = state.question.options if state.question else ()
        entry = _entry(flow, state.id, language) if options else None
        for option in options if entry else ():
            if entry and option.id not in entry.options:
                yield state.id, option.id, option.place


def _lacking(flow: FlowScope, language: str) -> Iterator[str]:
    yield from (key for key, _ in _missing(flow, language))
    yield from (f"{key}.{option}" for key, option, _ in _labels(flow, language))


def _missing_keys(flow: FlowScope) -> list[str]:
    return [key for language in _written(flow) for key, _ in _missing(flow, language)]


RULES: tuple[Rule, ...] = (
    rule(
        "E601",
        "Missing words",
        "The flow says something a released language has no words for. People would read it in another language.",
        "Write the words, or correct the key.",
        each_flow(missing_text),
    ),
    rule(
        "E602",
        "Missing file of words",
        "Every flow has words in every released language.",
        "Add the file.",
        each_flow(missing_file),
    ),
    rule(
        "E603",
        "Words without `say`",
        "An entry may have help, reminders and options, but something must be said.",
        "Add `say:`.",
        each_flow(missing_part),
    ),
    rule(
        "E604",
        "Option without words",
        "People would see the option's id as its label.",
        "Add it under `options:`.",
        each_flow(missing_label),
    ),
    rule(
        "W601",
        "Draft that is not complete",
        "A draft language may have gaps; before it is released they must be filled.",
        "Write the words; until then they are said in the fallback language.",
        draft_lacks,
    ),
    rule(
        "W602",
        "Words nobody says",
        "The flow has no such text; often the state was renamed or removed.",
        "Remove the words, or correct the key.",
        stale_text,
    ),
    rule(
        "W603",
        "Words of an option that is not offered",
        "The question has no such option; often it was renamed or removed.",
        "Remove the words, or correct the id.",
        stale_option,
    ),
    rule(
        "W604",
        "Words of a reminder that never comes",
        "The state has fewer `remind:` durations than there are words.",
        "Add a duration to `remind:`, or remove the words.",
        stale_reminder,
    ),
    rule(
        "W605",
        "Shared text the fallback does not have",
        "Where a language lacks a text, the fallback is used; so the fallback must have them all.",
        "Add it to the fallback, or correct the key.",
        shared_only,
    ),
)
