"""Imports the modules named on the command line and prints all that any of them did to the world meanwhile.

Run in a process of its own, because an audit hook can never be taken off. What may be done: open a file below a
folder of the import path for reading if it is Python code or belongs to an installed package, and look at folders.
urllib3, which twilio needs, may ask whether this machine has IPv6: it binds a socket to ::1 and closes it at once.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from pathlib import Path

_CODE = (".py", ".pyc", ".so", ".pyd", ".zip", ".egg-link", ".pth")
_FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.putenv",
    "os.unsetenv", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.chown", "os.kill", "shutil.", "tempfile.", "sqlite3.", "urllib.", "http.", "ftplib.", "smtplib.",
    "webbrowser.",
)  # fmt: skip
_ASKS_FOR_IPV6 = str(Path("urllib3", "util", "connection.py"))
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Witness:
    """Notes what is not allowed. `homes` are the folders of the interpreter and of installed packages."""

    def __init__(self, homes: tuple[Path, ...]) -> None:
        self.found: list[str] = []
        self._homes = tuple(str(home) + os.sep for home in homes)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            self._opened(*arguments)
        elif event.startswith(_FORBIDDEN) and not _is_asking_for_ipv6():
            self.found.append(f"{event} {arguments!r:.200}")

    def _opened(self, path: object, mode: object = None, flags: object = 0) -> None:
        if isinstance(path, int) or path is None:
            return
        shown = os.fsdecode(path) if isinstance(path, bytes) else str(path)
        writes = any(letter in str(mode or "") for letter in "wax+") or (isinstance(flags, int) and flags & _WRITES)
        if writes:
            self.found.append(f"writes {shown}")
        elif not (shown.endswith(_CODE) or shown.startswith(self._homes)):
            self.found.append(f"reads {shown}")


def _is_asking_for_ipv6() -> bool:
    frames = (sys._getframe(2), sys._getframe(3))  # whoever did it, and who called that: a socket makes itself
    return any(frame.f_code.co_filename.endswith(_ASKS_FOR_IPV6) for frame in frames)


def main() -> None:
    """Import and tell; exit status 1 when something was done."""
    sys.dont_write_bytecode = True
    homes = {Path(place) for name in ("prefix", "base_prefix") for place in [getattr(sys, name)]}
    witness = Witness(tuple(homes | {home.resolve() for home in homes}))
    before = dict(os.environ)
    sys.addaudithook(witness)
    found = witness.found
    for name in sys.argv[1:]:
        start = len(found)
        importlib.import_module(name)
        if threading.active_count() > 1:
            found.append("leaves a thread running")
        found[start:] = [f"{name}: {line}" for line in found[start:]]
    if dict(os.environ) != before:
        found.append("the environment was changed")
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
