"""Why an expression has no value, in an editor's words, with the part of the expression that failed."""

from __future__ import annotations

import re
import sys
from itertools import islice
from types import TracebackType
from typing import Final, NoReturn, Protocol

from engine.charts.expression_syntax import column_of
from engine.errors import ExpressionError

TROUBLE: Final = (ArithmeticError, LookupError, TypeError, ValueError, RecursionError)

_KINDS: Final = {
    "NoneType": "null",
    "bool": "true or false",
    "str": "a text",
    "int": "a number",
    "float": "a number",
    "list": "a list",
    "dict": "a mapping",
    "function": "a function",
}
_COMPARED: Final = re.compile(r"'(\S+)' not supported between instances of '(\w+)' and '(\w+)'")
_SUBSCRIPTED: Final = re.compile(r"'(\w+)' object is not subscriptable")
_SEARCHED: Final = re.compile(r"argument of type '(\w+)' is not iterable")
_FLAT: Final = re.compile(r"(list|string|tuple) indices must be integers")
_ITERATED: Final = re.compile(r"'(\w+)' object is not iterable")
_SIGNED: Final = re.compile(r"bad operand type for unary -: '(\w+)'")
_IN_TEXT: Final = re.compile(r"'in <string>' requires string as left operand, not (\w+)")


class Sourced(Protocol):
    """Whatever has the text of an expression."""

    @property
    def source(self) -> str:
        """The text."""


def explain(expression: Sourced) -> NoReturn:
    """Raise the error that is being handled again, as an ExpressionError. Called by the byte code itself."""
    error = sys.exception()
    trace = error.__traceback__ if error else None
    if error is None or trace is None:
        raise ExpressionError("the expression has no value")
    start, end = _offsets(trace)
    part = expression.source.encode()[start - 1 : end - 1].decode(errors="ignore")
    raise ExpressionError(
        _message(error, part, inside=trace.tb_next is None), column_of(expression.source, start)
    ) from None


def in_words(text: str) -> str:
    """One of CPython's own messages in our words; any other as it is."""
    if match := _COMPARED.match(text):
        return f"{_kind(match[2])} and {_kind(match[3])} cannot be compared with {match[1]}"
    if match := _SUBSCRIPTED.match(text):
        return f"{_kind(match[1])} has no parts"
    if match := _FLAT.match(text):
        return f"{_kind({'string': 'str'}.get(match[1], match[1]))} has no named parts"
    if match := _SEARCHED.match(text):
        return f"`in` looks into a text, a list or a mapping, not into {_kind(match[1])}"
    if match := _IN_TEXT.match(text):
        return f"`in` looks for a text in a text, not for {_kind(match[1])}"
    if match := _ITERATED.match(text):
        return f"{_kind(match[1])} is not a list"
    if match := _SIGNED.match(text):
        return f"{_kind(match[1])} has no sign"
    return text


def _offsets(trace: TracebackType) -> tuple[int, int]:
    """Where the failing instruction stands in the bracketed source; Python keeps it for every instruction."""
    place = next(islice(trace.tb_frame.f_code.co_positions(), trace.tb_lasti // 2, None), (None,) * 4)
    return place[2] or 1, place[3] or 1


def _message(error: BaseException, part: str, *, inside: bool) -> str:
    if not inside:
        return f"`{part}`: {error.args[0] if error.args else error}"
    if isinstance(error, KeyError):
        return f"`{part}` is missing; has({part}) asks whether it is there, default({part}, ...) gives another"
    return f"`{part}`: {in_words(str(error))}"


def _kind(name: str) -> str:
    return _KINDS.get(name, f"a {name}")
