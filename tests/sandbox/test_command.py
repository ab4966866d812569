"""`boloastro sandbox` as a process: it listens, knows the flows' templates, and ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import requests

from engine.charts.library import read_library
from integrations.flows.folder import FolderFlowRepository
from integrations.sandbox import AT_ONCE, Account, CountingSids, Doors, Sandbox, SandboxClock
from integrations.system import SystemClock
from server.cli.sandbox import know_templates
from server.settings import FLOWS
from tests.sandbox.conftest import NUMBER, SID, TOKEN

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "import sys; from server.cli.sandbox import serve_sandbox; serve_sandbox(sys.argv[1:])"


def test_it_serves_until_it_is_ended(tmp_path: Path) -> None:
    """And says where, and what the bot needs."""
    clock = tmp_path / "clock"
    process = _started(["--port", "0", "--clock-file", str(clock)], {
        "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": f"{TOKEN},another",
        "TWILIO_WHATSAPP_NUMBER": f"whatsapp:{NUMBER}",
    })  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        url = re.findall(r"http://127.0.0.1:\d+", first)[0]
        assert requests.post(f"{url}/sandbox/clock", json={"seconds": 3600}, timeout=5).status_code == 200
        assert clock.read_text().strip() == "3600"
        state = requests.get(f"{url}/sandbox/state", timeout=5).json()
        assert [person["name"] for person in state["people"]] == ["Asha", "रवि", "Meera"]
        process.send_signal(signal.SIGTERM)
        told, trouble = process.stdout.read(), process.stderr.read()
        assert (process.wait(20), trouble) == (0, "")
    finally:
        process.kill()
        process.communicate()
    assert f"TWILIO_API_BASE_URL={url}" in told
    assert TOKEN not in told


def test_with_razorpays_settings_it_sells() -> None:
    """Of several secrets the first is used, and each opens; without them it says that nothing can be sold."""
    needed = {
        "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_WHATSAPP_NUMBER": f"whatsapp:{NUMBER}",
        "PUBLIC_BASE_URL": "http://127.0.0.1:9",
    }  # fmt: skip
    keys = {
        "RAZORPAY_KEY_ID": "rzp_test_Boloastro00001", "RAZORPAY_KEY_SECRET": "a secret of the key,an older one of it",
        "RAZORPAY_WEBHOOK_SECRET": "a secret of the webhook",
    }  # fmt: skip
    for more in (keys, {}):
        process = _started(["--port", "0"], needed | more)
        try:
            assert process.stdout is not None
            url = re.findall(r"http://127.0.0.1:\d+", process.stdout.readline())[0]
            auth = ("rzp_test_Boloastro00001", "an older one of it")
            status = requests.get(f"{url}/v1/payments", auth=auth, timeout=5).status_code
            numbers = requests.get(f"{url}/sandbox/razorpay", timeout=5).json()
            process.send_signal(signal.SIGTERM)
            told = process.stdout.read()
        finally:
            process.kill()
            process.communicate()
        assert status == (200 if more else 401)
        assert (f"RAZORPAY_API_BASE_URL={url}" in told) == bool(more)
        assert ("Nothing can be sold" in told) != bool(more)
        assert numbers["webhook"] == ("http://127.0.0.1:9/webhooks/razorpay" if more else None)


def test_what_is_missing_is_named() -> None:
    """All at once."""
    process = _started(["--port", "0"], {"TWILIO_ACCOUNT_SID": SID})
    told, trouble = process.communicate(timeout=20)
    assert (process.returncode, told) == (1, "")
    assert "TWILIO_AUTH_TOKEN" in trouble
    assert "TWILIO_WHATSAPP_NUMBER" in trouble
    assert "TWILIO_ACCOUNT_SID" not in trouble


def test_every_template_of_the_flows_is_one_whatsapp_would_approve() -> None:
    """In every language."""
    account = Account(sid=SID, tokens=(TOKEN,), number=NUMBER)
    state = Sandbox(account, Doors(webhook="http://127.0.0.1:9/"), SandboxClock(SystemClock()), CountingSids(), AT_ONCE)
    library, _ = read_library(dict(FolderFlowRepository(FLOWS).read()))
    know_templates(state, library)
    texts = [text for approved in library.templates.values() for text in approved.texts.values()]
    assert len(state.contents) == len({text.content for text in texts}) == len(texts) > 0
    assert all(content.is_approved for content in state.contents.values())


def _started(arguments: list[str], settings: dict[str, str]) -> subprocess.Popen[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments], cwd=ROOT, env={**kept, **settings, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
