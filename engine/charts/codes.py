"""What a finding means: one entry per code, for `check`, for `docs/rules.md` and for the rules to share.

A number never changes its meaning and is never used again. E0 reading YAML, E1 structure, E2 expressions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.charts.problems import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """What a problem with this code is, why it matters, and what to do about it."""

    code: str
    title: str
    explanation: str
    remedy: str
    severity: Severity = Severity.ERROR


def registry(codes: Iterable[Code]) -> Mapping[str, Code]:
    """The codes by their number; two with the same number are a mistake of ours."""
    found: dict[str, Code] = {}
    for code in codes:
        if code.code in found:
            raise ValueError(f"{code.code} is taken by {found[code.code].title!r}")
        found[code.code] = code
    return MappingProxyType(found)


STRUCTURE = registry(
    [
        Code(
            "E101",
            "Unknown key",
            "A key that this form does not have. Most often it is misspelt or indented wrongly.",
            "Use one of the keys of the form, or move the key to where it belongs.",
        ),
        Code(
            "E102",
            "Wrong kind of value",
            "A text where a list is expected, a number where a name is expected, and the like.",
            "Write the kind of value the message asks for; quote a text that looks like a number.",
        ),
        Code(
            "E103",
            "Missing key",
            "A form lacks a key it cannot do without.",
            "Add the key.",
        ),
        Code(
            "E104",
            "Not a name",
            "Names of states, variables, options, texts and actions are made of letters, digits and `_`; "
            "words such as `contact` or `event` are taken.",
            "Choose another name.",
        ),
        Code(
            "E105",
            "Two states with one name",
            "A name stands for one state of the whole flow, since arcs point at states by name.",
            "Rename one of the two.",
        ),
        Code(
            "E106",
            "Keys that do not go together",
            "A state is one thing: a question, a choice, a call, a job, a wait, a final state or a history.",
            "Remove one of the keys, or make two states of it.",
        ),
        Code(
            "E107",
            "Not a duration",
            "A duration is a number with `s`, `m`, `h` or `d`, or a number of seconds.",
            "Write for example `30s`, `10m`, `26h` or `3d`.",
        ),
        Code(
            "E108",
            "Not one of the allowed words",
            "Some keys take one word of a short list.",
            "Use one of the words in the message.",
        ),
        Code(
            "E109",
            "Computed target",
            "Where a conversation goes next is written down, never computed: else nobody could check it.",
            "List the targets, each with its `if`.",
        ),
        Code(
            "E110",
            "Not an event",
            "Events are words joined by dots (`payment.paid`); `payment.*` and `*` match many.",
            "Write the events, several separated by spaces.",
        ),
        Code(
            "E111",
            "File in the wrong place",
            "A flow has the name of its folder and a words file the name of its language.",
            "Rename the folder or the file, or correct the name inside.",
        ),
        Code(
            "E112",
            "Number out of range",
            "Some numbers have a smallest or a largest value.",
            "Choose a number within the bounds of the message.",
        ),
        Code(
            "E113",
            "Not an action",
            "An action is a mapping with one verb, or the word `repeat`.",
            "Use one of the verbs in the message, one to each item of the list.",
        ),
        Code(
            "E114",
            "Empty",
            "A list or mapping that must hold at least one thing is empty.",
            "Fill it, or remove its key.",
        ),
        Code(
            "E115",
            "Words in the wrong file",
            "Keywords belong to a flow; sentences for problems and vocabulary are shared in `common`.",
            "Move the key to the other file.",
        ),
        Code(
            "E116",
            "Missing file",
            "A folder of a flow needs `flow.yaml`; `common/languages.yaml` declares the languages in use.",
            "Add the file.",
        ),
        Code(
            "E117",
            "Undeclared language",
            "Only languages declared in `common/languages.yaml` are used.",
            "Declare the language as released or as draft, or remove the file.",
        ),
        Code(
            "E118",
            "Twice in one list",
            "Each item of the list must be there once only.",
            "Remove one of the two.",
        ),
    ]
)

EXPRESSIONS = registry(
    [
        Code(
            "E201",
            "Expression that cannot be read",
            "Guards and computed values are a small part of Python's expressions, without calls on values, "
            "powers, lambdas and the like; functions are those of the catalogue.",
            "Correct the expression at the caret.",
        ),
        Code(
            "E202",
            "Superfluous `=`",
            "A guard is an expression as it stands; `=` marks one only where a plain value could stand.",
            "Leave out the `=`.",
        ),
    ]
)

CODES = registry([*STRUCTURE.values(), *EXPRESSIONS.values()])
