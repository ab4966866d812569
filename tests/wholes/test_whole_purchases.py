"""From hello to what was paid for, in every language: the real server with its real jobs, typed as people type."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence

import pytest
from pypdf import PdfReader

from engine.services.readings.wording import Wording
from integrations.sandbox.records import Message
from tests.readings.people import library
from tests.wholes.aloud import EMPTY_BOX, words
from tests.wholes.conftest import Arrive
from tests.wholes.foreign import foreign
from tests.wholes.people import PEOPLE, Birth, Person
from tests.wholes.visitor import Visitor, files

MEGABYTE = 1_000_000
HELP_LINE = "14416"
IN_PDF = ("India", "Asia", "Kolkata", "astronomy", "parashari", "embedded", "engine", "north")
"""The country and the zone on the cover, and by what it was computed."""
LONG = 3_500
"""Letters of a message; WhatsApp takes 4,096."""

_TWICE = re.compile(r"(.{2,5})\1+")


@pytest.mark.parametrize("language", PEOPLE)
def test_all_there_is_to_buy(language: str, arrive: Arrive) -> None:
    """One person after the other; each is held to their language after every purchase."""
    person, visitor = PEOPLE[language], arrive(language)
    _tells_a_birth(person.first, visitor)
    for buy in (_a_kundali, _questions, _a_match):
        buy(language, person, visitor)
        assert [word for text in visitor.to_hold() for word in foreign(text, language)] == []


def _tells_a_birth(birth: Birth, visitor: Visitor) -> None:
    """Answer by answer."""
    visitor.taps("details")
    visitor.tells(birth.name)
    visitor.tells(birth.born)
    visitor.taps("know")
    visitor.tells(birth.time)
    [*_, asked] = visitor.tells(birth.place)
    for understood in (birth.name, "15", "1990", "9:30", birth.town):
        assert understood in asked.body
    visitor.taps("save")


def _a_kundali(language: str, person: Person, visitor: Visitor) -> None:
    """A link, a payment, a picture, a summary, and a report one can read."""
    visitor.tells(person.wishes.kundali)
    heard = visitor.buys("pay")
    [picture, (headers, pdf)] = files(heard)
    assert picture[1].startswith(b"\x89PNG")
    assert any(person.first.name in message.body and len(message.body) > 200 for message in heard), "no summary"
    said = _read(headers, pdf, pages=(20, 40))
    report = Wording(library(), language)
    for part in (report.say("report.title"), report.say("report.subtitle", name=person.first.name), person.first.town):
        assert _tight(part) in _tight(said[0])
    assert all(_tight(report.say("report.footer")) in _tight(page) for page in said[1:])
    assert _strange_in_print(said, language) == []


def _questions(_language: str, person: Person, visitor: Visitor) -> None:
    """Two of four are answered; what is no question, or too long a one, costs nothing, and distress is heard."""
    visitor.tells(person.wishes.questions)
    visitor.buys("buy")
    assert visitor.credits() == 4
    answers = [_longest(visitor.tells(question)) for question in person.questions]
    assert answers[0] != answers[1]
    assert all(len(answer) > 150 for answer in answers)
    assert visitor.credits() == 2
    long = (person.questions[0] + " ") * (LONG // len(person.questions[0]))
    visitor.tells(person.thanks)
    visitor.tells(long, long, long)
    assert HELP_LINE in "".join(message.body for message in visitor.tells(person.distress))
    assert visitor.credits() == 2


def _a_match(language: str, person: Person, visitor: Visitor) -> None:
    """With somebody whose details come in one message; paid once, and made again as often as one likes."""
    visitor.tells(person.wishes.match)
    visitor.taps("agreed")
    visitor.taps("p1")
    visitor.tells(person.card(person.second))
    visitor.taps("save")
    visitor.taps("p1")
    [picture, (headers, pdf)] = files(visitor.buys("pay"))
    orders = visitor.orders()
    assert picture[1].startswith(b"\x89PNG")
    said = _read(headers, pdf, pages=(8, 40))
    for birth in (person.first, person.second):
        assert _tight(birth.name) in _tight(said[0])
        assert _tight(birth.town) in "".join(map(_tight, said))
    assert _strange_in_print(said, language) == []
    visitor.tells(person.wishes.match)
    again = files(visitor.taps("p1-p2"))
    assert [content[:4] for _, content in again] == [b"\x89PNG", b"%PDF"]
    assert visitor.orders() == orders


def _read(headers: Mapping[str, str], pdf: bytes, *, pages: tuple[int, int]) -> list[str]:
    """What stands on each page of a report that arrived whole."""
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) < MEGABYTE
    assert 'filename="boloastro.pdf"' in headers["Content-Disposition"]
    found = PdfReader(io.BytesIO(pdf), strict=True)
    assert pages[0] <= len(found.pages) <= pages[1]
    said = [words(page, found) for page in found.pages]
    assert not any(EMPTY_BOX in page for page in said)
    return said


def _strange_in_print(said: Sequence[str], language: str) -> list[str]:
    """Keys are not looked for: lines stand there without a blank between them, and an end of one looks like one."""
    return [] if language == "en" else [word for page in said for word in foreign(page, language, IN_PDF)]


def _longest(messages: Sequence[Message]) -> str:
    return max((message.body for message in messages), key=len)


def _tight(text: str) -> str:
    """Without blanks and joiners, each letter in one way only, and once what stands there twice in a row.

    Of some Bengali and Telugu syllables the typesetter writes beside each of two glyphs what both of them are.
    """
    kept = "".join(letter for letter in text if not letter.isspace() and letter not in "\u200c\u200d")
    return _TWICE.sub(r"\1", unicodedata.normalize("NFC", kept))
