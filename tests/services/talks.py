"""A flow with all that is special about people: bursts, buttons, reminders, STOP, a hand-over, and being forgotten."""

from __future__ import annotations

from engine.domain.messages import Inbound
from engine.domain.payloads import outbound_of
from tests.runtime.stage import flow
from tests.services.house import POLITE, House

SHAPE = (
    "data: {note: text}\ninitial: note\nstates:\n"
    "  note: {ask: text, into: note, next: town, merge: true}\n"
    "  town: {choose: {pune: colour, delhi: colour}, old_taps: jump, remind: [1h]}\n"
    "  colour: {choose: {red: paying, blue: paying}, old_taps: explain}\n"
    "  paying: {say: true, wait: {paid: note}, after: {2h: late}}\n"
    "  late: {say: true, next: note}\n"
    "  people: {say: true, hold: true, wait: {human.closed: back}}\n"
    "  back: {say: true, next: note}\n"
    "  silent: {enter: [{say: quiet}], wait: {x.y: note}, after: {1h: late}, on: {message: {do: [{say: still}]}}}\n"
    "  leaving: {run: test.find, with: {text: =note}, timeout: 5m, outcomes: {found: gone, failed: gone}}\n"
    "  gone: {enter: [{say: bye}, {forget: me}], always: over}\n"
    "  over: {final: true}\n"
    "on:\n  command.stop: silent\n  command.start: note\n  command.human: people\n  command.delete_data: leaving\n"
    "  command.forget: gone\n  command.menu: town\n"
)
WORDS = (
    "texts:\n  note: Tell me.\n  town: {say: 'You said {{ note }}. Town?', options: {pune: Pune, delhi: Delhi},"
    " remind: Still there?}\n"
    "  colour: {say: Colour?, options: {red: Red, blue: Blue}}\n"
    "  paying: Pay.\n  late: Too late.\n  people: Somebody will answer.\n  back: Here I am again.\n"
    "  quiet: You get no more messages.\n  still: Still quiet.\n  bye: Good bye.\n"
    "keywords:\n  stop: [stop, रुको]\n  start: [start]\n  human: [human]\n  delete_data: [delete my data]\n"
    "  forget: [forget me]\n  menu: [menu]\n"
)
TALKS = flow("main", SHAPE, en=WORDS) | POLITE


def say(house: House, *texts: str, address: str = "a") -> None:
    """Messages, with a pause after each, so that none is part of the next."""
    for text in texts:
        house.hear(text, f"{text}@{house.clock.now().isoformat()}", address)
        house.settle()
        house.clock.advance(3)
        house.settle()


def tap(house: House, option: str, address: str = "a") -> None:
    """Tap the latest button of this option."""
    for item in reversed(house.outbox(address)):
        for choice in outbound_of(item.body).choices:
            if choice.id == option:
                house.get(Inbound(tap=choice.payload), f"tap {option} {house.clock.now().isoformat()}", address)
                house.settle()
                return
    raise LookupError(option)
