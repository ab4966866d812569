"""How a language writes numbers, money, dates and times: filters for texts, by Babel's tables for India."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from babel.core import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_precision

from engine.actions.dates import WEEKDAYS, parse_date
from engine.actions.kinds import bounded_text, fits, need_list, need_mapping, need_number, need_text, need_whole
from engine.actions.wording import text
from engine.domain.places import name_in, place_in

# India groups by lakh and crore in every language; CLDR has it otherwise for amounts in Marathi.
_GROUPED: Final = "#,##,##0.###"
_RUPEES: Final = "¤#,##,##0"
_RUPEES_AND_PAISE: Final = "¤#,##,##0.00"
# What one says before the hour, from which hour on. CLDR has these words as they stand alone (`सकाळ 7:08`), or behind.
_DAY_PARTS: Final[Mapping[str, tuple[tuple[int, str], ...]]] = MappingProxyType(
    {
        "hi": ((0, "रात"), (4, "सुबह"), (12, "दोपहर"), (16, "शाम"), (20, "रात")),
        "mr": ((0, "रात्री"), (4, "पहाटे"), (6, "सकाळी"), (12, "दुपारी"), (16, "संध्याकाळी"), (20, "रात्री")),
        "ta": ((0, "இரவு"), (3, "அதிகாலை"), (5, "காலை"), (12, "மதியம்"), (14, "பிற்பகல்"), (16, "மாலை"), (19, "இரவு")),
        "te": ((0, "రాత్రి"), (3, "తెల్లవారుజామున"), (6, "ఉదయం"), (12, "మధ్యాహ్నం"), (16, "సాయంత్రం"), (19, "రాత్రి")),
        "bn": ((0, "রাত"), (4, "ভোর"), (6, "সকাল"), (12, "দুপুর"), (16, "বিকেল"), (18, "সন্ধ্যা"), (20, "রাত")),
    }
)
# January and February in Bengali, which CLDR spells in the old way.
_OLD_ENDING: Final = ("ারী", "ারি")
_BLANKS: Final = str.maketrans("\u202f\u00a0", "  ")


def formats(language: str) -> Mapping[str, Callable[..., str]]:
    """The filters of one language, by name. Each writes nothing for null."""
    writer = Writer(language)
    return MappingProxyType(
        {
            "date": writer.date,
            "list_and": writer.list_and,
            "money": writer.money,
            "number": writer.number,
            "place": writer.place,
            "time": writer.time,
            "town": writer.town,
            "weekday_name": writer.weekday_name,
        }
    )


def money_in(language: str, paise: int) -> str:
    """An amount as one language writes it."""
    return Writer(language).money(paise)


def locale_of(language: str) -> Locale:
    """The language as India writes it. ValueError for one that Babel does not know."""
    try:
        return Locale.parse(f"{language}_IN")
    except UnknownLocaleError:
        raise ValueError(f"{language!r} is not a language we can write") from None


class Writer:
    """Writes values in one language. Digits are 0 to 9 in all of them, as on Indian bank notes and phones.

    `babel.dates` is imported where it is used: it looks for the machine's time zone when it is imported.
    """

    def __init__(self, language: str) -> None:
        self._locale = locale_of(language)

    def number(self, value: object) -> str:
        """With Indian grouping.

        >>> Writer("hi").number(1234567.5)
        '12,34,567.5'
        """
        if value is None:
            return ""
        return format_decimal(need_number("number", value), format=_GROUPED, locale=self._locale)

    def money(self, paise: object, currency: object = "INR") -> str:
        """Paise as rupees, without `.00`; or the smallest unit of another currency, named by its three letters.

        >>> Writer("mr").money(123456700)
        '₹12,34,567'
        >>> Writer("en").money(49950)
        '₹499.50'
        >>> Writer("hi").money(49900, "USD")
        '$499'
        """
        if paise is None:
            return ""
        whole, code = need_whole("money", paise), need_text("money", currency)
        places = get_currency_precision(code)
        pattern = _RUPEES_AND_PAISE if whole % 10**places else _RUPEES
        return format_currency(
            Decimal(whole).scaleb(-places), code, format=pattern, currency_digits=False, locale=self._locale
        )

    def date(self, value: object) -> str:
        """Day, month and year. CLDR sets a comma before the year in four languages, which nobody in India does.

        >>> Writer("en").date("1990-08-15")
        '15 August 1990'
        >>> Writer("mr").date("1990-08-15")
        '15 ऑगस्ट 1990'
        """
        return "" if value is None else _written(self._locale, parse_date(value), "d MMMM y")

    def span(self, start: object, end: object) -> str:
        """From one day to another; the year stands once if it is the same. No filter.

        >>> Writer("en").span("2027-01-14", "2027-02-13")
        '14 January – 13 February 2027'
        >>> Writer("hi").span("2026-12-16", "2027-01-14")
        '16 दिसंबर 2026 – 14 जनवरी 2027'
        """
        first, last = parse_date(start), parse_date(end)
        begins = "d MMMM" if first.year == last.year else "d MMMM y"
        return f"{_written(self._locale, first, begins)} – {self.date(end)}"

    def month(self, value: object) -> str:
        """A month with its year, of a date in it. No filter: flows say days.

        >>> Writer("hi").month("1990-08-15")
        'अगस्त 1990'
        """
        return _written(self._locale, parse_date(value), "LLLL y")

    def weekday_name(self, value: object) -> str:
        """Of a date, or of an English name such as `weekday()` gives.

        >>> Writer("hi").weekday_name("1990-08-15")
        'बुधवार'
        >>> Writer("en").weekday_name("friday")
        'Friday'
        """
        if value is None:
            return ""
        number = WEEKDAYS.index(value) if value in WEEKDAYS else parse_date(value).weekday()
        return str(self._locale.days["format"]["wide"][number])

    def time(self, value: object) -> str:
        """Twelve hours, with am and pm in English and the part of the day elsewhere. Nothing for an unknown time.

        >>> Writer("en").time("21:30")
        '9:30 pm'
        >>> Writer("hi").time({"time": "21:30", "accuracy": "exact"})
        'रात 9:30'
        """
        shown = value.get("time") if isinstance(value, dict) else value
        if shown is None:
            return ""
        clock = _clock(shown)
        twelve = f"{(clock.hour - 1) % 12 + 1}:{clock.minute:02}"
        parts = _DAY_PARTS.get(self._locale.language)
        if parts is None:
            return f"{twelve} {'am' if clock.hour < 12 else 'pm'}"
        return f"{next(word for hour, word in reversed(parts) if hour <= clock.hour)} {twelve}"

    def place(self, value: object) -> str:
        """The town and its region, and outside of India the country, in the script of the language as far as known.

        >>> Writer("hi").place({"name": "Pune", "region": "Maharashtra", "written": {"hi": {"name": "पुणे"}}})
        'पुणे, Maharashtra'
        >>> Writer("en").place({"name": "Dubai", "region": "Dubai", "country": "United Arab Emirates"})
        'Dubai, United Arab Emirates'
        """
        return "" if value is None else place_in(need_mapping("place", value), self._locale.language)

    def town(self, value: object) -> str:
        """The name of a place alone.

        >>> Writer("en").town({"name": "Pune", "region": "Maharashtra"})
        'Pune'
        """
        return "" if value is None else name_in(need_mapping("town", value), "name", self._locale.language)

    def list_and(self, items: object) -> str:
        """The items as one says them; no language of ours sets a comma before the last, though CLDR does so in Hindi.

        Telugu has commas alone: the word of CLDR for "and" is one of books.

        >>> Writer("en").list_and(["Asha", "Ravi", "Tara"])
        'Asha, Ravi and Tara'
        >>> Writer("hi").list_and(["आशा", "रवि", "तारा"])
        'आशा, रवि और तारा'
        """
        if items is None:
            return ""
        words = [text(item) for item in need_list("list_and", items)]
        fits(text=sum(map(len, words)))
        if self._locale.language == "te":
            return bounded_text(", ".join(words))
        parts = [", ".join(words[:-1]), words[-1]] if len(words) > 1 else words
        return bounded_text(format_list(parts, locale=self._locale))


def _written(locale: Locale, day: date, pattern: str) -> str:
    from babel.dates import format_date

    written = format_date(day, pattern, locale=locale)
    return written.replace(*_OLD_ENDING) if locale.language == "bn" else written


def _clock(value: object) -> time:
    shown = need_text("time", value)
    hours, colon, minutes = shown.partition(":")
    try:
        if not (colon and len(shown) == 5 and shown.isascii()):
            raise ValueError
        return time(int(hours), int(minutes))
    except ValueError:
        raise ValueError(f"{shown[:40]!r} is not a time such as 21:30") from None
