"""Reading YAML: what it means, where everything stands, and what is refused."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.charts.marks import Path
from engine.charts.problems import FlowProblems, Place
from engine.charts.source import LARGEST_FILE, Source, read_source
from engine.domain.values import Json

FLOW = """\
# a comment
flow: profile
states:
  ask_name:
    say: 'What is it?'
    next: [a, {to: b}]
"""


def refused(text: str | bytes) -> str:
    """The findings of a file that does not load, as `line:column code`."""
    with pytest.raises(FlowProblems) as caught:
        read_source(text, "f.yaml")
    return " ".join(f"{each.place.line}:{each.place.column} {each.code}" for each in caught.value.problems)


def read(text: str | bytes) -> Json:
    """The data of a file that loads."""
    return read_source(text, "f.yaml").data


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("flow",), "f.yaml:2:7", "f.yaml:2:1"),
        (("states",), "f.yaml:4:3", "f.yaml:3:1"),
        (("states", "ask_name", "say"), "f.yaml:5:10", "f.yaml:5:5"),
        (("states", "ask_name", "next", 0), "f.yaml:6:12", "f.yaml:6:12"),
        (("states", "ask_name", "next", 1, "to"), "f.yaml:6:20", "f.yaml:6:16"),
        ((), "f.yaml:2:1", "f.yaml:2:1"),
    ],
)
def test_every_key_and_value_has_its_place(path: Path, value: str, key: str) -> None:
    """File, line and column, counted from 1."""
    marks = read_source(FLOW, "f.yaml").marks
    assert (str(marks.value(path)), str(marks.key(path))) == (value, key)


def test_a_path_that_does_not_exist_has_the_place_of_the_nearest_thing_around_it() -> None:
    """So a missing key is reported where it should have been."""
    marks = read_source(FLOW, "f.yaml").marks
    assert str(marks.at(("states", "ask_name", "into", "x"))) == "f.yaml:5:5"
    assert str(marks.at(("states", "ask_name", "next", 7))) == "f.yaml:6:11"
    with pytest.raises(KeyError):
        marks.value(("states", "nobody"))
    with pytest.raises(KeyError):
        marks.key(("nobody",))


def test_a_line_can_be_shown_for_a_caret() -> None:
    """Lines count from 1 and exist beyond neither end."""
    source = read_source(FLOW, "f.yaml")
    assert source.line(5) == "    say: 'What is it?'"
    assert (source.line(0), source.line(99)) == ("", "")


def test_columns_count_characters_not_bytes() -> None:
    """Devanagari and emoji are one column for each character."""
    assert str(read_source("{नमस्ते: 1, 'क😀': x}", "f.yaml").marks.value(("क😀",))) == "f.yaml:1:19"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_every_line_break_of_yaml_counts_a_line(end: str) -> None:
    """So the places agree with the lines shown."""
    source = read_source(f"a: 1{end}b: 2{end}", "f.yaml")
    assert source.data == {"a": 1, "b": 2}
    assert (str(source.marks.value(("b",))), source.line(2)) == ("f.yaml:2:4", "b: 2")


def test_a_byte_order_mark_is_skipped_and_moves_nothing() -> None:
    """Some editors on Windows write one."""
    source = read_source(b"\xef\xbb\xbfa: 1", "f.yaml")
    assert (source.data, str(source.marks.key(("a",)))) == ({"a": 1}, "f.yaml:1:1")


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *[(word, None) for word in ("~", "null", "")],
        *[("true", True), ("True", True), ("false", False), ("FALSE", False)],
        *[("0", 0), ("-7", -7), ("1.5", 1.5), ("-.5", -0.5), ("1e5", 1e5), ("2.5E-3", 0.0025)],
        *[(word, word) for word in ("yes", "no", "on", "off", "NO", "y", "tRUE")],
        *[(word, word) for word in ("12:30", "1:30:00", "2024-01-01", "010", "00", "0x10", "0o7", "1_000")],
        *[(word, word) for word in (".inf", "-.inf", ".nan", ".", "1.", "+5", "+919812345678", "1,5")],
        *[("9" * 19, int("9" * 19)), ("9" * 20, "9" * 20), ("=x", "=x"), ("१२", "१२")],
    ],
)
def test_plain_words_mean_what_they_look_like(word: str, value: Json) -> None:
    """Null, true, false and decimal numbers; all else is text."""
    found = read(f"a: {word}\nb: x")
    assert isinstance(found, dict)
    first = found["a"]
    assert first == value
    assert type(first) is type(value)


@pytest.mark.parametrize("quoted", ["'true'", '"1"', '"null"', "'~'"])
def test_quoted_words_are_texts(quoted: str) -> None:
    """Whatever they look like."""
    assert read(f"a: {quoted}") == {"a": quoted[1:-1]}


def test_words_that_yaml_1_1_took_for_something_else_can_be_keys() -> None:
    """`on:` is what half of a flow consists of."""
    assert read("on: 1\nyes: 2\nno: 3\n12:30: 4\n") == {"on": 1, "yes": 2, "no": 3, "12:30": 4}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"a: \xff", "1:4 E001"),
        ("a: नमस्ते".encode("utf-16"), "1:1 E001"),
        ("a\n" * (LARGEST_FILE // 2 + 1), "1:1 E002"),
        ("a: 1\nb: \0", "2:4 E003"),
        ("a: '\ud800'", "1:5 E003"),
        ("a: \u0007", "1:4 E003"),
        ("a: [1", "1:4 E004"),
        ("a: 'x", "1:4 E004"),
        ("a: b: c", "1:5 E004"),
        ("a:\n\t- b", "2:1 E004"),
        ("a: %b", "1:4 E004"),
        ("a: @b", "1:4 E004"),
        ("", "1:1 E005"),
        ("# only a comment\n", "1:1 E005"),
        ("---\n...\n", "1:1 E005"),
        ("a: 1\n---\nb: 2\n", "2:1 E006"),
        ("a: 1\nb: 2\na: 3\n", "3:1 E007"),
        ("{a: 1, 'a': 2}", "1:8 E007"),
        ("a: !!str 1", "1:4 E008"),
        ("a: !thing {b: 1}", "1:4 E008"),
        ("a: !!python/object/apply:os.system ['true']", "1:4 E008"),
        ("a: ! 1", "1:4 E008"),
        ("1: a", "1:1 E009"),
        ("true: a", "1:1 E009"),
        ("~: a", "1:1 E009"),
        ("a: {{ name }}", "1:5 E009"),
        ("? [a]\n: b", "1:3 E009"),
        ("b: &x y\n*x : z", "2:1 E009"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "3:3 E010"),
        ("a: &x [*x]", "1:8 E011"),
        ("a: *x", "1:4 E011"),
        ("a: 1e400", "1:4 E014"),
        ("a: -1.5e999", "1:4 E014"),
    ],
)
def test_what_a_flow_must_not_contain_is_refused_with_its_place(text: str | bytes, found: str) -> None:
    """Never guessed at, never a crash."""
    assert refused(text) == found


def test_a_duplicate_key_names_the_first() -> None:
    """Both lines are needed to repair it."""
    with pytest.raises(FlowProblems, match=r"f\.yaml:3:1: error E007 duplicate key 'a' \(first at line 1\)"):
        read_source("a: 1\nb: 2\na: 3\n", "f.yaml")


def test_all_problems_are_told_at_once() -> None:
    """Up to the first one that makes the rest unreadable."""
    assert refused("a: 1\na: !!int 2\n3: 4\nb: [\n") == "2:1 E007 2:4 E008 3:1 E009 5:1 E004"


def test_an_alias_stands_for_what_it_repeats() -> None:
    """It stands at its own place; what is inside stands at the anchor's."""
    source = read_source("a: &x {b: [1, 2]}\nc: *x\nd: &y z\ne: *y\n", "f.yaml")
    assert source.data == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}, "d": "z", "e": "z"}
    assert str(source.marks.value(("c",))) == "f.yaml:2:4"
    assert str(source.marks.value(("c", "b", 1))) == "f.yaml:1:15"
    assert str(source.marks.value(("e",))) == "f.yaml:4:4"


