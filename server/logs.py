"""Logs of servers: JSON lines on stderr, ours and those of libraries, and nothing of what people told us in them."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from types import FrameType, TracebackType
from typing import Any, TextIO, TypeAlias, cast

import structlog
from structlog.typing import EventDict, Processor

from server.hashing import Hasher
from server.masking import Mask
from server.setting_rules import parts_of
from server.settings import Settings

Listener: TypeAlias = Callable[[Mapping[str, Any]], None]

_LEFT_ALONE = frozenset({"timestamp", "level", "contact"})
_DEEPEST_TRACE = 12
_LONGEST_FOREIGN = 160
_OF_PROCESSES = ("Worker (pid:", "WORKER TIMEOUT", "Shutting down:", "Reason:")
"""What gunicorn says of its own processes, and never of a request: which of them was killed, and of what."""


def configure_logs(
    level: int,
    *,
    hasher: Hasher | None = None,
    secrets: Iterable[str] = (),
    listener: Listener | None = None,
    stream: TextIO | None = None,
) -> None:
    """Write what is at least this important. `listener` hears every line, and may not raise.

    `secrets` are the values that must not appear, whatever happens.
    """
    out = stream or cast("TextIO", _Stderr())
    chain = _chain(hasher or Hasher(), Mask(secrets), listener)
    structlog.configure(
        processors=[*chain, _JSON],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=out),
    )
    _adopt_libraries(chain, out, max(level, logging.WARNING))


def log_as_server(settings: Settings, listener: Listener | None = None) -> Hasher:
    """The logs of a process that serves: every line, people by names only we can tell apart, none of the secrets.

    What makes these names, for its doors: without a key of ours another one would call people by others.
    """
    hasher = Hasher(parts_of(settings.contact_hash_key))
    configure_logs(logging.INFO, hasher=hasher, secrets=settings.secrets, listener=listener)
    return hasher


def _chain(hasher: Hasher, mask: Mask, listener: Listener | None) -> list[Processor]:
    def heard(_logger: object, _name: str, line: EventDict) -> EventDict:
        if listener is not None:
            listener(line)
        return line

    def hashed(_logger: object, _name: str, line: EventDict) -> EventDict:
        contact = line.get("contact")
        if contact is not None:
            line["contact"] = hasher.hashed(str(contact))
        return line

    def masked(_logger: object, _name: str, line: EventDict) -> EventDict:
        return {name: value if _is_ours(name) else mask.of(value) for name, value in line.items()}

    stamped = structlog.processors.TimeStamper(fmt="iso", utc=True)
    return [
        structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, stamped, _located, _discreet,
        heard, hashed, masked,
    ]  # fmt: skip


def _is_ours(name: str) -> bool:
    return name in _LEFT_ALONE or name.startswith("_")


def _discreet(_logger: object, _name: str, line: EventDict) -> EventDict:
    """What an editor has logged may be what a person said: numbers and yes or no are shown, words are not."""
    if line.get("event") == "flow.log" and not isinstance(line.get("value"), bool | int | float | None):
        line["value"] = type(line["value"]).__name__
    return line


def _located(_logger: object, _name: str, line: EventDict) -> EventDict:
    """Where an exception came from. Not its message and no variables: both may quote what a person wrote."""
    found = line.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        line["error"] = type(error).__name__
        line["trace"] = trace_of(error)
    line.pop("stack_info", None)
    return line


def trace_of(error: BaseException) -> list[str]:
    """The innermost lines an exception went through."""
    places: list[str] = []
    step: TracebackType | None = error.__traceback__
    while step is not None:
        frame: FrameType = step.tb_frame
        places.append(f"{frame.f_globals.get('__name__', '?')}:{step.tb_lineno}")
        step = step.tb_next
    return places[-_DEEPEST_TRACE:]


def _adopt_libraries(chain: list[Processor], out: TextIO, level: int) -> None:
    """Records of the standard library go through the same chain; the old handlers go."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_foreign, *chain],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _JSON],
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old.formatter, structlog.stdlib.ProcessorFormatter):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)


def _foreign(_logger: object, _name: str, line: MutableMapping[str, Any]) -> EventDict:
    """A library's line: its template, without what was filled in or follows a colon. The server's news are whole."""
    record = cast("logging.LogRecord", line["_record"])
    is_mild = record.levelno <= logging.INFO
    is_news = record.name == "gunicorn.error" and (is_mild or str(record.msg).startswith(_OF_PROCESSES))
    text = str(line["event"]) if is_news else str(record.msg).partition(":")[0]
    # A message is often made of an exception, and an exception of what it choked on.
    line["event"] = text[:_LONGEST_FOREIGN] if isinstance(record.msg, str) else type(record.msg).__name__
    line["logger"] = record.name
    if record.exc_info:
        line["exc_info"] = record.exc_info
    return line


_ENCODER = json.JSONEncoder(default=lambda value: type(value).__name__)


def _encoded(line: EventDict, **_: object) -> str:
    """With one encoder for all lines: to make one takes as long as to write a line."""
    return _ENCODER.encode(line)


_JSON = structlog.processors.JSONRenderer(_encoded)


class _Stderr:
    """Whatever `sys.stderr` is when a line is written."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()
