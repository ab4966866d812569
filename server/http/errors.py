"""What an error comes to over HTTP: one table, one shape, and no detail that a stranger could use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import structlog
from flask import Flask, Response, g, jsonify
from werkzeug import exceptions as http

from engine.errors import Conflict, NotAFact, StorageError, Unreadable, Unstorable
from server.logs import trace_of


class Malformed(Exception):
    """The bytes are not what their type says."""


class NotGenuine(Exception):
    """Nobody we know has signed this."""


class TooMany(Exception):
    """More than one address may try. `wait` is how many seconds to stay away."""

    def __init__(self, wait: float) -> None:
        super().__init__()
        self.wait = wait


class Closed(Exception):
    """The door has no secret to check a signature with; who comes again after it was given one is let in."""


class NotReady(Exception):
    """Something that is needed is not there. `names` are ours, and tell nothing but what it is."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names


class Told(NamedTuple):
    """What a stranger learns of an error."""

    status: int
    code: str
    message: str


TABLE: Mapping[type[BaseException], Told] = MappingProxyType(
    {
        Malformed: Told(400, "malformed", "The body is not what its content type says."),
        http.BadRequest: Told(400, "malformed", "The request cannot be read."),
        http.Unauthorized: Told(401, "unauthorized", "A valid key is needed."),
        NotGenuine: Told(403, "not_genuine", "The signature is missing or wrong."),
        http.Forbidden: Told(403, "forbidden", "This is not for you."),
        http.NotFound: Told(404, "not_found", "There is nothing here."),
        http.MethodNotAllowed: Told(405, "method_not_allowed", "This is not done here; see the header Allow."),
        Conflict: Told(409, "conflict", "Somebody else was first; try again."),
        http.RequestEntityTooLarge: Told(413, "too_large", "The body is too large."),
        http.UnsupportedMediaType: Told(415, "content_type", "The body has a type that is not taken here."),
        Unreadable: Told(422, "unreadable", "This is not what is expected here."),
        Unstorable: Told(422, "unreadable", "This is not what is expected here."),
        NotAFact: Told(422, "unreadable", "This is not what is expected here."),
        TooMany: Told(429, "too_many", "Too many attempts; try again later."),
        Closed: Told(503, "closed", "This door is not set up; try again later."),
        NotReady: Told(503, "not_ready", "Not ready"),
        StorageError: Told(503, "unavailable", "This cannot be stored at the moment; try again."),
        http.HTTPException: Told(400, "malformed", "The request cannot be read."),
        Exception: Told(500, "internal", "Something went wrong; the request id tells us what."),
    }
)


def told_of(error: BaseException) -> Told:
    """The entry of the nearest kind."""
    return next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)


def answer_errors(app: Flask) -> None:
    """From now on every error is answered by the table."""
    app.register_error_handler(Exception, _answer)


def _answer(error: Exception) -> Response:
    told = told_of(error)
    message = told.message
    if isinstance(error, NotReady):
        message = f"{message}: {', '.join(error.names)}"
    shape = {"code": told.code, "message": message, "request_id": g.get("request_id", "")}
    response = jsonify({"error": shape})
    response.status_code = told.status
    _add_headers(response, error)
    g.line["code"] = told.code
    if told.status >= 500 and not isinstance(error, NotReady | Closed):
        log = structlog.get_logger("http")
        log.error("request.failed", error=type(error).__name__, trace=trace_of(error))
    return response


def _add_headers(response: Response, error: Exception) -> None:
    if isinstance(error, http.MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(max(1, round(error.wait)))
    if response.status_code == 503:
        response.headers["Retry-After"] = "5"
