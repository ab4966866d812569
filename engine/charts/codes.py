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


READING = registry(
    [
        Code(
            "E001",
            "Not UTF-8",
            "The file cannot be read as text; most often an old editor saved it in another encoding.",
            "Save the file as UTF-8.",
        ),
        Code(
            "E002",
            "File too large",
            "A file holds at most 2,000,000 bytes.",
            "Split the flow into several that call each other.",
        ),
        Code(
            "E003",
            "Invisible character",
            "Control characters cannot be seen and never belong into a flow.",
            "Delete the character at the place named.",
        ),
        Code(
            "E004",
            "Not YAML",
            "Brackets, quotes or indentation do not fit together.",
            "Check quotes, brackets and indentation at the place named and in the line above.",
        ),
        Code(
            "E005",
            "Empty file",
            "There is nothing in the file but comments.",
            "Write something, or delete the file.",
        ),
        Code(
            "E006",
            "Two documents",
            "One file holds one document; `---` begins a second one.",
            "Split the file, or remove the `---`.",
        ),
        Code(
            "E007",
            "Key used twice",
            "One mapping has the same key twice; one of the two would silently be lost.",
            "Rename or remove one of the two.",
        ),
        Code(
            "E008",
            "Tag",
            "Tags such as `!!python/object` would let a file decide what is executed.",
            "Leave the tag out, or quote the text.",
        ),
        Code(
            "E009",
            "Key that is no text",
            "Keys are names; a number, a list or a mapping is none.",
            "Quote the key.",
        ),
        Code(
            "E010",
            "Merge key",
            "Merge keys (`<<`) are not part of YAML 1.2, and hide what a state really holds.",
            "Write the keys out.",
        ),
        Code(
            "E011",
            "Unknown anchor",
            "An alias (`*name`) needs its anchor (`&name`) above it, and not around it.",
            "Write out what is meant.",
        ),
        Code(
            "E012",
            "Too many repetitions",
            "Aliases of aliases can make a small file enormous.",
            "Write out what is meant.",
        ),
        Code(
            "E013",
            "Too deep",
            "No flow needs more than 64 levels, one inside the other.",
            "Make several states or flows of it.",
        ),
        Code(
            "E014",
            "Number too large",
            "The number cannot be kept exactly.",
            "Quote it if it is a text such as a phone number.",
        ),
    ]
)

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
            "words such as `contact` or `event` are taken. Those of states, variables, options and of what is sent "
            "have at most 60 characters.",
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
            "A state is one thing: a question, a choice, a call, a payment, a job, a wait, a final state or a history.",
            "Remove one of the keys, or make two states of it.",
        ),
        Code(
            "E107",
            "Not a duration",
            "A duration is a number with `s`, `m`, `h` or `d`, or a number of seconds, and at most 366 days.",
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
        Code(
            "E119",
            "The schema refuses",
            "Editors check flows by the schemas `*.schema.json` beside them, and this program by its parser. "
            "Both must say the same; here this program and its schema disagree.",
            "Take the schemas of this version of the program; if they are, please report it.",
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

CODES = registry([*READING.values(), *STRUCTURE.values(), *EXPRESSIONS.values()])
