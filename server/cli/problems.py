"""What is wrong with flows, as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.charts.problems import Problem, Severity


def problem_lines(problems: Sequence[Problem]) -> Iterator[str]:
    """Every problem with its place and what to do, then how many there are."""
    for problem in problems:
        yield str(problem)
        if problem.hint:
            yield f"    {problem.hint}"
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    yield f"{errors} {'error' if errors == 1 else 'errors'}, {warnings} {'warning' if warnings == 1 else 'warnings'}"
