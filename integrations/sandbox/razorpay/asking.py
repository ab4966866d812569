"""What the bot may ask for, checked field by field as Razorpay does; the first thing that is wrong is named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from integrations.sandbox.razorpay.errors import RazorpayRefusal, invalid

CURRENCIES = frozenset({"INR", "USD", "EUR", "GBP", "SGD", "AED"})
LEAST = 100
_NOTES, _NOTE = 15, 255
_KEY = re.compile(r"[A-Za-z0-9_-]{10,}")


class Fields:
    """The body of a request. Each `take` names the field it cannot use."""

    def __init__(self, body: Mapping[str, object], known: Iterable[str]) -> None:
        self._body = body
        extra = [name for name in body if name not in set(known)]
        if extra:
            raise invalid(
                f"{', '.join(extra)} is/are not required and should not be sent", extra[0], "extra_field_sent"
            )

    def __contains__(self, name: str) -> bool:
        return self._body.get(name) is not None

    def amount(self, name: str = "amount", least: int = LEAST) -> int:
        """Paise. Texts, fractions and truth are none."""
        value = self._body.get(name)
        if value is None:
            raise invalid(f"The {name} field is required.", name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise invalid(f"The {name} must be an integer.", name)
        if value < least:
            words = f"The {name} must be at least INR {LEAST // 100}.00."
            raise invalid(words, name, "amount_less_than_minimum_amount")
        return value

    def currency(self, default: str | None = None) -> str:
        """A currency Razorpay takes."""
        value = self._body.get("currency") or default
        if value is None:
            raise invalid("The currency field is required.", "currency")
        if value not in CURRENCIES:
            raise invalid("Currency is not supported", "currency")
        return str(value)

    def text(self, name: str, longest: int = 2048) -> str:
        """A text; empty when there is none."""
        value = self._body.get(name) or ""
        if not isinstance(value, str):
            raise invalid(f"The {name} must be a string.", name)
        if len(value) > longest:
            raise invalid(f"The {name} may not be greater than {longest} characters.", name)
        return value

    def truth(self, name: str, default: bool = False) -> bool:
        """Yes or no."""
        value = self._body.get(name, default)
        if not isinstance(value, bool):
            raise invalid(f"The {name} field must be true or false.", name)
        return value

    def second(self, name: str) -> int:
        """A unix time; 0 when there is none."""
        value = self._body.get(name) or 0
        if not isinstance(value, int) or isinstance(value, bool):
            raise invalid(f"{name} must be a valid unix timestamp", name)
        return value

    def texts(self, name: str, known: Iterable[str]) -> Mapping[str, str]:
        """An object of texts."""
        value = self._body.get(name) or {}
        if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
            raise invalid(f"The {name} must be an object of strings.", name)
        if not value.keys() <= set(known):
            raise invalid(f"{name} has fields that should not be sent", name, "extra_field_sent")
        return value

    def truths(self, name: str) -> Mapping[str, bool]:
        """An object of yes and no."""
        value = self._body.get(name) or {}
        if not isinstance(value, dict) or not all(isinstance(part, bool) for part in value.values()):
            raise invalid(f"The {name} must be an object of booleans.", name)
        return value

    def notes(self) -> Mapping[str, str]:
        """At most 15 pairs, none longer than 255."""
        value = self._body.get("notes") or {}
        if not isinstance(value, dict):
            raise invalid("notes must be an object", "notes")
        if len(value) > _NOTES:
            raise invalid("Number of fields in notes should be less than or equal to 15", "notes")
        for key, note in value.items():
            if not isinstance(note, str | int) or len(str(note)) > _NOTE or len(key) > _NOTE:
                raise invalid(f"notes values must be strings of at most {_NOTE} characters", "notes")
        return {key: str(note) for key, note in value.items()}


@dataclass(frozen=True, slots=True)
class Span:
    """Which part of a list is asked for."""

    begin: int
    end: int
    count: int
    skip: int

    @classmethod
    def of(cls, query: Mapping[str, str], most: int = 100, count: int = 10) -> Span:
        """From a query."""
        span = cls(
            _number(query, "from", 0), _number(query, "to", 2**62), _number(query, "count", count),
            _number(query, "skip", 0),
        )  # fmt: skip
        if span.count > most:
            raise invalid(f"The count may not be greater than {most}.", "count")
        if span.count < 1:
            raise invalid("The count must be at least 1.", "count")
        return span


def idempotency_key(header: str | None) -> str | None:
    """The key of a refund, if there is one."""
    if header is not None and not _KEY.fullmatch(header):
        raise RazorpayRefusal("The idempotency key provided is invalid. It should have at least 10 characters.")
    return header


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"\d{1,15}", text):
        raise invalid(f"The {name} must be an integer.", name)
    return int(text)
