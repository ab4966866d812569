"""How a conversation looks: as a transcript for pipes and files, as bubbles in a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

import click
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.segment import Segment
from rich.text import Text

from engine.domain.messages import Choice
from engine.domain.presentation import Shape, shown
from server.entries import Entry, Said, Told
from server.transcript import lines_of

_STYLES = {"*": "bold", "_": "italic", "~": "strike", "```": "bright_black"}
_MARKED = re.compile(r"(?<!\w)(```|[*_~])(?=\S)(.+?)(?<=\S)\1(?!\w)", re.DOTALL)
_WIDEST = 76


class Looks(Protocol):
    """Shows what happens."""

    def entries(self, entries: Iterable[Entry]) -> None:
        """Show what happened."""
        ...

    def lines(self, lines: Iterable[str]) -> None:
        """Show lines of a transcript."""
        ...

    def note(self, text: str) -> None:
        """Tell the tester something that is not part of the conversation."""
        ...

    def heading(self, text: str) -> None:
        """Say what comes now."""
        ...


class Plain:
    """The transcript, byte for byte; what is not part of it begins with `#`."""

    def entries(self, entries: Iterable[Entry]) -> None:
        """Show what happened."""
        for entry in entries:
            self.lines(lines_of(entry))

    def lines(self, lines: Iterable[str]) -> None:
        """Show lines of a transcript."""
        for line in lines:
            click.echo(line)

    def note(self, text: str) -> None:
        """Each line after a `#`."""
        for line in text.split("\n"):
            click.echo(f"# {line}".rstrip())

    def heading(self, text: str) -> None:
        """A line between empty lines."""
        click.echo(f"\n## {text}\n")


class Bubbles:
    """Messages with a bar at their side, the person's on the right, everything else dim."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def entries(self, entries: Iterable[Entry]) -> None:
        """Show what happened."""
        for entry in entries:
            match entry:
                case Told(text):
                    self._told(text)
                case Said():
                    self._said(entry)
                case _:
                    self.lines(lines_of(entry))

    def lines(self, lines: Iterable[str]) -> None:
        """Dim, under each other."""
        for line in lines:
            self._console.print(Text(line, style="dim"), soft_wrap=True)

    def note(self, text: str) -> None:
        """In yellow."""
        self._console.print(Text(text, style="yellow"), soft_wrap=True)

    def heading(self, text: str) -> None:
        """Underlined."""
        self._console.print()
        self._console.print(Text(text, style="bold cyan"), soft_wrap=True)
        self._console.print()

    def _told(self, text: str) -> None:
        self._console.print()
        self._console.print(_Barred(Text(text), "green", left=24))

    def _said(self, said: Said) -> None:
        message, how = said.message, shown(said.message)
        self._console.print()
        body = Group(formatted(how.text), *self._choices(said))
        self._console.print(_Barred(body, "blue" if said.window_open else "red"))
        marks = [message.key]
        if message.fallback:
            marks.append(f"no words in the language asked for, said in {message.fallback}")
        if not said.window_open:
            marks.append(f"the 24 hours are over, sent as template {message.template or 'NONE: it would be refused'}")
        self._console.print(Text(f"  {'  ·  '.join(marks)}", style="dim italic"))

    def _choices(self, said: Said) -> Iterable[Text]:
        how = shown(said.message)
        if how.shape in (Shape.TEXT, Shape.NUMBERS):
            return []
        choices = [choice for page in how.pages for choice in page]
        return [_choice(number, choice) for number, choice in enumerate(choices, 1)]


def formatted(text: str) -> Text:
    """WhatsApp's *bold*, _italic_, ~struck~ and ```fixed``` as a terminal shows them."""
    result, position = Text(), 0
    for match in _MARKED.finditer(text):
        result.append(text[position : match.start()])
        inner = formatted(match[2])
        inner.stylize(_STYLES[match[1]])
        result.append_text(inner)
        position = match.end()
    return result.append(text[position:])


def _choice(number: int, choice: Choice) -> Text:
    line = Text.assemble((f"[{number}] ", "bold magenta"), (choice.label, "magenta"))
    return line.append(f"  {choice.description}", "dim") if choice.description else line


class _Barred:
    """A bar only at the left: a right edge would not stay straight, as terminals disagree about the width of Hindi."""

    def __init__(self, body: Text | Group, colour: str, left: int = 0) -> None:
        self._body = body
        self._colour = colour
        self._left = left

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(_WIDEST, max(options.max_width - self._left - 2, 20))
        bar = Segment(f"{' ' * self._left}▌ ", console.get_style(self._colour))
        for line in console.render_lines(self._body, options.update_width(width), pad=False):
            yield bar
            yield from line
            yield Segment.line()
