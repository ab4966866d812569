"""Twilio's resources as it writes them: messages, files, contents, and pages of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TypeVar
from urllib.parse import urlencode

from integrations.sandbox.content import Content
from integrations.sandbox.errors import TwilioRefusal, wording
from integrations.sandbox.records import MediaFile, Message

Json = Mapping[str, object]
Item = TypeVar("Item")


def message_json(account: str, message: Message) -> Json:
    """A Message resource."""
    uri = f"/2010-04-01/Accounts/{account}/Messages/{message.sid}"
    return {
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": message.body,
        "date_created": _rfc2822(message.created),
        "date_sent": _rfc2822(message.sent) if message.sent else None,
        "date_updated": _rfc2822(message.updated),
        "direction": message.direction,
        "error_code": message.error,
        "error_message": None if message.error is None else wording(message.error),
        "from": message.sender,
        "messaging_service_sid": None,
        "num_media": str(len(message.media or message.media_urls)),
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": message.sid,
        "status": str(message.status),
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def media_json(account: str, file: MediaFile) -> Json:
    """A Media resource."""
    return {
        "sid": file.sid,
        "account_sid": account,
        "parent_sid": file.message,
        "content_type": file.content_type,
        "date_created": _rfc2822(file.created),
        "date_updated": _rfc2822(file.created),
        "uri": f"/2010-04-01/Accounts/{account}/Messages/{file.message}/Media/{file.sid}.json",
    }


def content_json(account: str, root: str, content: Content) -> Json:
    """A Content resource."""
    url = f"{root}/v1/Content/{content.sid}"
    created = content.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "sid": content.sid,
        "account_sid": account,
        "friendly_name": content.friendly_name,
        "language": content.language,
        "variables": content.variables,
        "types": content.types,
        "url": url,
        "date_created": created,
        "date_updated": created,
        "links": {
            "approval_fetch": f"{url}/ApprovalRequests",
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
        },
    }


def approval_json(content: Content) -> Json:
    """What WhatsApp says of a template."""
    return {
        "name": content.name,
        "category": content.category,
        "content_type": content.type,
        "status": content.approval,
        "rejection_reason": content.reason,
        "allow_category_change": True,
    }


class Asked:
    """Which page of a list is wanted. TwilioRefusal when it cannot be read."""

    def __init__(self, arguments: Mapping[str, str]) -> None:
        self._arguments = {name: value for name, value in arguments.items() if name not in ("Page", "PageToken")}
        self.size = _whole(arguments.get("PageSize", "50"), 1, 1000)
        self.page = _whole(arguments.get("Page", "0"), 0, 1_000_000)

    def part(self, items: Sequence[Item]) -> Sequence[Item]:
        """The items of this page."""
        return items[self.page * self.size : (self.page + 1) * self.size]

    def url(self, path: str, page: int) -> str:
        """The address of a page."""
        arguments = {**self._arguments, "PageSize": str(self.size), "Page": str(page)}
        return f"{path}?{urlencode(arguments)}"

    def previous(self, path: str) -> str | None:
        """The address of the page before."""
        return self.url(path, self.page - 1) if self.page else None

    def next(self, path: str, count: int) -> str | None:
        """The address of the next page, if something is on it."""
        return self.url(path, self.page + 1) if count > (self.page + 1) * self.size else None


def uri_page(name: str, path: str, asked: Asked, part: Sequence[Json], count: int) -> Json:
    """A page of a list as the 2010 API writes it: its items, and how many there are in all."""
    start = asked.page * asked.size
    return {
        name: list(part),
        "start": start,
        "end": start + max(len(part) - 1, 0),
        "page": asked.page,
        "page_size": asked.size,
        "first_page_uri": asked.url(path, 0),
        "previous_page_uri": asked.previous(path),
        "next_page_uri": asked.next(path, count),
        "uri": asked.url(path, asked.page),
    }


def meta_page(name: str, url: str, asked: Asked, items: Sequence[Json]) -> Json:
    """A page of a list as the newer APIs write it."""
    return {
        name: list(asked.part(items)),
        "meta": {
            "key": name,
            "page": asked.page,
            "page_size": asked.size,
            "first_page_url": asked.url(url, 0),
            "previous_page_url": asked.previous(url),
            "next_page_url": asked.next(url, len(items)),
            "url": asked.url(url, asked.page),
        },
    }


def span(text: str) -> tuple[datetime, datetime]:
    """The second, or the whole day, a filter names: from, to. TwilioRefusal when it is neither."""
    moment = _moment(text)
    return moment, moment + (timedelta(days=1) if len(text) == len("2026-01-05") else timedelta(seconds=1))


def day(text: str) -> tuple[datetime, datetime]:
    """The whole day of the moment a filter names."""
    begin = _moment(text).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return begin, begin + timedelta(days=1)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise TwilioRefusal(20001, f"DateSent {text} is not a date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _rfc2822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0))


def _whole(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise TwilioRefusal(20001, f"{text} is not a page or a size of one")
    return int(text)
