"""`play` in a terminal: bubbles instead of a transcript."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from io import StringIO

from rich.console import Console

from server.cli.looks import formatted
from tests.cli.runs import ROOT, environment

_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def test_a_talk_in_a_terminal() -> None:
    """Hindi, a tap by number, a command, and a goodbye."""
    terminal = _Terminal()
    assert "/help shows the commands" in terminal.read_until("› ")
    greeting = terminal.type("hi")
    assert "▌ 🙏 Namaste and welcome to Boloastro!" in greeting
    assert "▌ [2] हिन्दी" in greeting
    assert "▌ मुख्य मेन्यू" in terminal.type("2")
    assert "commands@2: talking" in terminal.type("/state")
    assert "there is no command /nonsense" in terminal.type("/nonsense")
    assert terminal.leave("/quit") == 0


def test_the_end_of_the_input_ends_the_talk() -> None:
    """Control-D, as in any terminal program."""
    terminal = _Terminal()
    terminal.read_until("› ")
    assert terminal.leave("\x04", end="") == 0


def test_marks_of_whatsapp_are_shown_as_they_are_meant() -> None:
    """And a lonely asterisk stays what it is."""
    text = formatted("*bold* _italic_ ~struck~ ```fixed``` 2 * 3 * 4 snake_case_word *अगस्त*")
    assert text.plain == "bold italic struck fixed 2 * 3 * 4 snake_case_word अगस्त"
    out = StringIO()
    Console(file=out, force_terminal=True, color_system="standard", width=100).print(formatted("a *b*"))
    assert out.getvalue() == "a \x1b[1mb\x1b[0m\n"


class _Terminal:
    """A terminal with the talk in it."""

    def __init__(self) -> None:
        self._end, theirs = pty.openpty()
        settings = {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40", "INPUTRC": os.devnull}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "server", "play"], stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT,
            env=environment(settings), start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def type(self, line: str) -> str:
        """What is shown until the next prompt."""
        os.write(self._end, f"{line}\n".encode())
        return self.read_until("› ")

    def read_until(self, mark: str) -> str:
        """Everything up to a mark at the end."""
        read = b""
        while not (text := _CODES.sub("", read.decode(errors="replace"))).endswith(mark) or text.count("\n") < 1:
            ready, _, _ = select.select([self._end], [], [], 60)
            assert ready, f"nothing more came after {text!r}"
            read += os.read(self._end, 65536)
        return text

    def leave(self, last: str, end: str = "\n") -> int:
        """The exit status after the last thing typed."""
        os.write(self._end, f"{last}{end}".encode())
        status = self._process.wait(timeout=60)
        os.close(self._end)
        return status
