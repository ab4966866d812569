"""Guards and computed values: what they mean, what they read, what they refuse, and that nobody gets out."""

from __future__ import annotations

import dis
import operator
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.actions.functions import FUNCTIONS
from engine.charts.expressions import Expression, compile_expression
from engine.domain.values import Json
from engine.errors import ExpressionError
from tests.charts.attacks import SCOPE, Door, outcome

DATA: dict[str, Json] = {
    "order": {"status": "paid", "amount": 49900, "items": [{"sku": "a"}, {"sku": "b"}]},
    "user": {"age": 20, "name": "asha", "town": None},
    "tries": 2,
    "tags": ["new", "old"],
    "which": 1,
    "key": "status",
    "ratio": 0.5,
    "नाम": "आशा",
}


def compiled(source: str) -> Expression:
    """With the functions of the house."""
    return compile_expression(source, FUNCTIONS)


def refusal(source: str, scope: dict[str, Json] | None = None) -> str:
    """`column message` of the error, at compile time or with a scope at run time."""
    with pytest.raises(ExpressionError) as caught:
        compiled(source)(scope or {})
    return f"{caught.value.column} {caught.value.message}"


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("order.status == 'paid' and user.age >= 18", True),
        ("tries < 3", True),
        ("0 < tries <= 1", False),
        ("not (tries == 2 or user.age > 30)", False),
        ("order['status']", "paid"),
        ("order[key]", "paid"),
        ("order.items[which].sku", "b"),
        ("tags[-1]", "old"),
        ("user.name[0:2] + '!'", "as!"),
        ("tags[1:]", ["old"]),
        ("'new' in tags and 'x' not in tags and 'sh' in user.name and 'age' in user", True),
        ("'adult' if user.age >= 18 else 'child'", "adult"),
        ("[tries, {'a': tries + 1}]", [2, {"a": 3}]),
        ("tries in (1, 2)", True),
        ("7 // 2 * 2 + 7 % 2 - 1 / 2", 6.5),
        ("-tries", -2),
        ("-5", -5),
        ("[true, false, null, True, False, None]", [True, False, None, True, False, None]),
        ("upper(user.name)", "ASHA"),
        ("max(1, tries, len(tags) + 3)", 5),
        ("has(order.status)", True),
        ("has(order.nothing.at.all)", False),
        ("has(user.town)", False),
        ("has(order.items[9].sku)", False),
        ("has(order[key])", True),
        ("default(order.nothing.at.all, 'x')", "x"),
        ("default(user.town, user.name)", "asha"),
        ("default(tries, missing.thing)", 2),
        ("default(a.b, default(c.d, 3))", 3),
        ("default(order.items[0].sku, 'x')", "a"),
        ("नाम == 'आशा'", True),
        ("\n  tries\n    < 3\n", True),
        ("'it''s' + \"a \\\"b\\\"\\n\"", 'itsa "b"\n'),
        ("has(tries) and not has(nothing)", True),
    ],
)
def test_an_expression_has_the_value_one_would_expect(source: str, value: Json) -> None:
    """Python's operators on JSON data."""
    found = compiled(source)(DATA)
    assert found == value
    assert type(found) is type(value)


def test_states_are_asked_for_by_name() -> None:
    """The scope answers; the names are known before."""
    expression = compiled("in_state('waiting') and not in_state('done')")
    assert expression({"in_state": lambda state: state == "waiting"}) is True
    assert expression.states == (("waiting", 10), ("done", 38))
    assert expression.calls == ("in_state",)


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ("order.status == 'paid' and user.age", [("order.status", 1), ("user.age", 28)]),
        ("order['status'].x", [("order.status.x", 1)]),
        ("order.items[which].sku", [("order.items", 1), ("which", 13)]),
        ("has(a.b) or default(c.d, e)", [("a.b", 5), ("c.d", 21), ("e", 26)]),
        ("upper(name)", [("name", 7)]),
        ("true or null", []),
        ("'क' == नाम.x", [("नाम.x", 8)]),
        ("  a", [("a", 3)]),
    ],
)
def test_the_data_it_reads_is_known_with_columns(source: str, paths: list[tuple[str, int]]) -> None:
    """For the check against the declared variables."""
    assert [(".".join(path), column) for path, column in compiled(source).paths] == paths


