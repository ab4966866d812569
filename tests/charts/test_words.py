"""Files of words are read with their places; templates are made when first needed."""

from __future__ import annotations

from textwrap import dedent

import pytest

from engine.actions.functions import FUNCTIONS
from engine.charts.keywords import keyword_index, normalised, spelt_out
from engine.charts.source import read_source
from engine.charts.texts import PluralText
from engine.charts.words import Words, parse_words
from engine.errors import TemplateError

WORDS = """
language: en
texts:
  hello: Welcome, {{ name }}!
  ask_name:
    say: What is your name?
    help: Send it.
    retry: [Please., "Again, {{ name }}."]
    problems: {too_short: Short.}
    remind: Still there?
    options:
      yes: "Yes"
      other: {label: Another, description: More, words: [another, else]}
    template: birth_reminder
  credits: {count: =credits, one: One left, other: "{{ credits }} left"}
  nested: {say: {count: =n, one: one, other: many}}
keywords: {menu: [menu, main menu], help: "?"}
"""


def words_of(text: str, *, shared: bool = False) -> Words:
    words, problems = parse_words(read_source(dedent(text), "demo/en.yaml"), FUNCTIONS, shared=shared)
    assert not problems, [str(problem) for problem in problems]
    assert words is not None
    return words


def findings(text: str, *, shared: bool = False) -> list[str]:
    _, problems = parse_words(read_source(dedent(text).strip(), "demo/en.yaml"), FUNCTIONS, shared=shared)
    assert all(problem.hint for problem in problems)
    return [f"{p.place.line}:{p.place.column} {p.code} {p.message}" for p in problems]


def test_a_text_is_what_is_said() -> None:
    """A plain text is short for `{say: ...}`."""
    entry = words_of(WORDS).texts["hello"]
    assert entry.say is not None
    assert entry.say.text.render({"name": "Asha"}) == "Welcome, Asha!"
    assert str(entry.place) == "demo/en.yaml:4:3"
    assert str(entry.say.place) == "demo/en.yaml:4:10"


def test_a_question_has_all_its_words() -> None:
    """Each part with its place."""
    entry = words_of(WORDS).texts["ask_name"]
    assert [wording.written for wording in entry.retry] == ["Please.", "Again, {{ name }}."]
    assert [wording.written for wording in entry.remind] == ["Still there?"]
    assert entry.problems["too_short"].written == "Short."
    assert entry.help is not None
    assert entry.template is not None
    assert entry.template.name == "birth_reminder"
    assert str(entry.retry[1].place) == "demo/en.yaml:8:22"


def test_an_option_is_a_label_or_more() -> None:
    """The words besides the label choose it too."""
    options = words_of(WORDS).texts["ask_name"].options
    assert options["yes"].label.written == "Yes"
    other = options["other"]
    assert other.description is not None
    assert (other.label.written, other.description.written, other.words) == ("Another", "More", ("another", "else"))


def test_a_plural_follows_the_rules_of_the_language() -> None:
    """As a whole text or as a part of one."""
    texts = words_of(WORDS).texts
    credits, nested = texts["credits"].say, texts["nested"].say
    assert credits is not None
    assert nested is not None
    assert isinstance(credits.text, PluralText)
    assert [credits.text.render({"credits": count}) for count in (1, 5)] == ["One left", "5 left"]
    assert nested.text.render({"n": 1}) == "one"


def test_a_template_is_made_when_first_asked_for() -> None:
    """Thousands of them would make loading slow; the rules check them."""
    say = words_of("language: en\ntexts: {a: '{{ b'}").texts["a"].say
    assert say is not None
    with pytest.raises(TemplateError):
        say.text.check()
    assert say.text is say.text


def test_keywords_are_words_for_commands() -> None:
    """One word or several."""
    words = words_of(WORDS)
    assert words.keywords == {"menu": ("menu", "main menu"), "help": ("?",)}
    assert str(words.keyword_places["help"]) == "demo/en.yaml:17:37"


def test_shared_words_hold_problems_and_vocabulary() -> None:
    """What the readers and every question need."""
    words = words_of(
        "language: hi\nproblems: {future: No.}\nvocabulary: {yes: [haan], months: {1: x}}".replace("1:", "'1':"),
        shared=True,
    )
    assert words.problems["future"].written == "No."
    assert words.vocabulary == {"yes": ["haan"], "months": {"1": "x"}}


def test_all_problems_come_at_once() -> None:
    """Each at its place, with a hint."""
    assert findings("""
        language: en
        texts:
          a: 5
          b: {sya: x}
          c: {retry: []}
          d: {options: {x: {description: y}}}
          e: {count: credits, other: x}
          f: {count: =credits +, other: x}
          g: {count: =credits, three: x}
          h: "  "
        keywords: {menu: [menu, menu]}
        problems: {a: b}
        extra: 1
    """) == [
        "3:6 E102 'a' must be a text, not the number 5",
        "4:7 E101 unknown key 'sya' in 'b'",
        "5:14 E114 'retry' is empty",
        "6:17 E103 'x' lacks the key 'label'",
        "7:14 E102 'count' must be an expression that begins with '=', not the text 'credits'",
        "8:24 E201 the expression ends too early",
        "9:3 E103 'g' lacks the key 'other'",
        "9:24 E101 unknown key 'three' in 'g'",
        "10:6 E114 the text is empty",
        "11:25 E118 'menu' is there twice",
        "12:1 E115 'problems' belongs into the folder 'common'",
        "13:1 E101 unknown key 'extra' in the file",
    ]  # fmt: skip


def test_keywords_do_not_belong_into_the_shared_words() -> None:
    """They are heard only while their flow is open."""
    assert findings("language: en\nkeywords: {a: b}", shared=True) == [
        "2:1 E115 'keywords' belongs into the folder of a flow"
    ]


@pytest.mark.parametrize("text", ["[]", "texts: {}", "language: klingon"])
def test_without_a_language_there_are_no_words(text: str) -> None:
    """Nothing could be said in it."""
    words, problems = parse_words(read_source(text, "demo/en.yaml"), FUNCTIONS)
    assert words is None
    assert problems


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("  Main   MENU!! ", "main menu"),
        ("मेनू।", "मेनू"),
        ("menu 😊", "menu"),
        ("?", "?"),
        (" ! ? ", "!?"),
        ("👍", "👍"),
        ("ｍｅｎｕ", "menu"),
        ("क्\u200dष", "क्ष"),
        ("", ""),
    ],
)
def test_case_punctuation_and_spacing_do_not_count(written: str, meant: str) -> None:
    """People type as they like."""
    assert normalised(written) == meant
    assert normalised(meant) == meant


def test_a_keyword_is_spelt_out() -> None:
    """Of words with a bar each is one, with a bar at the beginning none is as well; too many are refused."""
    assert [*spelt_out("not|never paid |yet")] == ["not paid", "not paid yet", "never paid", "never paid yet"]
    assert [*spelt_out("refund ...")] == ["refund ..."]
    assert [*spelt_out("|a")] == ["", "a"]
    with pytest.raises(ValueError, match="more than 1000"):
        list(spelt_out("a|b " * 10))


def test_a_word_can_be_a_keyword_of_several_flows() -> None:
    """Which one is meant depends on the flows that are open."""
    index = keyword_index([("a", {"menu": ["Menu", "menu!"]}), ("b", {"home": ["MENU"]})])
    assert index == {"menu": (("a", "menu"), ("b", "home"))}
