"""Broken flows, one for each code: `fixtures/E301.txt` holds its files and what is reported of them.

A line `=== demo/flow.yaml` begins a file, `=== expected` the report, `=== also W304` names other codes that follow
from the mistake. What no fixture needs to show (languages, the shared words) is added from `SHARED_FILES`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.actions.catalogue import Catalogue, Outcome, action
from engine.actions.functions import FUNCTIONS
from engine.charts.library import Library, read_library
from engine.charts.problems import Problem
from engine.charts.report import Format, render
from engine.charts.rules import CODES, check_library
from engine.domain.readers.catalogue import PROBLEMS
from server.cli.schemas import disagreements

FOLDER = Path(__file__).parent / "fixtures"

_SENTENCES = "".join(
    f"  {problem}: Please try again.\n" for problem in {each: None for found in PROBLEMS.values() for each in found}
)
SHARED_FILES: Mapping[str, str] = {
    "common/languages.yaml": "released: [en]\nfallback: en\n",
    "common/en.yaml": (
        "language: en\n"
        "texts:\n"
        "  not_understood: Sorry, I did not understand that.\n"
        "  busy: One moment please.\n"
        "  apology: Sorry, something went wrong.\n"
        "  old_tap: That button is an old one.\n"
        "  card_warning: Never send card numbers.\n"
        "  limit: Let us begin again.\n  unavailable: Not now.\n  list_button: Choose\n"
        "  too_many: One at a time please.\n"
        f"problems:\n{_SENTENCES}"
        "vocabulary: {affirm: ['yes'], deny: ['no']}\n"
    ),
}

_PART = re.compile(r"^=== (\S+)(?: \(?([^)\n]*)\)?)?\n", re.MULTILINE)
_TIMES = re.compile(r"(word )?repeated (\d+) times")


@dataclass(frozen=True, slots=True)
class Fixture:
    """One broken library."""

    code: str
    files: Mapping[str, bytes]
    also: frozenset[str]
    shown: str
    expected: str

    def library(self) -> tuple[Library, list[Problem]]:
        """The library with all its problems."""
        files = {**{name: text.encode() for name, text in SHARED_FILES.items()}, **self.files}
        schemas = {name: content for name, content in files.items() if name.endswith(".json")}
        library, problems = read_library({name: files[name] for name in files.keys() - schemas.keys()})
        problems += disagreements(library.sources, problems, schemas)
        return library, [*problems, *check_library(library, catalogue())]

    def report(self) -> str:
        """What people see."""
        library, problems = self.library()
        return render(problems, Format.TEXT, library.sources, {code.code: code.title for code in CODES.values()})


def read_fixture(path: Path) -> Fixture:
    """A fixture from its file."""
    text = path.read_text(encoding="utf-8")
    files: dict[str, bytes] = {}
    also: frozenset[str] = frozenset()
    shown, expected = text, ""
    parts = list(_PART.finditer(text))
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        content = text[part.end() : following.start() if following else len(text)]
        if part[1] == "expected":
            shown, expected = text[: part.start()], content
        elif part[1] == "also":
            also = frozenset(part[2].split())
        else:
            files[part[1]] = _bytes(content, part[2] or "")
    return Fixture(path.stem, files, also, shown, expected)


def write_expected(path: Path) -> None:
    """Write what is reported into the fixture; to be read before it is believed."""
    fixture = read_fixture(path)
    path.write_text(f"{fixture.shown}=== expected\n{fixture.report()}\n", encoding="utf-8")


def fixtures() -> list[Path]:
    """All of them."""
    return sorted(FOLDER.glob("*.txt"))


def catalogue() -> Catalogue:
    """What the broken flows may call: one local action and two jobs."""

    @action("orders.total")
    def total(amount: int, discount: int = 0) -> int:
        return amount - discount

    @action("payments.create_link", outcomes=("created",))
    def create_link(amount: int) -> Outcome:
        return Outcome("created", {"amount": amount})

    @action("places.find", outcomes=("one", "several", "none"))
    def find(text: str, language: str = "") -> Outcome:
        return Outcome("none", f"{text} {language}")

    @action("places.near", outcomes=("one", "none"))
    def near(latitude: float, longitude: float) -> Outcome:
        return Outcome("none", f"{latitude}, {longitude}")

    return Catalogue.of([total, create_link, find, near], FUNCTIONS)


def _bytes(content: str, how: str) -> bytes:
    """Files that cannot stand in a readable file as they are: too long, in another encoding, with odd characters."""
    times = _TIMES.fullmatch(how)
    if how == "latin-1":
        return content.encode("latin-1")
    if how == "with escapes":
        return codecs.decode(content, "unicode_escape").encode()
    if times and times[1]:
        return content.replace("(word)", " word" * int(times[2])).encode()
    return (content * int(times[2])).encode() if times else content.encode()
