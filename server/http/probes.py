"""For those who watch over the server: alive, ready, and how it fares."""

from __future__ import annotations

import hmac

import structlog
from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import Unauthorized

from server.http.addresses import is_from_here
from server.http.doors import Doors
from server.http.errors import NotReady
from server.metrics import CONTENT_TYPE


def probes(doors: Doors) -> Blueprint:
    """Routes that change nothing."""
    blueprint = Blueprint("probes", __name__)

    def health() -> Response:
        return jsonify({"status": "alive"})

    def ready() -> Response:
        failing = [name for name in doors.checks if not _is_in_order(doors, name)]
        if failing:
            raise NotReady(failing)
        return jsonify({"status": "ready"})

    def metrics() -> Response:
        _admit(doors)
        return Response(doors.metrics.exposition(doors.backlog), content_type=CONTENT_TYPE)

    for path, view in (("/health", health), ("/ready", ready), ("/metrics", metrics)):
        blueprint.add_url_rule(path, view_func=view, methods=["GET"], provide_automatic_options=False)
    return blueprint


def _is_in_order(doors: Doors, name: str) -> bool:
    try:
        return doors.checks[name]() is not False
    except Exception as error:  # whatever is wrong with it: it is not in order
        structlog.get_logger("http").warning("check.failed", check=name, error=type(error).__name__)
        return False


def _admit(doors: Doors) -> None:
    """Those with the key. Where none is set, which production forbids, programs on this machine."""
    key = doors.settings.analytics_api_key
    if key is None:
        if doors.settings.is_production or not is_from_here(request.environ):
            raise Unauthorized
        return
    kind, _, offered = request.headers.get("Authorization", "").partition(" ")
    known = key.get_secret_value().split(",")
    if kind != "Bearer" or not any(hmac.compare_digest(offered.encode(), each.encode()) for each in known):
        raise Unauthorized
