"""Reports: for people, for programs, for GitHub."""

from __future__ import annotations

import json

from engine.charts.problems import Place, Problem, Severity
from engine.charts.report import Format, counted, render, width
from engine.charts.source import read_source

TITLES = {"E301": "Unknown target", "W602": "Words nobody says"}


def _problem(line: int, column: int, *, code: str = "E301", hint: str = "Did you mean 'end'?") -> Problem:
    severity = Severity.ERROR if code.startswith("E") else Severity.WARNING
    return Problem(Place("demo/flow.yaml", line, column), severity, code, "there is no state 'ned'", hint)


def _text(problem: Problem, content: str) -> str:
    sources = {"demo/flow.yaml": read_source(content, "demo/flow.yaml")}
    return render([problem], Format.TEXT, sources, TITLES, folder="flows/")


def test_text_shows_the_line_with_a_caret_and_the_hint() -> None:
    """And how many there are, at the end."""
    assert _text(_problem(2, 7), "flow: demo\nnext: ned\n").splitlines() == [
        "flows/demo/flow.yaml:2:7: error E301 there is no state 'ned'",
        "  | next: ned",
        "  |       ^",
        "  Did you mean 'end'?",
        "",
        "1 error",
    ]


def test_the_caret_stands_under_its_letter_in_devanagari() -> None:
    """Signs above and below a letter take no room."""
    line = "a: नमस्ते x"
    pointed = _text(_problem(1, line.index("x") + 1), f"{line}\n").splitlines()[2]
    assert pointed == "  | " + " " * width("a: नमस्ते ") + "^"
    assert width("नमस्ते") == 4


def test_wide_letters_take_two_columns() -> None:
    """As terminals show them."""
    assert width("日本 x") == 6


def test_a_long_line_is_cut_around_the_column() -> None:
    """The caret is still under the place."""
    line = "a: " + "x" * 300 + "!" + "y" * 300
    shown = _text(_problem(1, line.index("!") + 1), f"{line}\n").splitlines()
    assert len(shown[1]) < 120
    assert shown[1][shown[2].index("^")] == "!"


def test_a_place_beyond_the_line_points_behind_it() -> None:
    """A file may have changed meanwhile; nothing breaks."""
    assert _text(_problem(1, 99), "a: b\n").splitlines()[2] == "  |     ^"


def test_a_file_that_could_not_be_read_has_no_line_to_show() -> None:
    """The message is enough then."""
    assert render([_problem(1, 1)], Format.TEXT, {}, TITLES).splitlines()[1] == "  Did you mean 'end'?"


def test_problems_are_sorted_by_their_place() -> None:
    """Whatever order they were found in."""
    found = json.loads(render([_problem(9, 1), _problem(2, 5), _problem(2, 1)], Format.JSON, {}, TITLES))
    assert [(each["line"], each["column"]) for each in found] == [(2, 1), (2, 5), (9, 1)]


def test_json_is_a_list_of_plain_problems() -> None:
    """For editors and other programs."""
    assert json.loads(render([_problem(2, 7)], Format.JSON, {}, TITLES, folder="flows/")) == [
        {
            "file": "flows/demo/flow.yaml",
            "line": 2,
            "column": 7,
            "severity": "error",
            "code": "E301",
            "message": "there is no state 'ned'",
            "hint": "Did you mean 'end'?",
        }
    ]
    assert json.loads(render([], Format.JSON, {}, TITLES)) == []


def test_github_gets_one_annotation_for_each_problem() -> None:
    """With percent signs, line breaks, colons and commas escaped as GitHub wants it."""
    problem = Problem(Place("demo/en.yaml", 3, 4), Severity.WARNING, "W602", "100% said,\nor not", "")
    assert render([problem], Format.GITHUB, {}, {"W602": "Words: none, ever"}).splitlines() == [
        "::warning file=demo/en.yaml,line=3,col=4,title=W602 Words%3A none%2C ever::100%25 said,%0Aor not",
        "1 warning",
    ]


def test_counting_uses_plain_words() -> None:
    """One error is not `1 errors`."""
    assert counted([]) == "no problems"
    assert (
        counted([_problem(1, 1), _problem(2, 1, code="W602"), _problem(3, 1, code="W602")]) == "1 error and 2 warnings"
    )


def test_colours_are_painted_by_severity() -> None:
    """The word and the caret, nothing else."""
    sources = {"demo/flow.yaml": read_source("next: ned\n", "demo/flow.yaml")}
    shown = render([_problem(1, 7)], Format.TEXT, sources, TITLES, paint=lambda text, severity: f"<{severity}|{text}>")
    assert "<error|error> E301" in shown
    assert "<error|^>" in shown
