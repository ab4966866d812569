"""The browser of the tests: Debian's Chromium. `python -m tests.browsers` installs it where that can be done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = os.environ.get("BOLOASTRO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "there is no Chromium: run `make test` as root on Debian, or name one in BOLOASTRO_CHROMIUM"

_PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-color-emoji")
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser without a window, that calls nobody but the pages it is sent to."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()


def _install() -> None:
    """Whatever goes wrong is said, and the tests that need it say so again when they are left out."""
    get = shutil.which("apt-get")
    if CHROMIUM or get is None or os.geteuid() != 0:
        return
    print("Installing Chromium and fonts for the browser tests; this is done once", file=sys.stderr)
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *_PACKAGES]):
        if subprocess.run([get, "--quiet", *command], check=False, timeout=600, **quiet).returncode:  # type: ignore[call-overload]
            print("Chromium could not be installed; the browser tests will be left out", file=sys.stderr)
            return


if __name__ == "__main__":
    _install()
