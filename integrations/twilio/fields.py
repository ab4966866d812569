"""The fields of a form that Twilio posted, one at a time and as they should be."""

from __future__ import annotations

import re

from engine.errors import Unreadable
from engine.interfaces.channel import Form
from integrations.twilio.cleaning import clean

MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}", re.ASCII)
_ADDRESS = re.compile(r"whatsapp:[!-~]{1,180}", re.ASCII)


def text_of(form: Form, name: str, most: int) -> str:
    """The first value of a field, cleaned and cut; empty, if it is not there."""
    values = form.get(name)
    return clean(values[0][: most * 2])[:most] if values else ""


def only(form: Form, name: str) -> str:
    """The value of a field that decides something: there once, or with the same value each time."""
    values = set(form.get(name) or ())
    if len(values) != 1:
        raise Unreadable(f"{name} is missing, or said twice")
    return values.pop()


def message_sid(form: Form) -> str:
    """Twilio's id of the message."""
    sid = only(form, "MessageSid")
    if not MESSAGE_SID.fullmatch(sid):
        raise Unreadable("MessageSid is none")
    return sid


def address_of(form: Form, name: str) -> str:
    """An address on WhatsApp: a number or a user id."""
    address = only(form, name)
    if not _ADDRESS.fullmatch(address):
        raise Unreadable(f"{name} is no address on WhatsApp")
    return address


def check_is_ours(form: Form, sid: str, name: str, number: str) -> None:
    """Unreadable, if the request is about another account, or another number than ours."""
    if only(form, "AccountSid") != sid:
        raise Unreadable("AccountSid is not ours")
    if only(form, name) != number:
        raise Unreadable(f"{name} is not our number")
