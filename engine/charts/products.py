"""`products.yaml`: what can be bought, what it costs and what one gets for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from engine.charts.durations import seconds
from engine.charts.grammar import CURRENCIES, PER, STATE_ID, WHEN_LATE
from engine.charts.problems import Problem
from engine.charts.reading import Functions, Reading
from engine.charts.source import Path, Source
from engine.charts.values import read_fixed_duration
from engine.domain.payments.products import Per, Product, WhenLate
from engine.domain.values import Json

LEAST_PRICE: Final = 100
"""Paise. Razorpay takes no payment below one rupee."""
MOST_PRICE: Final = 50_000_000
"""Paise. Five lakh rupees; whatever costs more has a zero too many."""
MOST_QUANTITY: Final = 1_000
MOST_CORRECTIONS: Final = 100

_ANY_LENGTH: Final = timedelta(days=1)
"""In place of what is no duration; no rule finds anything wrong with it."""
_EXAMPLE: Final = "Amounts are in paise, without a point: write 49900 for ₹499."
_RUPEES: Final = re.compile(r"(?:₹|rs\.?|inr)? *([0-9][0-9,]{0,9}(?:\.[0-9]{1,2})?) *(?:rs\.?|inr|rupees?|/-)?", re.I)


def parse_products(source: Source, functions: Functions) -> tuple[Mapping[str, Product], list[Problem]]:
    """`products:` with a product under each code."""
    reading = Reading(source, functions)
    raw = reading.fields(source.data, (), "products", "a mapping with 'products'") or {}
    products = reading.mapping(raw["products"], ("products",)) if "products" in raw else {}
    found: dict[str, Product] = {}
    for code, value in products.items():
        path = ("products", code)
        if reading.key_name(code, path, STATE_ID, "the code of a product"):
            fields = reading.fields(value, path, "product")
            found[code] = _Entry(reading, fields or {}, path).product(code)
    return found, reading.problems


@dataclass(frozen=True, slots=True)
class _Entry:
    """One product while it is read. For what is missing or wrong stands something harmless."""

    reading: Reading
    fields: Mapping[str, Json]
    path: Path

    def product(self, code: str) -> Product:
        return Product(
            code=code,
            names=self._names(),
            price=self._price(),
            currency=self._word("currency", CURRENCIES),
            grants=self._grants() or code,
            quantity=self._quantity(),
            needs=self._needs(),
            per=Per(self._word("per", PER)),
            corrections=self._corrections(),
            link_lasts=self._length("link"),
            when_late=WhenLate(self._word("late", WHEN_LATE)),
            refunds_for=self._length("refunds"),
        )

    def _at(self, key: str) -> Path:
        return (*self.path, key)

    def _names(self) -> Mapping[str, str]:
        if "names" not in self.fields:
            return {}
        path, reading = self._at("names"), self.reading
        names = reading.mapping(self.fields["names"], path, "a mapping of languages to names")
        return {
            language: reading.text(name, (*path, language))
            for language, name in names.items()
            if reading.language(language, (*path, language))
        }

    def _price(self) -> int:
        raw, path = self.fields.get("price"), self._at("price")
        if "price" not in self.fields:
            return LEAST_PRICE
        if isinstance(raw, bool) or not isinstance(raw, int):
            self.reading.refuse(raw, path, "a whole number of paise", _in_paise(raw))
            return LEAST_PRICE
        return self.reading.whole(raw, path, LEAST_PRICE, MOST_PRICE, hint=_in_paise(float(raw)))

    def _quantity(self) -> int:
        if "quantity" not in self.fields:
            return 1
        return self.reading.whole(self.fields["quantity"], self._at("quantity"), 1, MOST_QUANTITY)

    def _corrections(self) -> int:
        if "corrections" not in self.fields:
            return 0
        return self.reading.whole(self.fields["corrections"], self._at("corrections"), 0, MOST_CORRECTIONS)

    def _grants(self) -> str | None:
        if "grants" not in self.fields:
            return None
        return self.reading.name(self.fields["grants"], self._at("grants"), STATE_ID, "the name of what it grants")

    def _needs(self) -> tuple[str, ...]:
        if "needs" not in self.fields:
            return ()
        found: dict[str, None] = {}
        for index, item in enumerate(self.reading.listed(self.fields["needs"], self._at("needs"), "a list of names")):
            path = (*self._at("needs"), index)
            name = self.reading.name(item, path, STATE_ID, "the name of what must be known")
            if name in found:
                self.reading.complain("E118", self.reading.place(path), f"'{name}' is there twice")
            if name is not None:
                found[name] = None
        return tuple(found)

    def _word(self, key: str, allowed: Collection[str]) -> str:
        word = self.reading.word(self.fields[key], self._at(key), allowed) if key in self.fields else None
        return word or next(iter(allowed))

    def _length(self, key: str) -> timedelta:
        if key not in self.fields:
            return _ANY_LENGTH
        length = read_fixed_duration(self.reading, self.fields[key], self._at(key))
        return _ANY_LENGTH if seconds(self.fields[key]) is None else timedelta(seconds=length)


def _in_paise(raw: Json) -> str:
    """The hint for somebody who wrote rupees: `499.00`, `Rs 1,999`."""
    written = "" if not isinstance(raw, str | float) or str(raw).isdecimal() else str(raw)
    found = _RUPEES.fullmatch(written.strip())
    paise = int(Decimal(found[1].replace(",", "")) * 100) if found else 0
    if not LEAST_PRICE <= paise <= MOST_PRICE:
        return _EXAMPLE
    fraction = f".{paise % 100:02}" if paise % 100 else ""
    return f"Amounts are in paise, without a point: write {paise} for ₹{paise // 100}{fraction}."
