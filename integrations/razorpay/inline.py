"""A wire that ends in this process: requests go to a WSGI application, as they are, and no socket is opened."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class InlineAdapter(HTTPAdapter):
    """Hands each request to the application. What it breaks off is as broken off as on a real wire."""

    def __init__(self, application: WSGIApplication) -> None:
        super().__init__(max_retries=0)
        self._application = application

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> Any:
        """One request and its whole answer. requests.ConnectionError, when the application hangs up."""
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _: object = None, /) -> Callable[[bytes], object]:
            told.append((status, headers))
            return lambda _: None

        try:
            body = b"".join(self._application(dict(_environ(request)), start))
        except ConnectionError:
            raise requests.ConnectionError("the application has hung up") from None
        status, headers = told[-1]
        answer = HTTPResponse(
            body=io.BytesIO(body), headers=dict(headers), status=int(status.partition(" ")[0]), preload_content=False
        )
        return self.build_response(request, answer)


def _environ(request: requests.PreparedRequest) -> Iterator[tuple[str, Any]]:
    """The request as PEP 3333 has it."""
    parts, sent = urlsplit(str(request.url)), request.body if isinstance(request.body, bytes) else b""
    yield "REQUEST_METHOD", request.method
    yield "SCRIPT_NAME", ""
    yield "PATH_INFO", unquote(parts.path, "latin-1")
    yield "QUERY_STRING", parts.query
    yield "SERVER_NAME", parts.hostname
    yield "SERVER_PORT", str(parts.port or (443 if parts.scheme == "https" else 80))
    yield "SERVER_PROTOCOL", "HTTP/1.1"
    yield "HTTP_HOST", parts.netloc
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        yield key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}", value
    yield "CONTENT_LENGTH", str(len(sent))
    yield "wsgi.version", (1, 0)
    yield "wsgi.url_scheme", parts.scheme
    yield "wsgi.input", io.BytesIO(sent)
    yield "wsgi.errors", io.StringIO()
    yield "wsgi.multithread", False
    yield "wsgi.multiprocess", False
    yield "wsgi.run_once", False
