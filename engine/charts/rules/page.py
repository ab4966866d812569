"""The page of all rules, for people who write flows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.charts.codes import Code
from engine.charts.problems import Severity

_GROUPS = (
    ("0", "Reading the file"),
    ("1", "The form of a flow"),
    ("2", "Expressions"),
    ("3", "States, arcs and events"),
    ("4", "Variables and values"),
    ("5", "Actions, jobs, other flows and questions"),
    ("6", "Words and languages"),
    ("7", "Time and the limits of WhatsApp"),
    ("8", "Products and payments"),
)
_TOP = """# What `boloastro check` finds

{count} kinds of findings, each with a code that never changes its meaning. An error (E) keeps the flows from being
loaded; a warning (W) does not, unless `boloastro check --strict` is used.
"""


def page(codes: Mapping[str, Code], examples: Mapping[str, str]) -> str:
    """Every code with its title, why it matters and what to do; `examples` are Markdown, by code."""
    parts = [_TOP.format(count=len(codes))]
    for digit, title in _GROUPS:
        group = sorted((code for code in codes.values() if code.code[1] == digit), key=lambda code: code.code)
        parts.append(f"## {title}\n")
        parts += [f"- [{code.code}](#{code.code.lower()}) {code.title}" for code in group]
        parts.append("")
        for code in group:
            parts += _rule(code, examples.get(code.code, ""))
    return "\n".join(parts)


def _rule(code: Code, example: str) -> Iterator[str]:
    severity = "error" if code.severity is Severity.ERROR else "warning"
    yield f"### {code.code}\n"
    yield f"**{code.title}** ({severity}). {code.explanation}\n"
    yield f"*{code.remedy}*\n"
    if example:
        yield example
