"""Every example of the documentation is executed: it loads, it runs, and what comes of it is what is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.actions.functions import FUNCTIONS
from engine.charts import grammar
from engine.domain.readers.catalogue import READERS
from tests.architecture.code import ROOT
from tests.docs.examples import example, shown_blocks, template_database
from tests.docs.functions import with_functions
from tests.docs.pages import KINDS, Section, pages, sections

SECTIONS = [section for page in pages() for section in sections(page)]
WITH_FLOWS = [section for section in SECTIONS if section.has_flows]
LANGUAGE = ROOT / "docs" / "language.md"
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows."""
    return template_database(tmp_path_factory.mktemp("docs"))


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: f"{section.page}: {section.title}")
def test_every_block_says_what_it_is(section: Section) -> None:
    """A block of YAML without a kind would be an example nobody executes."""
    for block in section.blocks:
        assert block.kind in KINDS, f"{section.page}:{block.line}: '{block.kind}' is no kind of block"


@pytest.mark.parametrize("section", WITH_FLOWS, ids=lambda section: f"{section.page}: {section.title}")
def test_every_example_loads_runs_and_comes_to_what_is_written(section: Section, tmp_path: Path, empty: Path) -> None:
    """Nothing is wrong with the flows, unless the example shows some; each transcript and list of problems is exact."""
    made = example(section)
    assert made.is_refused == bool(section.texts("yaml flow refused"))
    assert made.is_refused or not made.problems(), "\n".join(map(str, made.problems()))
    shown = list(shown_blocks(section, tmp_path, empty))
    assert shown, f"{section.page}: '{section.title}' loads and shows nothing; add a transcript"
    for block, now in shown:
        assert now == block.text, f"{section.page}:{block.line}: run `python -m tests.docs.examples`"


@pytest.mark.parametrize(
    "section", [s for s in SECTIONS if s.texts("python run")], ids=lambda section: f"{section.page}: {section.title}"
)
def test_every_program_runs(section: Section) -> None:
    """What it promises, it asserts itself."""
    for block in section.texts("python run"):
        exec(compile(block.text, f"{section.page}:{block.line}", "exec"), {})


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    """Links to files of this repository."""
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_the_reference_names_every_word_of_the_language() -> None:
    """Every key, verb, reader and function stands in `docs/language.md`, in the form of code."""
    text = LANGUAGE.read_text(encoding="utf-8")
    words = {key for form in (*grammar.FORMS.values(), *grammar.WORDS_FORMS.values()) for key in form}
    words |= {
        *grammar.VERBS,
        *grammar.TYPES,
        *grammar.PLURALS,
        *grammar.POLICIES,
        *grammar.OLD_TAPS,
        *grammar.HISTORIES,
    }
    words |= {*READERS}
    missing = [word for word in sorted(words) if not re.search(rf"`[^`\n]*\b{re.escape(word)}\b[^`\n]*`", text)]
    missing += [f"{name}()" for name in FUNCTIONS if f"`{name}(" not in text]
    assert not missing


def test_the_table_of_functions_is_complete() -> None:
    """It is made of their docstrings."""
    text = LANGUAGE.read_text(encoding="utf-8")
    assert with_functions(text) == text, "run `python -m tests.docs.examples`"


def test_an_example_that_is_wrong_is_found(tmp_path: Path, empty: Path) -> None:
    """The tests above see what they are there to see."""
    page = ROOT / "docs" / "language.md"
    section = next(section for section in sections(page) if section.texts("text transcript"))
    block, now = next(iter(shown_blocks(section, tmp_path, empty)))
    assert "< " in now
    assert now != block.text.replace("< ", "< other.")
