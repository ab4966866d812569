"""What an unquoted word of YAML 1.2 means: null, true or false, a decimal number, or else just itself."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_WORDS: Final[Mapping[str, bool | None]] = MappingProxyType(
    {
        "": None,
        "~": None,
        "null": None,
        "Null": None,
        "NULL": None,
        "true": True,
        "True": True,
        "TRUE": True,
        "false": False,
        "False": False,
        "FALSE": False,
    }
)
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_FRACTION: Final = re.compile(r"-?(?:(?:0|[1-9][0-9]{0,18})?\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,4})?")
_POWER: Final = re.compile(r"-?[1-9][0-9]{0,18}[eE][-+]?[0-9]{1,4}")


def read_plain(word: str) -> bool | int | float | str | None:
    """The value of an unquoted word.

    Only what nobody writes by accident is a number: `010`, `0x10`, `1_000`, `12:30`, `+91...` and numbers of
    twenty digits are texts, and so are `yes`, `on` and `.inf`. OverflowError for a number no float can hold.
    """
    if word in _WORDS:
        return _WORDS[word]
    if word[0] not in "-.0123456789":
        return word
    if _WHOLE.fullmatch(word):
        return int(word)
    if not (_FRACTION.fullmatch(word) or _POWER.fullmatch(word)):
        return word
    value = float(word)
    if not math.isfinite(value):
        raise OverflowError(word)
    return value
