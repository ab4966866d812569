"""Twilio's published description, where it lies beside the repository: requests and answers are held against it.

For any test whose traffic goes to the sandbox: `contract.watch(sandbox)` before, `contract.assert_kept()` after.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jsonschema import Draft202012Validator

from integrations.sandbox import Exchange, Sandbox

ROOT = Path(__file__).resolve().parents[2]
FILES = ("twilio_api_v2010.json", "twilio_content_v1.json", "twilio_messaging_v2.json")
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


def folder() -> Path:
    """Where the description would be."""
    return Path(os.environ.get("BOLOASTRO_OPENAPI") or ROOT.parent / "shared" / "data" / "openapi")


def why_not() -> str:
    """Why nothing can be checked; empty if it can."""
    missing = [name for name in FILES if not (folder() / name).exists()]
    return f"Twilio's description ({', '.join(missing)}) is neither beside the repository nor in BOLOASTRO_OPENAPI" * (
        len(missing) > 0
    )


@dataclass
class Contract:
    """What Twilio's description says of each exchange that was seen."""

    seen: list[Exchange] = field(default_factory=list)

    def watch(self, sandbox: Sandbox) -> None:
        """From now on look at every exchange."""
        sandbox.wire.watch(self.seen.append)

    def calls(self) -> Sequence[Exchange]:
        """The calls of the API among them."""
        return [exchange for exchange in self.seen if exchange.way == "api"]

    def breaches(self) -> Sequence[str]:
        """All that is not as described, requests and answers."""
        return [f"{call.method} {call.url}: {wrong}" for call in self.calls() for wrong in _breaches(call)]

    def assert_kept(self) -> None:
        """There were calls, and all were as described."""
        assert self.calls()
        assert not self.breaches(), "\n".join(self.breaches())


def _breaches(call: Exchange) -> Iterator[str]:
    operation, document = _operation(call)
    if operation is None:
        is_elsewhere = call.status is None or call.status >= 400 or re.search(r"/Media/ME[0-9a-f]{32}$", call.url)
        yield from () if is_elsewhere else ("is not described",)
        return
    is_taken = call.status is not None and call.status < 400
    if is_taken and not call.fault:
        yield from _wrong_request(call, operation, document)
        yield from _wrong_answer(call, operation, document)
    elif not call.fault and call.status is not None:
        yield from (f"error body: {error.message}" for error in Draft202012Validator(_ERROR).iter_errors(_read(call)))


_ERROR = {
    "type": "object",
    "required": ["code", "message", "more_info", "status"],
    "properties": {"code": {"type": "integer"}, "status": {"type": "integer"}, "more_info": {"pattern": "^https://"}},
}


def _wrong_request(call: Exchange, operation: Any, document: Any) -> Iterator[str]:
    known = {parameter["name"]: parameter for parameter in operation.get("parameters", [])}
    query = parse_qs(urlsplit(call.url).query, keep_blank_values=True)
    yield from (f"query {name} is not described" for name in query if name not in known)
    for name, values in query.items():
        yield from _errors(f"query {name}", _plain(values[0], known.get(name, {}).get("schema", {})), known, document)
    if "requestBody" not in operation:
        return
    kind = call.request_type.partition(";")[0]
    media = operation["requestBody"]["content"].get(kind)
    if media is None:
        yield f"request of type {kind}"
        return
    body = json.loads(call.request) if kind == _JSON else _form(call, _resolved(media["schema"], document), document)
    yield from _schema_errors("request", body, media["schema"], document)
    if kind == _FORM:
        described = _resolved(media["schema"], document).get("properties", {})
        yield from (f"field {name} is not described" for name in body if name not in described)


def _wrong_answer(call: Exchange, operation: Any, document: Any) -> Iterator[str]:
    answer = operation["responses"].get(str(call.status))
    if answer is None:
        yield f"status {call.status} is not described"
    elif "content" in answer:
        yield from _schema_errors("answer", _read(call), answer["content"][_JSON]["schema"], document)


def _form(call: Exchange, schema: Any, document: Any) -> dict[str, Any]:
    """A form as the description means it: numbers are numbers, and a list is one also when it has one entry."""
    read = parse_qs(call.request.decode(), keep_blank_values=True)
    described = schema.get("properties", {})
    return {name: _valued(values, _resolved(described.get(name, {}), document)) for name, values in read.items()}


def _valued(values: list[str], schema: Any) -> Any:
    return values if schema.get("type") == "array" else _plain(values[0], schema)


def _plain(text: str, schema: Any) -> Any:
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    return {"true": True, "false": False}.get(text, text) if schema.get("type") == "boolean" else text


def _errors(what: str, value: Any, known: Mapping[str, Any], document: Any) -> Iterator[str]:
    name = what.partition(" ")[2]
    if name in known:
        yield from _schema_errors(what, value, known[name]["schema"], document)


def _schema_errors(what: str, value: Any, schema: Any, document: Any) -> Iterator[str]:
    whole = {**_translated(schema), "components": _components(document["x-file"])}
    for error in Draft202012Validator(whole).iter_errors(value):
        yield f"{what} {error.json_path}: {error.message}"


def _operation(call: Exchange) -> tuple[Any, Any]:
    path = urlsplit(call.url).path
    for name in FILES:
        document = _document(name)
        for template, item in document["paths"].items():
            pattern = re.sub(r"\\{\w+\\}", r"[^/]+", re.escape(template))
            if re.fullmatch(pattern, path) and call.method.lower() in item:
                return item[call.method.lower()], document
    return None, None


def _read(call: Exchange) -> Any:
    return json.loads(call.answer) if call.answer else None


def _resolved(schema: Any, document: Any) -> Any:
    if "$ref" not in schema:
        return schema
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]


@cache
def _document(name: str) -> Any:
    document = json.loads((folder() / name).read_text(encoding="utf-8"))
    return {**document, "x-file": name}


@cache
def _components(name: str) -> Any:
    return _translated({"schemas": _document(name)["components"]["schemas"]})


def _translated(schema: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: what is nullable may be null."""
    if isinstance(schema, list):
        return [_translated(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _translated(value) for key, value in schema.items() if key not in ("nullable", "example", "examples")}
    if schema.get("nullable") is True:
        return {"anyOf": [made, {"type": "null"}]}
    return made
