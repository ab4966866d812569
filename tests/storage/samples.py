"""Rows to store, and many threads to store them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from engine.domain.events import EventKind
from engine.domain.records import (
    Consent,
    Definition,
    InboxItem,
    Job,
    OutboxItem,
    StoredFile,
    TimerRecord,
    TurnRecord,
)
from engine.domain.sessions import Contact, Entry, Frame, Session
from engine.interfaces.unit_of_work import Storage

Answer = TypeVar("Answer")

NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
PATIENCE = 20.0
"""Seconds after which a thread that hangs fails its test."""


def at(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def contact(identity: str = "c1", **changed: Any) -> Contact:
    values: dict[str, Any] = {"channel": "test", "address": f"address of {identity}", "language": "hi"}
    return Contact(id=identity, **(values | changed))


def frame(serial: int = 1, **changed: Any) -> Frame:
    values: dict[str, Any] = {
        "flow": "welcome",
        "version": 3,
        "structure": "abc",
        "entry": Entry.ROOT,
        "configuration": ("hello",),
    }
    return Frame(serial=serial, **(values | changed))


def session(identity: str = "s1", **changed: Any) -> Session:
    values: dict[str, Any] = {"subject": "c1", "frames": (frame(),)}
    return Session(id=identity, **(values | changed))


def item(identity: str = "i1", **changed: Any) -> InboxItem:
    values: dict[str, Any] = {
        "provider_id": f"test:{identity}",
        "subject": "c1",
        "kind": EventKind.MESSAGE,
        "name": "message",
        "payload": {"message": {"text": "hi"}},
        "received_at": NOON,
    }
    return InboxItem(id=identity, **(values | changed))


def message(identity: str = "o1", **changed: Any) -> OutboxItem:
    values: dict[str, Any] = {
        "contact": "c1",
        "session": "s1",
        "key": "welcome.hello",
        "body": {"key": "welcome.hello", "text": "Hello", "language": "en"},
        "created_at": NOON,
        "due_at": NOON,
    }
    return OutboxItem(id=identity, **(values | changed))


def job(identity: str = "j1", **changed: Any) -> Job:
    values: dict[str, Any] = {
        "subject": "c1",
        "session": "s1",
        "action": "places.find",
        "arguments": {"text": "Pune"},
        "frame": 1,
        "state": "looking",
        "token": 7,
        "created_at": NOON,
        "due_at": NOON,
        "timeout_at": at(20),
    }
    return Job(id=identity, **(values | changed))


def timer(identity: str = "t1", **changed: Any) -> TimerRecord:
    values: dict[str, Any] = {
        "subject": "c1",
        "session": "s1",
        "timer": "1:hello:remind",
        "due_at": at(60),
        "event": "remind.hello.0",
        "data": {},
        "frame": 1,
        "state": "hello",
        "token": 4,
    }
    return TimerRecord(id=identity, **(values | changed))


def turn(revision: int = 1, **changed: Any) -> TurnRecord:
    values: dict[str, Any] = {
        "session": "s1",
        "event": "message",
        "inbox": "i1",
        "source": ("welcome.hello",),
        "target": ("welcome.menu",),
        "trace": [["welcome", "message", "hello", ["menu"]]],
        "at": NOON,
    }
    return TurnRecord(revision=revision, **(values | changed))


def definition(content: str = "hash", **changed: Any) -> Definition:
    values: dict[str, Any] = {
        "flow": "welcome",
        "version": 3,
        "structure": "abc",
        "files": {"welcome/flow.yaml": "flow: welcome\n", "welcome/hi.yaml": "texts: {hello: नमस्ते}\n"},
        "stored_at": NOON,
    }
    return Definition(content=content, **(values | changed))


def consent(identity: str = "k1", **changed: Any) -> Consent:
    values: dict[str, Any] = {
        "contact": "c1",
        "purpose": "messages",
        "given": False,
        "wording": "commands.stopped@3 hi",
        "channel": "test",
        "message": "SM1",
        "at": NOON,
    }
    return Consent(id=identity, **(values | changed))


def file(identity: str = "f1", **changed: Any) -> StoredFile:
    values: dict[str, Any] = {
        "content_type": "application/pdf",
        "content": b"%PDF \x00\xff",
        "created_at": NOON,
        "expires_at": at(60),
    }
    return StoredFile(id=identity, **(values | changed))


def fill(storage: Storage, *subjects: str) -> None:
    """Store a contact `c…` and an open session `s…` for each number."""
    with storage.begin() as work:
        for number in subjects or ("1",):
            work.contacts.add(contact(f"c{number}"))
            work.sessions.add(session(f"s{number}", subject=f"c{number}"))
        work.commit()


def together(*calls: Callable[[], Answer]) -> list[Answer]:
    """What the calls answer when each runs in its own thread and all start at one moment."""
    start = threading.Barrier(len(calls), timeout=PATIENCE)

    def started(call: Callable[[], Answer]) -> Answer:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        running = [pool.submit(started, call) for call in calls]
        return [one.result(PATIENCE) for one in running]
