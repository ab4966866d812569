"""Ids of Razorpay's shape: a prefix and 14 letters and digits, in which upper and lower case differ."""

from __future__ import annotations

import string

from integrations.sandbox.sids import Sids

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
LENGTH = 14
CODE = 8
_ALL = len(ALPHABET) ** LENGTH
_STRIDE = 7_654_321_098_765_432_109_876_543
"""Shares no factor with the number of all ids, so that counted ids are scattered and none comes twice."""


def new_id(sids: Sids, prefix: str = "") -> str:
    """An id never handed out before, such as `new_id(sids, "pay_")`."""
    number = int(sids.new(""), 16) * _STRIDE % _ALL
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return prefix + "".join(reversed(letters))


def bare(id: str) -> str:
    """An id without its prefix."""
    return id.rpartition("_")[2]


def code_of(id: str) -> str:
    """The short name a link has in its address."""
    return id[-CODE:]
