"""Where the demo is played: a fresh database, the sandbox in this process, and the real server in another."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from engine.interfaces.unit_of_work import Storage
from server.cli.library import read_flows
from server.cli.sandbox import know_templates
from server.cli.server_process import ServerProcess
from server.settings import FLOWS
from server.wiring import Database, SystemClock, sandbox

_NUMBER = "+14155238886"
_PACE = sandbox.Pace(sent=0.02, delivered=0.05, read=0.1, reviewed=0.1, told=0.05, refunded=0.3)
_LEISURELY = sandbox.Pace()
_PATIENCE = 60.0
_MERCHANT = "acc_BoloastroDemo1"


@dataclass(frozen=True, slots=True)
class House:
    """All that runs. `storage` is what the parent looks at the database with."""

    storage: Storage
    twilio: sandbox.SandboxServer
    server: ServerProcess

    @property
    def state(self) -> sandbox.Sandbox:
        """What the sandbox knows."""
        return self.twilio.sandbox

    def order(self, endpoint: str, kind: sandbox.Kind, *, accepts: bool = False, seconds: float = 2.0) -> None:
        """Something goes wrong, once."""
        with self.state.lock:
            self.state.faults.order(sandbox.Fault(endpoint=endpoint, kind=kind, accepts=accepts, seconds=seconds))

    def wait(self, is_so: Callable[[], bool], what: str) -> None:
        """Until something is so. ClickException that says what did not happen."""
        if not self.state.wait(is_so, _PATIENCE):
            raise click.ClickException(f"{what}: that did not happen within {_PATIENCE:.0f} seconds")

    def slow_down(self) -> None:
        """From now on ticks take as long as on a real phone."""
        self.state.pace = _LEISURELY


@contextmanager
def open_house() -> Iterator[House]:
    """Everything in a temporary folder; all of it is ended and gone afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="boloastro-") as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'demo.sqlite3'}")
        database.migrate()
        account = sandbox.Account(sid=f"AC{secrets.token_hex(16)}", tokens=(secrets.token_hex(16),), number=_NUMBER)
        settings = {
            "DATABASE_URL": database.url, "BOLOASTRO_CLOCK": str(folder / "clock"),
            "BOLOASTRO_MESSAGES_PER_MINUTE": "1000", "BOLOASTRO_MESSAGES_PER_HOUR": "10000",
            "TWILIO_ACCOUNT_SID": account.sid, "TWILIO_AUTH_TOKEN": account.tokens[0],
            "TWILIO_WHATSAPP_NUMBER": account.address, "RAZORPAY_KEY_ID": f"rzp_test_{secrets.token_hex(7)}",
            "RAZORPAY_KEY_SECRET": secrets.token_hex(12), "RAZORPAY_WEBHOOK_SECRET": secrets.token_hex(16),
            "RAZORPAY_ACCOUNT_ID": _MERCHANT,
        }  # fmt: skip
        clock = sandbox.SandboxClock(SystemClock(), folder / "clock")
        server = ServerProcess(settings, folder)
        state = sandbox.Sandbox(
            account, sandbox.Doors(webhook=f"{server.url}/webhooks/twilio"), clock, sandbox.RandomSids(), _PACE,
            _merchant(settings, server.url),
        )  # fmt: skip
        know_templates(state, read_flows(FLOWS)[0])
        try:
            with sandbox.SandboxServer(state) as served:
                server.know({f"TWILIO_{part}_BASE_URL": served.url for part in ("API", "CONTENT", "MESSAGING")})
                server.know({"RAZORPAY_API_BASE_URL": served.url})
                server.start()
                try:
                    yield House(database.reopened(), served, server)
                finally:
                    server.end()
        finally:
            database.close()


def _merchant(settings: Mapping[str, str], url: str) -> sandbox.Merchant:
    """Ours at Razorpay."""
    return sandbox.Merchant(
        key_id=settings["RAZORPAY_KEY_ID"], key_secrets=(settings["RAZORPAY_KEY_SECRET"],),
        webhook_secrets=(settings["RAZORPAY_WEBHOOK_SECRET"],), webhook=f"{url}/webhooks/razorpay", account=_MERCHANT,
    )  # fmt: skip
