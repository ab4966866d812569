"""Reads the examples of the documentation: the fenced blocks of each section, which belong together.

After the language of a block stands what it is:

    ```yaml flow            a whole flow.yaml; its folder is the name after `flow:`
    ```yaml flow refused    one with errors; a block `text problems` tells them
    ```yaml words           the words of the flow above, in the language it names
    ```yaml common          shared words, added to those of the house
    ```yaml contact         variables of the contact, added to those of the house
    ```yaml templates       approved templates, added to those of the house
    ```yaml products        all products, instead of those of the house
    ```yaml glossary        terms, added to those of the house
    ```yaml journey         what a tester writes for the flow
    ```python actions       functions for the catalogue
    ```python run           a program that ends without an error
    ```text transcript      the conversation; what a person does in it is done, and what comes of it must be the same
    ```text played          what `boloastro play` prints for the flow when the lines after `>` are piped to it
    ```text problems        what `boloastro check` finds in the flow above

Blocks of other languages (console, mermaid) are not examples of the language of flows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.architecture.code import ROOT

KINDS = frozenset(
    {"yaml flow", "yaml flow refused", "yaml words", "yaml common", "yaml contact", "yaml journey", "yaml templates"}
    | {
        "yaml products",
        "yaml glossary",
        "python actions",
        "python run",
        "text transcript",
        "text played",
        "text problems",
        "text",
        "console",
        "mermaid",
        "python",
        "sh",
        "json",
    }
)
_FENCE = re.compile(r"^( *)```([^\n`]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block. `start` and `end` are where its text stands in the page."""

    kind: str
    text: str
    line: int
    start: int
    end: int


@dataclass
class Section:
    """What stands between two headings."""

    page: str
    title: str
    blocks: list[Block] = field(default_factory=list)

    def texts(self, kind: str) -> list[Block]:
        """The blocks of a kind."""
        return [block for block in self.blocks if block.kind == kind]

    @property
    def has_flows(self) -> bool:
        """Whether there is anything to load."""
        return any(block.kind.startswith("yaml") for block in self.blocks)


def pages() -> list[Path]:
    """The README and all documents, but not the page of rules: each of its examples is a test of the rules."""
    documents = [path for path in sorted((ROOT / "docs").rglob("*.md")) if path.name != "rules.md"]
    return [ROOT / "README.md", *documents]


def sections(page: Path) -> list[Section]:
    """The sections of a page that have blocks."""
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(ROOT).as_posix()
    blocks = [
        Block(found[2].strip(), found[3], text.count("\n", 0, found.start()) + 1, found.start(3), found.end(3))
        for found in _FENCE.finditer(text)
    ]
    headings = [found for found in _HEADING.finditer(text) if not _inside(found.start(), blocks)]
    here = [Section(name, "(top)"), *[Section(name, found[1].strip()) for found in headings]]
    for block in blocks:
        number = sum(found.start() < block.start for found in headings)
        here[number].blocks.append(block)
    return [section for section in here if section.blocks]


def _inside(position: int, blocks: list[Block]) -> bool:
    return any(block.start <= position < block.end for block in blocks)
