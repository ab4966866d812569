"""Programs that are measured, each in processes of its own: started, looked at, ended."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from server.settings import Settings
from tests.architecture.code import ROOT

_PATIENCE = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


class Program:
    """A running program of ours and the processes it has made. `log` is what it writes."""

    def __init__(self, *arguments: str, settings: Mapping[str, str], log: Path) -> None:
        ours = {str(field.validation_alias) for field in Settings.model_fields.values()}
        clean = {name: value for name, value in os.environ.items() if name not in ours}
        self._log = log
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *arguments], cwd=ROOT, env={**clean, **settings}, stdin=subprocess.DEVNULL,
                stdout=file, stderr=file,
            )  # fmt: skip

    def wait_for(self, port: int) -> None:
        """Until it answers on this port."""
        self._wait(lambda: _answers(port))

    def wait_until_it_says(self, word: str) -> None:
        """Until its log has this in it."""
        self._wait(lambda: word in self._log.read_text(encoding="utf-8"))

    def cpu(self) -> float:
        """Seconds of processor time its processes have used."""
        return sum(_cpu(process) for process in self._processes())

    def memory(self) -> tuple[float, float]:
        """Of the largest of its processes: megabytes that are mapped, and its share of those with what is shared."""
        return max(map(_memory, self._processes()))

    def end(self) -> None:
        """Tell it to end and wait for it."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE
        while not is_so():
            if self._process.poll() is not None or time.monotonic() > end:
                self.end()
                raise RuntimeError(f"a program did not start:\n{self._log.read_text(encoding='utf-8')[-2000:]}")
            time.sleep(0.05)

    def _processes(self) -> list[int]:
        own = self._process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii").split()
        return [own, *map(int, children)]


@contextmanager
def running(*arguments: str, settings: Mapping[str, str], log: Path, port: int | None = None) -> Iterator[Program]:
    """A program until the end of the block, ready when it begins: a server on a port, or a worker without one."""
    program = Program(*arguments, settings=settings, log=log)
    try:
        if port is None:
            program.wait_until_it_says("worker.started")
        else:
            program.wait_for(port)
        yield program
    finally:
        program.end()


def free_port() -> int:
    """A port nobody listens at just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _cpu(process: int) -> float:
    """Fields 14 and 15 of /proc/<pid>/stat; the name before them may have spaces in it, but ends with a bracket."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _memory(process: int) -> tuple[float, float]:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    sizes = {name: int(size.split()[0]) / 1024 for name, _, size in (line.partition(":") for line in lines[1:])}
    return sizes["Rss"], sizes["Pss"]
