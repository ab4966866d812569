"""One wide line of the log for each request, and the headers every answer has."""

from __future__ import annotations

import logging
import re
import time
import uuid

import structlog
from flask import Flask, Response, g, request

from server.masking import is_harmless
from server.metrics import Metrics

_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")
_PROBES = frozenset({"/health", "/ready", "/metrics"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def write_lines(app: Flask, metrics: Metrics, *, is_secure: bool) -> None:
    """From now on every request has an id, is written down and counted."""
    log = structlog.get_logger("http")

    def begin() -> None:
        g.began = time.perf_counter()
        g.request_id = _request_id(request.headers.get("X-Request-Id"))
        g.line = {}
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    def end(response: Response) -> Response:
        _add_headers(response, is_secure=is_secure)
        line = _line(response)
        metrics.count_request(line)
        is_quiet = line["rule"] in _PROBES and response.status_code < 400
        log.log(
            logging.DEBUG if is_quiet else logging.INFO, "request", **{k: v for k, v in line.items() if k != "event"}
        )
        structlog.contextvars.clear_contextvars()
        return response

    app.before_request(begin)
    app.after_request(end)


def note(**known: object) -> None:
    """What the line of this request shall tell: ids and yes or no, nothing a person wrote."""
    g.line.update(known)


def _request_id(offered: str | None) -> str:
    """A proxy's own, if it can be nothing but an id: it is written into our logs."""
    is_id = offered is not None and _REQUEST_ID.fullmatch(offered) is not None and is_harmless(offered)
    return str(offered) if is_id else uuid.uuid4().hex


def _line(response: Response) -> dict[str, object]:
    rule = request.url_rule.rule if request.url_rule is not None else None
    return {
        "method": request.method if request.method in _METHODS else "other", "rule": rule,
        "status": response.status_code, "ms": round((time.perf_counter() - g.began) * 1000, 2),
        "bytes": request.content_length or 0, **g.line,
    }  # fmt: skip


def _add_headers(response: Response, *, is_secure: bool) -> None:
    headers = response.headers
    own = {name for name, _ in headers}
    for name, value in _HEADERS.items():
        if name not in own:
            headers.add(name, value)
    headers.add("X-Request-Id", g.request_id)
    if is_secure:
        headers.add("Strict-Transport-Security", "max-age=31536000")
