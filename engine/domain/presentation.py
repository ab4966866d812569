"""How one list of choices is shown: buttons, a list, pages of a list, or numbered text.

The limits are WhatsApp's, counted in characters as a person sees them in the file (code points).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.messages import Choice, Outbound

MOST_BUTTONS = 3
LONGEST_BUTTON = 20
MOST_ROWS = 10
LONGEST_ROW = 24
LONGEST_DESCRIPTION = 72
LONGEST_INTERACTIVE = 1024
LONGEST_TEXT = 1600


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


def _fits_button(choice: Choice) -> bool:
    return len(choice.label) <= LONGEST_BUTTON and not choice.description


def _fits_row(choice: Choice) -> bool:
    return len(choice.label) <= LONGEST_ROW and len(choice.description) <= LONGEST_DESCRIPTION


def _numbered(choices: tuple[Choice, ...]) -> str:
    return "\n".join(
        f"{number}. {choice.label}" + (f" ({choice.description})" if choice.description else "")
        for number, choice in enumerate(choices, 1)
    )