def test_names_and_calls_are_each_told_once() -> None:
    """In the order they appear."""
    expression = compiled("upper(a.x) + lower(b) + upper(a.y)")
    assert (expression.names, expression.calls) == (("a", "b"), ("upper", "lower"))


def test_expressions_of_the_same_source_are_equal() -> None:
    """So that two readings of a flow are."""
    assert len({compiled("a > 1"), compiled("a > 1"), compiled("a > 2")}) == 2
    assert compiled("a") != "a"
    assert repr(compiled("a > 1")) == "Expression('a > 1')"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("order.status = 'paid'", "14 `=` does not compare; write `==`"),
        ("a && b", "3 write `and` instead of `&&`"),
        ("a || b", "3 write `or` instead of `||`"),
        ("a == 'x && y' && b", "15 write `and` instead of `&&`"),
        ("!a", "1 write `not` instead of `!`"),
        ("a === b", "3 write `==` or `!=`, with two signs"),
        ("a <> b", "3 write `!=` instead of `<>`"),
        ("a ? b : c", "3 write `a if test else b` instead of `test ? a : b`"),
        ("a AND b", "3 write `and`, `or`, `not`, `in` in small letters"),
        ("a == ‘x’", "6 write straight quotes, ' or \""),
        ("event.from == 1", "7 `from` is a word of the language, not a name"),
        ("upper(x=1)", "1 `=` has no place in a call; to compare, write `==`"),
        ("a.upper()", "1 only functions can be called: upper(name), not name.upper()"),
        ("uper(a)", "1 there is no function uper(); Did you mean 'upper'?"),
        ("1 + upper()", "5 upper() takes 1 value, not 0"),
        ("round(1, 2, 3)", "1 round() takes 1 to 2 values, not 3"),
        ("has(1)", "5 a path such as order.status must stand here"),
        ("default(upper(a), 1)", "9 a path such as order.status must stand here"),
        ("in_state(a)", "1 in_state(...) takes the quoted name of a state"),
        ("{1: 2}", "2 a key must be a quoted text"),
        ("{**a}", "1 a key must be a quoted text"),
        ("a[0:4:2]", "1 a slice has a beginning and an end, but no step"),
        ("a is b", "1 `is` is not allowed; write `==`"),
        ("a | upper", "1 `|` is not allowed; write `or`, or upper(x) for a function"),
        ("(a := 1)", "2 nothing can be assigned here"),
        ("a + (yield)", "6 Yield is not part of the language"),
        ("b'x'", "1 only texts, numbers, true, false and null can be written"),
        ("...", "1 only texts, numbers, true, false and null can be written"),
        ("2j", "1 `2j` is neither a number nor a name"),
        ("1e999", "1 the number is too large"),
        ("9999999999999999999", "1 the number is too large"),
        ("a.__class__", "1 names such as __class__ are not allowed"),
        ("a['__class__']", "1 names such as __class__ are not allowed"),
        ("__import__('os')", "1 there is no function __import__(); see the list of functions"),
        ("1, 2", "1 write several values as a list, in [ ]; and check the brackets"),
        ("a) + (b", "1 write several values as a list, in [ ]; and check the brackets"),
        ("a # b", "3 `#` begins a comment, which has no place here"),
        ("3or 4", "1 `3o` is neither a number nor a name"),
        (r"'\d'", r"2 only \\, \', " + r"\"" + r" and \n are allowed after a backslash"),
        ("a +", "4 the expression ends too early"),
        ("(a", "1 syntax error: '(' was never closed"),
        ("  a b", "5 syntax error: invalid syntax"),
        ("", "1 the expression is empty"),
        (" \n ", "1 the expression is empty"),
        ("a\0b", "2 the expression contains a NUL character"),
        ("+".join(["a"] * 300), "1 more than 40 levels, one inside the other"),
        ("[" + "a," * 450 + "]", "800 the expression has more than 400 parts"),
        ("a" * 2_001, "2000 the expression is longer than 2,000 characters"),
    ],
)
def test_what_is_not_in_the_language_is_refused_with_column_and_remedy(source: str, message: str) -> None:
    """At load, never in the middle of a conversation."""
    with pytest.raises(ExpressionError) as caught:
        compiled(source)
    assert f"{caught.value.column} {caught.value.message}" == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 + order.staus", "5 `order.staus` is missing; has(order.staus) asks whether it is there"),
        ("nobody", "1 `nobody` is missing"),
        ("user.town.zone", "1 `user.town.zone`: null has no parts"),
        ("user.name.first", "1 `user.name.first`: a text has no named parts"),
        ("order.items.sku", "1 `order.items.sku`: a list has no named parts"),
        ("tags[7]", "1 `tags[7]`: there is no item 7 among 2"),
        ("tags[true]", "1 `tags[true]`: a list has numbered parts; true or false is not a number of one"),
        ("order[tries]", "1 `order[tries]`: there is no key 2"),
        ("true and user.age >= '18'", "10 `user.age >= '18'`: a number and a text cannot be compared with >="),
        ("user.town < 3", "1 `user.town < 3`: null and a number cannot be compared with <"),
        ("1 in user.name", "1 `1 in user.name`: `in` looks for a text in a text, not for a number"),
        ("1 in tries", "1 `1 in tries`: `in` looks into a text, a list or a mapping, not into a number"),
        ("'a' + 1", "1 `'a' + 1`: a text and a number cannot be added; text(...) turns a number into a text"),
        ("tries / 0", "1 `tries / 0`: division by zero"),
        ("-order", "1 `-order`: a mapping has no sign"),
        ("नाम > 3", "1 `नाम > 3`: a text and a number cannot be compared with >"),
        ("'क' + upper(tries)", "7 `upper(tries)`: upper() needs a text, not a number"),
        ("1000000000 * 1000000000 * 1000000000", "1 `1000000000 * 1000000000 * 1000000000`: the number is too large"),
    ],
)
def test_what_has_no_value_names_the_part_that_failed(source: str, message: str) -> None:
    """With its column; so a log line is enough to repair it."""
    assert refusal(source, DATA).startswith(message)


