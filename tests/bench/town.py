"""People who write, and a Twilio that takes what is sent to them: one loop plays all of them.

This Twilio answers at once and reports one thing only, that a message was delivered, a moment after it took it; the
sandbox of the project, with all its rules, would use up the machine that is to be measured.
"""

from __future__ import annotations

import json
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from urllib.parse import parse_qs, urlsplit

from tests.bench.posts import SID, address, message, report
from tests.bench.wire import HungUp, Line, Loop, line_to
from tests.twilio.standin import sent_json

LINES = 16
DELIVERED = 0.02
"""Seconds from taking a message to reporting it."""

_MOMENT = 0.05
"""Enough to notice that a server has hung up on connections that were idle."""

Step = tuple[str, int]
"""What a person writes, and how many messages answer it."""


@dataclass(slots=True)
class Person:
    """Somebody who writes, and what they wait for: since when, and how many messages are still to come."""

    number: int
    waiting: deque[list[float]] = field(default_factory=deque)
    is_answered: Callable[[], None] = lambda: None


class Town:
    """All of them. `first` are the seconds from each message to the first answer, in the order of the answers."""

    def __init__(self) -> None:
        self.first: list[float] = []
        self._loop = Loop()
        self._numbers: Iterator[int] = count(1)
        self._people: dict[str, Person] = {}
        self._port = 0
        self._expects_anybody = False
        self._free: deque[Line] = deque()
        self._queue: deque[bytes] = deque()
        self._twilio = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._loop.watch(self._twilio, self._accept)

    @property
    def twilio(self) -> str:
        """Where its Twilio is."""
        return f"http://127.0.0.1:{self._twilio.getsockname()[1]}"

    def write_to(self, port: int) -> None:
        """The server everybody writes to."""
        self._port = port
        for _ in range(LINES):
            self._dial()

    def talk(self, talk: Sequence[Step], *, people: int, at_once: int) -> float:
        """So many new people hold this conversation, some at the same time, each waiting for answers; the seconds."""
        self.rest(_MOMENT)
        left, over = people, 0
        began = time.perf_counter()

        def next_one() -> None:
            nonlocal left
            left -= 1
            self._hold(self._newcomer(), deque(talk), ended)

        def ended() -> None:
            nonlocal over
            over += 1
            if left:
                next_one()

        for _ in range(min(at_once, people)):
            next_one()
        self._loop.run(lambda: over == people, 120)
        return time.perf_counter() - began

    def write_steadily(self, talk: Sequence[Step], *, rate: float, seconds: float) -> None:
        """Everybody in turn takes the next step of the talk, whether they have got an answer or not."""
        self.rest(_MOMENT)
        self.first.clear()
        people = list(self._people.values())
        began = time.perf_counter() + 0.1
        many = int(rate * seconds)
        for number in range(many):
            person, step = people[number % len(people)], talk[number // len(people) % len(talk)]
            self._loop.at(began + number / rate, partial(self._write, person, step))
        end = began + many / rate
        self._loop.run(lambda: time.perf_counter() > end and not any(each.waiting for each in people), seconds + 60)

    def rest(self, seconds: float) -> None:
        """Nobody writes; what was under way is taken and reported."""
        end = time.perf_counter() + seconds
        self._loop.run(lambda: time.perf_counter() > end, seconds + 60)

    def post_steadily(self, requests: Sequence[bytes], *, rate: float) -> None:
        """Somebody else posts these, and from now on messages may come to people who have not written."""
        self._expects_anybody = True
        began = time.perf_counter() + 0.1
        for number, request in enumerate(requests):
            self._loop.at(began + number / rate, partial(self._post, request))
        self.rest(len(requests) / rate + 0.2)

    def close(self) -> None:
        """Everybody hangs up."""
        self._loop.close()

    # -- people

    def _newcomer(self) -> Person:
        person = Person(len(self._people))
        self._people[address(person.number)] = person
        return person

    def _hold(self, person: Person, steps: deque[Step], ended: Callable[[], None]) -> None:
        if not steps:
            ended()
            return
        person.is_answered = lambda: self._hold(person, steps, ended)
        self._write(person, steps.popleft())

    def _write(self, person: Person, step: Step) -> None:
        text, answers = step
        person.waiting.append([time.perf_counter(), answers, answers])
        self._post(message(person.number, text))

    def _answered(self, to: str) -> None:
        if self._expects_anybody:
            return
        person = self._people[to]
        if not person.waiting:
            raise RuntimeError("a message that nobody waits for")
        asked = person.waiting[0]
        if asked[1] == asked[2]:
            self.first.append(time.perf_counter() - asked[0])
        asked[1] -= 1
        if not asked[1]:
            person.waiting.popleft()
            act, person.is_answered = person.is_answered, _nothing
            act()

    # -- what is posted to the server

    def _post(self, request: bytes) -> None:
        if self._free:
            self._free.popleft().say(request)
        else:
            self._queue.append(request)

    def _dial(self) -> None:
        line = line_to(self._port)
        self._loop.watch(line.connection, lambda: self._acknowledged(line))
        self._free.append(line)

    def _acknowledged(self, line: Line) -> None:
        try:
            answer = line.hear()
        except HungUp:  # it was idle for too long
            self._free.remove(line)
            self._loop.forget(line.connection)
            self._dial()
            return
        if answer is None:
            return
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"a webhook was not acknowledged: {answer.decode()}")
        if self._queue:
            line.say(self._queue.popleft())
        else:
            self._free.append(line)

    # -- Twilio

    def _accept(self) -> None:
        line = Line(self._twilio.accept()[0])
        self._loop.watch(line.connection, lambda: self._asked(line))

    def _asked(self, line: Line) -> None:
        try:
            request = line.hear()
        except HungUp:
            self._loop.forget(line.connection)
            return
        if request is not None:
            answer = json.dumps(self._answer(request))
            line.say(f"HTTP/1.1 201 CREATED\r\nContent-Length: {len(answer)}\r\n\r\n{answer}".encode())

    def _answer(self, request: bytes) -> object:
        number = next(self._numbers)
        if not request.startswith(b"POST /2010-04-01/"):
            return {"sid": f"HX{number:032x}", "account_sid": SID, "types": {}}
        form = parse_qs(request.partition(b"\r\n\r\n")[2].decode())
        to, callback = form["To"][0], urlsplit(form["StatusCallback"][0])
        sent = sent_json(number, account_sid=SID, to=to)
        told = report(f"{callback.path}?{callback.query}", str(sent["sid"]), to, "delivered")
        self._loop.at(time.perf_counter() + DELIVERED, lambda: self._post(told))
        self._answered(to)
        return sent


@contextmanager
def town() -> Iterator[Town]:
    """One that is there until the end of the block."""
    found = Town()
    try:
        yield found
    finally:
        found.close()


def settings_of(place: Town) -> dict[str, str]:
    """How a server gets to know its Twilio."""
    return {f"TWILIO_{part}_BASE_URL": place.twilio for part in ("API", "CONTENT", "MESSAGING")}


def _nothing() -> None:
    """Nobody waits."""
