"""Rules about words that mean two things: keywords, labels, numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.charts.grammar import PROTECTED
from engine.charts.keywords import LONGEST_OPENING, commands_of, is_opening, normalised
from engine.charts.model import State
from engine.charts.problems import Place
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, rule
from engine.charts.rules.scope import Scope
from engine.charts.words import OptionWords
from engine.domain.readers.writing import normalise

_Meant = tuple[str, str, Place]
_SHORTEST_OPENING = 3


def two_commands(flow: FlowScope) -> Iterator[Finding]:
    """A keyword that means two commands of one flow."""
    for word, found in _keywords(flow).items():
        first = found[0]
        for other in found[1:]:
            if other[1] != first[1]:
                yield Finding(other[2], f"'{word}' means '{first[1]}' (line {first[2].line}) and '{other[1]}'")


def commands_of_two_flows(scope: Scope) -> Iterator[Finding]:
    """A keyword that means another command in a flow below."""
    for name, flow in scope.flows.items():
        for word, found in _keywords(flow).items():
            for other, command in commands_of(scope.library.keywords, word):
                if other in scope.below[name] and command != found[0][1]:
                    message = f"'{word}' means '{found[0][1]}' here and '{command}' in the flow '{other}'"
                    yield Finding(found[0][2], message)


def command_and_option(flow: FlowScope) -> Iterator[Finding]:
    """An option's word that is a protected keyword: the command would win. Before all others the option does."""
    stack = {flow.name, *flow.scope.below[flow.name]}
    for state, _, id, option in _options(flow):
        for word in flow.scope.texts.chosen_by(option):
            for other, command in commands_of(flow.scope.library.keywords, word):
                if other in stack and command in PROTECTED:
                    message = f"'{word}' chooses '{id}' of '{state.id}', but it is also the command '{command}'"
                    yield Finding(_place(option, word), message)
                    break


def same_word(flow: FlowScope) -> Iterator[Finding]:
    """Two options of a question with one word in one language."""
    for first, second, word, place in _clashes(flow, across=False):
        yield Finding(place, f"'{word}' means both '{first}' and '{second}'")


def same_word_elsewhere(flow: FlowScope) -> Iterator[Finding]:
    """Two options of a question with one word in two languages."""
    for first, second, word, place in _clashes(flow, across=True):
        yield Finding(place, f"'{word}' means '{second}' here and '{first}' in another language")


def number_word(flow: FlowScope) -> Iterator[Finding]:
    """A label or word that is a number."""
    for state, _, id, option in _options(flow):
        for word in flow.scope.texts.chosen_by(option):
            if any(map(str.isdigit, word)) and normalise(word).isdecimal():
                message = f"'{word}' stands for '{id}' of '{state.id}', but a number picks the option in that place"
                yield Finding(option.label.place, message)


def greedy_opening(flow: FlowScope) -> Iterator[Finding]:
    """An opening that is too short to be meant, or too long to be compared."""
    for words in (words for (name, _), words in flow.scope.library.words.items() if name == flow.name):
        for command, listed in words.keywords.items():
            for word in filter(is_opening, listed):
                plain = normalised(word)
                if len(plain) < _SHORTEST_OPENING or plain.count(" ") >= LONGEST_OPENING:
                    yield Finding(words.keyword_places[command], f"'{word}' cannot begin a message for '{command}'")


def _keywords(flow: FlowScope) -> Mapping[str, list[_Meant]]:
    found: dict[str, list[_Meant]] = {}
    for (name, language), words in flow.scope.library.words.items():
        for command, listed in words.keywords.items() if name == flow.name else ():
            for word in listed:
                found.setdefault(normalised(word), []).append((language, command, words.keyword_places[command]))
    return found


def _options(flow: FlowScope) -> Iterator[tuple[State, str, str, OptionWords]]:
    for (name, language), words in flow.scope.library.words.items():
        for key, entry in words.texts.items() if name == flow.name else ():
            state = flow.states.get(key)
            known = {option.id for option in state.question.options} if state and state.question else set()
            for id, option in entry.options.items():
                if state is not None and id in known:
                    yield state, language, id, option


def _clashes(flow: FlowScope, *, across: bool) -> Iterator[tuple[str, str, str, Place]]:
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for state, language, id, option in _options(flow):
        for word in flow.scope.texts.chosen_by(option):
            first, where = taken.setdefault((state.id, word), (id, language))
            if first != id and (where != language) is across:
                yield first, id, word, _place(option, word)


def _place(option: OptionWords, word: str) -> Place:
    """The label if it is the word, else the option."""
    label = option.label.written
    return option.label.place if isinstance(label, str) and normalised(label) == word else option.place


RULES: tuple[Rule, ...] = (
    rule(
        "E608",
        "Keyword with two meanings",
        "The keywords of all languages are understood at any time, so a word can mean one command only.",
        "Remove the word from one of the two.",
        each_flow(two_commands),
    ),
    rule(
        "W609",
        "Keyword with another meaning below",
        "This flow is opened on top of one in which the word means something else.",
        "Choose another word, or give the command the same name in both.",
        commands_of_two_flows,
    ),
    rule(
        "E609",
        "Option that is a command",
        "Protected commands are understood before answers, so this word would never choose the option.",
        "Choose another label or word for the option.",
        each_flow(command_and_option),
    ),
    rule(
        "E610",
        "Options with the same word",
        "When people type it, nobody knows which one they mean.",
        "Choose another label or word for one of them.",
        each_flow(same_word),
    ),
    rule(
        "W610",
        "Options with the same word in two languages",
        "The words of all languages are understood at any time; the first one wins.",
        "Choose another word for one of them.",
        each_flow(same_word_elsewhere),
    ),
    rule(
        "E611",
        "Option that is a number",
        "A number picks the option that stands in that place, whatever its words are.",
        "Write a word.",
        each_flow(number_word),
    ),
    rule(
        "E615",
        "Keyword that begins too much",
        "A keyword that ends in `...` takes every message that begins so, also what was meant as an answer.",
        f"Write at least {_SHORTEST_OPENING} letters and at most {LONGEST_OPENING} words before the dots.",
        each_flow(greedy_opening),
    ),
)
