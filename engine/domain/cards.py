"""Numbers of payment cards in what people write. They are hidden before anything is stored.

A card's number has 13 to 19 digits, begins as one of the networks does (ISO/IEC 7812) and satisfies Luhn's check.
People write it in groups, in any script, with any signs between the groups.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.domain.messages import Inbound

HIDDEN = "•"
SHORTEST, LONGEST = 13, 19
_LONGEST_PHONE = 15
"""Digits of a telephone number with its country (E.164)."""

_NETWORKS: Sequence[tuple[int, int, range]] = (
    (2200, 2204, range(16, 20)),  # Mir
    (2221, 2720, range(16, 17)),  # Mastercard
    (3000, 3059, range(14, 20)),  # Diners Club
    (3095, 3095, range(14, 20)),
    (3400, 3499, range(15, 16)),  # American Express
    (3528, 3589, range(16, 20)),  # JCB, RuPay
    (3600, 3699, range(14, 20)),  # Diners Club
    (3700, 3799, range(15, 16)),  # American Express
    (3800, 3999, range(14, 20)),  # Diners Club
    (4000, 6999, range(13, 20)),  # Visa, Mastercard, Maestro, Discover, UnionPay, RuPay
    (8100, 8299, range(16, 20)),  # RuPay, UnionPay
)
_HYPHENS = "\u2212\u00ad"


def without_card(message: Inbound) -> Inbound:
    """The message as it may be stored; with a card in it, `card` is set and all its digits are hidden."""
    if has_card(message.text) or has_card(message.reaction or ""):
        return replace(message, text=hidden(message.text), reaction=None, card=True)
    return message


def has_card(text: str) -> bool:
    """Whether there is the number of a card in a text."""
    if sum(map(str.isdigit, text)) < SHORTEST:
        return False
    return any(_is_card(groups) for run in _runs(text) for groups in _sequences(run))


def hidden(text: str) -> str:
    """The text without any of its digits: next to a card's number stand its date and its secret code."""
    return "".join(HIDDEN if character.isdigit() else character for character in text)


class _Run:
    """Groups of digits with nothing but separators between them."""

    def __init__(self, after_plus: bool) -> None:
        self.groups: list[str] = []
        self.after_plus = after_plus
        self.has_signs = False

    @property
    def is_phone(self) -> bool:
        return self.after_plus and sum(map(len, self.groups)) <= _LONGEST_PHONE


def _runs(text: str) -> Iterator[_Run]:
    """All runs that are long enough, each one twice if it is interrupted by signs: with them and without."""
    for goes_on in (False, True):
        for run in _cut(text, over_signs=goes_on):
            long_enough = sum(map(len, run.groups)) >= SHORTEST
            if long_enough and not run.is_phone and (run.has_signs or not goes_on):
                yield run


def _cut(text: str, *, over_signs: bool) -> Iterator[_Run]:
    run, apart, before = _Run(False), True, ""
    for character in text:
        if character.isdigit():  # in any script, also raised, lowered or in a circle
            if not run.groups:
                run = _Run(before == "+")
            if apart or not run.groups:
                run.groups.append("")
            run.groups[-1] += str(unicodedata.digit(character))
            apart = False
        elif _is_mark(character):
            continue
        elif (is_separator := _is_separator(character)) or (over_signs and _is_sign(character)):
            apart = True
            run.has_signs |= bool(run.groups) and not is_separator
        else:
            yield run
            run, apart = _Run(False), True
        if not character.isspace():
            before = unicodedata.normalize("NFKC", character)
    yield run


def _sequences(run: _Run) -> Iterator[Sequence[str]]:
    """Neighbouring groups that together have as many digits as a card."""
    for start in range(len(run.groups)):
        length = 0
        for end in range(start, len(run.groups)):
            length += len(run.groups[end])
            if length > LONGEST:
                break
            groups = run.groups[start : end + 1]
            if length >= SHORTEST and (not run.has_signs or _is_regular(groups)):
                yield groups


def _is_card(groups: Sequence[str]) -> bool:
    digits = "".join(groups)
    return _is_of_a_network(digits) and _has_luhn(digits) and not _is_moment(groups)


def _is_of_a_network(digits: str) -> bool:
    begins = int(digits[:4])
    return any(low <= begins <= high and len(digits) in lengths for low, high, lengths in _NETWORKS)


def _has_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_moment(groups: Sequence[str]) -> bool:
    """A day with a time, `30-05-1990 10-30-15`: it is as long as a card's number, and people send it to us."""
    if [len(group) for group in groups] in ([14], [8, 6]):
        whole = "".join(groups)
        groups = [whole[:2], whole[2:4], whole[4:8], whole[8:10], whole[10:12], whole[12:]]
    if len(groups) < 3 or any(len(group) != 4 if place == 2 else len(group) > 2 for place, group in enumerate(groups)):
        return False
    first, second, year, *time = map(int, groups)
    is_date = min(first, second) <= 12 and max(first, second) <= 31 and 1800 <= year <= 2200
    return is_date and all(part < 60 for part in time)


def _is_regular(groups: Sequence[str]) -> bool:
    """Cut as it is printed on cards: fours with a rest, or 4-6-5 and 4-6-4."""
    sizes = [len(group) for group in groups]
    fours = len(sizes) >= 4 and all(size == 4 for size in sizes[:-1]) and sizes[-1] <= 4
    return fours or sizes in ([4, 6, 5], [4, 6, 4])


def _is_separator(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Pd" or character in _HYPHENS


def _is_sign(character: str) -> bool:
    """Between regular groups only: signs also stand in dates, places and sums."""
    return unicodedata.category(character)[0] in "PS"


def _is_mark(character: str) -> bool:
    """What shows nothing by itself: joiners, emoji styles, keycaps."""
    return unicodedata.category(character) in ("Cf", "Cc", "Mn", "Me") and not character.isspace()
