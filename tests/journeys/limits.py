"""What a channel refuses, asserted on every message of every journey."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.messages import Choice
from engine.domain.presentation import (
    LONGEST_BUTTON,
    LONGEST_DESCRIPTION,
    LONGEST_INTERACTIVE,
    LONGEST_ROW,
    LONGEST_TEXT,
    MOST_BUTTONS,
    MOST_ROWS,
    Shape,
    shown,
)
from server.entries import Said

_LONGEST_PAYLOAD = 200
_UNRENDERED = ("{{", "}}", "{%", "%}")


def broken_limits(said: Said) -> Iterator[str]:
    """One sentence for each limit the message breaks."""
    message, how = said.message, shown(said.message)
    interactive = how.shape in (Shape.BUTTONS, Shape.LIST, Shape.PAGES)
    longest = LONGEST_INTERACTIVE if interactive else LONGEST_TEXT
    if not how.text.strip() and message.media is None:
        yield f"{message.key} says nothing"
    if len(how.text) > longest:
        yield f"{message.key} has {len(how.text)} characters; {longest} are allowed as {how.shape}"
    if any(mark in how.text for mark in _UNRENDERED):
        yield f"{message.key} shows its template: {how.text!r}"
    if not said.window_open and message.template is None:
        yield f"{message.key} is sent more than 24 hours after the person wrote, and has no template"
    rows = [(choice.label, choice.description) for choice in message.choices]
    if len(set(rows)) < len(rows):
        yield f"{message.key} offers the same option twice: {rows}"
    yield from (f"{message.key}: {problem}" for choice in message.choices for problem in _choice(choice, how.shape))
    for page in how.pages if interactive else ():
        most = MOST_BUTTONS if how.shape is Shape.BUTTONS else MOST_ROWS
        if len(page) > most:
            yield f"{message.key} has {len(page)} options on one page; {most} are allowed"


def _choice(choice: Choice, shape: Shape) -> Iterator[str]:
    longest = {Shape.BUTTONS: LONGEST_BUTTON, Shape.LIST: LONGEST_ROW, Shape.PAGES: LONGEST_ROW}.get(shape)
    if not choice.label.strip():
        yield f"the option {choice.id!r} has no label"
    if longest is not None and len(choice.label) > longest:
        yield f"the label {choice.label!r} is longer than {longest}"
    if longest is not None and len(choice.description) > LONGEST_DESCRIPTION:
        yield f"the description {choice.description!r} is longer than {LONGEST_DESCRIPTION}"
    if len(choice.payload) > _LONGEST_PAYLOAD:
        yield f"the payload {choice.payload!r} is longer than {_LONGEST_PAYLOAD}"
