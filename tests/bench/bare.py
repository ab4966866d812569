"""The yardstick of the webhooks: Flask views that check a signature and insert one row, and nothing else.

Run as a program: `python -m tests.bench.bare PORT`. It has the same gunicorn settings and the same engine as the
server, hence the same durability and patience, and inserts into the same table, with SQLAlchemy Core.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import threading
import time
import uuid
from contextlib import nullcontext

import sqlalchemy as sa
from flask import Flask, Response, abort, jsonify, request
from twilio.request_validator import RequestValidator

from integrations.sql.engine import open_engine
from integrations.sql.tables import hooks, inbox
from server.serving import Server, Shape
from server.settings import Settings
from tests.bench.posts import HOOK


def bare_app(settings: Settings) -> Flask:
    """The view. Writers of SQLite wait for each other outside of it, which is quicker than its own waiting."""
    app = Flask("bare")
    engine = open_engine(settings.database_url)
    validator = RequestValidator(settings.twilio_tokens[0])
    url = f"{settings.public_base_url}{HOOK}"
    statement, keep = sa.insert(inbox), sa.insert(hooks)
    secret = settings.razorpay_webhook_secret.get_secret_value().encode() if settings.razorpay_webhook_secret else b""
    door = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    def message() -> Response:
        if not validator.validate(url, request.form, request.headers.get("X-Twilio-Signature", "")):
            abort(403)
        row = _row(request.form)
        with door, engine.begin() as connection:
            connection.execute(statement, row)
        return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', mimetype="text/xml")

    def hook() -> Response:
        body, signature = request.get_data(), request.headers.get("X-Razorpay-Signature", "")
        if not hmac.compare_digest(hmac.new(secret, body, hashlib.sha256).hexdigest(), signature):
            abort(403)
        row = _hook(body)
        with door, engine.begin() as connection:
            connection.execute(keep, row)
        return jsonify({"status": "taken"})

    app.add_url_rule(HOOK, view_func=message, methods=["POST"])
    app.add_url_rule("/webhooks/razorpay", view_func=hook, methods=["POST"])
    app.add_url_rule("/ready", view_func=lambda: "ready", endpoint="ready")
    return app


def _row(form: dict[str, str]) -> dict[str, object]:
    now = int(time.time() * 1e6)
    return {
        "id": uuid.uuid4().hex, "provider_id": form["MessageSid"], "subject": form["From"], "kind": "message",
        "name": "message", "payload": json.dumps({"message": {"text": form["Body"]}}), "received_at": now,
        "due_at": now, "status": "new", "attempts": 0,
    }  # fmt: skip


def _hook(body: bytes) -> dict[str, object]:
    now, name = int(time.time() * 1e6), uuid.uuid4().hex
    return {
        "id": name, "key": name, "event_id": request.headers.get("x-razorpay-event-id", ""), "event": "", "body": body,
        "received_at": now, "due_at": now, "status": "new", "attempts": 0,
    }  # fmt: skip


class Bare(Server):
    """The same gunicorn around the view."""

    def load(self) -> Flask:
        """See Server."""
        return bare_app(Settings())


if __name__ == "__main__":
    Bare(Settings(), Shape(bind=f"127.0.0.1:{sys.argv[1]}", workers=1, threads=16, embedded=False)).run()
