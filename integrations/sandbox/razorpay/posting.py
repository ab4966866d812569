"""An event is posted to the bot, again and again for a day until it says yes; then the webhook is switched off."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeAlias

from integrations.sandbox.agenda import Ring
from integrations.sandbox.calling import Called, Overrides, call
from integrations.sandbox.razorpay.records import Event, Post
from integrations.sandbox.razorpay.telling import again, sign
from integrations.sandbox.state import Sandbox
from integrations.sandbox.wire import EVENT, Exchange

PATIENCE = 5.0
GIVES_UP = timedelta(hours=24)
_FIRST, _LONGEST = 10.0, 4 * 3600.0
_AT = re.compile(rb'("(?:created|updated)_at":)(\d{9,})')
Carry: TypeAlias = Callable[[str, str, Mapping[str, str], bytes | None, Overrides, float], Called]
"""Carries a request to the bot: method, address, headers, body, patience, deadline."""

_SHOWN = {"ct": "no connection", "rt": "no answer within 5 s"}


def post_event(sandbox: Sandbox, task: Ring, carry: Carry = call) -> None:
    """One attempt. Whatever is no 2xx within five seconds is tried again later, by the sandbox's clock."""
    with sandbox.lock:
        event, merchant = sandbox.books.events.get(task.event), sandbox.books.merchant
        if event is None or merchant is None or (task.attempt and event.is_over):
            return
        secret = "somebody else's secret" if task.is_forged else task.secret or event.secret
    headers = {
        "Content-Type": "application/json", "X-Razorpay-Signature": sign(secret, event.body),
        "x-razorpay-event-id": event.id, "User-Agent": "Razorpay-Webhook/v1", "Accept": "*/*",
    }  # fmt: skip
    patience = Overrides(connect=PATIENCE, read=PATIENCE, total=PATIENCE, retries=0)
    called = carry("POST", merchant.webhook, headers, event.body, patience, time.monotonic() + PATIENCE)
    _write_down(sandbox, event, called, task)
    with sandbox.lock:
        event.posts.append(Post(sandbox.now(), called.status, task.is_forged))
        if event.is_taken:
            event.is_over = True
        else:
            _try_later(sandbox, event, task)
        sandbox.changed()


def replay(sandbox: Sandbox, event: Event, *, is_new: bool = False, days: int = 0) -> Event:
    """Post an event once more, as it was, signed with the secret of today; with `is_new` under a new id.

    The webhook is switched on again by it. With `days` all its times are so many days earlier.
    """
    with sandbox.lock:
        sandbox.books.is_enabled = True
        replayed = again(sandbox, event) if is_new else event
        if days:
            replayed.body = _AT.sub(lambda at: at[1] + b"%d" % (int(at[2]) - days * 86_400), replayed.body)
        replayed.is_over = False
        sandbox.plan(Ring(replayed.id, secret=sandbox.books.secret))
        return replayed


def _try_later(sandbox: Sandbox, event: Event, task: Ring) -> None:
    after = min(_FIRST * 2**task.attempt, _LONGEST)
    if sandbox.now() + timedelta(seconds=after) > event.created + GIVES_UP:
        event.is_over = True
        sandbox.books.is_enabled = False
        return
    sandbox.plan(Ring(event.id, task.attempt + 1, secret=task.secret), after)


def _write_down(sandbox: Sandbox, event: Event, called: Called, task: Ring) -> None:
    again = f"retry {task.attempt}" if task.attempt else ""
    forged = "wrong signature" if task.is_forged else ""
    note = ", ".join(filter(None, (again, forged, _SHOWN.get(called.trouble, ""))))
    sandbox.wire.add(
        Exchange(
            way=EVENT, method="POST", url=called.url, request_type="application/json", request=event.body,
            at=sandbox.now(), status=called.status, answer_type=called.content_type, answer=called.content,
            milliseconds=called.milliseconds, note=note,
        )
    )  # fmt: skip
    sandbox.changed()
