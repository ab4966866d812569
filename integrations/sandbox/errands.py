"""The tasks of the agenda: a message comes further, the bot is called, a file fetched, a template judged."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from integrations.sandbox.agenda import Advance, Deliver, Fetch, Review, Tell
from integrations.sandbox.calling import Called, Told, post
from integrations.sandbox.content import why_not_a_template
from integrations.sandbox.errors import wording
from integrations.sandbox.fates import decide
from integrations.sandbox.fetching import fetch, name_of, type_of
from integrations.sandbox.incoming import kind_of
from integrations.sandbox.outgoing import answer
from integrations.sandbox.posting import message_form, report_form
from integrations.sandbox.records import Handing, MediaFile, Message, Status
from integrations.sandbox.signing import Form
from integrations.sandbox.state import Sandbox
from integrations.sandbox.twiml import BadTwiml, Reply, replies
from integrations.sandbox.wire import CALLBACK, FILE, WEBHOOK, Exchange

_FORM = "application/x-www-form-urlencoded"
_SHOWN = {"ct": "no connection", "rt": "no answer in time"}


def advance(sandbox: Sandbox, task: Advance) -> None:
    """A message comes a step further."""
    message = sandbox.messages.get(task.message)
    if message is None:
        return
    message.status, message.error, message.updated = task.status, task.code, sandbox.now()
    if message.sent is None and task.status is not Status.UNDELIVERED:
        message.sent = message.updated
    sandbox.changed()


def tell(sandbox: Sandbox, task: Tell) -> None:
    """The bot is told how far its message has come."""
    with sandbox.lock:
        message = sandbox.messages.get(task.message)
        if message is None or message.callback is None:
            return
        form = report_form(sandbox, message, task)
        url = message.callback
    post(url, form, _token(sandbox, task.is_forged), sandbox.sids.new(""), _telling(sandbox, CALLBACK, form))


def deliver(sandbox: Sandbox, task: Deliver, root: str) -> None:
    """A person's message is handed to the bot, at the other door if the first stays closed."""
    with sandbox.lock:
        message = sandbox.messages[task.message]
        if sandbox.held.get(message.person) is task:
            del sandbox.held[message.person]
        form = message_form(sandbox, message, root)
    token, unique, told = _token(sandbox, task.is_forged), sandbox.sids.new(""), _telling(sandbox, WEBHOOK, form)
    called = post(sandbox.doors.webhook, form, token, unique, told)
    if called.trouble and sandbox.doors.fallback is not None:
        form = [*form, ("ErrorCode", "11200"), ("ErrorUrl", called.url)]
        called = post(sandbox.doors.fallback, form, token, unique, _telling(sandbox, WEBHOOK, form))
    _note(sandbox, message, called)


def fetch_files(sandbox: Sandbox, task: Fetch) -> None:
    """The files of a message are fetched; without them it fails."""
    message = sandbox.messages[task.message]
    for url in message.media_urls:
        called = fetch(url)
        kind = type_of(called)
        _write_down(sandbox, FILE, "GET", called, b"", "" if kind else f"63019 {wording(63019)}")
        if kind is None:
            decide(sandbox, message, media_failed=True)
            return
        _keep(sandbox, message, called, kind)
    decide(sandbox, message)


def review(sandbox: Sandbox, task: Review) -> None:
    """WhatsApp says yes or no to a template."""
    with sandbox.lock:
        content = sandbox.contents.get(task.content)
        if content is not None:
            content.reason = why_not_a_template(content)
            content.approval = "rejected" if content.reason else "approved"
        sandbox.changed()


def _note(sandbox: Sandbox, message: Message, called: Called) -> None:
    """What became of a message at the bot's door, and what the answer says."""
    with sandbox.lock:
        if message.handing is not Handing.TAKEN:
            message.handing = Handing.LOST if called.trouble else Handing.TAKEN
        sandbox.changed()
    for reply in () if called.trouble else _replies(sandbox, message, called):
        answer(sandbox, message, reply)


def _replies(sandbox: Sandbox, message: Message, called: Called) -> Sequence[Reply]:
    try:
        return [reply for reply in replies(called.content_type, called.content) if reply.body or reply.media]
    except BadTwiml as bad:
        with sandbox.lock:
            message.error = bad.code
            sandbox.changed()
        return ()


def _keep(sandbox: Sandbox, message: Message, called: Called, kind: str) -> None:
    with sandbox.lock:
        name = name_of(called)
        kept = MediaFile(
            sid=sandbox.sids.new("ME"), message=message.sid, content_type=kind, content=called.content,
            created=sandbox.now(), name=name,
        )  # fmt: skip
        sandbox.media[kept.sid] = kept
        message.media.append(kept.sid)
        if message.type == "media":
            message.type = kind_of(kind, name)
        sandbox.changed()


def _token(sandbox: Sandbox, is_forged: bool) -> str:
    return "somebody else's token" if is_forged else sandbox.account.tokens[0]


def _telling(sandbox: Sandbox, way: str, form: Form) -> Told:
    """Each attempt is written down."""
    body = urlencode(form).encode()

    def told(called: Called, attempt: int) -> None:
        again = f"retry {attempt}" if attempt else ""
        trouble = _SHOWN.get(called.trouble, "")
        _write_down(sandbox, way, "POST", called, body, ", ".join(filter(None, (again, trouble))))

    return told


def _write_down(sandbox: Sandbox, way: str, method: str, called: Called, body: bytes, note: str) -> None:
    sandbox.wire.add(
        Exchange(
            way=way, method=method, url=called.url, request_type=_FORM if body else "", request=body, at=sandbox.now(),
            status=called.status, answer_type=called.content_type, answer=called.content if way != FILE else b"",
            milliseconds=called.milliseconds, note=note,
        )
    )  # fmt: skip
    sandbox.changed()
