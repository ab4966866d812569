"""Imports run one way, and one outside library has one home: the contracts stand in `pyproject.toml`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.code import PRODUCT, ROOT

# What would break each contract: a line that is added to a file.
VIOLATIONS = {
    "house": ("integrations/system/__init__.py", "import server.settings"),
    "engine": ("engine/domain/values.py", "import engine.charts.model"),
    "rooms": ("integrations/places/matching.py", "import integrations.system"),
    "wiring": ("server/transcript.py", "import integrations.sql.engine"),
    "transitions": ("engine/runtime/turn.py", "import transitions"),
    "sql": ("server/settings.py", "import sqlalchemy"),
    "yaml": ("engine/charts/library.py", "import yaml"),
    "twilio": ("server/http/webhooks.py", "import twilio"),
    "wires": ("integrations/razorpay/gateway.py", "import requests"),
    "rapidfuzz": ("engine/domain/readers/writing.py", "import rapidfuzz"),
    "redis": ("server/http/webhooks.py", "import redis"),
    "sky": ("integrations/astrology/charts.py", "import astronomy"),
    "http": ("integrations/twilio/door.py", "import flask"),
    "gunicorn": ("server/app.py", "import gunicorn"),
    "metrics": ("engine/services/turns.py", "import prometheus_client"),
    "templates": ("engine/runtime/speech.py", "import jinja2"),
    "world": ("engine/services/work.py", "import socket"),
}


def test_every_contract_is_kept() -> None:
    """The house stands as `design.md` draws it."""
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_violation_is_found(contract: str, tmp_path: Path) -> None:
    """Each contract is broken by the one import it is there to prevent; so it does hold something."""
    for package in PRODUCT:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.yaml"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    file, line = VIOLATIONS[contract]
    path = tmp_path / file
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    result = _lint(tmp_path, "--contract", contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout


def _lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """import-linter in a process of its own: it keeps its settings in a global, and imports what it looks at."""
    program = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo", *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
