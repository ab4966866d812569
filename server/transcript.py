"""A conversation as text, stable to the byte: names instead of ids, no line numbers, times as they pass.

# profile  lang hi  clock 2026-01-05T10:00:00+05:30  channel whatsapp
> hi                                        what the person sent; [tap yes #ask_name@1] for a tap
< welcome.greet | नमस्ते                     a message, with the name of its words
x welcome.later | parked                     a message that was not sent, and why: parked, withheld, dead
  [1] हाँ  [2] नहीं                (buttons)   its choices and how they are shown
  ~ profile: ask_name -> ask_born  on answer
! places.find(text=Pune) -> one             a job; `stub` when its outcome was given
@ +26h                       window CLOSED
@ event payment.paid                        a fact; `duplicate, ignored` for a repeat
$ pay                                       somebody does something with money: pay, refund, dispute ...
@ webhook payment_link.paid ₹200            what the payment gateway tells, with its amount
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from engine.domain.presentation import Shape, shown
from engine.domain.values import Data
from engine.services.turns import TurnTaken
from server.entries import AtTill, Entry, Happened, Kept, Moved, Passed, Ran, Rang, Repeated, Said, Told
from server.till_steps import money

_FILE = "[file]"


def transcript(entries: Iterable[Entry]) -> str:
    """The conversation, a line for each thing that happened."""
    return "\n".join(line for entry in entries for line in lines_of(entry)) + "\n"


def lines_of(entry: Entry) -> Iterator[str]:
    """The lines of one entry."""
    match entry:
        case Told(text):
            yield f"> {_clean(text)}"
        case Repeated(is_new):
            yield "> [delivered again]" + ("" if is_new else "  duplicate, ignored")
        case Said():
            yield from _said(entry)
        case Kept(key, status):
            yield f"x {key} | {status}"
        case Moved(turn):
            yield from _moved(turn)
        case Passed(seconds):
            yield f"@ +{duration(seconds)}"
        case Happened(name, is_new):
            yield f"@ event {name}" + ("" if is_new else "  duplicate, ignored")
        case Ran(action, arguments, outcome, is_stub):
            yield f"! {action}({_arguments(arguments)}) -> {outcome}" + ("  stub" if is_stub else "")
        case AtTill(text):
            yield f"$ {text}"
        case Rang():
            yield _rang(entry)


def duration(seconds: float) -> str:
    """`90061` as `1d1h1m1s`."""
    rest, parts = round(seconds), []
    for name, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{name}")
    return "".join(parts) or "0s"


def _rang(entry: Rang) -> str:
    amount = "" if entry.amount is None else f" {money(entry.amount)}"
    trouble = "" if entry.is_new else "  duplicate, ignored" if entry.is_genuine else "  wrong signature, refused"
    return f"@ webhook {entry.event}{amount}{trouble}"


def _said(entry: Said) -> Iterator[str]:
    message, how = entry.message, shown(entry.message)
    template = f"tmpl:{message.template}({message.language}) " if message.template and not entry.window_open else ""
    first, *rest = (how.text or (_FILE if message.media else "")).split("\n")
    yield f"< {message.key} | {template}{first}" + ("" if entry.window_open else "  window CLOSED")
    yield from (f"    {line}".rstrip() for line in rest)
    if how.shape is not Shape.TEXT:
        number = 0
        for page in how.pages:
            for choice in page:
                number += 1
                yield f"    [{number}] {choice.label}" + (f" ({choice.description})" if choice.description else "")
        yield f"    ({how.shape})"


def _moved(turn: TurnTaken) -> Iterator[str]:
    decision = turn.decision
    for taken in decision.taken:
        if taken.targets and taken.event:
            yield f"  ~ {taken.flow}: {taken.source} -> {' '.join(taken.targets)}  on {taken.event}"
    if decision.error:
        yield f"  ! {decision.error}"


def _arguments(arguments: Data) -> str:
    return ", ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in arguments.items())


def _clean(text: str) -> str:
    """Control characters and line ends visible, so that a transcript stays one line per message."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
