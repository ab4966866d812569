"""What becomes of a message that was taken: its statuses, and when the bot is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from integrations.sandbox.agenda import Advance, Tell
from integrations.sandbox.content import IN_SESSION_BUTTONS, Shown, fits
from integrations.sandbox.faults import CALLBACKS, OUTCOME, Fault, Kind
from integrations.sandbox.records import Message, Person, Status
from integrations.sandbox.state import Pace, Sandbox


@dataclass(frozen=True, slots=True)
class Step:
    """A status a message will have, so many seconds from now."""

    after: float
    status: Status
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A report the bot will get, so many seconds from now."""

    after: float
    step: Step
    is_forged: bool = False


def decide(sandbox: Sandbox, message: Message, *, has_all: bool = True, media_failed: bool = False) -> None:
    """Plan what becomes of a message."""
    code = 63019 if media_failed else _trouble(sandbox, message, has_all=has_all)
    ordered = sandbox.faults.take(OUTCOME)
    person = sandbox.people[message.person]
    steps = _steps(sandbox.pace, person, ordered.code if ordered else code)
    fault = sandbox.faults.take(CALLBACKS) if message.callback else None
    for step in steps:
        sandbox.plan(Advance(message.sid, step.status, step.code), step.after)
    for post in posts(steps, fault) if message.callback else ():
        sandbox.plan(Tell(message.sid, post.step.status, post.step.code, post.is_forged), post.after)


def posts(steps: Sequence[Step], fault: Fault | None) -> Sequence[Post]:
    """When the bot is told of these steps, with what was ordered to go wrong."""
    due = [Post(step.after, step) for step in steps]
    match fault.kind if fault else None:
        case Kind.LOSE:
            return ()
        case Kind.DUPLICATE:
            return [post for post in due for _ in range(2)]
        case Kind.REORDER:
            return [Post(steps[-1].after, step) for step in reversed(steps)]
        case Kind.DELAY if fault:
            return [Post(post.after + fault.seconds, post.step) for post in due]
        case Kind.FORGE:
            return [Post(post.after, post.step, is_forged=True) for post in due]
    return due


def _trouble(sandbox: Sandbox, message: Message, *, has_all: bool) -> int | None:
    """The code a message fails with, if nothing was ordered."""
    content = sandbox.contents.get(message.content or "")
    if not has_all:
        return 63028
    if not message.template and not sandbox.people[message.person].is_open(sandbox.now()):
        return 63016
    if content and not fits(content, Shown(message.body, message.options)):
        return 63013
    if message.type == "quick-reply" and not message.template and len(message.options) > IN_SESSION_BUTTONS:
        return 63013
    return None


def _steps(pace: Pace, person: Person, code: int | None) -> Sequence[Step]:
    if code is not None:
        return [Step(pace.sent, Status.UNDELIVERED, code)]
    read = [Step(pace.read, Status.READ)] if person.reads else []
    return [Step(pace.sent, Status.SENT), Step(pace.delivered, Status.DELIVERED), *read]
