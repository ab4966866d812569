"""What can be bought. A product is what the catalogue says today; an order keeps what it said on its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class WhenLate(StrEnum):
    """What becomes of money that comes after the end of its link: it is fulfilled all the same, or sent back."""

    FULFIL = "fulfil"
    REFUND = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One entry of the catalogue.

    `names` maps a language to what people call it. `price` is in the smallest unit of `currency` (paise), above zero.
    `grants` is the kind of entitlement and `quantity` how often it may be used. `needs` names what the conversation
    must know before it sells. `link_lasts` is how long a link can be paid, from 20 minutes to 180 days. `refunds_for`
    is how long after the payment an operator may refund without being asked twice.
    """

    code: str
    names: Mapping[str, str]
    price: int
    currency: str
    grants: str
    quantity: int
    needs: tuple[str, ...]
    link_lasts: timedelta
    when_late: WhenLate
    refunds_for: timedelta
