"""A conversation in a process that kills itself at a given point; run as a program by `test_kill.py`.

`BOLOASTRO_KILL_AT=7` in the environment of a life is the seventh point: a change of the database, a commit, a job,
a sending. A parent without sessions, engines or threads forks the lives: quicker than starting Python for each.
Every life delivers all messages again, as a provider does that got no answer; the phone is a file and outlives them.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from engine.actions.catalogue import Outcome
from engine.domain.deliveries import Answer, Template
from engine.domain.messages import Inbound, Outbound
from engine.domain.sessions import Contact
from engine.domain.settling import CERTAIN
from engine.interfaces.unit_of_work import Storage
from engine.services.sending import CLAIM
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import RandomIdentifiers
from tests.runtime.stage import NOON
from tests.services.faults import FaultyStorage
from tests.services.house import FILES, House, Phone
from tests.services.talks import TALKS

KILL_AT = "BOLOASTRO_KILL_AT"
HOUR = 3600.0


@dataclass(frozen=True)
class Story:
    """Messages, and the seconds that pass after each."""

    files: Mapping[str, str]
    steps: tuple[tuple[str, float], ...]


STORIES: Mapping[str, Story] = {
    "work": Story(FILES, (("hi", 0), ("Pune", 0), ("hello?", HOUR), ("one", 0), ("two", 0), ("three", 0))),
    "people": Story(TALKS, (("hi", 0), ("human", 0), ("stop", 0), ("start", 0), ("forget me", 0), ("hello", 0))),
}
"""In the first the job comes after the second message, the timer after the third."""

CHANGES = frozenset(
    {
        "add",
        "append",
        "begin",
        "bury",
        "cancel",
        "clear",
        "failed",
        "finish",
        "give_back",
        "handled",
        "link",
        "postpone",
        "progress",
        "record",
        "remove",
        "save",
        "set",
        "unlink",
    }
)
CLAIMS = frozenset({"inbox.claim", "outbox.claim", "outbox.claim_uncertain", "jobs.claim", "timers.due"})


class Fate:
    """Counts the points passed, and kills the process before or after one of them."""

    def __init__(self, at: int) -> None:
        self._at = at
        self.passed: list[str] = []

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        """A point before the call and one after it."""
        self.point(f"before {name}")
        answer = call()
        self.point(f"after {name}")
        return answer

    def point(self, name: str) -> None:
        """Here the process may end."""
        self.passed.append(name)
        if len(self.passed) == self._at:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalStorage(FaultyStorage):
    """A storage whose changes are points. To die after a mere look is to die before it."""

    def __init__(self, storage: Storage, fate: Fate) -> None:
        super().__init__(storage)
        self._fate = fate
        self._changed = False

    def called(self, name: str, call: Callable[[], Any]) -> Any:
        """See Fate."""
        if name == "commit":
            changed, self._changed = self._changed, False
            return self._fate.around(name, call) if changed else call()
        answer = call()
        if (name in CLAIMS and answer) or name.partition(".")[2] in CHANGES:
            self._changed = True
            self._fate.point(f"after {name}")
        return answer


class FilePhone(Phone):
    """A phone that keeps what it got in a file."""

    def __init__(self, path: Path, fate: Fate) -> None:
        super().__init__()
        self._path = path
        self._fate = fate

    def send(self, contact: Contact, message: Outbound, reference: str, template: Template | None = None) -> Answer:
        """Show the message, whatever comes afterwards."""
        answer = self._fate.around("send", lambda: super(FilePhone, self).send(contact, message, reference, template))
        assert isinstance(answer, Answer)
        return answer

    def show(self, contact: Contact, message: Outbound, reference: str) -> None:
        """Write it down."""
        assert contact.address == "a"
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([reference, message.text]) + "\n")

    def find(
        self, contact: Contact, message: Outbound, reference: str, since: datetime, template: Template | None = None
    ) -> Answer:  # fmt: skip
        """Look into the file: another life may have sent it."""
        with self._path.open(encoding="utf-8") as file:
            self.references = [json.loads(line)[0] for line in file]
        return super().find(contact, message, reference, since, template)


def live(story: Story, url: str, phone: Path, at: int) -> list[str]:
    """One life: deliver all messages from the first one on and do all there is to do; the points passed."""
    structlog.configure(processors=[_forget])
    fate = Fate(at)
    engine = open_engine(url)
    house = House(
        MortalStorage(SqlStorage(engine), fate), phone=FilePhone(phone, fate), identifiers=RandomIdentifiers(),
        found=lambda text: fate.around("job", lambda: Outcome("found", text)), files=story.files,
    )  # fmt: skip
    fate.passed.clear()
    hands = phone.with_suffix(".clock")
    if hands.exists():  # the life before has ended; so have its claims
        house.clock.advance(float(hands.read_text()) + CLAIM.total_seconds())
        house.settle()
        house.clock.advance(CERTAIN.total_seconds())  # whether something has gone out is asked twice
    hands.write_text(str((house.clock.now() - NOON).total_seconds()))
    for number, (text, seconds) in enumerate(story.steps):
        house.turns.message("test", "a", f"test:{number}", Inbound(text=text))
        house.settle()
        house.clock.advance(seconds)
        hands.write_text(str((house.clock.now() - NOON).total_seconds()))
        house.settle()
    phone.with_suffix(".consents").write_text(json.dumps(_consents(SqlStorage(engine))))
    engine.dispose()
    return fate.passed


def _consents(storage: Storage) -> list[list[tuple[str, bool]]]:
    """What was written down of each person, of those first who are leaving."""
    with storage.begin() as work:
        people = [*work.contacts.leaving(9), work.contacts.find("test", "a")]
        found = [work.consents.of_contact(person.id) for person in people if person]
    return [[(consent.purpose, consent.given) for consent in each] for each in found]


def _forget(_logger: Any, _name: str, _event: Any) -> Any:
    raise structlog.DropEvent


def main(story: Story, folder: Path, urls: list[str], points: list[int]) -> None:
    """For each point: a life that ends there, and one that goes on. Prints what the person got, a line for each."""
    for number, (url, point) in enumerate(zip(urls, points, strict=True)):
        phone = folder / f"phone-{number}.jsonl"
        phone.touch()
        first, passed = _in_a_fork(story, url, phone, point)
        second = first if not point else _in_a_fork(story, url, phone, 0)[0]
        sent = [json.loads(line) for line in phone.read_text(encoding="utf-8").splitlines()]
        consents = json.loads(phone.with_suffix(".consents").read_text())
        told = {"point": point, "first": first, "second": second, "sent": sent, "passed": passed, "consents": consents}
        print(json.dumps(told))


def _in_a_fork(story: Story, url: str, phone: Path, point: int) -> tuple[int, list[str]]:
    """The signal or 0 that ended the life, and the points it has passed if it came to the end."""
    told = phone.with_suffix(".points")
    child = os.fork()
    if child == 0:
        os.environ[KILL_AT] = str(point)
        try:
            told.write_text(json.dumps(live(story, url, phone, int(os.environ[KILL_AT]))))
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
    _, status = os.waitpid(child, 0)
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)
    return ended, json.loads(told.read_text()) if ended == 0 else []


if __name__ == "__main__":
    main(STORIES[sys.argv[1]], Path(sys.argv[2]), json.loads(sys.argv[3]), json.loads(sys.argv[4]))
