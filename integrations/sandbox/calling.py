"""Calls the bot as Twilio does: its timeouts, its retries by the fragment of the address, its signature."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, unquote, urlencode, urlsplit, urlunsplit

from integrations.sandbox.signing import Form, sign

LARGEST = 16 * 1024 * 1024 + 1


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the fragment of an address asks for: seconds to connect, to read and in all, retries, and when to retry."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, url: str) -> Overrides:
        """Those of an address; what cannot be read counts as not written."""
        given = {name: values[-1] for name, values in parse_qs(urlsplit(url).fragment).items()}
        return cls(
            connect=_seconds(given.get("ct"), 10_000, 5_000),
            read=_seconds(given.get("rt"), 15_000, 15_000),
            total=_seconds(given.get("tt"), 15_000, 15_000),
            retries=_number(given.get("rc"), 0, 5, 1),
            policy=frozenset(given.get("rp", "ct").split(",")),
        )

    def is_retried(self, trouble: str) -> bool:
        """Whether after this trouble (ct, rt, 4xx, 5xx) it is tried again."""
        return trouble in self.policy or "all" in self.policy


@dataclass(frozen=True, slots=True)
class Called:
    """How one attempt went. `status` is None without a whole answer; `trouble` is empty when all is well."""

    url: str
    status: int | None
    content_type: str = ""
    content: bytes = b""
    trouble: str = ""
    milliseconds: float = 0.0
    disposition: str = ""


Told = Callable[[Called, int], None]


def post(url: str, form: Form, token: str, unique: str, told: Told) -> Called:
    """Post a form, again if need be. `unique` stays the same at each attempt; `told` hears of each."""
    overrides = Overrides.of(url)
    bare = urlunsplit(urlsplit(url)._replace(fragment=""))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": sign(token, bare, form),
        "I-Twilio-Idempotency-Token": unique,
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
    }
    deadline = time.monotonic() + overrides.total
    for attempt in range(overrides.retries + 1):
        called = call("POST", bare, headers, urlencode(form).encode(), overrides, deadline)
        told(called, attempt)
        if not called.trouble or not overrides.is_retried(called.trouble) or time.monotonic() >= deadline:
            break
    return called


def call(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, overrides: Overrides, deadline: float
) -> Called:
    """One attempt."""
    started = time.monotonic()
    try:
        status, kind, disposition, content = _exchange(method, url, headers, body, overrides, deadline)
        trouble = f"{status // 100}xx" if status >= 400 else ""
        called = Called(url, status, kind, content, trouble, disposition=disposition)
    except _NoConnection:
        called = Called(url, None, trouble="ct")
    except (OSError, http.client.HTTPException, ValueError):
        called = Called(url, None, trouble="rt")
    spent = (time.monotonic() - started) * 1000
    return replace(called, milliseconds=spent)


class _NoConnection(Exception):
    """Nobody answered the door."""


def _exchange(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, overrides: Overrides, deadline: float
) -> tuple[int, str, str, bytes]:
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, _left(overrides.connect, deadline))
    try:
        try:
            connection.connect()
        except OSError as error:
            raise _NoConnection from error
        if isinstance(connection.sock, socket.socket):
            connection.sock.settimeout(_left(overrides.read, deadline))
        path = parts.path or "/"
        named = {**headers, **_userinfo(parts.username, parts.password)}
        connection.request(method, f"{path}?{parts.query}" if parts.query else path, body, named)
        answer = connection.getresponse()
        kind, disposition = answer.getheader("Content-Type", ""), answer.getheader("Content-Disposition", "")
        return answer.status, kind, disposition, answer.read(LARGEST)
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None, timeout: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=timeout)


def _userinfo(name: str | None, password: str | None) -> Mapping[str, str]:
    if name is None:
        return {}
    pair = f"{unquote(name)}:{unquote(password or '')}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}


def _left(wanted: float, deadline: float) -> float:
    return max(0.01, min(wanted, deadline - time.monotonic()))


def _seconds(text: str | None, most: int, default: int) -> float:
    return _number(text, 100, most, default) / 1000


def _number(text: str | None, least: int, most: int, default: int) -> int:
    return int(text) if text and text.isdecimal() and least <= int(text) <= most else default
