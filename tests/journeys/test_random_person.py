"""A person who does anything at all, against all shipped flows: there is always an answer, and it can be shown."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from engine.domain import messages
from engine.domain.messages import Inbound
from engine.domain.payloads import body_of
from engine.domain.sessions import Contact
from server.entries import Said
from tests.journeys.stage import House, Stage

_START = datetime(2026, 1, 5, 4, 30, tzinfo=UTC)
_MOST_BYTES = 64_000

# How to get somewhere: texts, and taps as `#option`.
_WAYS = (
    (),
    ("hi", "English"),
    ("hi", "हिंदी"),
    ("hi", "English", "#details"),
    ("hi", "हिंदी", "#details", "आशा राव", "15-08-1990"),
    ("hi", "English", "#details", "Asha Rao", "15-08-1990", "#know", "2:30"),
    ("hi", "English", "#details", "Asha Rao", "15-08-1990", "#unknown", "Rampur"),
    ("hi", "हिंदी", "#details", "Asha Rao", "15-08-1990", "#unknown", "Pune"),
    ("hi", "English", "#details", "Asha Rao", "15-08-1990", "#unknown", "Pune", "#save", "#people"),
    ("hi", "हिंदी", "#details", "x", "y", "z"),
    ("hi", "English", "human", "language"),
    ("hi", "मराठी", "STOP"),
)
_SENSIBLE = ("Asha Rao", "15-08-1990", "9:30", "2:30 am", "21:30", "around 7 pm", "Pune", "Rampur", "Xyzgaon", "1", "2")
_COMMANDS = ("menu", "help", "back", "cancel", "language", "repeat", "human", "start", "restart", "hi", "मेन्यू", "वापस")
_STOPS = (
    "STOP", "stop", "Stop!", "STOP ALL", "please stop", "stop please", "stop it", "unsubscribe", "band karo", "बंद करो",
    "स्टॉप", "रुको", "थांबवा", "நிறுத்துங்கள்", "ఆపండి", "থামুন",
)  # fmt: skip
_STRANGE = (
    "", " ", "🙂", "🙏🏽👩‍👩‍👧", "\x00\x07\x1b[31m", "\u202eabc", "سلام", "你好", "\n\n\n", "{{ 7*7 }}", "={name}",
    "*_~`", "'; DROP TABLE sessions; --", "१५-०८-१९९०", "١٥/٠٨/١٩٩٠", "-1", "1e999", "\ud7ff", "null", "9" * 30,
)  # fmt: skip
_BOOKS = {
    "10,000 letters": "a" * 10_000,
    "Hindi": "ख़" * 5_000,
    "nearly too long": "a b " * 1_000,
    "digits": "9" * 4_000,
}


class RandomPerson(RuleBasedStateMachine):
    """Does whatever Hypothesis thinks of. Every rule ends in `_must_be_answered` or `_look`."""

    house: House
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="person"))
        database = self._folder / "boloastro.sqlite3"
        shutil.copy(self.template, database)
        self.stage = Stage(self.house, f"sqlite:///{database}", _START)
        self.actor = self.stage.actor
        self._position = 0
        self._language = "en"

    def teardown(self) -> None:
        """Forget the person."""
        self.stage.close()
        shutil.rmtree(self._folder)

    @initialize(way=st.sampled_from(_WAYS))
    def begin(self, way: tuple[str, ...]) -> None:
        """Somewhere in one of the flows."""
        for step in way:
            if step.startswith("#"):
                self.actor.tap(step[1:])
            else:
                self.actor.tell(step)
            self._must_be_answered()

    # -- what a person may do

    @rule(text=st.sampled_from(_SENSIBLE))
    def answers(self, text: str) -> None:
        """An answer that fits some question."""
        self.actor.tell(text)
        self._must_be_answered()

    @rule(text=st.sampled_from(_COMMANDS))
    def commands(self, text: str) -> None:
        """A word that works everywhere."""
        self.actor.tell(text)
        self._must_be_answered()

    @rule(text=st.sampled_from(_STRANGE) | st.text(max_size=200))
    def says_anything(self, text: str) -> None:
        """Emoji, control characters, a book."""
        self.actor.tell(text)
        self._must_be_answered()

    @rule(name=st.sampled_from(sorted(_BOOKS)))
    def sends_a_book(self, name: str) -> None:
        """Thousands of characters."""
        self.actor.tell(_BOOKS[name])
        self._must_be_answered()

    @precondition(lambda self: any(message.choices for message in self.actor.shown))
    @rule(data=st.data())
    def taps(self, data: st.DataObject) -> None:
        """A button of the last message or of an old one; the last ones more often."""
        offers = [message for message in self.actor.shown if message.choices]
        back = min(data.draw(st.integers(0, 3)) ** 2, len(offers) - 1)
        choice = data.draw(st.sampled_from(offers[-1 - back].choices))
        self.actor.send(Inbound(tap=choice.payload), f"[tap {choice.payload}]")
        self._must_be_answered()

    @rule(
        payload=st.sampled_from(
            ["", ":", "nothing", "profile.ask_name@1:x", "x.y@9:z", "welcome.menu@1:nothing", "🙂" * 300]
        )
    )
    def taps_what_was_never_offered(self, payload: str) -> None:
        """A payload we never made."""
        self.actor.send(Inbound(tap=payload), f"[tap {payload}]")
        self._must_be_answered()

    @rule(type=st.sampled_from(["image/jpeg", "audio/ogg", "application/pdf", "", "text/x-vcard"]))
    def sends_media(self, type: str) -> None:
        """A picture, a voice note, a file."""
        self.actor.send(Inbound(media=(messages.Media(type),)), f"[{type}]")
        self._must_be_answered()

    @rule(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
    def shares_a_place(self, latitude: float, longitude: float) -> None:
        """A location."""
        self.actor.send(Inbound(location=(latitude, longitude)), "[location]")
        self._must_be_answered()

    # -- what may happen to them

    @rule(hours=st.sampled_from([0.01, 0.6, 1.5, 5, 23, 80, 1000]))
    def time_goes_by(self, hours: float) -> None:
        """Minutes or weeks."""
        self.actor.tick(timedelta(hours=hours).total_seconds())
        self._look()

    @precondition(lambda self: self.actor.contact() is not None)
    @rule(name=st.sampled_from(["payment.paid", "payment.failed", "order.ready", "x"]))
    def something_happens(self, name: str) -> None:
        """A fact nobody waits for."""
        self.actor.event(name, {"id": "evt"}, f"fact:{len(self.actor.entries)}")
        self._look()

    @rule()
    def is_delivered_twice(self) -> None:
        """The provider is not sure it was heard."""
        assert not self.actor.repeat_delivery()
        self._look()

    @rule()
    def process_dies(self) -> None:
        """And comes back."""
        self.actor.restart()

    @rule(failing=st.booleans())
    def jobs_fail(self, failing: bool) -> None:
        """From now on, or no longer."""
        self.actor.jobs.all_fail = failing

    # -- what always works

    @precondition(lambda self: self.actor.contact() is not None)
    @rule(word=st.sampled_from(_STOPS))
    def stop_stops(self, word: str) -> None:
        """STOP is answered, and then there is silence."""
        self.actor.tell(word)
        self._must_be_answered()
        assert self._contact().silent
        said = len(self.actor.shown)
        self.actor.tick(timedelta(days=3).total_seconds())
        self._look()
        assert len(self.actor.shown) == said, "something was said after STOP"

    @precondition(lambda self: self.actor.contact() is not None and self._contact().data.get("greeted"))
    @rule()
    def menu_leads_to_the_menu(self) -> None:
        """From everywhere, except for those who want no messages."""
        was_stopped = self._contact().silent
        self.actor.tell("menu")
        said = self._must_be_answered()
        assert was_stopped or "welcome.menu" in said, said

    # -- what must hold

    def _must_be_answered(self) -> list[str]:
        """At least one message, in the person's language, unless people answer; the keys of all that was said."""
        said = self._look()
        assert said or self._contact().held_at is not None, "the person got no answer"
        return said

    def _look(self) -> list[str]:
        self.stage.check()
        assert not self.stage.trouble, self.stage.trouble
        new = self.actor.entries[self._position :]
        self._position = len(self.actor.entries)
        messages = [entry.message for entry in new if isinstance(entry, Said)]
        languages = {self._language}
        contact = self.actor.contact()
        if contact is not None:
            languages.add(contact.language)
            self._language = contact.language
            self._is_bounded(contact)
        for message in messages:
            assert message.language in languages, f"{message.key} was said in {message.language}, not in {languages}"
            is_released = message.language in self.house.library.languages.released
            assert not (is_released and message.fallback), f"{message.key} is not there in {message.language}"
            assert len(json.dumps(body_of(message))) < _MOST_BYTES
        return [message.key for message in messages]

    def _is_bounded(self, contact: Contact) -> None:
        session = self.actor.session()
        stored = [dict(frame.data) for frame in session.frames] if session else []
        assert len(json.dumps([stored, dict(contact.data)])) < _MOST_BYTES
        assert len(self.actor.timers()) < 20

    def _contact(self) -> Contact:
        contact = self.actor.contact()
        assert contact is not None
        return contact


@pytest.mark.parametrize("part", range(2))
def test_random_person_always_gets_an_answer(house: House, sqlite_template: Path, part: int) -> None:
    """No exception, no silence, no broken limit, STOP and MENU always work, and what is stored stays small."""
    person = type(f"RandomPerson{part}", (RandomPerson,), {"house": house, "template": sqlite_template})
    is_proof = os.environ.get("BOLOASTRO_PROOF") == "1"
    examples, steps = (400, 60) if is_proof else (25, 25)
    run_state_machine_as_test(person, settings=settings(max_examples=examples, stateful_step_count=steps))
