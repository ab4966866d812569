"""The parts of twilio-python we use, pointed at the addresses of an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from twilio.rest import Client

from integrations.twilio.account import TwilioAccount
from integrations.twilio.wire import Wire


@dataclass(frozen=True, slots=True)
class Resources:
    """Lists of Twilio's API; they keep nothing, so all threads may use them."""

    messages: Any
    contents: Any
    typing: Any


def resources(account: TwilioAccount) -> Resources:
    """Ready to be called; nothing is connected yet."""
    wire = Wire(
        account.base_urls, connect=account.connect_timeout, read=account.read_timeout, whole=account.whole_timeout
    )
    quick = Wire(
        account.base_urls, connect=account.typing_timeout, read=account.typing_timeout, whole=account.typing_timeout
    )
    client = _client(account, wire)
    return Resources(
        messages=client.messages, contents=client.content.v1.contents,
        typing=_client(account, quick).messaging.v2.typing_indicator,
    )  # fmt: skip


def _client(account: TwilioAccount, wire: Wire) -> Any:
    # An empty `environment` would be taken for none, and TWILIO_REGION and the like read from the process.
    client = Client(account.sid, account.tokens[0], http_client=wire, environment={"": ""})
    client.api.base_url = account.api_base_url
    client.content.base_url = account.content_base_url
    client.messaging.base_url = account.messaging_base_url
    return client