def test_results_are_data_of_bounded_size() -> None:
    """Whatever an expression gives can be kept in a session."""
    tower: Json = [1]
    for _ in range(20):
        tower = [tower, tower]
    assert "more than 20,000 parts" in refusal("[a]", {"a": tower})
    with pytest.raises(ExpressionError, match="a Door is not data"):
        compiled("door")({"door": Door()})


def test_the_byte_code_has_no_attribute_access() -> None:
    """So the classic ways out of a sandbox do not exist."""
    source = "default(order.items[which].sku, upper(user.name[0:1])) + text(-tries) if has(a.b) else [a, {'k': a.b}]"
    expression = compiled(source)
    function = cast(FunctionType, expression.run)
    opcodes = {each.opname for code in codes(function.__code__) for each in dis.get_instructions(code)}
    assert not {name for name in opcodes if "ATTR" in name or "METHOD" in name or "IMPORT" in name}
    assert function.__globals__["__builtins__"] == {}
    internals = {"@.add", "@.data", "@.dig", "@.explain", "@.negative", "@.trouble"}
    assert function.__globals__.keys() - {"__builtins__"} == internals | {"@text", "@upper"}


def codes(code: CodeType) -> Iterator[CodeType]:
    """The code and all code inside of it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


ATTACKS = [
    "''.__class__",
    "().__class__.__bases__[0].__subclasses__()",
    "'{0.__class__}'.format(1)",
    "'{:>999999999}'.format(1)",
    "(x for x in [1]).gi_frame",
    "[x.gi_frame for x in numbers]",
    "door.open()",
    "door.opened",
    "door['open']()",
    "9**9**9",
    "'a'*10**9",
    "'a' * 1000000000",
    "[0] * 1000000000",
    "1000000000 * 1000000000 * 1000000000",
    "1 << 1000000000",
    "'%999999999d' % 1",
    "center('x', 1000000000)",
    "lipsum(200000)",
    "range(99999)",
    "[[0 for a in numbers] for b in numbers]",
    "[0 for a in range(99999) for b in range(99999)]",
    "(lambda f: f(f))(lambda f: f(f))",
    "matches('a' * 30, '(a+)+$')",
    "exec('1')",
    "eval('1')",
    "open('/etc/passwd')",
    "globals()",
    "__builtins__",
    "scope['__builtins__']",
    "upper.__globals__",
    "print(1) or 1",
    "f'{name!r:>999999999}'",
    "replace(" * 20 + "big" + ", 'x', 'xxxxxxxxxx')" * 20,
    "join([" * 10 + "big" + ", big])" * 10,
    "[" * 30 + "numbers" + "]" * 30 + " == " + "[" * 30 + "numbers" + "]" * 30,
    "append(numbers, numbers) == append(numbers, numbers)",
    "round(0.1, 1000000000)",
    "int('9' + '9')",
    "number(big)",
    "add_days('2026-01-01', 999999999999)",
    "(" * 900 + "1" + ")" * 900,
    "[" * 900 + "]" * 900,
    "not " * 450 + "1",
    "-" * 1_900 + "1",
    "1" * 1_900,
    "1 if " * 300 + "1",
    "a." * 900 + "a",
    "a[0]" * 400,
    "name if name else " * 100 + "name",
    "'" * 1_999,
    "\\" * 1_999,
]


@pytest.mark.parametrize("source", ATTACKS)
def test_an_attack_ends_at_once_and_small(source: str) -> None:
    """Each within 50 ms and 50 MB, and none reaches an object."""
    scope = {**SCOPE, "door": Door()}
    found = outcome(lambda: compiled(source)(scope), ExpressionError)
    assert not Door.opened
    assert isinstance(found, (ExpressionError, bool, int, float, str, list, dict, type(None)))


Tree = tuple[Any, ...]
plain = (
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "paid"]) | st.sampled_from([0.5, 2.0])
)
leaves = st.one_of(
    plain.map(lambda value: ("is", value)),
    st.sampled_from(
        [("tries",), ("order", "status"), ("user", "town"), ("nobody",), ("user", "nobody"), ("tags",)]
    ).map(lambda path: ("path", *path)),
)


def grown(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Trees made of trees."""
    return st.one_of(
        st.tuples(st.just("compare"), st.sampled_from(list(COMPARE)), inner, inner),
        st.tuples(st.just("calculate"), st.sampled_from(list(CALCULATE)), inner, inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
        st.tuples(st.just("not"), inner),
        st.tuples(st.just("if"), inner, inner, inner),
        st.tuples(st.just("list"), inner, inner),
        st.tuples(st.just("has"), leaves.filter(lambda leaf: leaf[0] == "path")),
        st.tuples(st.just("default"), leaves.filter(lambda leaf: leaf[0] == "path"), inner),
    )


COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">=": operator.ge,
    "in": lambda part, whole: part in whole,
    "not in": lambda part, whole: part not in whole,
}
CALCULATE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}


