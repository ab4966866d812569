"""How values look in columns: JSON as compact text, times as microseconds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

from engine.domain.values import Data, Json
from engine.errors import Unstorable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST = 2**63 - 1


def encode(value: object) -> str:
    """JSON as text. Not-a-number and infinity raise ValueError: JSON has no word for them."""
    text = _readable.encode(value)
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which neither database stores, may come in a person's text
        return _ascii.encode(value)
    return text


def decode(text: str) -> Json:
    """The JSON of a text."""
    return cast("Json", _decoder.decode(text))


def decode_data(text: str) -> Data:
    """The JSON mapping of a text."""
    return cast("Data", _decoder.decode(text))


def readable(text: str) -> Data | None:
    """The same; None if the text is none, as another program has changed it, or a disk."""
    try:
        found = _decoder.decode(text)
    except (ValueError, RecursionError):
        return None
    return cast("Data", found) if isinstance(found, dict) else None


def readable_list(text: str) -> tuple[Data, ...]:
    """The mappings of a JSON list; none, if the text is none."""
    try:
        found = _decoder.decode(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(each for each in found if isinstance(each, dict)) if isinstance(found, list) else ()


def decode_words(text: str) -> tuple[str, ...]:
    """The JSON list of words of a text."""
    return tuple(_decoder.decode(text))


def exact(number: int) -> int:
    """A whole number as it is; Unstorable for what PostgreSQL would round, and SQLite could not hold."""
    if type(number) is not int or abs(number) > _LARGEST:
        raise Unstorable(f"{number!r} is no whole number a database has room for")
    return number


def moment(time: datetime) -> int:
    """Microseconds since 1970; TypeError for a time without a zone."""
    since = time - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment_or_none(time: datetime | None) -> int | None:
    """The same for a time that may be absent."""
    return None if time is None else moment(time)


def time_of(moment: int) -> datetime:
    """The aware time in UTC."""
    return _EPOCH + timedelta(microseconds=moment)


def time_or_none(moment: int | None) -> datetime | None:
    """The same for a time that may be absent."""
    return None if moment is None else time_of(moment)


def printable(text: str) -> str:
    """A text of foreign origin, without what a database refuses to store."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def printable_or_none(text: str | None) -> str | None:
    """The same for a text that may be absent."""
    return None if text is None else printable(text)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


_readable = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain)
_ascii = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), allow_nan=False, default=_plain)
_decoder = json.JSONDecoder()
