"""Rules about what WhatsApp can show: lengths and numbers, for each language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, rule
from engine.charts.rules.scope import Scope
from engine.charts.rules.texts import Part
from engine.domain.presentation import (
    LONGEST_BUTTON,
    LONGEST_DESCRIPTION,
    LONGEST_INTERACTIVE,
    LONGEST_ROW,
    LONGEST_TEXT,
    MOST_BUTTONS,
    MOST_ROWS,
)

_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BODIES = frozenset({"say", "help", "retry", "remind", "problem"})


def long_button(flow: FlowScope) -> Iterator[Finding]:
    """A label that would fit a list, but not a button."""
    for part, length in _labels(flow):
        option = flow.states[part.key].question
        assert option is not None
        few = len(option.options) <= MOST_BUTTONS and option.listed is None
        if few and LONGEST_BUTTON < length <= LONGEST_ROW:
            message = f"the label has {length} characters, and a button takes {LONGEST_BUTTON}"
            yield Finding(part.wording.place, message)


def long_row(flow: FlowScope) -> Iterator[Finding]:
    """A label that fits neither a button nor a list."""
    for part, length in _labels(flow):
        if length > LONGEST_ROW:
            message = f"the label has {length} characters, and a row of a list takes {LONGEST_ROW}"
            yield Finding(part.wording.place, message)


def long_description(flow: FlowScope) -> Iterator[Finding]:
    """A description that does not fit a row."""
    for part, length in _texts(flow.scope, flow.name, frozenset({"description"})):
        if length > LONGEST_DESCRIPTION:
            message = f"the description has {length} characters, and a row of a list takes {LONGEST_DESCRIPTION}"
            yield Finding(part.wording.place, message)


def long_question(flow: FlowScope) -> Iterator[Finding]:
    """A text with options that is too long for them."""
    for part, length in _texts(flow.scope, flow.name, _BODIES):
        state = flow.states.get(part.key)
        offers = state is not None and state.question is not None and state.question.reader is None
        if offers and LONGEST_INTERACTIVE < length <= LONGEST_TEXT:
            message = f"the text has {length} characters, and with options below it takes {LONGEST_INTERACTIVE}"
            yield Finding(part.wording.place, message)


def long_text(scope: Scope) -> Iterator[Finding]:
    """A text too long for one message."""
    for name, language, _ in scope.texts.files():
        for part in scope.texts.parts(name, language):
            if part.kind not in _BODIES or max(map(len, part.sources), default=0) <= LONGEST_TEXT:
                continue
            length = _length(part)
            if length > LONGEST_TEXT and not _has_branches(part):
                yield Finding(
                    part.wording.place, f"the text has {length} characters, and a message takes {LONGEST_TEXT}"
                )


def perhaps_long_text(scope: Scope) -> Iterator[Finding]:
    """A text with conditions, too long if all of them hold."""
    for name, language, _ in scope.texts.files():
        for part in scope.texts.parts(name, language):
            if part.kind not in _BODIES or max(map(len, part.sources), default=0) <= LONGEST_TEXT:
                continue
            length = _length(part)
            if length > LONGEST_TEXT and _has_branches(part):
                message = f"all branches together have {length} characters, and a message takes {LONGEST_TEXT}"
                yield Finding(part.wording.place, message)


def many_options(flow: FlowScope) -> Iterator[Finding]:
    """More options than one list takes."""
    for state in flow.states.values():
        count = len(state.question.options) if state.question else 0
        if count > MOST_ROWS:
            yield Finding(state.place, f"'{state.id}' has {count} options, and a list takes {MOST_ROWS}")


def _labels(flow: FlowScope) -> Iterator[tuple[Part, int]]:
    for part, length in _texts(flow.scope, flow.name, frozenset({"option"})):
        state = flow.states.get(part.key)
        if state is not None and state.question is not None:
            yield part, length


def _texts(scope: Scope, flow: str, kinds: frozenset[str]) -> Iterator[tuple[Part, int]]:
    for language in scope.library.languages.declared:
        for part in scope.texts.parts(flow, language):
            if part.kind in kinds:
                yield part, _length(part)


def _length(part: Part) -> int:
    """The characters that are there whatever the placeholders write."""
    return max((len(_CODE.sub("", text)) if "{" in text else len(text) for text in part.sources), default=0)


def _has_branches(part: Part) -> bool:
    return any("{%" in text for text in part.sources)


RULES: tuple[Rule, ...] = (
    rule(
        "W706",
        "Label too long for a button",
        f"Up to {MOST_BUTTONS} options are shown as buttons of {LONGEST_BUTTON} characters. With a longer label "
        "they become a list, which takes one tap more.",
        "Shorten the label.",
        each_flow(long_button),
    ),
    rule(
        "W707",
        "Label too long for a list",
        f"A row of a list has {LONGEST_ROW} characters. With a longer label all options are shown as numbered text.",
        "Shorten the label; use `description:` for the rest.",
        each_flow(long_row),
    ),
    rule(
        "W708",
        "Description too long",
        f"The second line of a row has {LONGEST_DESCRIPTION} characters. With a longer one all options are shown as "
        "numbered text.",
        "Shorten the description.",
        each_flow(long_description),
    ),
    rule(
        "W709",
        "Question too long for its options",
        f"Above buttons or a list a text has {LONGEST_INTERACTIVE} characters. With a longer one the options are shown "
        "as numbered text.",
        "Shorten the text, or say the first part in a state before.",
        each_flow(long_question),
    ),
    rule(
        "E702",
        "Text too long for a message",
        f"A message has at most {LONGEST_TEXT} characters; a longer one is not delivered.",
        "Shorten the text, or say it in two messages.",
        long_text,
    ),
    rule(
        "W710",
        "Text that may be too long for a message",
        f"A message has at most {LONGEST_TEXT} characters; a longer one is not delivered.",
        "Shorten the branches of the text.",
        perhaps_long_text,
    ),
    rule(
        "W711",
        "More options than a list takes",
        f"A list has {MOST_ROWS} rows. More options are shown page by page.",
        "Group the options into two questions.",
        each_flow(many_options),
    ),
)
