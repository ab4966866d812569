"""Content resources, each made once: by a thread, remembered here, and by the repository for all processes."""

from __future__ import annotations

import re
import threading
from typing import Any

import structlog
from twilio.rest.content.v1.content import ContentList

from engine.domain.deliveries import Answer, Verdict
from engine.errors import BoloastroError
from engine.interfaces.contents import ContentRepository
from integrations.twilio.interactive import Interactive
from integrations.twilio.troubles import answer_of, unless_sent

MOST_REMEMBERED = 10_000
MOST_MISSES = 2
_SID = re.compile(r"HX[0-9a-fA-F]{32}", re.ASCII)
_LANES = 64


class Contents:
    """Where the gateway gets the id of a Content from. All threads share one."""

    def __init__(self, resource: Any, repository: ContentRepository, account: str) -> None:
        self._resource = resource
        self._repository = repository
        self._account = account
        self._known: dict[str, str] = {}
        self._misses: dict[str, int] = {}
        # Two threads that need the same resource: the second waits for the first. Others are not held up.
        self._lanes = tuple(threading.Lock() for _ in range(_LANES))
        self._log = structlog.get_logger("twilio")

    def sid(self, content: Interactive) -> str | Answer:
        """The id of a resource that holds this, made now if there is none; or why there is none.

        REFUSED: it cannot be, or it failed several times in a row; say the same in another way.
        """
        name = content.hash(self._account)
        with self._lanes[int(name[:8], 16) % _LANES]:
            sid = self._known.get(name) or self._stored(name)
            answer = sid if sid is not None else self._make(name, content)
            if isinstance(answer, str):
                self._remember(name, answer)
            return answer

    def forget(self, content: Interactive, sid: str) -> None:
        """Twilio does not have it any more. Whoever has made a new one meanwhile keeps that."""
        name = content.hash(self._account)
        with self._lanes[int(name[:8], 16) % _LANES]:
            if self._known.get(name) == sid:
                del self._known[name]
            if self._stored(name) == sid:
                try:
                    self._repository.forget(name)
                except BoloastroError as error:
                    self._log.warning("content.unstored", content=name, error=error.code)

    def _make(self, name: str, content: Interactive) -> str | Answer:
        try:
            made = self._resource.create(_request(name, content))
        except Exception as error:  # the outer edge: whatever twilio-python makes of an answer is an Answer
            return self._missed(name, unless_sent(answer_of(error)))
        if not isinstance(made.sid, str) or not _SID.fullmatch(made.sid):
            return self._missed(name, Answer(verdict=Verdict.RETRY, code="garbled"))
        self._misses.pop(name, None)
        self._log.info("content.made", content=name, sid=made.sid)
        try:
            return self._repository.put(name, made.sid)
        except BoloastroError as error:
            self._log.warning("content.unstored", content=name, error=error.code)
            return str(made.sid)

    def _missed(self, name: str, answer: Answer) -> Answer:
        """Nobody waits long for buttons: what fails again and again is refused, though it might be had later."""
        self._log.warning("content.missed", content=name, verdict=answer.verdict.value, code=answer.code)
        if answer.verdict is not Verdict.RETRY:
            return answer
        self._misses[name] = self._misses.get(name, 0) + 1
        if self._misses[name] <= MOST_MISSES:
            return answer
        return Answer(verdict=Verdict.REFUSED, code=answer.code)

    def _stored(self, name: str) -> str | None:
        try:
            return self._repository.get(name)
        except BoloastroError as error:
            self._log.warning("content.unread", content=name, error=error.code)
            return None

    def _remember(self, name: str, sid: str) -> None:
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
            self._misses.clear()
        self._known[name] = sid


def _request(name: str, content: Interactive) -> Any:
    return ContentList.ContentCreateRequest(
        {
            "friendly_name": f"boloastro-{name[:16]}",
            "language": content.language,
            "variables": dict(content.samples),
            "types": dict(content.types),
        }
    )
