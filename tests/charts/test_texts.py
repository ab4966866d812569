"""Texts: what they say, what they read, what they refuse, and that nobody gets out or makes them grow."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.actions.functions import FUNCTIONS
from engine.charts.expressions import compile_expression
from engine.charts.texts import PluralText, Text, TextEnvironment
from engine.domain.values import Json
from engine.errors import TemplateError
from tests.charts.attacks import SCOPE, Door, outcome

ENGLISH = TextEnvironment("en", FUNCTIONS)
DATA: dict[str, Json] = {
    "name": "asha",
    "credits": 3,
    "born": "1990-08-15",
    "nothing": None,
    "sure": True,
    "ratio": 5.0,
    "order": {"amount": 49900, "status": "paid", "items": [{"sku": "a"}, {"sku": "b"}], "upper": "data"},
    "people": ["Asha", "Ravi"],
}


def said(source: str, scope: dict[str, Json] | None = None) -> str:
    """The words of an English text."""
    return ENGLISH.compile(source).render(DATA if scope is None else scope)


def refusal(source: str) -> str:
    """`line message` of the error."""
    with pytest.raises(TemplateError) as caught:
        said(source)
    return f"{caught.value.line} {caught.value.message}"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", ""),
        ("Hello!", "Hello!"),
        ("Two\r\nlines\n", "Two\nlines"),
        ("Hello {{ name | title }}!", "Hello Asha!"),
        ("{{name}}{{ name|upper|lower }}", "ashaasha"),
        ("{{ order.amount | money }} for {{ order.status }}", "₹499 for paid"),
        ("{{ born | date }}, a {{ born | weekday_name }}", "15 August 1990, a Wednesday"),
        ("{{ people | list_and }}", "Asha and Ravi"),
        ("[{{ nothing }}]", "[]"),
        ("{{ sure }} {{ ratio }} {{ 0.1 + 0.2 }}", "true 5 0.3"),
        ("{{ order.upper }} {{ name.upper() }}", "data ASHA"),
        ("{{ credits + 1 }} {{ credits ~ name }}", "4 3asha"),
        ("{% if credits > 2 %}many{% elif credits %}few{% else %}none{% endif %}", "many"),
        ("{% for p in people %}{{ loop.index }}. {{ p }}\n{% endfor %}", "1. Asha\n2. Ravi\n"),
        ("{% for item in order['items'] if item.sku != 'a' %}{{ item.sku }}{% else %}none{% endfor %}", "b"),
        ("{% set total = credits * 2 %}{{ total }}", "6"),
        ("{{ missing.at.all | default('friend') }}, {{ nothing | default('x') }}", "friend, x"),
        ("{{ 'yes' if missing is defined else 'no' }}", "no"),
        ("{{ '%02d:%02d' % (9, 5) }}", "09:05"),
        ("{{ name[0] | upper }}{{ name[1:] }}", "Asha"),
        ("{{ people | join(' / ') | replace('a', 'o') }}", "Asho / Rovi"),
        ("{# a note #}x", "x"),
        ("{% raw %}{{ name }}{% endraw %}", "{{ name }}"),
        ("a\n{% if sure %}\nb\n{% endif %}\nc", "a\nb\nc"),
        ("{% if sure %}a{% endif %}\nb", "a\nb"),
        ("}} { {name} }}", "}} { {name} }}"),
        ("{{ name }}}", "asha}"),
        ("{{ 1234567 | number }}", "12,34,567"),
    ],
)
def test_a_text_says_what_one_would_expect(source: str, words: str) -> None:
    """Jinja over JSON data, with the functions of the house as filters."""
    assert said(source) == words


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a\n{{ nobody }}", "2 `nobody` is missing"),
        ("\n\n{{ order.staus }}", "3 `staus` is missing"),
        ("{{ a.b.c }}", "1 `a.b.c` is missing"),
        ("{{ nobody | upper }}", "1 `nobody` is missing"),
        ("{% if nobody %}x{% endif %}", "1 `nobody` is missing"),
        ("{{ credits | upper }}", "1 upper() needs a text, not a number"),
        ("a\n{{ order.items }}", "2 a list cannot be written as a text; pick a part of it, or join(...) a list"),
        ("{{ name > 3 }}", "1 a text and a number cannot be compared with >"),
        ("{{ name + 1 }}", "1 a text and a number cannot be added; text(...) turns a number into a text"),
        ("{{ credits / 0 }}", "1 division by zero"),
        ("{{ -name }}", "1 a text has no sign"),
        ("{% for x in credits %}{% endfor %}", "1 a number is not a list"),
        ("x\n{{ name | nosuch }}", "2 No filter named 'nosuch'."),
        ("x\n\n{{ name ", "3 unexpected end of template, expected 'end of print statement'."),
        ("{{ name name }}", "1 expected token 'end of print statement', got 'name'"),
        ("{% if name %}", "1 Unexpected end of template."),
        ("{{ in_state('x') }}", "1 this cannot be called; functions are used as filters: {{ name | upper }}"),
        ("{{ upper(name) }}", "1 this cannot be called; functions are used as filters: {{ name | upper }}"),
        ("{{ name | replace(old='a', new='b') }}", "1 replace takes its values by position"),
        ("{% include 'x' %}", "1 Include is not part of the language of texts"),
        ("{% macro m() %}{% endmacro %}", "1 Macro is not part of the language of texts"),
        ("{% set x %}a{% endset %}", "1 AssignBlock is not part of the language of texts"),
        ("{{ self }}", "1 `self` is a word of the language, not a name"),
        ("{{ 2 ** 8 }}", "1 Pow is not part of the language of texts"),
    ],
)
def test_what_cannot_be_said_names_the_line(source: str, message: str) -> None:
    """So that the editor finds it."""
    assert refusal(source).startswith(message)


@pytest.mark.parametrize(
    "source", ["{{ name | nosuch }}", "{{ name", "{% if name %}", "{% import 'x' as y %}", "{{ 1e999 }}"]
)
def test_an_unsound_text_is_found_by_the_check(source: str) -> None:
    """Before anybody waits for it; making it costs nothing yet."""
    text = ENGLISH.compile(source)
    with pytest.raises(TemplateError):
        text.check()


def test_sound_texts_pass_the_check() -> None:
    """Without any data."""
    for source in ("plain", "{{ a.b | upper }}", "{% for x in y %}{{ x.z | default('') }}{% endfor %}"):
        ENGLISH.compile(source).check()


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ("plain", []),
        ("{{ name }}\n{{ order.amount | money }} {{ name }}", [("name", 1), ("order.amount", 2), ("name", 2)]),
        ("{% if a.b > c %}\n{{ d['e'].f }}{% endif %}", [("a.b", 1), ("c", 1), ("d.e.f", 2)]),
        ("{% for p in a.list %}{{ p.name }}{{ loop.index }}{{ q }}{% endfor %}", [("a.list", 1), ("q", 1)]),
        ("{% set x = a %}{{ x }}", [("a", 1)]),
        ("{{ a[b.c].d | default(e) }}", [("a", 1), ("b.c", 1), ("e", 1)]),
        ("{{ a.name.upper() }}{% for i in range(n) %}{% endfor %}", [("a.name", 1), ("n", 1)]),
    ],
)
def test_the_data_it_reads_is_known_with_lines(source: str, paths: list[tuple[str, int]]) -> None:
    """For the check against the declared variables; names the text sets itself are its own."""
    assert sorted((".".join(path), line) for path, line in ENGLISH.compile(source).paths) == sorted(paths)


def test_texts_of_the_same_source_and_language_are_equal() -> None:
    """So that two readings of a words file are."""
    hindi = TextEnvironment("hi", FUNCTIONS)
    assert len({ENGLISH.compile("a"), ENGLISH.compile("a"), ENGLISH.compile("b"), hindi.compile("a")}) == 3
    assert repr(ENGLISH.compile("a")) == "Text('a')"


def test_a_text_is_bounded() -> None:
    """Its source and what it says."""
    assert "longer than 10,000" in refusal("x" * 10_001)
    with pytest.raises(TemplateError, match="longer than 20,000 characters"):
        said("{{ big }}{{ big }}", {"big": "x" * 10_001})
    with pytest.raises(TemplateError, match="longer than 20,000 characters"):
        said("{% for x in l %}{{ big }}{% endfor %}", {"big": "x" * 101, "l": [1] * 200})
    assert len(said("{{ big }}{{ big }}", {"big": "x" * 10_000})) == 20_000


def plural(language: str, **forms: str) -> PluralText:
    """A text that counts `credits`."""
    environment = TextEnvironment(language, FUNCTIONS)
    count = compile_expression("credits", FUNCTIONS)
    return PluralText(language, count, {name: environment.compile(source) for name, source in forms.items()})


@pytest.mark.parametrize(
    ("language", "count", "form"),
    [
        *[("en", 0, "other"), ("en", 1, "one"), ("en", 1.5, "other"), ("ta", 1, "one"), ("te", 0, "other")],
        *[("hi", 0, "one"), ("hi", 1, "one"), ("hi", 2, "other"), ("bn", 0, "one"), ("mr", 0, "other")],
    ],
)
def test_the_form_follows_the_plural_rules_of_the_language(language: str, count: float, form: str) -> None:
    """In Hindi nothing is singular, in English it is not."""
    assert plural(language, one="one", other="other").render({"credits": count}) == form


def test_a_plural_text_is_a_text() -> None:
    """It renders, is checked, and tells what it reads."""
    text = plural("en", one="One question, {{ name }}", other="{{ credits }} questions")
    assert text.render({"credits": 1, "name": "Asha"}) == "One question, Asha"
    assert text.render({"credits": 5}) == "5 questions"
    assert text.paths == ((("credits",), 1), (("name",), 1))
    assert "One question" in text.source
    text.check()
    assert plural("en", other="{{ credits }}").render({"credits": 1}) == "1"


@pytest.mark.parametrize(
    ("text", "scope", "message"),
    [
        (plural("en", one="x"), {"credits": 2}, "the form `other` is missing"),
        (plural("en", other="x"), {"credits": "2"}, "count: a number is needed, not a text"),
        (plural("en", other="x"), {}, "count: `credits` is missing"),
    ],
)
def test_a_plural_without_count_or_form_is_an_error(text: PluralText, scope: dict[str, Json], message: str) -> None:
    """Not a guess."""
    with pytest.raises(TemplateError, match=message):
        text.render(scope)


def test_a_plural_is_checked() -> None:
    """Its categories and all its forms."""
    for forms in ({"one": "x"}, {"other": "x", "several": "y"}, {"other": "{{ "}):
        with pytest.raises(TemplateError):
            plural("en", **forms).check()


DOUBLED = "{% set a = [1] %}{% set b = [1] %}" + "{% set a = [a, a] %}{% set b = [b, b] %}" * 30
ATTACKS = [
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ().__class__.__bases__[0].__subclasses__() }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '{:>999999999}'.format(1) }}",
    "{{ '{a}'.format_map(order) }}",
    "{% set f = ''.format %}{{ f }}",
    "{{ ''|attr('format') }}",
    "{{ (''|attr('for' ~ 'mat'))(1) }}",
    "{{ name.gi_frame }}",
    "{{ door.open() }}",
    "{{ door.open }}",
    "{{ door['open']() }}",
    "{{ door | upper }}",
    "{{ door }}",
    "{% for x in door %}{% endfor %}",
    "{{ open_door() }}",
    "{{ [].append(1) }}",
    "{{ order.update({'a': 1}) }}",
    "{{ order.pop('status') }}",
    "{{ 9**9**9 }}",
    "{{ 'a'*10**9 }}",
    "{{ 'a' * 1000000000 }}",
    "{{ [0] * 1000000000 }}",
    "{{ 1000000000 * 1000000000 * 1000000000 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ '%*d' % (999999999, 1) }}",
    "{{ '%999d' % 1 ~ '%999d' % 1 }}",
    "{{ ('%999d' * 1000) % 1 }}",
    "{{ 'x'|center(1000000000) }}",
    "{{ 'x'.center(1000000000) }}",
    "{{ 'x'.ljust(1000000000) }}",
    "{{ 'x'|indent(1000000000) }}",
    "{{ 'x'|wordwrap(1) }}",
    "{{ numbers|batch(1000000000, 'x') }}",
    "{{ numbers|slice(1000000000) }}",
    "{{ numbers|tojson }}",
    "{{ lipsum(200000) }}",
    "{{ cycler(1, 2).next() }}",
    "{{ joiner() }}",
    "{% set ns = namespace(x=1) %}{% set ns.x = 2 %}",
    "{% for i in range(99999) %}{% endfor %}",
    "{% for i in range(-1000000000, 1000000000) %}{% endfor %}",
    "{% for i in range(1000) %}{% for j in range(1000) %}{% endfor %}{% endfor %}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in numbers %}{% for b in numbers %}{% for c in numbers %}{% endfor %}{% endfor %}{% endfor %}",
    "{% for i in range(1000) %}{{ big }}{% endfor %}",
    "{% for i in range(1000) %}{% if big | upper | lower == big %}{% endif %}{% endfor %}",
    "{% for i in range(1000) %}{% if big.upper() == big %}{% endif %}{% endfor %}",
    "{% for i in range(1000) %}{% set x = big ~ 'a' == big %}{% endfor %}",
    "{% for x in numbers recursive %}{{ loop(numbers) }}{% endfor %}",
    "{% set x = 'a' %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}",
    "{% set x = 'a' %}" + "{% set x = x + x %}" * 40 + "{{ x }}",
    "{% set x %}{{ big }}{{ big }}{% endset %}{% set y %}{{ x }}{{ x }}{% endset %}",
    "{% filter upper %}{{ big }}{% endfilter %}",
    DOUBLED + "{{ a == b }}",
    DOUBLED + "{{ a | join }}",
    DOUBLED + "{{ a }}",
    "{{ name" + " | replace('a', 'aaaaaaaaaa')" * 10 + " }}",
    "{{ big" + " | replace('x', 'xx')" * 10 + " }}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% include 'secret' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{{ " + "(" * 600 + "1" + ")" * 600 + " }}",
    "{{ " + "[" * 600 + "]" * 600 + " }}",
    "{{ " + "not " * 500 + "1 }}",
    "{{ name" + " | upper" * 500 + " }}",
    "{{ a" + ".a" * 500 + " }}",
    "{{ a" + "[0]" * 500 + " }}",
    "{{ 1" + "0" * 5_000 + " }}",
    "{% if 1 %}" * 60 + "{% endif %}" * 60,
    "{{ 1" + " ~ 1" * 900 + " }}",
    "{{ " * 300,
    "{% raw %}" * 300,
    "{#" * 3_000,
    "{{ '" + "\\\\" * 2_000 + " }}",
]


@pytest.mark.parametrize("source", ATTACKS)
def test_an_attack_ends_at_once_and_small(source: str) -> None:
    """Each within 50 ms and 50 MB, and none reaches an object."""
    door = Door()
    scope: dict[str, Any] = {**SCOPE, "door": door, "open_door": door.open}
    found = outcome(lambda: ENGLISH.compile(source).render(scope), TemplateError)
    assert not Door.opened
    assert isinstance(found, TemplateError) or (isinstance(found, str) and len(found) <= 20_000)
    assert scope["order"] == SCOPE["order"]


plain = st.sampled_from(["Hello ", "}}", "{", "}", "\n", "नमस्ते", "%", "#", "-", " ", "{ {", "\r\n", "| upper", "'"])
names = st.sampled_from(
    [
        *["name", "credits", "nothing", "sure", "ratio", "order", "order.amount", "order.status", "order.upper"],
        *["order.items", "people", "nobody", "order.nobody", "name.upper", "nobody.x", "not", "true", "none"],
        *["range", "loop", "self", "a b"],
    ]
)
filters = st.lists(
    st.sampled_from(["upper", "title", "money", "list_and", "len", "text", "nosuch", "default"]), max_size=3
)
gaps = st.sampled_from(["", " ", "  ", "\n"])
fields = st.builds(
    lambda opening, left, name, used, right, closing: opening + left + " | ".join([name, *used]) + right + closing,
    st.sampled_from(["{{", "{{", "{{", "{{-", "{{{"]),
    gaps,
    names,
    filters,
    gaps,
    st.sampled_from(["}}", "}}", "}}", "-}}", "}}}"]),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(plain | fields, max_size=6).map("".join))
def test_placeholders_say_the_same_with_and_without_jinja(source: str) -> None:
    """The short way is only a short way: same words, same paths, same errors."""
    # An empty comment says nothing, but takes Jinja to understand.
    assert result(ENGLISH.compile(f"..{source}")) == result(ENGLISH.compile(f".{{##}}.{source}"))


def result(text: Text) -> object:
    """What it says and reads, or the error."""
    try:
        return text.render(DATA), set(text.paths)
    except TemplateError as error:
        return re.sub(r"at \d+", "", error.message), error.line


pieces = st.sampled_from(
    [
        *["{{", "}}", "{%", "%}", "{#", "#}", " name ", "if", "for", "x in", "people", "endfor", "endif", "set", "|"],
        *["upper", "==", "**", "range", "loop", "macro", "is", "defined", "default('x')", "not", "self", "with"],
        *["call", "block", "raw", "endraw", "नमस्ते", *".()[]'\"~+*%1\n\\-é"],
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(pieces, max_size=25).map(" ".join) | st.text("{}%#| namexif'()", max_size=60))
def test_any_text_is_said_or_refused(source: str) -> None:
    """Never another exception."""
    assert result(ENGLISH.compile(source)) is not None
