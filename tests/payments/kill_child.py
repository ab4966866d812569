"""A purchase in a process that kills itself at a given point; run as a program by `test_kills.py`.

A parent without engines or threads forks the lives. Each begins from the first message on, as if nothing had ever been
acknowledged: what Razorpay has to tell is posted again from the first event, and then the poller looks.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from engine.domain.messages import Inbound
from engine.interfaces.unit_of_work import Storage
from engine.services.payments.links import _SOMEBODY_ELSE
from engine.services.sending import CLAIM
from integrations.razorpay.account import RazorpayAccount
from integrations.razorpay.door import RazorpayDoor
from integrations.razorpay.gateway import RazorpayGateway
from integrations.redis.memory import MemoryRates
from integrations.sql.contents import SqlContents
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import OffsetClock, RandomIdentifiers
from integrations.twilio.account import TwilioAccount
from integrations.twilio.door import TwilioDoor
from integrations.twilio.gateway import TwilioGateway
from server.app import create_app, doors_of
from server.given import is_known_to
from server.hashing import Hasher
from server.metrics import Metrics
from server.wiring import Application, build
from tests.chaos.bot import be_silent
from tests.chaos.fate import Fate, watch_the_wire
from tests.payments.flows import read_once
from tests.payments.shop import ACCOUNT, HOOKS, signed
from tests.server.house import HOOK_SECRET, NUMBER, SETTINGS, SID, TOKEN, settings_of
from tests.services.faults import FaultyStorage
from tests.services.kill_child import CHANGES

NOWHERE = "http://127.0.0.1:9"
CHANGING = CHANGES | {"book", "settle", "put_off", "open", "look_later", "look_now", "add_unmatched", "handled"}
_SOON = 1800.0
_ROUNDS = 60


class MortalStorage(FaultyStorage):
    """A point after every call that changes something, and around every commit."""

    def __init__(self, storage: Storage, fate: Fate) -> None:
        super().__init__(storage)
        self._fate = fate
        self._changed = ""

    def called(self, name: str, call: Callable[[], Any]) -> Any:
        """See Fate."""
        if name == "commit":
            changed, self._changed = self._changed, ""
            return self._fate.around(f"commit of {changed}", call) if changed else call()
        answer = call()
        if name.partition(".")[2] in CHANGING:
            self._changed = self._changed or name
            self._fate.point(f"after {name}")
        return answer


@dataclass(frozen=True)
class Place:
    """A life's surroundings: its database, the sandbox, the hands of the clock, and her number."""

    database: str
    sandbox: str
    clock: str
    phone: str


class World:
    """The other side, as far as a life can reach it: without points, it is not ours to die there."""

    def __init__(self, place: Place) -> None:
        self._root = f"{place.sandbox}/sandbox"

    def get(self, path: str) -> Any:
        """What is there."""
        with urlopen(f"{self._root}{path}", timeout=30) as answer:
            return json.load(answer)

    def post(self, path: str, body: object) -> Any:
        """Something happens."""
        headers = {"Content-Type": "application/json"}
        with urlopen(Request(f"{self._root}{path}", json.dumps(body).encode(), headers), timeout=30) as answer:
            return json.load(answer)


