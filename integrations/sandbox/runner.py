"""Does what is on the agenda when its time has come: one thread looks at the clock, a few others call the bot."""

from __future__ import annotations

import queue
import threading
from collections import deque

from integrations.sandbox.agenda import Advance, Close, Deliver, Fetch, Review, Ring, Settle, Task, Tell
from integrations.sandbox.errands import advance, deliver, fetch_files, review, tell
from integrations.sandbox.razorpay.linking import expire_due
from integrations.sandbox.razorpay.posting import post_event
from integrations.sandbox.razorpay.refunding import settle
from integrations.sandbox.state import Sandbox

_NAP = 0.25
"""The clock may be turned without a word to us: how many seconds until we look again."""


class Runner:
    """The threads. Tasks of one lane (a person's messages, a message's reports) are done one after the other."""

    def __init__(self, sandbox: Sandbox, root: str, callers: int = 16) -> None:
        self._sandbox = sandbox
        self._root = root
        self._lanes: dict[str, deque[Task]] = {}
        self._ready: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._under_way = 0
        self._threads = [threading.Thread(target=self._watch, daemon=True, name="sandbox-clock")]
        self._threads += [threading.Thread(target=self._work, daemon=True, name="sandbox-call") for _ in range(callers)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End; what is being called just now is not waited for long."""
        self._sandbox.stop()
        for _ in self._threads[1:]:
            self._ready.put(None)
        for thread in self._threads:
            thread.join(0.2)

    def settle(self, timeout: float) -> bool:
        """Wait until nothing is under way and nothing is due; False if that takes too long."""
        return self._sandbox.wait(self._is_quiet, timeout)

    def _is_quiet(self) -> bool:
        due = self._sandbox.agenda.next_due()
        return self._under_way == 0 and (due is None or due > self._sandbox.now())

    def _watch(self) -> None:
        sandbox = self._sandbox
        while not sandbox.stopping.is_set():
            with sandbox.lock:
                task = sandbox.agenda.take(sandbox.now())
                if task is None:
                    sandbox.lock.wait(self._nap())
                    continue
                self._begin(task)

    def _nap(self) -> float | None:
        due = self._sandbox.agenda.next_due()
        return None if due is None else max(0.001, min(_NAP, (due - self._sandbox.now()).total_seconds()))

    def _begin(self, task: Task) -> None:
        """At once what is only a change here; on its lane what calls the bot."""
        if isinstance(task, Advance | Close | Settle):
            self._change(task)
            return
        self._under_way += 1
        lane = self._lane(task)
        waiting = self._lanes.setdefault(lane, deque())
        waiting.append(task)
        if len(waiting) == 1:
            self._ready.put(lane)

    def _change(self, task: Advance | Close | Settle) -> None:
        match task:
            case Advance():
                advance(self._sandbox, task)
            case Close():
                expire_due(self._sandbox)
            case Settle():
                settle(self._sandbox, task)

    def _lane(self, task: Tell | Fetch | Deliver | Review | Ring) -> str:
        match task:
            case Deliver():
                return self._sandbox.messages[task.message].person
            case Review():
                return task.content
            case Ring():
                event = self._sandbox.books.events.get(task.event)
                return event.lane if event is not None else task.event
        return task.message

    def _work(self) -> None:
        while (lane := self._ready.get()) is not None:
            with self._sandbox.lock:
                task = self._lanes[lane][0]
            try:
                self._do(task)
            finally:
                self._end(lane)

    def _end(self, lane: str) -> None:
        with self._sandbox.lock:
            waiting = self._lanes[lane]
            waiting.popleft()
            if waiting:
                self._ready.put(lane)
            else:
                del self._lanes[lane]
            self._under_way -= 1
            self._sandbox.changed()

    def _do(self, task: Task) -> None:
        match task:
            case Deliver():
                deliver(self._sandbox, task, self._root)
            case Tell():
                tell(self._sandbox, task)
            case Fetch():
                fetch_files(self._sandbox, task)
            case Review():
                review(self._sandbox, task)
            case Ring():
                post_event(self._sandbox, task)
