"""The wire to Twilio: one request, one answer, in a bounded time. Nothing is followed, repeated, logged or kept.

twilio-python takes any HTTP client. Its own has one time limit for all, logs addresses with phone numbers, keeps the
last request, and hides how long a 429 asks us to wait; so it gets this one.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.http.response import Response
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError, ReadTimeoutError

from engine.domain.deliveries import Verdict

MOST_BYTES = 4_000_000
MOST_CONNECTIONS = 64
LONGEST_WAIT = 3600.0
_PIECE = 65536


class Unsent(Exception):
    """Nothing was sent: Twilio has certainly not heard of it."""

    def __init__(self, verdict: Verdict, code: str) -> None:
        super().__init__(code)
        self.verdict = verdict
        self.code = code


class Lost(Exception):
    """The request was begun, and no whole answer came: Twilio may have taken it or not."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Told(Exception):
    """Twilio told of an error where twilio-python does not look: inside a 2xx, or in the headers of a 429."""

    def __init__(self, status: int, code: object, wait: float | None = None) -> None:
        super().__init__(f"{status}")
        self.status = status
        self.code = code
        self.wait = wait


class Wire:
    """An HTTP client for twilio-python that goes only to the given addresses; shared by all threads."""

    def __init__(self, addresses: Sequence[str], *, connect: float, read: float, whole: float) -> None:
        self._addresses = tuple(address.rstrip("/") + "/" for address in addresses)
        self._timeout = (connect, read)
        self._whole = whole
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=MOST_CONNECTIONS, max_retries=0))

    def request(
        self, method: str, url: str, params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None, headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None, timeout: float | None = None, allow_redirects: bool = False,
    ) -> Any:  # fmt: skip
        """What twilio-python calls. Unsent, Lost or Told instead of any error of the network."""
        del timeout, allow_redirects  # ours count
        deadline = time.monotonic() + self._whole
        prepared = self._prepared(method, url, params, data, headers, auth)
        # The errors of the network have the whole address in them, and that has a phone number in it: not chained.
        try:
            response = self._session.send(
                prepared, stream=True, timeout=self._timeout, allow_redirects=False, **self._surroundings(url)
            )
        except requests.RequestException as error:
            raise _what_happened(error) from None
        except (HTTPError, OSError):
            raise Lost("dropped") from None
        with response:
            text = _text(response, deadline)
        _look_for_errors(response, text)
        return Response(int(response.status_code), text, response.headers)

    def _prepared(
        self, method: str, url: str, params: Any, data: Any, headers: Mapping[str, str] | None,
        auth: tuple[str, str] | None,
    ) -> requests.PreparedRequest:  # fmt: skip
        if not url.startswith(self._addresses):
            raise Unsent(Verdict.BROKEN, "address")  # what an answer calls its next page may be anywhere
        body: dict[str, Any] = {"json" if "json" in (headers or {}).get("Content-Type", "") else "data": data}
        try:
            return self._session.prepare_request(
                requests.Request(method.upper(), url, params=params, headers=headers, auth=auth, **body)
            )
        except (requests.RequestException, ValueError, TypeError):
            raise Unsent(Verdict.REFUSED, "unsendable") from None

    def _surroundings(self, url: str) -> dict[str, Any]:
        """Proxies and certificates as the machine has them; this machine itself is reached without a proxy."""
        settings: dict[str, Any] = self._session.merge_environment_settings(url, {}, None, None, None)
        if (urlsplit(url).hostname or "") in ("127.0.0.1", "::1", "localhost"):
            settings["proxies"] = {}
        settings.pop("stream", None)
        return settings


def _what_happened(error: Any) -> Unsent | Lost:
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError) or isinstance(
        reason, NewConnectionError | ConnectTimeoutError
    ):
        return Unsent(Verdict.RETRY, "connect")
    if isinstance(error, requests.exceptions.SSLError):
        inner = reason.args[0] if reason is not None and reason.args else None
        return Unsent(Verdict.BROKEN, "certificate") if isinstance(inner, ssl.CertificateError) else Lost("dropped")
    return Lost("timeout" if isinstance(error, requests.Timeout) else "dropped")


def _text(response: Any, deadline: float) -> str:
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
    return body.decode("utf-8", "replace")


def _look_for_errors(response: Any, text: str) -> None:
    status = int(response.status_code)
    if status != 429 and not 200 <= status < 300:
        return  # twilio-python reads these by itself
    payload = _read(text)
    if status == 429:
        raise Told(status, payload.get("code", status), _wait(response.headers))
    if "code" in payload and "sid" not in payload and ("message" in payload or "title" in payload):
        raise Told(status, payload["code"])


def _read(text: str) -> Mapping[str, object]:
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return payload if isinstance(payload, dict) else {}


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
