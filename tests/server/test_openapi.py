"""What the server answers is what `docs/openapi.yaml` says, whatever it is asked: schemathesis asks."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from integrations.system import Boundless
from server.http.errors import TABLE
from tests.architecture.code import ROOT
from tests.server.house import BASE, HOOK_SECRET, KEY, NUMBER, SID, House, built, settings_of, sign

PAGE = ROOT / "docs" / "openapi.yaml"
EXAMPLES = 60
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, unsupported_method,
]  # fmt: skip

SCHEMA = schemathesis.openapi.from_path(str(PAGE))

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Signing:
    """Their part: whatever is posted is signed as Twilio and Razorpay sign, and is to our account and number."""

    def __init__(self, app: Wsgi) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        environ["HTTP_X_RAZORPAY_SIGNATURE"] = hmac.new(HOOK_SECRET.encode(), body, "sha256").hexdigest()
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
        try:
            environ["HTTP_X_TWILIO_SIGNATURE"] = sign(BASE + environ["RAW_URI"], pairs)
        except UnicodeEncodeError:
            environ["HTTP_X_TWILIO_SIGNATURE"] = "none"
        return self._app(environ, start)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Any) -> Iterator[House]:
    """A server all examples share."""
    path = tmp_path_factory.mktemp("openapi") / "boloastro.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    yield from built(settings_of(f"sqlite:///{path}"), rates=Boundless())


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_signed_or_not_the_answers_are_as_written(case: schemathesis.Case[Any], whole: House) -> None:
    """Every route; the forms of the webhooks are completed to our account, so that some of them are stored."""
    app = whole.client.application
    assert app is not None
    if isinstance(case.body, dict) and "AccountSid" in case.body:
        ours = {"AccountSid": SID, "From" if "MessageStatus" in case.body else "To": NUMBER}
        case.body = {**case.body, **ours}
    for wsgi in (app, Signing(app)):
        response = case.call(app=wsgi, base_url=BASE, headers={"Authorization": f"Bearer {KEY}"})
        case.validate_response(response, checks=CHECKS)


def test_the_page_knows_every_route_and_every_code(house: House) -> None:
    """And none that is not there."""
    page = yaml.safe_load(PAGE.read_text(encoding="utf-8"))
    app = house.client.application
    assert app is not None
    rules = {
        rule.rule.replace("<token>", "{token}"): rule.methods - {"HEAD"}
        for rule in app.url_map.iter_rules()
        if rule.methods
    }
    assert rules == {path: {method.upper() for method in methods} for path, methods in page["paths"].items()}
    codes = page["components"]["schemas"]["Error"]["properties"]["error"]["properties"]["code"]["enum"]
    assert set(codes) == {told.code for told in TABLE.values()}
    assert {told.status for told in TABLE.values()} == {400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503}
