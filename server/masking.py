"""The last line of defence of the logs: whatever looks like a person's number, date or a secret is blacked out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

HIDDEN = "[hidden]"

_LARGEST_NUMBER = 10**9
_SHORTEST_SECRET = 4
_LONGEST_DIGITS = 19
_EDGE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_PRIVATE = re.compile(
    "|".join(
        (
            r"whatsapp(?::|%3[Aa])[^\s\"',;)\]}]+",
            r"(?i:\b(?:bearer|basic)\s+)\S+",
            rf"(?:{_EDGE}\+?|%2[Bb])\d(?:(?:[ .-]|\)[ -]?)?\d){{9,18}}{_END}",  # a telephone, a card, an account
            rf"{_EDGE}(?:1[89]|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?![0-9A-Za-z])",  # a date of birth, but no time
            rf"{_EDGE}\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:1[89]|20)\d\d{_END}",
        )
    )
)
_WORTH_A_LOOK = re.compile(r"[\d@:\s]")
"""Nothing private is without one of these; most of what is logged is."""
_AT = re.compile(r"[^\s@/\"'<>]+@[^\s@\"'<>]+")
"""An e-mail address, a UPI address, the user of a URL. Looked for only where there is an @: it takes its time."""


class Mask:
    """Blacks out what is private, at any depth of a value, and known secrets wherever they stand."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, known))) if known else None
        self._shortest = len(known[-1]) if known else 0

    def of(self, value: object) -> object:
        """The value, with nothing private in it."""
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, (bool, float)):  # a union would take twice as long
            return value
        if isinstance(value, int):
            return value if abs(value) < _LARGEST_NUMBER else HIDDEN
        if isinstance(value, Mapping):
            return {self.text(str(name)): self.of(each) for name, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.of(each) for each in value]
        return type(value).__name__  # an exception, a model, a row: who knows what they say of themselves

    def text(self, text: str) -> str:
        """A text, with nothing private in it."""
        if self._secrets is not None and len(text) >= self._shortest:
            text = self._secrets.sub(HIDDEN, text)
        if _WORTH_A_LOOK.search(text) is None:
            return text
        if len(text) > _LONGEST_DIGITS and text.isascii() and text.isalnum():
            return text  # one word, longer than any number: an id
        text = _PRIVATE.sub(HIDDEN, text)
        return _AT.sub(HIDDEN, text) if "@" in text else text


def is_harmless(text: str) -> bool:
    """Whether there is nothing to black out."""
    return _PRIVATE.search(text) is None and _AT.search(text) is None
