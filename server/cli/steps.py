"""What one can type in `play`: words for the conversation, and commands that begin with `/`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.charts.durations import seconds
from engine.charts.grammar import EVENT
from engine.charts.scalars import plain_value
from engine.charts.suggest import did_you_mean
from engine.domain.values import Json
from engine.errors import FlowError
from server.cli.looks import Looks
from server.cli.problems import problem_lines
from server.cli.recording import Recording
from server.cli.talk import Talk
from server.cli.views import data_lines, state_lines, timer_lines

_TAP = re.compile(r"\[([^\[\]]+)\]")


class Misunderstood(Exception):
    """What was typed cannot be done; the message says why."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: how it is written, what it is for, what it does with the rest of the line."""

    usage: str
    purpose: str
    run: Callable[[str], None]


class Steps:
    """Does what is typed. `has_ended` after /quit."""

    def __init__(self, talk: Talk, looks: Looks, recording: Recording | None) -> None:
        self._talk = talk
        self._looks = looks
        self._recording = recording
        self._lengths: list[int] = []
        self.has_ended = False
        self.commands: Mapping[str, Command] = {command.usage.split()[0][1:]: command for command in self._all()}

    def take(self, line: str) -> None:
        """Do one line. Misunderstood when that cannot be."""
        if line.startswith("/"):
            name, _, rest = line[1:].partition(" ")
            command = self.commands.get(name)
            if command is None:
                hint = did_you_mean(name, self.commands) or "/help shows what there is."
                raise Misunderstood(f"there is no command /{name}. {hint}")
            command.run(rest.strip())
        elif (option := self._tapped(line)) is not None:
            self._tap(option, None)
        else:
            self._tell(line)

    def _all(self) -> list[Command]:
        return [
            Command("/tick 26h", "let time go by: 30s, 10m, 26h, 3d", self._tick),
            Command("/event payment.paid amount=5", "something becomes true", self._event),
            Command("/again", "the last message is delivered twice", self._again),
            Command("/fail", "the next job fails", self._fail),
            Command("/old OPTION [of TEXT]", "tap an old button", self._old),
            Command("/media image/jpeg", "send a picture, a voice note, a file", self._media),
            Command("/location 28.61 77.20", "share where you are", self._location),
            Command("/say 1", "send exactly this text, also a number, a slash or nothing", self._tell),
            Command("/lang hi", "be spoken to in another language", self._lang),
            Command("/state", "where the conversation stands", self._show(state_lines)),
            Command("/data", "what is remembered", self._show(data_lines)),
            Command("/timers", "what is due when", self._show(timer_lines)),
            Command("/undo", "take the last message or other step back", self._undo),
            Command("/restart", "the process dies and comes back", self._restart),
            Command("/reload", "read the flows again", self._reload),
            Command("/help", "this list", self._help),
            Command("/quit", "end the talk", self._quit),
        ]

    # -- the conversation

    def _tell(self, text: str) -> None:
        self._note(lambda recording: recording.tell(text))
        self._talk.tell(text)

    def _tap(self, option: str, of: str | None) -> None:
        try:
            self._talk.tap(option, of=of)
        except LookupError as error:
            raise Misunderstood(str(error.args[0])) from None
        self._note(lambda recording: recording.tap(option, of))

    def _tick(self, rest: str) -> None:
        length = seconds(rest)
        if length is None:
            raise Misunderstood("a duration is a number with its unit: /tick 30s, 10m, 26h or 3d")
        self._note(lambda recording: recording.tick(length))
        self._talk.wait(length)

    def _event(self, rest: str) -> None:
        name, *pairs = rest.split()[:1] + _pairs(rest)
        if not EVENT.fullmatch(name):
            raise Misunderstood(f"{name!r} does not name an event")
        data: dict[str, Json] = {}
        for pair in pairs:
            key, _, value = pair.partition("=")
            data[key] = plain_value(value)
        if self._talk.contact() is None:
            raise Misunderstood("nobody has written yet, so nothing can happen to them")
        self._note(lambda recording: recording.event(name, data))
        self._talk.fact(name, data)
