"""What can be bought. A product is what the catalogue says today; an order keeps what it said on its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from engine.domain.values import Json

FIRST = "first"
SECOND = "second"
REDATED = "redated"
DATED = "dated"
"""The keys of details that have a meaning here: the ids of whom it is for, how often their dates were corrected, and
which of the dates that were told for them it is for, by number: the dates themselves are kept with the person alone.
"""


class WhenLate(StrEnum):
    """What becomes of money that comes after the end of its link: it is fulfilled all the same, or sent back."""

    FULFIL = "fulfil"
    REFUND = "refund"


class Per(StrEnum):
    """Of what there is one for each: a report for a PERSON, one for a COUPLE, whoever of them comes first, or one for
    the CONTACT who buys.
    """

    PERSON = "person"
    COUPLE = "couple"
    CONTACT = "contact"


WHOM: Mapping[Per, tuple[str, ...]] = {Per.PERSON: (FIRST,), Per.COUPLE: (FIRST, SECOND), Per.CONTACT: ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One entry of the catalogue.

    `names` maps a language to what people call it. `price` is in the smallest unit of `currency` (paise), above zero.
    `grants` is the kind of entitlement and `quantity` how often it may be used. `needs` names what the conversation
    must know before it sells. `per` tells which orders of one contact are of the same thing, and `corrections` how
    often the dates of whom it is for may be corrected before it is another one. `link_lasts` is how long a link can be
    paid, from 20 minutes to 180 days. `refunds_for` is how long after the payment an operator may refund without being
    asked twice.
    """

    code: str
    names: Mapping[str, str]
    price: int
    currency: str
    grants: str
    quantity: int
    needs: tuple[str, ...]
    per: Per
    corrections: int
    link_lasts: timedelta
    when_late: WhenLate
    refunds_for: timedelta


def whom(details: Mapping[str, Json], per: Per = Per.COUPLE) -> list[str]:
    """The ids of those whom an order is for."""
    return sorted(str(details[key]) for key in WHOM[per] if details.get(key) is not None)


def thing_of(product: Product, details: Mapping[str, Json]) -> str:
    """What is bought, by which two orders of one contact are known to be of the same thing."""
    return ":".join((product.code, *whom(details, product.per)))


def is_for(details: Mapping[str, Json], wanted: Mapping[str, Json], corrections: int) -> bool:
    """Whether what was ordered for `details` is the same for those of now: the dates it was ordered for always are, and
    others until there were more corrections than are free.
    """
    is_same = DATED in wanted and details.get(DATED) == wanted[DATED]
    return is_same or corrected(wanted) - corrected(details) <= corrections


def corrected(details: Mapping[str, Json]) -> int:
    """How often the dates had been corrected when it was ordered."""
    times = details.get(REDATED)
    return times if type(times) is int else 0