def test_an_alias_bomb_is_refused_at_the_alias() -> None:
    """A billion values in 300 characters."""
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert refused("\n".join(lines)) == "5:10 E012"


def test_aliases_cannot_nest_deeper_than_the_file_could() -> None:
    """Depth counts through aliases."""
    lines = ["a0: &a0 [1]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 80)]
    assert refused("\n".join(lines)).endswith("E013")


@pytest.mark.parametrize("opening", ["- ", "[", "{a: ", "? "])
def test_sixty_kilobytes_of_nesting_are_refused_quickly(opening: str) -> None:
    """PyYAML's own loader kills the process with these."""
    started = time.process_time()
    assert refused(opening * (60_000 // len(opening))).split()[-1] in ("E013", "E009")
    assert time.process_time() - started < 1


def test_sixty_four_levels_are_allowed() -> None:
    """And no more."""
    read("[" * 64 + "]" * 64)
    assert refused("[" * 65 + "]" * 65) == "1:65 E013"


def test_a_large_file_keeps_the_place_of_its_last_value() -> None:
    """Five thousand states in one file."""
    text = "states:\n" + "".join(f"  s{n}:\n    say: hello\n    next: [a, b]\n" for n in range(5_000))
    assert str(read_source(text, "f.yaml").marks.value(("states", "s4999", "next", 1))) == "f.yaml:15001:15"


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=12).filter(
    lambda word: "\ufeff" not in word
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(-1e9, 1e9) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)


class Quoting(yaml.SafeDumper):
    """Writes YAML 1.1, where other words than ours need quotes; so all texts get them, and all floats a fraction."""


Quoting.add_representer(str, lambda dumper, word: dumper.represent_scalar("tag:yaml.org,2002:str", word, style='"'))
Quoting.add_representer(
    float, lambda dumper, number: dumper.represent_scalar("tag:yaml.org,2002:float", f"{number:.6f}")
)


def dump(value: Json, *, flow: bool) -> str:
    """The value as PyYAML writes it."""
    return str(yaml.dump(value, Dumper=Quoting, default_flow_style=flow, allow_unicode=True, width=40))


@settings(deadline=None)
@given(st.dictionaries(words, values, min_size=1, max_size=4), st.booleans())
def test_what_is_written_is_read(value: dict[str, Json], flow: bool) -> None:
    """Any JSON value survives the way through YAML, and each of its parts has a place."""
    text = dump(value, flow=flow)
    source = read_source(text.encode(), "f.yaml")
    assert source.data == yaml.load(text, Loader=yaml.CSafeLoader)
    assert_placed(source, source.data, ())


def assert_placed(source: Source, value: Json, path: Path) -> None:
    """Every part of the value stands on a line of the file, and its key where the key is written."""
    place = source.marks.value(path)
    assert source.line(place.line)[place.column - 1 :] or value in ("", None)
    inner: list[tuple[str | int, Json]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    for key, part in inner:
        assert source.marks.key((*path, key)).line <= source.marks.value((*path, key)).line
        assert_placed(source, part, (*path, key))


@settings(deadline=None)
@given(st.text(max_size=200) | st.text("{}[]&*!|>'\"%@,:-?# \n\tab1", max_size=200) | st.binary(max_size=100))
def test_any_input_is_read_or_refused(text: str | bytes) -> None:
    """There is no third way."""
    assert all(place.line >= 1 and place.column >= 1 for place in places_of_problems(text))


def places_of_problems(text: str | bytes) -> list[Place]:
    """Where the file is wrong; nowhere if it is right."""
    try:
        read_source(text, "f.yaml")
    except FlowProblems as found:
        return [problem.place for problem in found.problems]
    return []
