"""Files a channel carries: which kinds, how large, and whether one is what it says it is.

The kinds and sizes are WhatsApp's (Twilio, "Guidance on WhatsApp media messages").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

LARGEST = 16 * 1024 * 1024
LARGEST_IMAGE = 5 * 1024 * 1024


class _Kind(StrEnum):
    """How a file begins."""

    JPEG = "jpeg"
    PNG = "png"
    PDF = "pdf"
    OGG = "ogg"
    AMR = "amr"
    MPEG = "mpeg"
    AAC = "aac"
    BOX = "box"
    ZIP = "zip"
    OLE = "ole"
    CARD = "card"


KINDS: Mapping[str, frozenset[_Kind]] = {
    "image/jpeg": frozenset({_Kind.JPEG}),
    "image/png": frozenset({_Kind.PNG}),
    "audio/ogg": frozenset({_Kind.OGG}),
    "audio/amr": frozenset({_Kind.AMR}),
    "audio/mpeg": frozenset({_Kind.MPEG}),
    "audio/aac": frozenset({_Kind.AAC}),
    "audio/3gpp": frozenset({_Kind.BOX}),
    "audio/mp4": frozenset({_Kind.BOX}),
    "video/mp4": frozenset({_Kind.BOX}),
    "application/pdf": frozenset({_Kind.PDF}),
    "application/msword": frozenset({_Kind.OLE}),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": frozenset({_Kind.ZIP}),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": frozenset({_Kind.ZIP}),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": frozenset({_Kind.ZIP}),
    "text/vcard": frozenset({_Kind.CARD}),
    "text/x-vcard": frozenset({_Kind.CARD}),
}
_BEGINNINGS: Mapping[_Kind, re.Pattern[bytes]] = {
    _Kind.JPEG: re.compile(rb"\xff\xd8\xff"),
    _Kind.PNG: re.compile(rb"\x89PNG\r\n\x1a\n"),
    _Kind.PDF: re.compile(rb"%PDF-"),
    _Kind.OGG: re.compile(rb"OggS"),
    _Kind.AMR: re.compile(rb"#!AMR"),
    _Kind.MPEG: re.compile(rb"ID3|\xff[\xe2-\xe7\xf2-\xf7\xfa-\xfb]"),
    _Kind.AAC: re.compile(rb"\xff[\xf0\xf1\xf8\xf9]|ADIF"),
    _Kind.BOX: re.compile(rb"....ftyp", re.DOTALL),
    _Kind.ZIP: re.compile(rb"PK\x03\x04"),
    _Kind.OLE: re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    _Kind.CARD: re.compile(rb"(?:\xef\xbb\xbf)?BEGIN:VCARD", re.IGNORECASE),
}


def objection(content_type: str, content: bytes) -> str | None:
    """Why a channel would not take a file; None when it would."""
    kinds = KINDS.get(content_type)
    if kinds is None:
        return f"files of the kind {content_type!r} are not carried"
    most = LARGEST_IMAGE if content_type.startswith("image/") else LARGEST
    if not content:
        return "the file is empty"
    if len(content) > most:
        return f"the file has {len(content)} bytes, and {most} are carried"
    if not any(_BEGINNINGS[kind].match(content) for kind in kinds):
        return f"the file does not begin as one of the kind {content_type!r} does"
    return None
