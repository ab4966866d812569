"""What follows from the settings and the flows alone, for the wiring."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from engine.actions.catalogue import Catalogue
from engine.charts.library import SHARED, Library
from engine.domain.deliveries import Template
from engine.domain.messages import Outbound
from engine.domain.readers.catalogue import READERS
from engine.domain.readers.vocabulary import Vocabulary, merge
from engine.domain.windows import QuietHours
from engine.interfaces.clock import Clock
from engine.interfaces.unit_of_work import Storage
from engine.runtime.charts import Charts
from engine.runtime.interpreter import Interpreter
from engine.runtime.speech import Speech
from engine.runtime.understanding import Understanding
from engine.services.answers.sorting import is_question
from server.http.links import Links
from server.setting_rules import NO_QUIET_HOURS, parts_of
from server.settings import Settings

_LIST_BUTTON = "☰"
"""What opens a list when no words say it."""


def vocabulary_of(library: Library) -> Vocabulary:
    """The words readers know, in all languages together."""
    return merge({language: words.vocabulary for language, words in library.common.items()})


def interpreter_of(settings: Settings, charts: Charts, actions: Catalogue, vocabulary: Vocabulary) -> Interpreter:
    """Decides what an event comes to."""
    return Interpreter(
        charts, Speech(marks_fallbacks=not settings.is_production),
        Understanding({**READERS, **actions.validators}, vocabulary, is_question),
        root=settings.root_flow, zone=settings.zone,
    )  # fmt: skip


def quiet_hours_of(settings: Settings) -> QuietHours | None:
    """When nobody is written to unasked; None, if there is no such time."""
    if settings.quiet_hours == NO_QUIET_HOURS:
        return None
    return QuietHours.of(settings.quiet_hours, ZoneInfo(settings.zone))


def templates_of(library: Library) -> Callable[[Outbound], Template | None]:
    """Finds the approved text a message may go out as."""

    def template_of(message: Outbound) -> Template | None:
        return None if message.template is None else library.template(message.template, message.language)

    return template_of


def links_of(settings: Settings, clock: Clock) -> Links:
    """Without a key it makes one that ends with the process: only production demands that links outlive it."""
    return Links(parts_of(settings.secret_key) or (secrets.token_urlsafe(32),), settings.public_base_url or "", clock)


def is_known_to(storage: Storage) -> Callable[[str], bool]:
    """Whether a message with the channel's own id was sent by us."""

    def is_known(provider_id: str) -> bool:
        with storage.read() as work:
            return work.outbox.find(provider_id) is not None

    return is_known


def list_button_of(library: Library) -> Callable[[str], str]:
    """What opens a list, in a language."""

    def label(language: str) -> str:
        found = library.text(SHARED, "list_button", language)
        entry = found[0].say if found else None
        return entry.text.render({}) if entry else _LIST_BUTTON

    return label


def whole_of(secret: SecretStr | None) -> str | None:
    """The secret itself."""
    return secret.get_secret_value() if secret else None


def closing(*closes: Callable[[], None] | None) -> Callable[[], None]:
    """Lets go of one after the other."""

    def close() -> None:
        for each in closes:
            if each is not None:
                each()

    return close
