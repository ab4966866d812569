"""Flow definitions in SQL."""

from __future__ import annotations

from typing import cast

import sqlalchemy as sa

from engine.domain.records import Definition
from integrations.sql.columns import decode, encode, moment, time_of
from integrations.sql.statements import Compiler, Row, Transaction, at_most, param
from integrations.sql.tables import definitions


class DefinitionStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = definitions.c
        self.add = compiled(compiled.insert(definitions).on_conflict_do_nothing(index_elements=["content"]))
        self.known = compiled(sa.select(c.content).where(c.content == param("content", c.content)))
        self.renew = compiled(
            sa.update(definitions)
            .where(c.content == param("this", c.content), c.stored_at < param("since", c.stored_at))
            .values(stored_at=param("stored_at", c.stored_at))
        )
        self.get = compiled(sa.select(definitions).where(c.content == param("content", c.content)))
        self.find = compiled(
            at_most(
                sa.select(definitions)
                .where(*(c[name] == param(name, c[name]) for name in ("flow", "version", "structure_hash")))
                .order_by(c.stored_at.desc(), c.content),
                1,
            )
        )


class SqlDefinitions:
    """A DefinitionRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: DefinitionStatements) -> None:
        self._run = run
        self._sql = sql

    def add(self, definition: Definition) -> bool:
        """Whoever loads a flow again needs it from now on: what is long unused can be told from what is in use."""
        known = self._run.one(self._sql.known, {"content": definition.content}) is not None
        if not known and self._run.change(self._sql.add, _values(definition)) == 1:
            return True  # else another process was quicker
        stored_at = moment(definition.stored_at)
        self._run.change(self._sql.renew, {"this": definition.content, "since": stored_at, "stored_at": stored_at})
        return False

    def get(self, content: str) -> Definition | None:
        row = self._run.one(self._sql.get, {"content": content})
        return None if row is None else _definition(row)

    def find(self, flow: str, version: int, structure: str) -> Definition | None:
        named: dict[str, str | int | None] = {"flow": flow, "version": version, "structure_hash": structure}
        row = self._run.one(self._sql.find, named)
        return None if row is None else _definition(row)


def _values(definition: Definition) -> dict[str, str | int | None]:
    return {
        "content": definition.content,
        "flow": definition.flow,
        "version": definition.version,
        "structure_hash": definition.structure,
        "files": encode(definition.files),
        "stored_at": moment(definition.stored_at),
    }


def _definition(row: Row) -> Definition:
    content, flow, version, structure, files, stored_at = row
    return Definition(
        content=content,
        flow=flow,
        version=version,
        structure=structure,
        files=cast("dict[str, str]", decode(files)),
        stored_at=time_of(stored_at),
    )
