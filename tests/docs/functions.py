"""The table of functions in `docs/language.md`, made of their signatures and docstrings."""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Callable, Iterator

from engine.actions.functions import FUNCTIONS

_TABLE = re.compile(r"(?<=<!-- functions -->\n).*?(?=<!-- end of functions -->)", re.DOTALL)
_WORDS = {"True": "true", "False": "false", "None": "null"}


def with_functions(page: str) -> str:
    """The page with its table as it should be, if it has one."""
    rows = "".join(f"| {' | '.join(cells)} |\n" for cells in _rows())
    return _TABLE.sub(lambda _: f"| Function | What it gives | Example |\n|---|---|---|\n{rows}", page)


def _rows() -> Iterator[tuple[str, str, str]]:
    for name, function in FUNCTIONS.items():
        meaning = (inspect.getdoc(function) or "").split(">>>")[0]
        yield f"`{name}{_signature(function)}`", " ".join(meaning.split()), _example(name, function)


def _signature(function: Callable[..., object]) -> str:
    plain = [f"*{p.name}" if p.kind is p.VAR_POSITIONAL else _parameter(p) for p in _parameters(function)]
    return f"({', '.join(plain)})"


def _parameters(function: Callable[..., object]) -> list[inspect.Parameter]:
    return list(inspect.signature(function).parameters.values())


def _parameter(parameter: inspect.Parameter) -> str:
    return parameter.name if parameter.default is parameter.empty else f"{parameter.name}={parameter.default!r}"


def _example(name: str, function: Callable[..., object]) -> str:
    example = doctest.DocTestParser().get_examples(inspect.getdoc(function) or "")[0]
    source = example.source.strip().replace(f"{function.__name__}(", f"{name}(")
    result = example.want.strip()
    return f"`{source}` is `{_WORDS.get(result, result)}`"
