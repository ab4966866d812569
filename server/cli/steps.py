"""What one can type in `play`: words for the conversation, and commands that begin with `/`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.charts.durations import seconds
from engine.charts.grammar import EVENT
from engine.charts.scalars import read_plain
from engine.charts.suggest import did_you_mean
from engine.domain.values import Json
from engine.errors import FlowError
from server import till_steps
from server.cli.looks import Looks
from server.cli.problems import report
from server.cli.recording import Recording
from server.cli.talk import Talk
from server.cli.views import data_lines, state_lines, timer_lines
from server.till_steps import TillStep

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
            Command("/pay", "pay on the latest link; or twice, late, fail REASON, PAISE", self._pay),
            Command("/refund", "send money back; or PAISE; then processed, failed", self._refund),
            Command("/dispute", "the bank wants the money back; then won, lost", self._dispute),
            Command("/gateway down", "the next call of the payment gateway fails; up", self._gateway),
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

    def _tapped(self, line: str) -> str | None:
        """The option a line chooses: `[3]`, `[details]`, or `3` while there is something to choose."""
        offered = self._talk.offered
        marked = _TAP.fullmatch(line.strip())
        word = marked[1].strip() if marked else line.strip()
        if word.isdecimal() and 0 < int(word) <= len(offered):
            return offered[int(word) - 1].id
        if marked is None:
            return None
        named = [choice.id for choice in offered if word in (choice.id, choice.label)]
        if not named:
            raise Misunderstood(f"nothing like [{word}] can be tapped now; /old taps an old button")
        return named[0]

    def _tell(self, text: str) -> None:
        self._done({"tell": text})
        self._talk.tell(text)

    def _tap(self, option: str, of: str | None) -> None:
        try:
            self._talk.tap(option, of=of)
        except LookupError as error:
            raise Misunderstood(str(error.args[0])) from None
        self._done({"tap": option if of is None else {"option": option, "of": of}})

    def _tick(self, rest: str) -> None:
        length = seconds(rest)
        if length is None:
            raise Misunderstood("a duration is a number with its unit, such as /tick 30s, 10m, 26h or 3d; at most 366d")
        self._done({"tick": rest})
        self._talk.wait(length)

    def _event(self, rest: str) -> None:
        name, data = _fact(rest)
        if self._talk.contact() is None:
            raise Misunderstood("nobody has written yet, so nothing can happen to them")
        self._done({"event": {"name": name, "data": data} if data else name})
        self._talk.fact(name, data)

    def _again(self, _rest: str) -> None:
        try:
            self._talk.again()
        except LookupError as error:
            raise Misunderstood(str(error)) from None
        self._done({"again": True})

    def _old(self, rest: str) -> None:
        option, _, of = (part.strip() for part in rest.partition(" of "))
        if not option:
            raise Misunderstood("say which option: /old OPTION, or /old OPTION of TEXT")
        self._tap(option.strip("[]"), of or None)

    def _media(self, rest: str) -> None:
        kind = rest or "image/jpeg"
        self._done({"media": kind})
        self._talk.media(kind)

    def _location(self, rest: str) -> None:
        try:
            latitude, longitude = (float(part) for part in rest.replace(",", " ").split())
        except ValueError:
            raise Misunderstood("a location is two numbers, such as /location 28.61 77.20") from None
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise Misunderstood("there is no such place: latitude is at most 90, longitude at most 180 degrees")
        self._done({"location": [latitude, longitude]})
        self._talk.location(latitude, longitude)

    def _done(self, step: Mapping[str, Json]) -> None:
        if self._recording is not None:
            self._recording.steps.append(step)

    # -- money

    def _pay(self, rest: str) -> None:
        kind, _, reason = rest.partition(" ")
        self._at_till("pay", {"fail": reason.strip()} if kind == "fail" else _told(rest), till_steps.pay)

    def _refund(self, rest: str) -> None:
        if rest in till_steps.ENDS:
            self._at_till("refund_ends", rest, till_steps.refund_ends)
        else:
            self._at_till("refund", _told(rest), till_steps.refund)

    def _dispute(self, rest: str) -> None:
        self._at_till("dispute", rest or till_steps.DISPUTES[0], till_steps.dispute)

    def _gateway(self, rest: str) -> None:
        self._at_till("gateway", rest or "down", till_steps.trouble)

    def _at_till(self, name: str, written: Json, read: Callable[[Json], TillStep]) -> None:
        try:
            self._talk.at_till(read(written))
        except (ValueError, LookupError) as error:
            raise Misunderstood(str(error)) from None
        self._done({name: written})

    # -- the tester's hands

    def _fail(self, _rest: str) -> None:
        self._talk.notes.next_fails = True
        self._looks.note("the next job will fail")

    def _lang(self, rest: str) -> None:
        declared = self._talk.shelf.library.languages.declared
        if rest not in declared:
            raise Misunderstood(f"a language is one of {', '.join(declared)}")
        if self._recording is not None:
            raise Misunderstood("a journey tells only what the person does: send LANGUAGE and choose")
        self._talk.speak(rest)
        self._looks.note(f"the person is spoken to in {rest} from now on")

    def _undo(self, _rest: str) -> None:
        if not self._talk.undo():
            raise Misunderstood(self._talk.why_no_undo)
        if self._recording is not None:
            self._recording.steps.pop()
        self._looks.note("the last step is taken back")

    def _restart(self, _rest: str) -> None:
        self._talk.restart()
        self._looks.note("the process has died and come back")

    def _reload(self, _rest: str) -> None:
        try:
            errors = self._talk.reload()
        except FlowError as error:
            raise Misunderstood(f"{error}; the last good flows stay in use") from None
        if errors:
            self._looks.note(report(errors, self._talk.settings))
            self._looks.note("the last good flows stay in use")
        else:
            self._looks.note("the flows are read")

    def _show(self, lines: Callable[[Talk], Iterable[str]]) -> Callable[[str], None]:
        return lambda _rest: self._looks.note("\n".join(lines(self._talk)))

    def _help(self, _rest: str) -> None:
        listed = [f"{command.usage:<32} {command.purpose}" for command in self.commands.values()]
        self._looks.note("\n".join(["What you type is sent. A number, or [number], taps what is offered.", *listed]))

    def _quit(self, _rest: str) -> None:
        self.has_ended = True


def _told(rest: str) -> Json:
    """What stands behind a command of money: an amount, a word, or nothing."""
    return {"amount": int(rest)} if rest.isdecimal() else rest or True


def _fact(rest: str) -> tuple[str, dict[str, Json]]:
    try:
        name, *pairs = shlex.split(rest) or [""]
        if not EVENT.fullmatch(name):
            raise Misunderstood("name what happens, such as /event payment.paid amount=5")
        return name, dict(_pair(pair) for pair in pairs)
    except (ValueError, OverflowError) as error:
        raise Misunderstood(f"that cannot be read: {error}") from None


def _pair(written: str) -> tuple[str, Json]:
    key, equals, value = written.partition("=")
    if not key or not equals:
        raise Misunderstood(f"{written!r} is not key=value")
    return key, read_plain(value)
