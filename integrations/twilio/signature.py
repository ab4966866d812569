"""Whether Twilio itself has signed a request, as Twilio does it.

The signing is twilio-python's RequestValidator. Its `validate` is not used: it raises on a missing signature, takes a
JSON body for granted when it is handed an empty form, accepts an empty token, and rewrites addresses on the way.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from urllib.parse import parse_qs

from twilio.request_validator import RequestValidator

from engine.interfaces.channel import Form

_ADDRESS = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#]*?)(?P<port>:[0-9]+)?(?P<rest>[/?#].*)?", re.DOTALL)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class Signatures:
    """Checks signatures with any of several tokens, so that one can be replaced without losing a message."""

    def __init__(self, tokens: Sequence[str]) -> None:
        if isinstance(tokens, str) or not tokens or not all(token.strip() for token in tokens):
            raise ValueError("an auth token is missing or empty: everybody could sign with it")
        self._validators = tuple(RequestValidator(token) for token in tokens)

    def is_genuine(self, url: str, form: Form, body: bytes, signature: str | None) -> bool:
        """See ChannelDoor."""
        if not signature or not signature.isascii():
            return False
        given = signature.strip().encode("ascii")
        try:
            matches = any(hmac.compare_digest(given, made) for made in self._made(url, form))
        except (UnicodeEncodeError, ValueError):  # halves of characters: Twilio could not have signed that
            return False
        return matches and _covers(url, form, body)

    def _made(self, url: str, form: Form) -> Iterator[bytes]:
        """All signatures Twilio may have made: it signs an address with its port or without it."""
        fields = _Fields({name: list(values) for name, values in form.items()})
        for validator in self._validators:
            for spelling in _spellings(url):
                yield validator.compute_signature(spelling, fields).encode("ascii")


class _Fields(dict[str, list[str]]):
    """A form as RequestValidator reads one that has several values for a name; the first of the ways it tries."""

    def getall(self, name: str) -> list[str]:
        return self[name]


def _spellings(url: str) -> tuple[str, ...]:
    match = _ADDRESS.fullmatch(url)
    if match is None:
        return (url,)
    scheme, host, port, rest = match["scheme"], match["host"], match["port"], match["rest"] or ""
    return f"{scheme}://{host}{rest}", f"{scheme}://{host}{port or _DEFAULT_PORTS[scheme]}{rest}"


def _covers(url: str, form: Form, body: bytes) -> bool:
    """Whether the signature speaks for the body: through the fields of a form, or through the hash in the address."""
    if form:
        return True
    hashes = parse_qs(url.partition("?")[2].partition("#")[0]).get("bodySHA256", [])
    if not hashes:
        return not body.strip()
    given = hashes[0].lower().encode("utf-8", "replace")
    return len(hashes) == 1 and hmac.compare_digest(given, sha256(body).hexdigest().encode("ascii"))
