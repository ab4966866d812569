"""What `make demo` shows."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.runs import ROOT, boloastro, environment

KILLED = "# The server was killed with SIGKILL (exit code -9).\n"


@pytest.fixture(scope="module")
def shown() -> subprocess.CompletedProcess[bytes]:
    """The demo on this machine, with settings that lead elsewhere."""
    return boloastro("demo", settings={"DATABASE_URL": "sqlite:////nowhere", "BOLOASTRO_ENV": "production"})


def test_the_demo_ends_with_saved_details(shown: subprocess.CompletedProcess[bytes]) -> None:
    """Exit status 0 means the database held them, and that every proof in between was true."""
    text = shown.stdout.decode()
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert "# Asha Rao, born 1990-08-16 at 09:30 in Pune\n" in text
    assert "# रवि कुमार, born 1990-08-15 at 19:30 in Nashik\n" in text
    assert "make play" in text
    assert "make test" in text


def test_the_server_is_killed_while_it_sends_and_another_one_goes_on(
    shown: subprocess.CompletedProcess[bytes],
) -> None:
    """The answer of the turn comes once, and only after the new server has asked what became of it."""
    before, killed, after = shown.stdout.decode().partition(KILLED)
    assert killed
    assert before.endswith("> morning\n")
    assert "< profile.ask_place" not in before
    assert after.startswith("# Its turn is stored; the reply was on its way")
    assert after.count("< profile.ask_place | *4/4 · Place of birth*") == 1
    assert after.index("< profile.ask_place") < after.index("# It came once.") < after.index("> Pune")


def test_the_demo_shows_what_it_promises(shown: subprocess.CompletedProcess[bytes]) -> None:
    """Wrong answers, an interruption and the return, a forgery, a repeat, a broken line, one field edited."""
    text = shown.stdout.decode()
    for line in ("> 31-02-1990", "> 15-08-2090", "> help", "> language", "edit -> ask_born", "confirm -> allowed"):
        assert line in text
    for line in ("Refused with 403; nothing of it is stored.", "Taken twice with 200, handled once.", "it came once."):
        assert f"{line}\n" in text
    assert text.count("Asha Rao was born on") == 3


def test_asha_buys_and_what_she_pays_twice_goes_back(shown: subprocess.CompletedProcess[bytes]) -> None:
    """A try fails, webhooks come twice, a second payment is sent back: one order, one right, accounts that agree."""
    text = shown.stdout.decode()
    for key in (
        "payment.awaiting",
        "payment.failed_funds",
        "payment.bought",
        "payment.not_needed",
        "payment.sent_back",
        "kundali.preparing",
        "kundali.summary",
        "shop.having",
    ):
        assert text.count(f"< {key} |") == 1, key
    assert text.count("< kundali.report | [file]\n") == 1
    assert text.count("  entitlement: 1 x kundali_report, granted\n") == 1
    assert "  gateway       ₹200.00\n" in text
    assert "  suspense        ₹0.00\n" in text
    assert "  together        ₹0.00\n" in text


def test_nothing_is_left_running(shown: subprocess.CompletedProcess[bytes]) -> None:
    """The addresses it named answer no more."""
    urls = _urls(shown.stdout.decode())
    assert len(urls) == 2
    for url in urls:
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(url, timeout=5)


@pytest.fixture
def staying() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A demo that has come to its end and stays, and the address of its phone."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "server", "demo", "--stay"], stdout=subprocess.PIPE, cwd=ROOT, env=environment({})
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(b"# The phone: "):
            yield process, line.decode().split()[-1]
            break
    process.kill()
    process.communicate()


@pytest.mark.skipif(os.environ.get("BOLOASTRO_PROOF") != "1", reason="a second demo; part of `make proof`")
def test_it_stays_until_it_is_told_to_end(staying: tuple[subprocess.Popen[bytes], str]) -> None:
    """The page answers, and then both servers and their folder are gone. SIGTERM comes to the same as Ctrl-C there."""
    process, page = staying
    server = _child(process.pid)
    assert server.exists()
    with urllib.request.urlopen(page, timeout=5) as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(40) == 0
    assert not server.exists()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(page, timeout=5)


def _urls(text: str) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:\d+", text.splitlines()[0])


def _child(pid: int) -> Path:
    """The process that was started by this one."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[1]) == pid:
            return stat.parent
    raise LookupError(f"{pid} has no child, and {os.getpid()} looked")
