"""The way out to WhatsApp: one message handed to Twilio, and one Answer for whatever comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import structlog

from engine.domain.deliveries import Answer, Report, Template, Verdict
from engine.domain.messages import Outbound
from engine.domain.presentation import LONGEST_TEXT
from engine.domain.sentences import units
from engine.domain.sessions import Contact
from engine.interfaces.contents import ContentRepository
from integrations.twilio.account import TwilioAccount
from integrations.twilio.cleaning import clean
from integrations.twilio.client import resources
from integrations.twilio.codes import GONE, UNLIKED, verdict_of
from integrations.twilio.contents import Contents
from integrations.twilio.fields import MESSAGE_SID
from integrations.twilio.interactive import Interactive, as_variables, interactive, numbered, template_values
from integrations.twilio.lookup import FAILED, SKEW, Listed, judge, outbound_since
from integrations.twilio.progress import report_of
from integrations.twilio.troubles import answer_of

RETRIES = "rc=5&rp=all"
"""Twilio's connection overrides: without them a report that comes while we restart is lost for good."""
PAGE = 50
MOST_PAGES = 4


class TwilioGateway:
    """A ChannelGateway over Twilio's Messages, Content and typing indicators. All threads share one.

    `media_link` gives the address where Twilio fetches a stored file. `callback` is where it reports; each message's
    reference is added to it. `is_known` tells whether a message id already belongs to a row of the outbox.
    `list_button` says, in a language, what the button reads that opens a list.
    """

    def __init__(
        self, account: TwilioAccount, contents: ContentRepository, media_link: Callable[[str], str], callback: str, *,
        is_known: Callable[[str], bool], list_button: Callable[[str], str],
    ) -> None:  # fmt: skip
        self._account = account
        self._twilio = resources(account)
        self._contents = Contents(self._twilio.contents, contents, f"{account.content_base_url} {account.sid}")
        self._media_link = media_link
        self._callback = callback
        self._is_known = is_known
        self._list_button = list_button
        self._log = structlog.get_logger("twilio")

    def send(self, contact: Contact, message: Outbound, reference: str, template: Template | None = None) -> Answer:
        """See ChannelGateway."""
        envelope = {
            "to": contact.address, "from_": self._account.number, "status_callback": self._callback_for(reference),
        }  # fmt: skip
        if template is not None:
            return self._send_template(envelope, message, template)
        content = interactive(message, self._list_button(message.language)) if message.choices else None
        return self._send_text(envelope, message) if content is None else self._offer(envelope, message, content)

    def find(
        self, contact: Contact, message: Outbound, reference: str, since: datetime, template: Template | None = None  # noqa: ARG002
    ) -> Answer:  # fmt: skip
        """See ChannelGateway. Twilio does not tell the callback of a message, so what it says is compared."""
        try:
            listed, is_all = self._listed(contact.address, since)
            answer = judge(listed, message, template, self._is_known)
        except Exception as error:  # the outer edge, as in _hand_over; the database may be away, too
            return Answer(verdict=Verdict.UNCERTAIN, code=answer_of(error).code)
        if answer.verdict is Verdict.RETRY and not is_all:
            return Answer(verdict=Verdict.UNCERTAIN, code="too-many")
        return answer

    def report(self, provider_id: str) -> Report | None:
        """See ChannelGateway."""
        try:
            message = self._twilio.messages(provider_id).fetch()
            if message.sid != provider_id or message.account_sid not in (None, self._account.sid):
                return None
            return report_of(provider_id, str(message.status or ""), message.error_code)
        except Exception as error:  # the outer edge, as in _hand_over
            self._log.warning("message.not_told", code=answer_of(error).code)
            return None

    def typing(self, contact: Contact) -> None:
        """See ChannelGateway. It also marks their last message as read."""
        if contact.last_inbound is None or not MESSAGE_SID.fullmatch(contact.last_inbound):
            return
        try:
            self._twilio.typing.create(channel="whatsapp", message_id=contact.last_inbound)
        except Exception as error:  # nobody misses it
            self._log.debug("typing.failed", code=answer_of(error).code)

    def _send_template(self, envelope: dict[str, Any], message: Outbound, template: Template) -> Answer:
        if len(message.variables) < template.variables:
            return Answer(verdict=Verdict.REFUSED, code="variables")
        fields = {"content_sid": template.content}
        if template.variables:
            fields["content_variables"] = as_variables(template_values(message.variables[: template.variables]))
        return self._hand_over(envelope | fields)

    def _send_text(self, envelope: dict[str, Any], message: Outbound) -> Answer:
        body = clean(numbered(message)).strip()
        fields: dict[str, Any] = {"body": body} if body else {}
        if message.media is not None:
            fields["media_url"] = [self._media_link(message.media)]
        if not fields or units(body) > LONGEST_TEXT:
            return Answer(verdict=Verdict.REFUSED, code="too-long" if body else "empty")
        return self._hand_over(envelope | fields)

    def _offer(self, envelope: dict[str, Any], message: Outbound, content: Interactive) -> Answer:
        """As buttons or a list; made anew once, if Twilio has lost the resource; as text, if it will not have it."""
        for _ in range(2):
            sid = self._contents.sid(content)
            if isinstance(sid, Answer):
                answer = sid
                break
            answer = self._hand_over(envelope | {"content_sid": sid, "content_variables": content.variables})
            if answer.code not in GONE:
                break
            self._contents.forget(content, sid)
        if answer.verdict is Verdict.REFUSED and (isinstance(sid, Answer) or answer.code in UNLIKED):
            self._log.warning("content.as_text", key=message.key, language=message.language, code=answer.code)
            return self._send_text(envelope, message)
        return answer

    def _hand_over(self, fields: dict[str, Any]) -> Answer:
        try:
            message = self._twilio.messages.create(**fields)
            return self._taken(message)
        except Exception as error:  # the outer edge: whatever twilio-python makes of an answer is an Answer
            return answer_of(error)

    def _taken(self, message: Any) -> Answer:
        if not isinstance(message.sid, str) or not MESSAGE_SID.fullmatch(message.sid):
            return Answer(verdict=Verdict.UNCERTAIN, code="garbled")
        if message.account_sid not in (None, self._account.sid):
            return Answer(verdict=Verdict.UNCERTAIN, code="foreign")
        if message.status in FAILED:
            code = message.error_code
            return Answer(verdict=verdict_of(code), code=str(code or message.status))
        return Answer(verdict=Verdict.SENT, provider_id=message.sid)

    def _listed(self, address: str, since: datetime) -> tuple[list[Listed], bool]:
        """What was sent to an address since a time, and whether that is all.

        Not asked for by DateSent: a message that still waits inside Twilio has none.
        """
        page = self._twilio.messages.page(to=address, from_=self._account.number, page_size=PAGE)
        found: list[Listed] = []
        for number in range(MOST_PAGES):
            page = page.next_page() if number else page
            messages = list(page)
            found += outbound_since(messages, since)
            is_old = bool(messages) and all(m.date_created and m.date_created < since - SKEW for m in messages)
            if is_old or page.next_page_url is None:
                return found, True
        return found, False

    def _callback_for(self, reference: str) -> str:
        """Where to report: with what Twilio is asked to do, behind the #, when we cannot take a report in at once."""
        place = f"{self._callback}{'&' if '?' in self._callback else '?'}reference={quote(reference, safe='')}"
        return f"{place}#{RETRIES}"
