"""The files of a message are fetched from the bot, and refused where WhatsApp would."""

from __future__ import annotations

import time
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from werkzeug.http import parse_options_header

from integrations.sandbox.calling import Called, Overrides, call

LARGEST = 16 * 1024 * 1024
LARGEST_IMAGE = 5 * 1024 * 1024
TYPES: Mapping[str, int] = {
    **dict.fromkeys(("image/jpeg", "image/jpg", "image/png", "image/webp"), LARGEST_IMAGE),
    **dict.fromkeys(("audio/ogg", "audio/amr", "audio/3gpp", "audio/aac", "audio/mpeg", "audio/mp4"), LARGEST),
    **dict.fromkeys(("video/mp4", "video/3gpp", "text/vcard", "text/x-vcard", "application/pdf"), LARGEST),
    **dict.fromkeys(("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"), LARGEST),
    **dict.fromkeys(
        (
            f"application/vnd.openxmlformats-officedocument.{kind}"
            for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
        ),
        LARGEST,
    ),
}
"""The types WhatsApp takes, and how many bytes of each."""


def fetch(url: str) -> Called:
    """Ask for a file, once."""
    overrides = Overrides()
    return call("GET", url, {"User-Agent": "TwilioProxy/1.1"}, None, overrides, time.monotonic() + overrides.total)


def type_of(called: Called) -> str | None:
    """The type of a file that came and that WhatsApp takes."""
    kind = called.content_type.partition(";")[0].strip().lower()
    is_good = called.status == 200 and 0 < len(called.content) <= TYPES.get(kind, 0)
    return kind if is_good else None


def name_of(called: Called) -> str:
    """What a file is called on the phone: as its server says, or else by the last part of its address."""
    _, told = parse_options_header(called.disposition)
    return told.get("filename") or unquote(urlsplit(called.url).path.rpartition("/")[2])
