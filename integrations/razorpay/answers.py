"""What Razorpay's answers mean, by HTTP status first: its error codes say the same for a typo, a lost key and haste."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from engine.errors import Unreadable
from engine.interfaces.payments import Asked, Done, Rejected, Unavailable, Unknown
from integrations.razorpay.fields import Json, parsed, part, word
from integrations.razorpay.wire import Lost, Reply, Unsent

S = TypeVar("S")
T = TypeVar("T")

TAKEN = "taken"
MISSING = "missing"
LONGEST_TEXT = 300

# Razorpay's sentences have no codes; these are the ones somebody acts on. The first that fits counts.
_SENTENCES: Mapping[re.Pattern[str], str] = {
    re.compile(pattern, re.IGNORECASE): reason
    for pattern, reason in (
        (r"reference.?id.*already", TAKEN),
        (r"cancel or expire an? (already )?(paid|partially)", "paid"),
        (r"cancel or expire an? (already )?expired", "expired"),
        (r"cancel or expire an? (already )?cancell?ed", "cancelled"),
        (r"does not exist", MISSING),
        (r"different request with the same idempotency", "other-body"),
        (r"fully refunded", "refunded"),
        (r"refund.*greater than|greater than.*refund", "too-much"),
        (r"not (have )?enough balance|insufficient balance|low balance", "balance"),
    )
}
_SETUP: Mapping[int, str] = {401: "keys", 403: "forbidden", 404: "address", 405: "address", 407: "proxy"}


def asked(ask: Callable[[], Reply], *, is_change: bool, is_of_one: bool) -> Asked[Json]:
    """What came of a request. `is_of_one`: of one thing by its id, so that 404 may mean that there is none."""
    try:
        reply = ask()
    except Unsent as error:
        if error.is_setup:
            return Rejected(reason=error.code, is_setup=True)
        return Unavailable(reason=error.code)
    except Lost as error:
        return _unclear(error.code, is_change)
    return _meaning(reply, is_change, is_of_one)


def read(found: Asked[S], reader: Callable[[S], T], *, is_change: bool) -> Asked[T]:
    """The value in it; what cannot be read is as good as no answer."""
    if not isinstance(found, Done):
        return found
    try:
        return Done(reader(found.value))
    except Unreadable:
        return _unclear("garbled", is_change)


def _meaning(reply: Reply, is_change: bool, is_of_one: bool) -> Asked[Json]:
    status = reply.status
    error = _error(reply.body)
    reason, text = _words(error, status)
    if 200 <= status < 300:
        return read(Done(reply.body), parsed, is_change=is_change)
    if status == 429:
        return Unavailable(reason="throttled", wait=reply.wait)
    if status == 409 and reason != "other-body":
        return Unavailable(reason="in-progress", wait=reply.wait)
    if status == 404 and is_of_one and error is not None and "url" not in text.lower():
        return Rejected(reason=MISSING, text=text)
    if 300 <= status < 400 or status in _SETUP:
        return Rejected(reason=_SETUP.get(status, "address"), text=text, is_setup=True)
    if 400 <= status < 500 and status != 408 and _is_ours_to_mend(error):
        return Rejected(reason=reason, text=text)
    return _unclear(f"http-{status}", is_change)


def _unclear(reason: str, is_change: bool) -> Unavailable | Unknown:
    """Whoever only looked may look again."""
    return Unknown(reason=reason) if is_change else Unavailable(reason=reason)


def _error(body: bytes) -> Json | None:
    try:
        return part(parsed(body), "error")
    except Unreadable:
        return None


def _is_ours_to_mend(error: Json | None) -> bool:
    """A 400 may carry the code of a trouble on their side; then nobody knows how far it came."""
    return error is None or error.get("code") not in ("SERVER_ERROR", "GATEWAY_ERROR")


def _words(error: Json | None, status: int) -> tuple[str, str]:
    """A short word and a sentence for the log."""
    if error is None:
        return f"http-{status}", ""
    told = error.get("description")
    text = _one_line(told)[:LONGEST_TEXT] if isinstance(told, str) else ""
    by_sentence = next((reason for pattern, reason in _SENTENCES.items() if pattern.search(text)), None)
    code = word(error, "code")
    return by_sentence or word(error, "reason") or (code.lower() if code else f"http-{status}"), text


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
