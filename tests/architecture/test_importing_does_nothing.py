"""Importing a module of ours does nothing to the world; an audit hook of the interpreter tells.

Refused: writing, creating, renaming or removing any file; reading a file that is neither Python code nor part of the
interpreter or of an installed package (so also our own YAML and JSON, and `.env`); sockets, names looked up, HTTP;
processes; threads left running; databases; changes of the environment. Looking at folders is what an import does, so it
is allowed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.code import PRODUCT, ROOT, importable

# What a module could do at import, and what is said of it.
DEEDS = {
    "open('here.txt', 'w')": "writes here.txt",
    "import pathlib; pathlib.Path('note.yaml').read_text()": "reads note.yaml",
    "import socket; socket.socket()": "socket.__new__",
    "import subprocess; subprocess.run(['true'])": "subprocess.Popen",
    "import sqlite3; sqlite3.connect('x.sqlite3')": "sqlite3.connect",
    "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()": "leaves a thread running",
    "import os; os.environ['X'] = '1'": "os.putenv",
    "import os; os.mkdir('folder')": "os.mkdir",
}


def test_importing_any_module_does_nothing() -> None:
    """Every module of engine, integrations and server, one after the other in one process."""
    names = importable(*PRODUCT)
    assert len(names) > 100
    result = _imported(ROOT, *names)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("deed", DEEDS)
def test_a_module_that_does_something_is_found(deed: str, tmp_path: Path) -> None:
    """The hook sees what it is there to see."""
    (tmp_path / "note.yaml").write_text("a: 1")
    (tmp_path / "busy.py").write_text(f"{deed}\n")
    result = _imported(tmp_path, "busy")
    assert result.returncode == 1, result.stderr
    assert f"busy: {DEEDS[deed]}" in result.stdout


def _imported(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    program = ROOT / "tests" / "architecture" / "imported.py"
    return subprocess.run(
        [sys.executable, "-W", "error", str(program), *names],
        cwd=folder, env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
