"""Holds flows against the schemas of editors: where the parser is content and a schema is not, one is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.charts.codes import CODES
from engine.charts.problems import Place, Problem, Severity
from engine.charts.source import Source

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_ENDING = ".schema.json"
_OWN = frozenset({"flow", "contact", "templates", "products", "glossary"})
_CODE = CODES["E119"]
_LONGEST = 120


def read_schemas(folder: Path) -> Mapping[str, bytes]:
    """The schemas in a folder of flows, by the names of their files."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob(f"*{_ENDING}")) if path.is_file()}


def disagreements(
    sources: Mapping[str, Source], problems: Sequence[Problem], schemas: Mapping[str, bytes]
) -> list[Problem]:
    """What the schemas refuse in files of which the parser has said nothing bad; one line for each place."""
    bad = {problem.place.file for problem in problems if problem.severity is Severity.ERROR}
    found: list[Problem] = []
    for name, content in schemas.items():
        files = [source for file, source in sources.items() if file not in bad and _schema_of(file) == name]
        found += _refused(name, content, files)
    return found


def _schema_of(file: str) -> str | None:
    stem = Path(file).stem
    if stem == "languages":
        return None
    return f"{stem if stem in _OWN else 'words'}{_ENDING}"


def _refused(name: str, content: bytes, files: Sequence[Source]) -> list[Problem]:
    from jsonschema import Draft202012Validator, SchemaError  # imported here as only this needs it
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    try:
        schema = json.loads(content)
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema, registry=Registry())  # an empty one, which fetches nothing
        return [problem for source in files for problem in _differences(validator, name, source)]
    except (ValueError, RecursionError, SchemaError, Unresolvable, re.error):
        return [_problem(Place(name, 1, 1), "this is no JSON schema")]


def _differences(validator: Draft202012Validator, name: str, source: Source) -> Iterator[Problem]:
    from jsonschema.exceptions import best_match

    places: dict[Place, str] = {}
    for error in validator.iter_errors(source.data):
        inner = best_match([error]) or error
        places.setdefault(source.marks.at(tuple(inner.absolute_path)), inner.message)
    for place, message in places.items():
        yield _problem(place, f"'{name}' refuses this: {' '.join(message.split())[:_LONGEST]}")


def _problem(place: Place, message: str) -> Problem:
    return Problem(place, _CODE.severity, _CODE.code, message, _CODE.remedy)
