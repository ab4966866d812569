"""Deletes flow files that no session needs any more.

What must stay: the latest definition of each flow, which a session may enter at any moment; and for each shape that a
frame of an open session stands in, the definition that would be found for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa

from engine.domain.sessions import Status
from integrations.sql.columns import decode
from integrations.sql.sessions import NO_FRAMES
from integrations.sql.statements import Compiler, Row, Transaction, at_most, holds, param
from integrations.sql.tables import definitions, sessions

Shape: TypeAlias = "tuple[str, int, str]"
"""Flow, version and structure: what a frame names."""

_AT_ONCE = 1000
_NOTHING_BELOW = NO_FRAMES[NO_FRAMES.index('"below"') :]
"""How a stack ends on which nothing lies below the innermost frame."""


class OldDefinitionStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        d, s = definitions.c, sessions.c
        known = sa.select(d.content, d.flow, d.version, d.structure_hash, d.stored_at)
        self.known = compiled(known.order_by(d.stored_at.desc(), d.content))
        self.remove = compiled(sa.delete(definitions).where(d.content == param("content", d.content)))
        standing = sa.select(s.subject, s.flow, s.version, s.structure_hash, s.stack)
        self.standing = compiled(
            at_most(
                standing.where(holds(s.status, Status.OPEN), s.subject > param("after", s.subject)).order_by(s.subject)
            )
        )


def forget_definitions(run: Transaction, sql: OldDefinitionStatements, before: int, limit: int) -> int:
    """Delete at most so many definitions stored before a moment that no open session needs; how many it were.

    Reads all open sessions, if there is any old definition that could be needed.
    """
    found, hidden = _old(run.all(sql.known, {}), before)
    needed = set(_shapes(run, sql)) if found else set()
    gone = (hidden + [content for content, shape in found if shape not in needed])[:limit]
    return sum(run.change(sql.remove, {"content": content}) for content in gone)


def _old(rows: Sequence[Row], before: int) -> tuple[list[tuple[str, Shape]], list[str]]:
    """Old definitions a frame may find by its shape, and those behind a later one of the same shape."""
    found: list[tuple[str, Shape]] = []
    hidden: list[str] = []
    flows, shapes = set[str](), set[Shape]()
    for content, flow, version, structure, stored_at in rows:  # the latest first
        shape = (flow, version, structure)
        if flow in flows and stored_at < before:
            if shape in shapes:
                hidden.append(content)
            else:
                found.append((content, shape))
        flows.add(flow)
        shapes.add(shape)
    return found, hidden


def _shapes(run: Transaction, sql: OldDefinitionStatements) -> Iterator[Shape]:
    """What the frames of all open sessions stand in."""
    after = ""
    while rows := run.all(sql.standing, {"after": after, "limit": _AT_ONCE}):
        for subject, flow, version, structure, stack in rows:
            after = subject
            yield flow, version, structure
            if not stack.endswith(_NOTHING_BELOW):
                stacked: Any = decode(stack)
                yield from ((frame["flow"], frame["version"], frame["structure"]) for frame in stacked["below"])
