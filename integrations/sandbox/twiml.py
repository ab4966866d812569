"""What the bot answers a message with: TwiML is read, its messages are taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

LARGEST = 64 * 1024
_XML = ("text/xml", "application/xml", "text/html")


@dataclass(frozen=True, slots=True)
class Reply:
    """A message in an answer."""

    body: str
    media: tuple[str, ...] = ()


class BadTwiml(Exception):
    """An answer Twilio cannot use. `code` is the one it would report."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def replies(content_type: str, content: bytes) -> Sequence[Reply]:
    """The messages an answer asks for. BadTwiml when it cannot be read."""
    if not content.strip():
        return ()
    if len(content) > LARGEST:
        raise BadTwiml(11750)
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "text/plain":
        return (Reply(content.decode("utf-8", "replace")),)
    if kind not in _XML:
        raise BadTwiml(12300)
    return _read(content)


def _read(content: bytes) -> Sequence[Reply]:
    if b"<!DOCTYPE" in content:
        raise BadTwiml(12100)
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise BadTwiml(12100) from None
    if root.tag != "Response":
        raise BadTwiml(12100)
    return [_reply(element) for element in root.iter("Message")]


def _reply(message: ElementTree.Element) -> Reply:
    bodies = [body.text or "" for body in message.findall("Body")]
    media = tuple((file.text or "").strip() for file in message.findall("Media"))
    return Reply("\n".join(bodies) if bodies else (message.text or "").strip(), media)
