"""The functions of guards and texts: their examples, their bounds, and what they say when misused."""

from __future__ import annotations

import doctest
import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.actions import amounts, dates, lists, operators, wording
from engine.actions.functions import FUNCTIONS
from engine.actions.kinds import LARGEST_NUMBER, LONGEST_LIST, LONGEST_TEXT, bounded_json
from engine.domain.values import Json


def test_every_function_is_described_with_examples_that_hold() -> None:
    """The documentation of the vocabulary is made of these."""
    examples = 0
    for module in (amounts, dates, lists, operators, wording):
        found = doctest.testmod(module)
        assert found.failed == 0
        examples += found.attempted
    assert examples == 44


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_has_an_example(name: str) -> None:
    """Not one is left out."""
    assert ">>> " in (inspect.getdoc(FUNCTIONS[name]) or "")


def test_the_vocabulary_is_the_documented_one() -> None:
    """Adding a function is a decision."""
    assert len(FUNCTIONS) == 27
    assert sorted(FUNCTIONS) == list(FUNCTIONS)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("upper", (3,), "upper() needs a text, not a number"),
        ("len", (None,), "len() needs a text, a list or a mapping, not null"),
        ("max", (), "max() of nothing"),
        ("min", (1, "a"), "min() needs numbers only, or texts only"),
        ("max", ([True],), "max() needs numbers only, or texts only"),
        ("round", ("2",), "round() needs a number, not a text"),
        ("round", (2.5, 99), "round() keeps 0 to 12 digits"),
        ("abs", (True,), "abs() needs a number, not true or false"),
        ("append", ({}, 1), "append() needs a list, not a mapping"),
        ("put", ([], 0, 1), "put() has no item number 0 to replace"),
        ("join", ([[]],), "a list cannot be written as a text; pick a part of it, or join(...) a list"),
        ("weekday", ("31/12/1990",), "'31/12/1990' is not a date such as 2026-08-15"),
        ("weekday", ("2026-02-30",), "'2026-02-30' is not a date such as 2026-08-15"),
        ("age_on", ("1990-08-15", None), "a date needs a text, not null"),
        ("seconds_until", ("today", "08:00"), "'today' is not a moment such as 2026-08-15T09:00:00+05:30"),
        ("seconds_until", ("2026-08-15T09:00:00+05:30", "8am"), "seconds_until() needs a time such as 08:00"),
        ("spread", ("a", 0), "spread() needs a number above 0"),
        ("spread", (1, 10), "spread() needs a text, not a number"),
        ("add_days", ("9999-12-31", 1), "add_days() leaves the calendar"),
        ("add_days", ("2026-01-01", 10**18), "add_days() leaves the calendar"),
        ("replace", ("a", "", "b"), "replace() needs something to look for"),
    ],
)
def test_misuse_is_named(name: str, arguments: tuple[Json, ...], message: str) -> None:
    """With the function and the kind of value."""
    with pytest.raises((TypeError, ValueError)) as caught:
        FUNCTIONS[name](*arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("replace", ("a" * 2_100, "a", "b" * 10)),
        ("join", (["a" * 1_000] * 21,)),
        ("append", ([1] * LONGEST_LIST, 1)),
        ("put", ({str(key): 1 for key in range(LONGEST_LIST)}, "new", 1)),
        ("abs", (10 * LARGEST_NUMBER,)),
        ("abs", (float("inf"),)),
        ("upper", ("ß" * LONGEST_TEXT,)),
    ],
)
def test_nothing_grows_beyond_its_bound(name: str, arguments: tuple[Json, ...]) -> None:
    """However it is asked for."""
    with pytest.raises(ValueError, match=r"too large|longer than"):
        FUNCTIONS[name](*arguments)


def test_functions_leave_their_arguments_alone() -> None:
    """A list that a variable holds is never changed under it."""
    items: list[Json] = [{"id": "a", "n": 1}, {"id": "b"}]
    before = repr(items)
    for changed in (FUNCTIONS["append"](items, 1), FUNCTIONS["without"](items, "a"), FUNCTIONS["put"](items, "a", 1)):
        assert changed != items
    assert repr(items) == before


def test_the_age_changes_on_the_birthday() -> None:
    """The leap day counts as past on the first of March."""
    ages = [FUNCTIONS["age_on"]("2000-02-29", day) for day in ("2018-02-28", "2018-03-01", "2020-02-29")]
    assert ages == [17, 18, 20]


@pytest.mark.parametrize(("left", "right"), [("a", 5), ([1], 3), (None, 1), (True, 2)])
def test_only_numbers_are_multiplied(left: Json, right: Json) -> None:
    """A text times a number is how sandboxes run out of memory."""
    with pytest.raises(TypeError, match="cannot be multiplied"):
        operators.multiply(left, right)


@pytest.mark.parametrize("pattern", ["%9999d", "%*d", "%.9999f", "%c", "%(a)s", "%", "%1000s"])
def test_printf_is_small(pattern: str) -> None:
    """At most 999 wide."""
    with pytest.raises(ValueError, match="at most 999 wide"):
        operators.fill(pattern, 1)


def test_many_small_fields_are_not_a_way_around_the_bound() -> None:
    """Their widths add up."""
    with pytest.raises(ValueError, match="longer than"):
        operators.fill("%999d" * 30, (1,) * 30)


def test_shared_parts_count_each_time() -> None:
    """A value that doubles with each line is refused before anybody walks it."""
    tower: Json = [1]
    for _ in range(28):
        tower = [tower, tower]
    with pytest.raises(ValueError, match="more than 20,000 parts"):
        bounded_json(tower)


def test_a_value_that_holds_itself_is_refused() -> None:
    """It would be nested for ever."""
    snake: list[Json] = []
    snake.append(snake)
    with pytest.raises(ValueError, match="nested deeper"):
        bounded_json(snake)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x", {1: 2}, [float("nan")], {"a": (1,)}])
def test_what_is_not_data_is_refused(value: object) -> None:
    """Objects of the host never get into a session."""
    with pytest.raises((TypeError, ValueError)):
        bounded_json(value)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(anything, max_size=3))
def test_any_arguments_give_data_or_a_plain_error(name: str, arguments: list[Json]) -> None:
    """Never another exception, never something that cannot be stored."""
    try:
        result = FUNCTIONS[name](*arguments)
    except (TypeError, ValueError):
        return
    if all(map(storable, arguments)):
        bounded_json(result)


def storable(value: Json) -> bool:
    """Whether a session could hold it."""
    try:
        bounded_json(value)
    except (TypeError, ValueError):
        return False
    return True
