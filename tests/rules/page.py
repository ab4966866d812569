"""`docs/rules.md`: the page of rules, with the broken flows as examples. `python -m tests.rules.page` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.charts.rules import rules_page
from tests.rules.library_fixtures import Fixture, fixtures, read_fixture

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"

_LONGEST_EXAMPLE = 1_500


def page_with_examples() -> str:
    """The whole page. The usual languages and shared words, which no example shows, are those of the fixtures."""
    return rules_page({path.stem: _example(read_fixture(path)) for path in fixtures()})


def _example(fixture: Fixture) -> str:
    return "\n".join([*_files(fixture), f"```text\n{_own_report(fixture)}\n```\n"])


def _files(fixture: Fixture) -> Iterator[str]:
    """The files, one block each; what cannot be read is told of."""
    for name, content in fixture.files.items():
        text = content.decode("utf-8", errors="replace")
        if len(text) > _LONGEST_EXAMPLE:
            text = f"{text[:200].rstrip()} ... ({len(text):,} characters)\n"
        text = "".join(char if char.isprintable() or char == "\n" else f"\\x{ord(char):02x}" for char in text)
        yield f"```text\n# {name}\n{text.rstrip()}\n```\n"


def _own_report(fixture: Fixture) -> str:
    """The report without what only follows from the mistake."""
    blocks = fixture.expected.rstrip("\n").split("\n\n")
    return "\n\n".join(block for block in blocks if f" {fixture.code} " in block.split("\n", 1)[0])


if __name__ == "__main__":
    PAGE.write_text(page_with_examples(), encoding="utf-8")
