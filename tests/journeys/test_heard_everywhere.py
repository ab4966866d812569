"""STOP, START, HELP, a person, my data, delete my data, doubts: heard wherever one can stand, in six languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import cycle

from engine.domain.sessions import Contact
from integrations.sql.snapshots import restore, snapshot
from server.entries import Said
from tests.journeys.journey import read_journey
from tests.journeys.play import walk
from tests.journeys.plugin import FOLDER
from tests.journeys.stage import House, Stage

Place = tuple[tuple[str, ...], ...]
_FLOWS = ("commands", "human", "language", "privacy", "profile", "welcome")
_STOPPED: Place = (("commands", "stopped"),)
_NEW: tuple[Place, ...] = ((), (("commands", "new"),))
"""Whoever is new is greeted first and asked for a language, and then heard."""
_WORDS: Mapping[str, tuple[str, ...]] = {
    "stop": ("stop", "बंद करो", "थांबवा", "நிறுத்து", "ఆపండి", "বন্ধ করুন"),
    "start": ("start", "शुरू करो", "सुरू करा", "தொடங்குங்கள்", "ప్రారంభించండి", "শুরু করুন"),
    "help": ("help", "मदद", "मदत", "உதவி", "సహాయం", "সাহায্য"),
    "human": ("human", "इंसान से बात", "माणसाशी बोला", "மனிதரிடம் பேச", "మనిషితో మాట్లాడాలి", "মানুষের সাথে কথা"),
    "my_data": ("my data", "मेरा डेटा", "माझा डेटा", "என் தரவு", "నా డేటా", "আমার তথ্য"),
    "delete_data": ("forget me", "मेरा डेटा मिटाओ", "माझा डेटा हटवा", "என் தரவை நீக்கு", "నా డేటా తొలగించు", "আমার তথ্য মুছুন"),
    "trust": ("is it genuine?", "बहुत महंगा है", "खूप महाग आहे", "நீங்க யார்", "ela pay cheyali", "আপনি কি রোবট"),
}
_HELD = ("human", "passed_on")
_OBEYED: Mapping[str, Callable[[Contact, Place, list[str]], bool]] = {
    "stop": lambda contact, place, _: contact.silent and contact.held_at is None and place == _STOPPED,
    "start": lambda contact, place, said: not contact.silent and place != _STOPPED and bool(said),
    "help": lambda _, __, said: bool(said),
    "human": lambda contact, place, _: contact.held_at is not None and place[-1] == _HELD,
    "my_data": lambda _, __, said: "privacy.shown" in said,
    "delete_data": lambda _, place, said: "privacy.sure" in said and place[-1] == ("privacy", "sure"),
    "trust": lambda _, place, said: "commands.trust" in said or _HELD in place,
}


def test_a_command_is_obeyed_wherever_it_is_said(house: House, sqlite_url: str) -> None:
    """At every place the journeys of the flows come to; the languages take turns."""
    words = {command: cycle(found) for command, found in _WORDS.items()}
    seen, empty = set[Place](), snapshot(sqlite_url)
    for path in sorted(path for flow in _FLOWS for path in (FOLDER / flow).glob("*.yaml")):
        journey = read_journey(path, path.name)
        _put_back(sqlite_url, empty)
        stage = Stage(house, sqlite_url, journey.start)
        for _ in walk(journey, journey.languages[0], stage):
            if (place := _place(stage)) not in seen and place not in _NEW:
                seen.add(place)
                for command in _WORDS:
                    _say(stage, command, next(words[command]))
        stage.close()
    assert len(seen) > 40


def _say(stage: Stage, command: str, word: str) -> None:
    """Say it, look what comes of it, and let it never have happened."""
    place, before, database = _place(stage), len(stage.actor.entries), snapshot(stage.url)
    stage.actor.tell(word)
    contact = stage.actor.contact()
    said = [entry.message.key for entry in stage.actor.entries[before:] if isinstance(entry, Said)]
    assert contact is not None
    assert _OBEYED[command](contact, _place(stage), said), f"{word} at {place}: {_place(stage)}, {said}"
    stage.close()
    _put_back(stage.url, database)
    stage.actor.restart()


def _place(stage: Stage) -> Place:
    session = stage.actor.session()
    return () if session is None else tuple((frame.flow, *frame.configuration) for frame in session.frames)


def _put_back(url: str, database: bytes | None) -> None:
    assert database is not None
    restore(url, database)
