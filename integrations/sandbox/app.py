"""The sandbox as a web application: the APIs of Twilio and Razorpay, the control, the phones, the checkout."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from integrations.sandbox.api import api, refused, refused_by_http
from integrations.sandbox.control import control
from integrations.sandbox.errors import TwilioRefusal
from integrations.sandbox.middleware import Wiretap
from integrations.sandbox.razorpay.api import razorpay_api, refused_by_razorpay
from integrations.sandbox.razorpay.checkout import checkout
from integrations.sandbox.razorpay.control import razorpay_control
from integrations.sandbox.razorpay.endpoints import is_razorpays
from integrations.sandbox.razorpay.errors import at_status
from integrations.sandbox.state import Sandbox

STATIC = Path(__file__).resolve().parent / "static"
_UPLOAD = 24 * 1024 * 1024
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_sandbox(sandbox: Sandbox, root: str, trusted_hosts: Sequence[str] | None = None) -> Flask:
    """The application. `root` is the address it is reached at; with `trusted_hosts` no other name is answered."""
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
    app.config["TRUSTED_HOSTS"] = None if trusted_hosts is None else list(trusted_hosts)
    app.config["MAX_CONTENT_LENGTH"] = _UPLOAD
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_blueprint(api(sandbox, lambda: root))
    app.register_blueprint(control(sandbox))
    app.register_error_handler(TwilioRefusal, refused)
    app.register_blueprint(razorpay_api(sandbox))
    app.register_blueprint(razorpay_control(sandbox))
    app.register_blueprint(checkout(sandbox))
    sandbox.books.root = root
    app.register_error_handler(HTTPException, _refused)
    app.after_request(_guarded)

    @app.get("/")
    def page() -> Response:
        return app.send_static_file("index.html")

    @app.get("/favicon.ico")
    def icon() -> ResponseReturnValue:
        return "", 204

    app.wsgi_app = Wiretap(app.wsgi_app, sandbox)  # type: ignore[assignment]
    return app


def create_razorpay(sandbox: Sandbox) -> Flask:
    """Razorpay's API alone, for a process that sells and talks to nobody: made in a third of the time."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_blueprint(razorpay_api(sandbox))
    app.register_error_handler(HTTPException, _refused)
    app.wsgi_app = Wiretap(app.wsgi_app, sandbox)  # type: ignore[assignment]
    return app


def _refused(error: HTTPException) -> ResponseReturnValue:
    return refused_by_razorpay(at_status(404)) if is_razorpays(request.path) else refused_by_http(error)


def _guarded(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", _POLICY)
    for name, value in _HEADERS.items():
        answer.headers[name] = value
    return answer
