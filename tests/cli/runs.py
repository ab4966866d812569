"""Runs the command line as people do: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from click.testing import CliRunner, Result

from server.cli import main

ROOT = Path(__file__).resolve().parents[2]


def boloastro(
    *arguments: str, typed: str | bytes = "", settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The finished process; its output is bytes."""
    content = typed.encode() if isinstance(typed, str) else typed
    return subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        input=content, capture_output=True, cwd=ROOT, env=environment(settings or {}), timeout=120, check=False,
    )  # fmt: skip


def invoked(*arguments: str, typed: str = "", settings: Mapping[str, str] | None = None) -> Result:
    """The same in this process, which is faster."""
    clean = {name: None for name in os.environ if name == "DATABASE_URL" or "BOLOASTRO" in name}
    return CliRunner().invoke(main, list(arguments), input=typed, env={**clean, **(settings or {})})


def played(*lines: str, arguments: tuple[str, ...] = (), settings: Mapping[str, str] | None = None) -> str:
    """The transcript of a piped talk that went well."""
    done = invoked("play", *arguments, typed="\n".join(lines), settings=settings)
    assert (done.exit_code, done.stderr) == (0, ""), done.exception
    return done.stdout


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Ours, without what would set up the application differently."""
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and "BOLOASTRO" not in name}
    return {**own, **settings}


class Typist:
    """Somebody who types into a talk and reads the answers before typing on."""

    def __init__(self, *arguments: str, settings: Mapping[str, str]) -> None:
        self._arguments = arguments
        self._settings = settings

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-m", "server", *self._arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            cwd=ROOT, env=environment(self._settings),
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)

    def type(self, *lines: str) -> str:
        """What comes back, up to the answer of the last line, which must be `/state`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert lines[-1] == "/state"
        self._process.stdin.write(("\n".join(lines) + "\n").encode())
        self._process.stdin.flush()
        read = []
        while not (line := self._process.stdout.readline().decode()).startswith("# clock "):
            assert line, "the talk has ended"
            read.append(line)
        return "".join(read)