class Life:
    """One process: door, worker and poller by turns."""

    def __init__(self, place: Place, fate: Fate) -> None:
        self._place = place
        self._world = World(place)
        self._fate = fate
        self._engine = open_engine(place.database)
        self._application = self._built()
        self._client = create_app(doors_of(self._application, Metrics(), Hasher())).test_client()

    def live(self) -> None:
        """The whole purchase."""
        app = self._application
        for number, text in enumerate(("hi", "buy"), 1):
            identity = f"SM{int(self._place.phone[1:]):0>30}{number:02}"
            app.turns.message("whatsapp", f"whatsapp:{self._place.phone}", identity, Inbound(text=text))
            self._rest()
        [link] = [row for (row,) in self._rows("SELECT id FROM links")]
        if not self._world.get(f"/razorpay/payments?link={link}"):
            self._world.post(f"/razorpay/links/{link}/pay", {})
        for _ in range(2):
            self._deliver(link)
        self._rest()
        self._world.post("/clock", {"seconds": 130})
        app.payments.looking.look_at_links()
        app.payments.refunds.look_at_refunds()
        self._rest()

    def _deliver(self, link: str) -> None:
        """Whatever Razorpay has to tell of the link, again and again until we say yes."""
        for event in self._world.get("/razorpay/events"):
            body = event["body"].encode()
            if link.encode() in body:
                headers = {"X-Razorpay-Signature": signed(body, HOOK_SECRET), "X-Razorpay-Event-Id": event["id"]}
                answer = self._client.post(HOOKS, data=body, headers=headers, content_type="application/json")
                assert answer.status_code == 200, answer.text
                self._fate.point("after answer")

    def _rest(self) -> None:
        """Until nothing is to be done and nothing is due soon. Where only time helps it goes by."""
        for _ in range(_ROUNDS):
            while self._work():
                pass
            due = self._next_due()
            if due is None or due > _SOON:
                return
            self._world.post("/clock", {"seconds": max(1.0, due)})
        raise AssertionError("no rest")

    def _work(self) -> bool:
        app = self._application
        hooks = app.payments.hooks
        assert hooks is not None
        done = (
            hooks.book_next(), app.turns.take_any() is not None, app.work.run_jobs(), app.work.fire_timers(),
            app.sending.send_messages(), app.sending.look_up(),
        )  # fmt: skip
        return any(done)

    def _next_due(self) -> float | None:
        app = self._application
        with app.storage.read() as work:
            found = (
                work.inbox.next_due(), work.outbox.next_due(), work.jobs.next_due(), work.timers.next_due(),
                work.hooks.next_due(),
            )  # fmt: skip
        due = min((moment for moment in found if moment is not None), default=None)
        return None if due is None else (due - app.clock.now()).total_seconds()

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]

    def _built(self) -> Application:
        place = self._place
        settings = settings_of(
            place.database, PUBLIC_BASE_URL=NOWHERE, RAZORPAY_API_BASE_URL=place.sandbox, RAZORPAY_ACCOUNT_ID=ACCOUNT,
            BOLOASTRO_ROOT_FLOW="main", BOLOASTRO_QUIET_HOURS="none", BOLOASTRO_SENDS_PER_SECOND="1000",
        )  # fmt: skip
        actions, shelf, vocabulary = read_once()
        merchant = RazorpayAccount(
            key_id=SETTINGS["RAZORPAY_KEY_ID"], key_secret=SETTINGS["RAZORPAY_KEY_SECRET"], account=ACCOUNT,
            webhook_secrets=(HOOK_SECRET,), base_url=place.sandbox,
        )  # fmt: skip
        twilio = TwilioAccount(
            sid=SID, tokens=(TOKEN,), number=NUMBER, api_base_url=place.sandbox, content_base_url=place.sandbox,
            messaging_base_url=place.sandbox,
        )  # fmt: skip
        watch_the_wire(self._fate)
        channel = TwilioGateway(
            twilio, SqlContents(self._engine), str, f"{NOWHERE}/webhooks/twilio/status",
            is_known=is_known_to(SqlStorage(self._engine)), list_button=lambda _language: "Choose",
        )  # fmt: skip
        return build(
            settings, channel=channel, clock=OffsetClock(Path(place.clock)), identifiers=RandomIdentifiers(),
            storage=MortalStorage(SqlStorage(self._engine), self._fate), actions=actions, shelf=shelf,
            vocabulary=vocabulary, rates=MemoryRates(), door=TwilioDoor((TOKEN,), SID, NUMBER),
            gateway=RazorpayGateway(merchant), payment_door=RazorpayDoor(merchant),
        )  # fmt: skip


def main(places: list[Place], points: list[int]) -> None:
    """For each point: a life that ends there, and one that goes on. Prints how they ended, a line for each."""
    be_silent()
    _ = read_once()
    for place, point in zip(places, points, strict=True):
        first, passed = _in_a_fork(place, point)
        second = first
        if point:
            seconds = (CLAIM + _SOMEBODY_ELSE).total_seconds()  # the claims of the life before have ended
            World(place).post("/clock", {"seconds": seconds})
            second = _in_a_fork(place, 0)[0]
        print(json.dumps({"point": point, "first": first, "second": second, "passed": passed}), flush=True)


def _in_a_fork(place: Place, point: int) -> tuple[int, list[str]]:
    """The signal or 0 that ended the life, and the points it has passed if it came to the end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            fate = Fate(point)
            Life(place, fate).live()
            os.write(writing, json.dumps(fate.passed).encode())
            os._exit(0)
        except BaseException as error:
            print(f"{place.phone} {point}: {error!r}", file=sys.stderr, flush=True)
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)
    return ended, json.loads(told) if ended == 0 else []


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    main([Place(**place) for place in json.loads(sys.argv[1])], json.loads(sys.argv[2]))
