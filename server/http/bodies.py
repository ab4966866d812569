"""Reads what is posted: so much and no more, of the types we know, and every byte for the signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from server.http.errors import Malformed

MOST_BYTES = 256 * 1024
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

_MOST_FIELDS = 400


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it came, and its fields if it is a form. `is_sound`: every byte of it is text."""

    raw: bytes
    form: Mapping[str, Sequence[str]]
    is_form: bool
    is_sound: bool


def read_body(request: Request) -> Body:
    """The body, after its size and type were found in order and before anything of it is believed."""
    if (request.content_length or 0) > MOST_BYTES:
        raise RequestEntityTooLarge
    if request.mimetype not in (FORM, JSON) or request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType
    raw = _read(request)
    if request.mimetype == JSON:
        return Body(raw, {}, is_form=False, is_sound=True)
    form = _fields(raw, "strict")
    if form is not None:
        return Body(raw, form, is_form=True, is_sound=True)
    return Body(raw, _fields(raw, "replace") or {}, is_form=True, is_sound=False)


def _read(request: Request) -> bytes:
    """A body in chunks has no length to look at: it is read until it is too long, which takes one byte more."""
    request.max_content_length = MOST_BYTES + 1
    try:
        raw = request.get_data(cache=False, parse_form_data=False)
    except HTTPException:
        raise
    except Exception as error:  # whatever a server raises for chunks that are none, or a client that went away
        raise Malformed from error
    if len(raw) > MOST_BYTES:
        raise RequestEntityTooLarge
    return raw


def _fields(raw: bytes, errors: str) -> dict[str, list[str]] | None:
    """The fields in their order, as often as they come; None, if this is no form."""
    try:
        pairs = parse_qsl(
            raw.decode("utf-8", errors), keep_blank_values=True, errors=errors, max_num_fields=_MOST_FIELDS
        )
    except ValueError:  # a byte that is no text, or fields without end
        return None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
