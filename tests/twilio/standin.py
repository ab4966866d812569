"""A small server that answers as Twilio does, or as it is told to: also with nonsense, late, half, or not at all."""

from __future__ import annotations

import json
import socket
import threading
import time
from base64 import b64decode
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

SID = "AC" + "a" * 32
TOKEN = "first-token"
NUMBER = "whatsapp:+14155238886"
PERSON = "whatsapp:+919812345678"


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        """The fields of a form."""
        return parse_qs(self.body.decode(), keep_blank_values=True)

    @property
    def fields(self) -> dict[str, str]:
        """The fields of a form that has each once."""
        return {name: values[0] for name, values in self.form.items()}

    @property
    def json(self) -> dict[str, object]:
        """The body as JSON."""
        return dict(json.loads(self.body))

    @property
    def who(self) -> str:
        """Name and password."""
        return b64decode(self.headers["authorization"].removeprefix("Basic ")).decode()


@dataclass(frozen=True)
class Reply:
    """What to answer. `length` may lie; with a `pause` each byte comes alone; `hang` never answers, `cut` hangs up."""

    status: int = 201
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    pause: float = 0.0
    hang: bool = False
    cut: bool = False


def as_json(status: int, payload: object, **headers: str) -> Reply:
    """An answer with a body of JSON."""
    return Reply(status, json.dumps(payload).encode(), {"Content-Type": "application/json", **headers})


def refusal(status: int, code: int) -> Reply:
    """An error as Twilio's older APIs write it."""
    return as_json(status, {"code": code, "message": "no", "more_info": "", "status": status})


def problem(status: int, code: int) -> Reply:
    """An error as RFC 9457 has it."""
    return as_json(status, {"type": "about:blank", "title": "no", "status": status, "code": code})


HANG = Reply(hang=True)
DROP = Reply(cut=True)
HTML = b"<html><body>Bad gateway</body></html>"


class StandIn:
    """Listens on this machine. What was ordered for a kind of request is used up one by one; then all is well."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.listing: list[dict[str, object]] = []
        self._ordered: dict[str, deque[Reply]] = defaultdict(deque)
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._count = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def order(self, kind: str, *replies: Reply) -> None:
        """The next answers to `messages`, `list`, `content` or `typing`."""
        self._ordered[kind].extend(replies)

    def of(self, kind: str) -> list[Asked]:
        """All requests of a kind, in order."""
        with self._lock:
            return [asked for asked in self.asked if _kind(asked) == kind]

    def close(self) -> None:
        """Hang up."""
        self._over.set()
        with self._lock:
            for connection in [self._server, *self._open]:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                connection.close()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with self._lock:
                self._open.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError, ValueError), connection, connection.makefile("rb") as stream:
            while line := stream.readline():
                method, target, _ = line.decode().split(" ", 2)
                headers = {}
                while header := stream.readline().decode().strip():
                    name, _, value = header.partition(":")
                    headers[name.lower()] = value.strip()
                body = stream.read(int(headers.get("content-length", "0")))
                parts = urlsplit(target)
                asked = Asked(method, parts.path, parse_qs(parts.query), headers, body)
                with self._lock:
                    self.asked.append(asked)
                    queue = self._ordered[_kind(asked)]
                    reply = queue.popleft() if queue else self._well(asked)
                if not self._answer(connection, reply):
                    return

    def _answer(self, connection: socket.socket, reply: Reply) -> bool:
        if reply.hang:
            self._over.wait()
        if reply.hang or reply.cut:
            return False
        length = len(reply.body) if reply.length is None else reply.length
        headers = {"Content-Length": str(length), **reply.headers}
        head = f"HTTP/1.1 {reply.status} X\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers.items()) + "\r\n"
        connection.sendall(head.encode())
        pieces = [reply.body[at : at + 1] for at in range(len(reply.body))] if reply.pause else [reply.body]
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(reply.pause)
        return length == len(reply.body)

    def _well(self, asked: Asked) -> Reply:
        self._count += 1
        match _kind(asked):
            case "messages":
                return as_json(201, sent_json(self._count))
            case "content":
                return as_json(201, {"sid": f"HX{self._count:032x}", "account_sid": SID, "types": {}})
            case "list":
                return as_json(200, {"messages": self.listing, "next_page_uri": None, "page": 0})
            case "typing":
                return as_json(200, {"success": True})
        return refusal(404, 20404)


def sent_json(number: int, **changes: object) -> dict[str, object]:
    """A message as Twilio's API shows it."""
    return {
        "sid": f"SM{number:032x}", "account_sid": SID, "status": "queued", "direction": "outbound-api", "body": "Hello",
        "from": NUMBER, "to": PERSON, "num_media": "0", "error_code": None, "error_message": None,
        "date_created": "Thu, 01 Jan 2026 10:00:00 +0000", "date_sent": None, **changes,
    }  # fmt: skip


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """One that listens until the end of the block."""
    server = StandIn()
    try:
        yield server
    finally:
        server.close()


def _kind(asked: Asked) -> str:
    if asked.path == f"/2010-04-01/Accounts/{SID}/Messages.json":
        return "messages" if asked.method == "POST" else "list"
    return {"/v1/Content": "content", "/v2/Indicators/Typing.json": "typing"}.get(asked.path, "else")
