"""How a message is shown: in how many parts, and its choices as buttons, a list, pages of a list, or numbered text.

The limits are WhatsApp's, counted in characters as a person sees them in the file (code points); a part as a whole is
measured as the channel does it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from engine.domain.messages import Choice, Outbound
from engine.domain.sentences import split, units

MOST_BUTTONS = 3
LONGEST_BUTTON = 20
MOST_ROWS = 10
LONGEST_ROW = 24
LONGEST_DESCRIPTION = 72
LONGEST_INTERACTIVE = 1024
LONGEST_TEXT = 1600
_LEAST_ROOM = 200


class Shape(StrEnum):
    """What the person sees below the text."""

    TEXT = "text"
    BUTTONS = "buttons"
    LIST = "list"
    PAGES = "pages"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it is shown. `pages` holds the rows of each list; buttons and a list are one page."""

    shape: Shape
    text: str
    pages: tuple[tuple[Choice, ...], ...] = ()


def shown(message: Outbound) -> Shown:
    """The best shape for a message: the richest one whose limits it keeps."""
    choices = message.choices
    if not choices:
        return Shown(Shape.TEXT, message.text)
    if len(message.text) <= LONGEST_INTERACTIVE:
        if len(choices) <= MOST_BUTTONS and all(_fits_button(choice) for choice in choices):
            return Shown(Shape.BUTTONS, message.text, (choices,))
        if all(_fits_row(choice) for choice in choices):
            pages = tuple(choices[start : start + MOST_ROWS] for start in range(0, len(choices), MOST_ROWS))
            return Shown(Shape.LIST if len(pages) == 1 else Shape.PAGES, message.text, pages)
    return Shown(Shape.NUMBERS, f"{message.text}\n\n{_numbered(choices)}", (choices,))


def parts(message: Outbound) -> tuple[Outbound, ...]:
    """The message as the channel takes it, in this order: each fits into one message, and has not the shape PAGES.

    A file goes first and alone, choices come below the last text. Only the first text can go as the template: it
    stands for all of them.
    """
    if message.media is not None and (message.text or message.choices):
        file = replace(message, text="", choices=(), template=None, variables=())
        return (file, *parts(replace(message, media=None)))
    first, *others = _with_choices(message) if message.choices else _texts(message, message.text)
    return (first, *(replace(part, template=None, variables=()) for part in others))


def _with_choices(message: Outbound) -> list[Outbound]:
    how = shown(message)
    if how.shape is Shape.PAGES:
        return _paged(message, how.pages)
    if units(how.text) <= LONGEST_TEXT:
        return [message]
    *begun, last = split(message.text, LONGEST_TEXT)
    room = LONGEST_TEXT - units(_numbered(message.choices)) - 2
    if not begun and room < _LEAST_ROOM:
        return _texts(replace(message, choices=()), how.text)  # so many choices that they are a text of their own
    if not begun:
        *begun, last = split(message.text, room)
    texts = [replace(message, text=text, choices=()) for text in begun]
    return texts + _with_choices(replace(message, text=last))


def _paged(message: Outbound, pages: tuple[tuple[Choice, ...], ...]) -> list[Outbound]:
    """A message for each list; those after the first are told apart by their first and last row."""
    return [
        replace(
            message, choices=page,
            text=f"{page[0].label} \u2026 {page[-1].label} ({number}/{len(pages)})" if number > 1 else message.text,
        )
        for number, page in enumerate(pages, 1)
    ]  # fmt: skip


def _texts(message: Outbound, text: str) -> list[Outbound]:
    return [replace(message, text=piece) for piece in split(text, LONGEST_TEXT)]


def _fits_button(choice: Choice) -> bool:
    return len(choice.label) <= LONGEST_BUTTON and not choice.description


def _fits_row(choice: Choice) -> bool:
    return len(choice.label) <= LONGEST_ROW and len(choice.description) <= LONGEST_DESCRIPTION


def _numbered(choices: tuple[Choice, ...]) -> str:
    return "\n".join(
        f"{number}. {choice.label}" + (f" ({choice.description})" if choice.description else "")
        for number, choice in enumerate(choices, 1)
    )
