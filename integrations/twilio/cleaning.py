"""Text that databases and other people's servers can take."""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_LONG_GAP = re.compile(" {5,}")


def clean(text: str) -> str:
    """Without control characters and halves of characters; every line ends with a newline alone."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROLS.sub("", _SURROGATES.sub("\ufffd", _NEWLINES.sub("\n", text)))


def one_line(text: str) -> str:
    """As a value of a variable may be: no newline, no tab, not more than four spaces in a row."""
    return _LONG_GAP.sub(" " * 4, re.sub(r"[\n\t]", " ", clean(text))).strip()


def comparable(text: str) -> str:
    """Two texts that a person would call the same become equal."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", clean(text))).strip()
