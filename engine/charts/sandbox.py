"""Jinja, hardened: data only, no objects, no way to run or to grow without a bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import BuiltinMethodType
from typing import Any, Final, NoReturn

from jinja2 import StrictUndefined, Undefined, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.actions import operators
from engine.actions.kinds import bounded_json, fits, need_whole
from engine.actions.wording import text
from engine.charts.template_nodes import METHODS

MOST_WORK: Final = 20_000
LONGEST_RANGE: Final = 1_000

_LOOP: Final = frozenset({"first", "index", "index0", "last", "length", "revindex", "revindex0"})
_TESTS: Final = frozenset(
    {"!=", "<", "<=", "==", ">", ">=", "boolean", "defined", "divisibleby", "even", "false", "in", "integer"}
    | {"mapping", "none", "number", "odd", "sequence", "string", "true", "undefined"}
)
_FORMATTERS: Final = frozenset({"format", "format_map"})


class Missing(StrictUndefined):
    """Something that is not there. Its parts are not there either; using it in any other way is an error."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return self._undefined_hint or f"`{self._undefined_name}` is missing"


class Work(Context):
    """The names of one rendering, and how much work it has done."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.done = 0

    def count(self, amount: int) -> None:
        """Refuse to go on when it is too much."""
        self.done += amount
        if self.done > MOST_WORK:
            raise SecurityError("the text does too much work")

    def take(self, values: tuple[Any, ...]) -> None:
        """Count the size of values that are about to be worked on; what is missing stops here."""
        amount = 1
        for value in values:
            if isinstance(value, Undefined):
                str(value)
            elif isinstance(value, (str, list, dict)):
                amount += len(value) // 50
        self.count(amount)


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment with these filters and nothing that Jinja brings along."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    context_class = Work

    def __init__(self, filters: Mapping[str, Callable[..., object]]) -> None:
        super().__init__(
            undefined=Missing,
            finalize=_written,
            autoescape=False,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=0,
        )
        self.globals.clear()
        self.globals["range"] = bounded_range
        self.filters.clear()
        self.filters.update({name: _counting(function) for name, function in filters.items()})
        self.filters.update({"default": _default, "@loop": _loop, "@kept": _kept, "@joined": _joined})
        self.tests = {name: test for name, test in self.tests.items() if name in _TESTS}
        self.binop_table.update(_OPERATORS)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        _work(context).take((left, right))
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Data first: a key named `items` is that key, not the method."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, Undefined):
            return self.undefined(name=f"{obj._undefined_name}.{attribute}")
        if not self.is_safe_attribute(obj, attribute, None):
            return self.undefined(name=attribute)
        value = getattr(obj, attribute)
        self.wrap_str_format(value)
        return value

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Undefined):
            return self.undefined(name=f"{obj._undefined_name}.{argument}")
        if isinstance(obj, (dict, list, str)):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                pass
        return self.undefined(name=str(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - Jinja's signature
        return attr in (_LOOP if isinstance(obj, LoopContext) else METHODS.get(type(obj), ()))

    def is_safe_callable(self, obj: Any) -> bool:
        if not isinstance(obj, BuiltinMethodType):
            return obj is bounded_range
        return obj.__name__ in METHODS.get(type(obj.__self__), ())

    def wrap_str_format(self, value: Any) -> None:
        """`str.format` can make a text of any size, and Jinja would allow it before it asks us."""
        if getattr(value, "__name__", "") in _FORMATTERS:
            raise SecurityError("format() is not allowed")

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        _work(__context).take((getattr(__obj, "__self__", None), *args))
        return super().call(__context, __obj, *args, **kwargs)


def bounded_range(*ends: object) -> range:
    """Numbers to loop over."""
    numbers = range(*(need_whole("range()", end) for end in ends))
    if len(numbers) > LONGEST_RANGE:
        raise ValueError(f"range() has more than {LONGEST_RANGE:,} numbers")
    return numbers


def _written(value: object) -> str:
    return str(value) if isinstance(value, Undefined) else text(value)


def _work(context: Context) -> Work:
    assert isinstance(context, Work)
    return context


def _counting(function: Callable[..., object]) -> Callable[..., object]:
    @pass_context
    def counted(context: Context, *values: Any) -> object:
        _work(context).take(values)
        return function(*values)

    return counted


def _default(value: object, other: object) -> object:
    """The other value for what is missing or null, as in expressions."""
    return other if value is None or isinstance(value, Undefined) else value


@pass_context
def _loop(context: Context, items: Any, size: int) -> object:
    _work(context).take((items,))
    listed = list(items)
    _work(context).count(len(listed) * (size + 1))
    return listed


@pass_context
def _kept(context: Context, value: Any) -> object:
    _work(context).take((value,))
    return bounded_json(value)


@pass_context
def _joined(context: Context, *values: Any) -> str:
    _work(context).take(values)
    parts = [_written(value) for value in values]
    fits(text=sum(map(len, parts)))
    return "".join(parts)


def _remainder(left: object, right: object) -> object:
    return operators.fill(left, right) if isinstance(left, str) else operators.remainder(left, right)


def _refuse_power(_: object, __: object) -> NoReturn:
    raise SecurityError("powers are not allowed")


_OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operators.add,
    "-": operators.subtract,
    "*": operators.multiply,
    "/": operators.divide,
    "//": operators.divide_whole,
    "%": _remainder,
    "**": _refuse_power,
}
