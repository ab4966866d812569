"""`boloastro demo`: people chat with the real server over Twilio's protocol, and it is killed in the middle of it."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import click
from rich.console import Console

from engine.domain.payments.records import OrderStatus
from engine.domain.values import Json
from server.cli.demo_buyer import Buyer
from server.cli.demo_guest import Guest, Happening
from server.cli.demo_house import House, open_house
from server.cli.demo_script import BUYING, BUYS, ENGLISH, ENGLISH_SAVED, HINDI, HINDI_SAVED, Act, Scene, Step
from server.cli.looks import Bubbles, Looks, Plain
from server.wiring import sandbox

_ASHA = ("Asha", "+919800000001")
_RAVI = ("रवि", "+919800000002")
_PAUSE = 0.7
_CLAIM = 121.0
"""Seconds after which a sender that said nothing more is taken for dead."""

NEXT = """\
What to try next:
  make demo     again, in a terminal: it leaves the phone open for you in the browser
  make play     talk with the flows in the terminal; /help shows how to travel in time, make jobs fail, undo
  make test     run all tests
  make help     everything else"""


@click.command()
@click.option("--fast", is_flag=True, help="Without pauses.")
@click.option("--stay/--no-stay", default=None, help="Leave everything running in the end; so it is in a terminal.")
def demo(fast: bool, stay: bool | None) -> None:
    """Watch people chat with the bot over signed webhooks, and the server being killed in the middle.

    The real server runs in a process of its own, a sandbox that speaks Twilio's protocol in this one, and all of it
    in a temporary folder, which is gone afterwards; settings of the environment are not read.
    """
    is_terminal = sys.stdout.isatty()
    looks: Looks = Bubbles(Console(highlight=False)) if is_terminal else Plain()
    with _ended_in_order(), open_house() as house:
        stage = _Stage(house, looks, _PAUSE if is_terminal and not fast else 0.0)
        looks.note(f"The server is {house.server.url}, and Twilio is played by {house.twilio.url}.")
        asha, ravi = (Guest(house, house.twilio.phone(name, number)) for name, number in (_ASHA, _RAVI))
        stage.show(asha, ENGLISH)
        stage.show(ravi, HINDI)
        stage.show(asha, BUYS)
        looks.heading("What the database holds in the end")
        are_saved = [stage.is_saved(asha, ENGLISH_SAVED), stage.is_saved(ravi, HINDI_SAVED)]
        is_bought = stage.is_bought(asha)
        are_single = [stage.is_single(guest) for guest in (asha, ravi)]
        if not (is_bought and all(are_saved + are_single)):
            raise click.ClickException("the conversation did not end as it should")
        click.echo(f"\n{NEXT}")
        if is_terminal if stay is None else stay:
            _stay(house, looks)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Whoever ends us, the server and the sandbox end first."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    for number in before:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stay(house: House, looks: Looks) -> None:
    """Leave it to the person at the browser, until Ctrl-C."""
    house.slow_down()
    looks.heading("It is all still running")
    looks.note(f"The phone: {house.twilio.url}/\nChat as Asha, or as somebody new; Ctrl-C ends it.")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo()


@dataclass
class _Stage:
    """Where the demo is played."""

    house: House
    looks: Looks
    pause: float

    def show(self, guest: Guest, scenes: Sequence[Scene]) -> None:
        """One person's conversation."""
        for scene in scenes:
            self.looks.heading(scene.heading)
            for step in scene.steps:
                self._show(guest, step)

    def is_saved(self, guest: Guest, wanted: dict[str, Json]) -> bool:
        """Whether exactly this person is saved; shows what is."""
        contact = guest.contact()
        saved = contact.data.get("profiles") if contact else None
        profiles = [_told(each) for each in saved if isinstance(each, dict)] if isinstance(saved, list) else []
        for profile in profiles:
            self.looks.note(f"{profile['name']}, born {profile['born']} at {profile['time']} in {profile['place']}")
        return profiles == [wanted]

    def is_bought(self, guest: Guest) -> bool:
        """Whether what was paid twice is theirs once, and half of the money has gone back; shows the books."""
        buyer = Buyer(guest)
        self.looks.lines([*buyer.told(), "the ledger:", *buyer.balances()])
        orders, rights = buyer.orders(), buyer.rights()
        return [order.status for order in orders] == [OrderStatus.PAID] and len(rights) == 1

    def is_single(self, guest: Guest) -> bool:
        """Whether everything that was written has come, and came once."""
        copies = guest.copies()
        if copies:
            self.looks.note(f"{guest.phone.person.name} got {copies} messages more than were written")
        return copies == 0

    def _show(self, guest: Guest, step: Step) -> None:
        before = guest.turns()
        self._order(step.act)
        if step.act in BUYING:
            self._buy(guest, step)
        else:
            self._shown(guest.does(step))
        if step.act is Act.KILLED:
            self._kill(guest)
        for happening in guest.sees():
            self._shown(happening)
        self._prove(guest, step.act, guest.turns() - before)

    def _order(self, act: Act) -> None:
        """What is to go wrong."""
        match act:
            case Act.TWICE:
                self.house.order("inbound", sandbox.Kind.DUPLICATE)
            case Act.FORGED:
                self.house.order("inbound", sandbox.Kind.FORGE)
            case Act.KILLED:
                self.house.order("messages.create", sandbox.Kind.HANG, seconds=20)
            case Act.BROKEN:
                self.house.order("messages.create", sandbox.Kind.DROP, accepts=True)
            case Act.PAYS:
                self.house.order("events", sandbox.Kind.DUPLICATE)

    def _buy(self, guest: Guest, step: Step) -> None:
        """In a browser, on the page of the link; and until everything has followed from it."""
        buyer, before = Buyer(guest), len(guest.phone.chat())
        form = {"act": "fail", "reason": step.word} if step.act is Act.FAILS else {"act": "pay", "method": step.word}
        if step.act is Act.AGAIN:
            form["act"] = "late"
        address = buyer.pays(form)
        self.looks.note(f"In a browser, at {address}: {'; '.join(form.values())}")
        self.house.wait(lambda: len(guest.phone.chat()) > before and buyer.is_settled(), "the money is booked")

    def _kill(self, guest: Guest) -> None:
        """While a sender has called Twilio and waits for the answer."""
        faults = self.house.state.faults
        self.house.wait(lambda: not faults.waiting() and guest.is_half_sent(), "the server sends its reply")
        code = self.house.server.kill()
        if code != -signal.SIGKILL:
            raise click.ClickException(f"the server was not killed, it ended with {code}")
        self.looks.note(f"The server was killed with SIGKILL (exit code {code}).")
        self.looks.note("Its turn is stored; the reply was on its way, and nobody knows whether it went out.")
        self.looks.heading("A new server goes on where the other one was")
        self.house.server.start()
        self.house.state.turn(_CLAIM)  # the dead one's claim on the reply has to end
        self.looks.note("Two minutes later it asks Twilio, hears that the reply never came, and sends it.")

    def _prove(self, guest: Guest, act: Act, turns: int) -> None:
        """What went wrong had no other effect than it should; ClickException if it had."""
        statuses = guest.statuses()
        proofs = {
            Act.TWICE: (statuses == [200, 200] and turns == 1, "Taken twice with 200, handled once."),
            Act.FORGED: (statuses == [403] and turns == 0, "Refused with 403; nothing of it is stored."),
            Act.KILLED: (guest.copies() == 0, "It came once."),
            Act.BROKEN: (guest.copies() == 0, "Twilio's report told us that it had gone out: it came once."),
        }
        is_so, words = proofs.get(act, (True, ""))
        if not is_so:
            raise click.ClickException(f"this is not so: {words} ({statuses}, {turns} turns, {guest.copies()} copies)")
        if words:
            self.looks.note(words)

    def _shown(self, happening: Happening) -> None:
        if isinstance(happening, str):
            self.looks.lines([happening])
        else:
            time.sleep(self.pause)
            self.looks.entries([happening])


def _told(profile: dict[str, Json]) -> dict[str, Json]:
    time, place = profile.get("time"), profile.get("place")
    return {
        "name": profile.get("name"),
        "born": profile.get("born"),
        "time": time.get("time") if isinstance(time, dict) else None,
        "place": place.get("name") if isinstance(place, dict) else None,
    }
