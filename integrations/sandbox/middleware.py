"""Between the server and the application: every call of the API is written down, and ordered faults happen here."""

from __future__ import annotations

import contextlib
import io
import json
import re
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from integrations.sandbox.errors import TwilioRefusal, wording
from integrations.sandbox.faults import Fault, Kind
from integrations.sandbox.razorpay.endpoints import door_of, is_razorpays
from integrations.sandbox.razorpay.errors import RazorpayRefusal, at_status
from integrations.sandbox.state import Sandbox
from integrations.sandbox.wire import API, RAZORPAY, Exchange

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST = 1024 * 1024
_MESSAGES = r"/2010-04-01/Accounts/[^/]+/Messages"
_ENDPOINTS: Mapping[str, str] = {
    rf"POST {_MESSAGES}(\.json)?": "messages.create",
    rf"GET {_MESSAGES}(\.json)?": "messages.list",
    rf"GET {_MESSAGES}/[^/]+": "messages.fetch",
    rf"GET {_MESSAGES}/[^/]+/Media.json": "media.list",
    rf"GET {_MESSAGES}/[^/]+/Media/[^/]+": "media.fetch",
    r"POST /v1/Content": "content.create",
    r"GET /v1/Content": "content.list",
    r"GET /v1/Content/[^/]+": "content.fetch",
    r"DELETE /v1/Content/[^/]+": "content.delete",
    r"POST /v1/Content/[^/]+/ApprovalRequests/whatsapp": "approval.create",
    r"GET /v1/Content/[^/]+/ApprovalRequests": "approval.fetch",
    r"POST /v2/Indicators/Typing.json": "typing.create",
}
_PAGE = b"<!doctype html><title>Bad gateway</title><h1>The server had a bad day</h1>"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What goes back. `is_cut`: only half of the body does."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    is_cut: bool = False

    @property
    def type(self) -> str:
        return next((value for name, value in self.headers if name.lower() == "content-type"), "")


class Wiretap:
    """The application with its wire written down."""

    def __init__(self, app: WSGIApplication, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Handle a call of the API; the page and its own calls pass by."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(("/2010-04-01/", "/v1/", "/v2/")):
            return self._app(environ, start)
        endpoint = endpoint_of(environ["REQUEST_METHOD"], path)
        with self._sandbox.lock:
            fault = self._sandbox.faults.take(endpoint) if endpoint else None
        body = _read(environ)
        started = time.monotonic()
        answer = self._answer(environ, fault)
        self._write_down(environ, body, answer, fault, (time.monotonic() - started) * 1000)
        if answer is None:
            _hang_up(environ)
            raise ConnectionAbortedError("ordered to be dropped")  # the server says no word more
        start(f"{answer.status} {_phrase(answer.status)}", answer.headers)
        return [answer.body[: len(answer.body) // 2] if answer.is_cut else answer.body]

    def _answer(self, environ: WSGIEnvironment, fault: Fault | None) -> _Answer | None:
        """What is answered; None for nothing at all."""
        if fault is None:
            return _call(self._app, environ)
        if fault.kind is Kind.HANG and not fault.accepts:
            self._sandbox.stopping.wait(fault.seconds)
        if fault.kind in (Kind.HANG, Kind.TRUNCATE, Kind.EARLY):
            before = self._sandbox.books.count
            answer = _call(self._app, environ)
            self._linger(fault, before)
            return _Answer(answer.status, answer.headers, answer.body, is_cut=fault.kind is Kind.TRUNCATE)
        if fault.accepts:
            _call(self._app, environ)
        if fault.kind is Kind.DROP:
            return None
        return _razorpays(fault) if is_razorpays(environ["PATH_INFO"]) else _faulty(fault)

    def _linger(self, fault: Fault, before: int) -> None:
        """Carried out, and not answered yet."""
        if fault.kind is Kind.HANG and fault.accepts:
            self._sandbox.stopping.wait(fault.seconds)
        elif fault.kind is Kind.EARLY:
            with self._sandbox.lock:
                caused = [event for event in self._sandbox.books.events.values() if event.number > before]
            self._sandbox.wait(lambda: all(event.posts for event in caused), fault.seconds)

    def _write_down(
        self, environ: WSGIEnvironment, body: bytes, answer: _Answer | None, fault: Fault | None, spent: float
    ) -> None:
        query = environ.get("QUERY_STRING", "")
        path = quote(environ["PATH_INFO"])
        exchange = Exchange(
            way=RAZORPAY if is_razorpays(path) else API, method=environ["REQUEST_METHOD"],
            url=f"{path}?{query}" if query else path,
            request_type=environ.get("CONTENT_TYPE", ""), request=body, at=self._sandbox.now(),
            status=answer.status if answer else None, answer_type=answer.type if answer else "",
            answer=answer.body if answer else b"", milliseconds=spent, fault=str(fault.kind) if fault else "",
        )  # fmt: skip
        self._sandbox.wire.add(exchange)
        self._sandbox.changed()


def endpoint_of(method: str, path: str) -> str | None:
    """What faults call this door; None when there is none."""
    if is_razorpays(path):
        return door_of(method, path)
    called = f"{method} {path}"
    return next((name for pattern, name in _ENDPOINTS.items() if re.fullmatch(pattern, called)), None)


def _hang_up(environ: WSGIEnvironment) -> None:
    """Close the connection under the server's feet."""
    connection = environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def _razorpays(fault: Fault) -> _Answer:
    if fault.kind is Kind.HTML:
        return _faulty(fault)
    status = {Kind.THROTTLE: 429, Kind.REFUSE: 400}.get(fault.kind, fault.status)
    answer = _json(at_status(status, fault.reason))
    return _throttled(answer, fault) if status == 429 else answer


def _throttled(answer: _Answer, fault: Fault) -> _Answer:
    return _Answer(answer.status, [*answer.headers, ("Retry-After", f"{fault.seconds:.0f}")], answer.body)


def _faulty(fault: Fault) -> _Answer:
    if fault.kind is Kind.HTML:
        return _with_length(fault.status, "text/html; charset=utf-8", _PAGE)
    if fault.kind is Kind.THROTTLE:
        return _throttled(_json(TwilioRefusal(20429, wording(20429), 429)), fault)
    if fault.kind is Kind.REFUSE:
        return _json(TwilioRefusal(fault.code, wording(fault.code), 400))
    return _json(TwilioRefusal(20000 + fault.status, _phrase(fault.status), fault.status))


def _json(refusal: TwilioRefusal | RazorpayRefusal) -> _Answer:
    return _with_length(refusal.status, "application/json", json.dumps(refusal.body()).encode())


def _with_length(status: int, content_type: str, body: bytes) -> _Answer:
    return _Answer(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))], body)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _read(environ: WSGIEnvironment) -> bytes:
    """The request's body, put back for the application; too much of it is cut off, and so refused there."""
    length = environ.get("CONTENT_LENGTH") or "0"
    body: bytes = environ["wsgi.input"].read(min(int(length), LARGEST)) if length.isdecimal() else b""
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    return body


def _call(app: WSGIApplication, environ: WSGIEnvironment) -> _Answer:
    """The application's answer as a whole."""
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None, /) -> Callable[[bytes], object]:
        told.append((status, headers))
        return lambda _: None

    parts = app(environ, start)
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    status, headers = told[-1]
    return _Answer(int(status.partition(" ")[0]), headers, body)
