"""What does not belong into a text of a language: words of another script, names of keys, templates left unfilled."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

SCRIPTS: Mapping[str, str] = {
    "en": "A-Za-z", "hi": "\u0900-\u097f", "mr": "\u0900-\u097f", "ta": "\u0b80-\u0bff", "te": "\u0c00-\u0c7f",
    "bn": "\u0980-\u09ff",
}  # fmt: skip
"""The letters of each language, as part of a pattern."""

SAID_IN_LATIN = frozenset(
    {"AM", "Boloastro", "OTP", "PDF", "PM", "Razorpay", "START", "UPI", "UTC", "WhatsApp", "Language"}
)
"""Names, and what people in India write in Latin letters whatever their language."""

_EVERYWHERE = "।॥"
"""Devanagari's, and other scripts end sentences with them as well."""
_SWITCH = "भाषा"
"""Stands beside "Language" where one changes it: whoever does not read English looks for it."""
_ADDRESS = re.compile(r"https?://\S+")
_LATIN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]+(?![0-9A-Za-z])")
_INDIAN = re.compile("[\u0900-\u0dff]+")
_KEY = re.compile(r"\b[a-z]+(?:[._][a-z0-9]+)+\b")
_UNFILLED = re.compile(r"\{\{|\}\}|\{%|%\}|\bNone\b|\bnull\b|\bundefined\b")


def foreign(text: str, language: str, names: Collection[str] = ()) -> list[str]:
    """What must not stand there; `names` are those that nobody has written in its script yet."""
    bare = _ADDRESS.sub(" ", text).translate(dict.fromkeys(map(ord, _EVERYWHERE), " "))
    found = [*_UNFILLED.findall(bare), *_KEY.findall(bare)]
    if language == "en":
        return found + [word for word in _INDIAN.findall(bare) if word != _SWITCH]
    own = re.compile(f"[{SCRIPTS[language]}]+")
    known = SAID_IN_LATIN | set(names)
    found += [word for word in _LATIN.findall(bare) if word not in known]
    return found + [word for word in _INDIAN.findall(bare) if own.fullmatch(word) is None]