class NoValueError(Exception):
    """The reference has no value either."""


def written(tree: Tree) -> str:
    """The tree as an editor would write it."""
    match tree:
        case ("is", value):
            return (
                {None: "null", True: "true", False: "false"}[value]
                if value in (None, True, False) and type(value) in (bool, type(None))
                else repr(value)
            )
        case ("path", *parts):
            return ".".join(parts)
        case ("compare" | "calculate", sign, left, right):
            return f"({written(left)} {sign} {written(right)})"
        case ("not", part):
            return f"(not {written(part)})"
        case ("if", test, yes, no):
            return f"({written(yes)} if {written(test)} else {written(no)})"
        case ("list", *parts):
            return f"[{', '.join(map(written, parts))}]"
        case ("has" | "default" as name, *parts):
            return f"{name}({', '.join(map(written, parts))})"
        case (word, left, right):
            return f"({written(left)} {word} {written(right)})"
    raise AssertionError(tree)


def evaluated(tree: Tree, scope: dict[str, Json]) -> Any:
    """The value by walking the tree: slow, obvious, and nothing like the byte code."""
    match tree:
        case ("is", value):
            return value
        case ("path", *parts):
            return walked(parts, scope)
        case ("compare", sign, left, right):
            return tried(COMPARE[sign], evaluated(left, scope), evaluated(right, scope))
        case ("calculate", sign, left, right):
            return calculated(sign, evaluated(left, scope), evaluated(right, scope))
        case ("and", left, right):
            return evaluated(left, scope) and evaluated(right, scope)
        case ("or", left, right):
            return evaluated(left, scope) or evaluated(right, scope)
        case ("not", part):
            return not evaluated(part, scope)
        case ("if", test, yes, no):
            return evaluated(yes if evaluated(test, scope) else no, scope)
        case ("list", *parts):
            return [evaluated(part, scope) for part in parts]
        case ("has", part):
            return found(part, scope) is not None
        case ("default", part, other):
            value = found(part, scope)
            return evaluated(other, scope) if value is None else value
    raise AssertionError(tree)


