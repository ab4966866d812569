"""The wire to Razorpay: one request, one answer, in a bounded time. Nothing is followed, repeated, logged or kept."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError, ReadTimeoutError

from integrations.razorpay.account import RazorpayAccount

MOST_BYTES = 4_000_000
MOST_CONNECTIONS = 64
LONGEST_WAIT = 3600.0
_PIECE = 65536


class Unsent(Exception):
    """Nothing was sent: Razorpay has certainly not heard of it. `is_setup`: nor will it, before a person looks."""

    def __init__(self, code: str, *, is_setup: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_setup = is_setup


class Lost(Exception):
    """The request was begun, and no whole answer came: Razorpay may have done it or not."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. `wait` is Retry-After in seconds."""

    status: int
    body: bytes
    wait: float | None


class Wire:
    """Goes only to the address of the account, with its key; shared by all threads.

    `transport` carries the requests; without one it is the network.
    """

    def __init__(self, account: RazorpayAccount, transport: HTTPAdapter | None = None) -> None:
        self._address = account.base_url.rstrip("/") + "/v1/"
        self._key = (account.key_id, account.key_secret)
        self._timeout = (account.connect_timeout, account.read_timeout)
        self._whole = account.whole_timeout
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, transport or HTTPAdapter(pool_maxsize=MOST_CONNECTIONS, max_retries=0))

    def get(self, path: str, query: Mapping[str, str | int]) -> Reply:
        """Look. `path` is what stands behind `/v1/`. Unsent or Lost instead of any error of the network."""
        return self._send(requests.Request("GET", self._address + path, params=dict(query)))

    def post(self, path: str, body: Mapping[str, object], headers: Mapping[str, str]) -> Reply:
        """Change something. The same body is the same bytes each time: idempotency keys are held against them."""
        data = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        named = {"Content-Type": "application/json", **headers}
        return self._send(requests.Request("POST", self._address + path, data=data, headers=named))

    def _send(self, request: requests.Request) -> Reply:
        deadline = time.monotonic() + self._whole
        request.auth = self._key
        prepared = self._session.prepare_request(request)
        # Errors of the network have the whole address in them, and some have the headers: not chained.
        try:
            response = self._session.send(
                prepared, stream=True, timeout=self._timeout, allow_redirects=False, **self._surroundings()
            )
        except requests.RequestException as error:
            raise _what_happened(error) from None
        except (HTTPError, OSError):
            raise Lost("dropped") from None
        with response:
            return Reply(int(response.status_code), _body(response, deadline), _wait(response.headers))

    def _surroundings(self) -> dict[str, Any]:
        """Proxies and certificates as the machine has them; this machine itself is reached without a proxy."""
        settings: dict[str, Any] = dict(self._session.merge_environment_settings(self._address, {}, None, None, None))
        if (urlsplit(self._address).hostname or "") in ("127.0.0.1", "::1", "localhost"):
            settings["proxies"] = {}
        settings.pop("stream", None)
        return settings


def _what_happened(error: Any) -> Unsent | Lost:
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError) or isinstance(
        reason, NewConnectionError | ConnectTimeoutError
    ):
        return Unsent("connect")
    if isinstance(error, requests.exceptions.SSLError):
        inner = reason.args[0] if reason is not None and reason.args else None
        is_certificate = isinstance(inner, ssl.CertificateError)
        return Unsent("certificate", is_setup=True) if is_certificate else Lost("dropped")
    return Lost("timeout" if isinstance(error, requests.Timeout) else "dropped")


def _body(response: Any, deadline: float) -> bytes:
    """The body, read piece by piece: a limit between pieces alone could be kept up for ever."""
    body = bytearray()
    try:
        while piece := response.raw.read1(_PIECE, decode_content=True):
            body += piece
            if len(body) > MOST_BYTES or time.monotonic() > deadline:
                raise Lost("endless")
    except ReadTimeoutError:
        raise Lost("timeout") from None
    except (HTTPError, OSError):
        raise Lost("dropped") from None
    return bytes(body)


def _wait(headers: Any) -> float | None:
    """Retry-After in seconds: a number, or a date to be held against the answer's own."""
    given = str(headers.get("Retry-After", "")).strip()
    if given.isascii() and given.isdigit():
        return min(float(given[:9]), LONGEST_WAIT)
    try:
        until, now = parsedate_to_datetime(given), parsedate_to_datetime(str(headers.get("Date", "")))
        return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)
    except (ValueError, TypeError):
        return None
