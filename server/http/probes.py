"""For those who watch over the server: alive, ready, and how it fares."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import Unauthorized

from server.http.addresses import is_from_here
from server.http.doors import Doors
from server.http.errors import NotReady
from server.metrics import CONTENT_TYPE
from server.setting_rules import parts_of

KEPT = timedelta(seconds=1)
"""So long an answer about being ready holds."""


def probes(doors: Doors) -> Blueprint:
    """Routes that change nothing."""
    blueprint = Blueprint("probes", __name__)

    def health() -> Response:
        return jsonify({"status": "alive"})

    failing_now = _kept_for_a_moment(doors)

    def ready() -> Response:
        failing = failing_now()
        if failing:
            raise NotReady(failing)
        return jsonify({"status": "ready"})

    def metrics() -> Response:
        _admit(doors)
        return Response(doors.metrics.exposition(doors.backlog), content_type=CONTENT_TYPE)

    for path, view in (("/health", health), ("/ready", ready), ("/metrics", metrics)):
        blueprint.add_url_rule(path, view_func=view, methods=["GET"], provide_automatic_options=False)
    return blueprint


def _kept_for_a_moment(doors: Doors) -> Callable[[], list[str]]:
    """The names of the checks that fail, asked at most once a second: anybody may ask, and the database has work.

    One thread asks. Who comes meanwhile is told what was known before, at first that nothing is in order: a database
    that hangs shall not hold all threads.
    """
    asking = threading.Lock()
    asked_at: datetime | None = None
    failing = list(doors.checks)

    def failing_now() -> list[str]:
        nonlocal asked_at, failing
        is_fresh = asked_at is not None and timedelta() <= doors.clock.now() - asked_at < KEPT
        if not is_fresh and asking.acquire(blocking=False):
            try:
                failing = [name for name in doors.checks if not _is_in_order(doors, name)]
                asked_at = doors.clock.now()
            finally:
                asking.release()
        return failing

    return failing_now


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
    if kind != "Bearer" or not any(hmac.compare_digest(offered.encode(), each.encode()) for each in parts_of(key)):
        raise Unauthorized
