"""`boloastro serve` as a process of its own, for one test."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from server.settings import Settings
from tests.architecture.code import ROOT
from tests.server.house import BASE, FORM, SETTINGS, sign

_PATIENCE = 60.0


class Served:
    """A server on a port of its own; it is ready when the `with` begins, and has ended after it.

    `folder` is where it makes its temporary files.
    """

    def __init__(self, url: str, *arguments: str, settings: Mapping[str, str] | None = None) -> None:
        ours = {str(field.validation_alias) for field in Settings.model_fields.values()}
        clean = {name: value for name, value in os.environ.items() if name not in ours}
        self._environment = {**clean, **SETTINGS, "DATABASE_URL": url, **(settings or {})}
        self._arguments = arguments
        self.url = url
        self.lines: list[str] = []
        self.port = 0

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="served-"))
        command = [sys.executable, "-m", "server", "serve", "--bind", "127.0.0.1:0", *self._arguments]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**self._environment, "TMPDIR": str(self.folder)}, stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.wait_for(lambda: self.port and self._is_ready())
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.end()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()
        shutil.rmtree(self.folder)

    def wait_for(self, is_so: Any) -> None:
        """Until something is so; fails with all that the server said when it never is."""
        end = time.monotonic() + _PATIENCE
        while not is_so():
            assert self.process.poll() is None, "".join(self.lines)
            assert time.monotonic() < end, "".join(self.lines)
            time.sleep(0.02)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end, unless it has; its status when it has."""
        self.process.send_signal(number)
        return self.process.wait(_PATIENCE)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Status and text."""
        return self._asked("GET", path, None, headers or {})

    def post(self, fields: Sequence[tuple[str, str]], path: str = "/webhooks/twilio") -> int:
        """The status of a signed form."""
        headers = {"X-Twilio-Signature": sign(BASE + path, fields), "Content-Type": FORM}
        return self._asked("POST", path, urlencode(fields), headers)[0]

    def logged(self, event: str) -> list[dict[str, Any]]:
        """The lines of the log of one kind."""
        return [line for text in list(self.lines) if (line := json.loads(text))["event"] == event]

    def processes(self) -> list[int]:
        """All that have served until now, the latest last."""
        return [
            int(found[1]) for line in list(self.lines) if (found := re.search(r"Booting worker with pid: (\d+)", line))
        ]

    def _asked(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def _is_ready(self) -> bool:
        try:
            return self.get("/ready")[0] == 200
        except OSError:
            return False

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            if found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
