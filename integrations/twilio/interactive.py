"""Choices as Twilio's Content: quick-reply buttons or a list-picker, or, where they do not fit, numbered text.

A Content resource is kept for ever, so it must not hold what changes from one asking to the next. Labels are in it; the
ids of the choices (a payload with flow, version and entry) and the words of the body are variables. A variable
of a body may hold no newline, so the body's lines are variables and the newlines between them are the Content's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from engine.domain.messages import Choice, Outbound
from engine.domain.presentation import LONGEST_BUTTON, LONGEST_INTERACTIVE, LONGEST_TEXT, Shape, shown
from engine.domain.sentences import units
from integrations.twilio.cleaning import clean, one_line

LONGEST_ID = 200
MOST_VARIABLES = 100


@dataclass(frozen=True, slots=True)
class Interactive:
    """A Content resource, and what fills it this time. `text` is the body as the person sees it."""

    language: str
    types: Mapping[str, object]
    samples: Mapping[str, str]
    values: Mapping[str, str]
    text: str

    def hash(self, account: str) -> str:
        """The name of the resource in an account: the same resource is never made twice."""
        held = [account, self.language, self.types, self.samples]
        return sha256(json.dumps(held, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()

    @property
    def variables(self) -> str:
        """As Twilio takes them."""
        return as_variables(self.values)


def interactive(message: Outbound, list_button: str) -> Interactive | None:
    """Buttons or a list, whichever the message is shown as; None, if it is neither, or breaks a limit of Twilio.

    `list_button` is what the button says that opens a list.
    """
    shape, choices = shown(message).shape, message.choices
    text = clean(message.text).strip()
    if shape not in (Shape.BUTTONS, Shape.LIST) or message.media is not None or not _is_offerable(choices):
        return None
    layout, lines = _laid_out(text)
    ids = [choice.payload or choice.id for choice in choices]
    values = {str(number): value for number, value in enumerate([*lines, *ids], 1)}
    places = ["{{" + str(number) + "}}" for number in range(len(lines) + 1, len(values) + 1)]
    if not text or len(text) > LONGEST_INTERACTIVE or len(values) > MOST_VARIABLES:
        return None
    if shape is Shape.LIST and (not list_button.strip() or _has_braces(list_button)):
        return None
    types = _buttons(layout, choices, places) if shape is Shape.BUTTONS else _list(layout, choices, places, list_button)
    samples = {name: "text" if int(name) <= len(lines) else f"choice-{name}" for name in values}
    return Interactive(message.language, types, samples, values, text)


def numbered(message: Outbound) -> str:
    """The choices of a message as lines of its text, with their descriptions if there is room."""
    choices = message.choices
    rich = [f"{c.label} ({c.description})" if c.description else c.label for c in choices]
    text = _with_lines(message.text, rich)
    return text if units(text) <= LONGEST_TEXT else _with_lines(message.text, [c.label for c in choices])


def as_variables(values: Mapping[str, str]) -> str:
    """Values of variables as JSON. An apostrophe is written as its number: with some, Twilio has stumbled over it."""
    return json.dumps(dict(values), ensure_ascii=False).replace("'", "\\u0027")


def template_values(values: Sequence[str]) -> dict[str, str]:
    """The values of an approved template's places {{1}}, {{2}}, ...; none may be empty."""
    return {str(number): one_line(value) or "-" for number, value in enumerate(values, 1)}


def _with_lines(text: str, lines: Sequence[str]) -> str:
    numbers = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    return f"{text}\n\n{numbers}" if lines else text


def _is_offerable(choices: Sequence[Choice]) -> bool:
    ids = [choice.payload or choice.id for choice in choices]
    labels = [choice.label.strip() for choice in choices]
    return (
        len(set(ids)) == len(ids)
        and len(set(labels)) == len(labels)
        and all(id and id == one_line(id) and len(id) <= LONGEST_ID for id in ids)
        and all(label and label == one_line(label) and not _has_braces(label) for label in labels)
        and not any(_has_braces(choice.description) for choice in choices)
    )


def _has_braces(text: str) -> bool:
    """Whether Twilio would see a variable in it."""
    return "{{" in text or "}}" in text


def _laid_out(text: str) -> tuple[str, list[str]]:
    """The body with a variable for each line that has words, and those lines."""
    layout, lines = [], []
    for line in map(one_line, text.split("\n")):
        if line:
            lines.append(line)
        layout.append("{{" + str(len(lines)) + "}}" if line else "")
    return "\n".join(layout), lines


def _buttons(layout: str, choices: Sequence[Choice], places: Sequence[str]) -> dict[str, object]:
    actions = [
        {"type": "QUICK_REPLY", "title": choice.label.strip(), "id": place}
        for choice, place in zip(choices, places, strict=True)
    ]
    return {"twilio/quick-reply": {"body": layout, "actions": actions}}


def _list(layout: str, choices: Sequence[Choice], places: Sequence[str], button: str) -> dict[str, object]:
    items: list[dict[str, str]] = []
    for choice, place in zip(choices, places, strict=True):
        item = {"item": choice.label.strip(), "id": place}
        if choice.description.strip():
            item["description"] = one_line(choice.description)
        items.append(item)
    return {"twilio/list-picker": {"body": layout, "button": button.strip()[:LONGEST_BUTTON], "items": items}}