def walked(parts: list[str], scope: Any) -> Any:
    for part in parts:
        if not isinstance(scope, dict) or part not in scope:
            raise NoValueError
        scope = scope[part]
    return scope


def found(part: Tree, scope: dict[str, Json]) -> Any:
    try:
        return evaluated(part, scope)
    except NoValueError:
        return None


def calculated(sign: str, left: Any, right: Any) -> Any:
    numbers = all(type(side) in (int, float) for side in (left, right))
    alike = sign == "+" and type(left) is type(right) and type(left) in (str, list)
    if not (numbers or alike):
        raise NoValueError
    value = tried(CALCULATE[sign], left, right)
    if numbers and not abs(value) <= 10**18:
        raise NoValueError
    return value


def tried(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    try:
        return operation(left, right)
    except (TypeError, ZeroDivisionError):
        raise NoValueError from None


@settings(deadline=None, max_examples=300)
@given(st.recursive(leaves, grown, max_leaves=12))
def test_byte_code_and_a_walk_over_the_tree_agree(tree: Tree) -> None:
    """On every value, and on there being none."""
    source = written(tree)
    expression = compiled(source)
    try:
        expected = evaluated(tree, DATA)
    except NoValueError:
        with pytest.raises(ExpressionError):
            expression(DATA)
        return
    value = expression(DATA)
    assert (value, repr(value)) == (expected, repr(expected))


fragments = st.sampled_from(
    [
        *"()[]{},:.=<*%!'\"#@\\\n\0न1a",
        *["order.status", "tags", "'x'", "==", "in", "not", "and", "or", "if", "else", "lambda", "for", "**", "&&"],
        *["upper(", "has(", "default(", "in_state(", "__class__", "0x", "1e9", "f'{a}'", ":=", "is", "await", "1or"],
    ]
)


@settings(deadline=None, max_examples=400)
@given(st.lists(fragments, max_size=25).map(" ".join) | st.lists(fragments, max_size=12).map("".join) | st.text())
def test_any_text_is_an_expression_or_refused(source: str) -> None:
    """Never another exception, never a warning; and a column inside the text."""
    assert 1 <= column_of_error(source) <= len(source) + 2


def column_of_error(source: str) -> int:
    """The column of the error, or 1 when there is none."""
    try:
        compiled(source)(DATA)
    except ExpressionError as error:
        return error.column
    return 1
