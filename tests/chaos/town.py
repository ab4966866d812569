"""Twilio and its people: a sandbox in this process whose phones do what a story says, and show what came of it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from integrations.sandbox import (
    Account,
    CountingSids,
    Doors,
    Exchange,
    Fault,
    Handing,
    Kind,
    Message,
    Pace,
    Phone,
    Sandbox,
    SandboxClock,
    SandboxServer,
    add_template,
)
from integrations.sandbox.agenda import Deliver
from integrations.sandbox.wire import WEBHOOK
from integrations.system import SystemClock
from tests.chaos.story import TEMPLATES, Step, Tap, Wait, Write
from tests.server.house import NUMBER, SID, TOKEN

_AT_ONCE = Pace(sent=0, delivered=0, read=0, reviewed=0)


class Town:
    """A running sandbox. What people send is tried again by it, as its owner has asked for in the address."""

    def __init__(self, folder: Path, door: str) -> None:
        self.clock = folder / "clock"
        self._ahead = 0.0
        self.door = door
        account = Account(sid=SID, tokens=(TOKEN,), number=NUMBER.removeprefix("whatsapp:"))
        doors = Doors(webhook=f"{door}/webhooks/twilio#rc=5&rp=all")
        self.sandbox = Sandbox(account, doors, SandboxClock(SystemClock()), CountingSids(), _AT_ONCE)
        for content, body in TEMPLATES.items():
            add_template(self.sandbox, content, "en", {"twilio/text": {"body": body}}, {})
        self.sandbox.wire.watch(self._count)
        self.statuses = Counter[int | None]()
        self.server = SandboxServer(self.sandbox)
        self._numbers = itertools.count(1)

    def phone(self) -> Phone:
        """Somebody new, who lets nobody know what they have read."""
        number = f"+9198{next(self._numbers):08}"
        return Phone(self.sandbox, self.sandbox.add_person("Asha", number, reads=False))

    def act(self, phone: Phone, steps: Sequence[Step]) -> None:
        """The person does this, all at once."""
        for step in steps:
            match step:
                case Write(text):
                    phone.text(text)
                case Tap(title):
                    phone.tap(title)
                case Wait(seconds):
                    self.turn(seconds)

    def turn(self, seconds: float) -> None:
        """Time goes by, here and at the bot."""
        self.sandbox.turn(seconds)
        self._set_clock()

    def step(self, seconds: float) -> None:
        """Somebody sets the clock of the bot, forward or back; Twilio's own goes on as it was."""
        self._ahead += seconds
        self._set_clock()

    def send_again(self, phone: Phone) -> None:
        """What the bot did not take, and the sandbox has given up: its owner has it sent once more."""
        for message in phone.chat():
            if message.is_inbound and message.handing is Handing.LOST:
                message.handing = Handing.WAITING
                self.sandbox.plan(Deliver(message.sid))

    def hang(self, seconds: float, times: int) -> None:
        """So many messages are taken only after some seconds. Returns when all of them are on their way."""
        fault = Fault(endpoint="messages.create", kind=Kind.HANG, seconds=seconds, times=times, accepts=True)
        with self.sandbox.lock:
            ordered = self.sandbox.faults.order(fault).id
            assert self.sandbox.wait(
                lambda: ordered not in [fault.id for fault in self.sandbox.faults.waiting()], seconds
            )

    @contextmanager
    def without_reports(self) -> Iterator[None]:
        """Meanwhile the bot is not told what becomes of its messages."""
        with self.sandbox.lock:
            fault = self.sandbox.faults.order(Fault(endpoint="callbacks", kind=Kind.LOSE, times=None))
        yield
        with self.sandbox.lock:
            self.sandbox.faults.clear(fault.id)

    def _count(self, exchange: Exchange) -> None:
        """What the bot answers."""
        if exchange.way == WEBHOOK:
            self.statuses[exchange.status] += 1

    def _set_clock(self) -> None:
        """In one step: nobody reads half a number."""
        beside = self.clock.with_suffix(".new")
        beside.write_text(f"{self.sandbox.clock.offset + self._ahead}")
        beside.replace(self.clock)

    def is_quiet(self) -> bool:
        """Whether the sandbox has nothing to do just now."""
        return self.server.settle(0.0)


def told(phone: Phone) -> list[str]:
    """Every message the bot's Twilio has taken for this phone, in order, also what came twice."""
    return [_shown(message) for message in phone.chat() if not message.is_inbound]


def is_all_taken(phone: Phone) -> bool:
    """Whether every message of the person was acknowledged."""
    return all(message.handing is Handing.TAKEN for message in phone.chat() if message.is_inbound)


def _shown(message: Message) -> str:
    titles = "|".join(option.title for option in message.options)
    return f"{message.body} [{titles}]" if titles else message.body
