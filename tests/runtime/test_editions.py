"""What live sessions do when the files change: finish on yesterday's shape, or follow to today's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.charts.library import Library
from engine.domain.messages import Inbound
from engine.services.editions import keep_definitions, stored_editions
from engine.services.turns import Turns
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import CountingIdentifiers, ManualClock
from tests.runtime.stage import NOON, Talk, flow, library_of

OLD = (
    "data: {name: text, town: text}\ninitial: ask\nstates:\n  ask: {ask: text, into: name, next: town}\n"
    "  town: {ask: text, into: town, next: thanks}\n  thanks: {say: true, next: ask}\n"
)
NEW = OLD.replace("data: {", "data: {country: {type: text, default: India}, ").replace(
    "next: thanks}", "next: country}\n  country: {ask: text, into: country, next: thanks}"
)
GONE = OLD.replace(
    "town: {ask: text, into: town, next: thanks}", "place: {ask: text, into: town, next: thanks}"
).replace("next: town}", "next: place}")
WORDS = "{ask: Name?, town: Town?, place: Place?, country: Country?, thanks: 'Thanks, {{ name }}.'}"


class Shelf:
    """Definitions as they were stored."""

    def __init__(self, *libraries: Library) -> None:
        self.libraries = libraries
        self.asked = 0

    def find(self, flow: str, version: int, structure: str) -> Library | None:
        """The library that has this edition."""
        self.asked += 1
        for library in self.libraries:
            found = library.flows.get(flow)
            if found is not None and (found.version, found.structure) == (version, structure):
                return library
        return None


def files(shape: str, version: int = 1, policy: str = "", words: str = WORDS) -> dict[str, str]:
    head = f"flow: main\nversion: {version}\n" + (f"policy: {policy}\n" if policy else "")
    return flow("main", head + shape, en=words)


def in_town(policy: str = "") -> Talk:
    """A person who has said their name on yesterday's files, which are stored."""
    yesterday = files(OLD, policy=policy)
    person = Talk(yesterday, stored=Shelf(library_of(yesterday)).find)
    person.tell("Asha")
    assert person.place == ["main.town"]
    return person


def edition(person: Talk) -> int:
    return person.session.frames[0].version


def test_a_pinned_session_finishes_on_the_shape_it_began_in() -> None:
    """Until a new frame is begun."""
    person = in_town("pin")
    person.load(files(NEW, 2, "pin"))
    person.tell("Pune")
    assert person.last == ["Thanks, Asha.", "Name?"]
    assert edition(person) == 1


def test_a_following_session_goes_on_in_the_new_shape() -> None:
    """Its state is still there; a variable that is new has its default."""
    person = in_town()
    person.load(files(NEW, 2))
    person.tell("Pune")
    assert person.last == ["Country?"]
    assert edition(person) == 2
    assert person.data["country"] == "India"
    assert person.data["name"] == "Asha"


def test_a_session_does_not_follow_into_a_job_nobody_started() -> None:
    """It would wait for ever: entering a state starts its job, moving a session does not."""
    person = in_town()
    looking = "town: {run: test.find, with: {text: =name}, next: thanks}"
    person.load(files(OLD.replace("town: {ask: text, into: town, next: thanks}", looking), 2))
    person.tell("Pune")
    assert person.last == ["Thanks, Asha.", "Name?"]
    assert edition(person) == 1


def test_a_session_whose_state_is_gone_does_not_follow() -> None:
    """It finishes where it began, with the words it was stored with."""
    person = in_town()
    person.load(files(GONE, 2, words=WORDS.replace("Thanks", "Thank you")))
    person.tell("Pune")
    assert person.last == ["Thanks, Asha.", "Name?"]
    assert edition(person) == 1


def test_a_moved_state_is_followed() -> None:
    """As the file declares; the data, the open question and its tries stay."""
    person = in_town()
    person.load(files(GONE + "moved: {town: place}\n", 2))
    person.tell("")
    assert person.last == ["No words.\nPlace?"]
    assert person.place == ["main.place"]
    assert edition(person) == 2


def test_a_session_in_parallel_regions_follows_only_as_a_whole() -> None:
    """Every region of the new shape needs its active state, and each state must lie in its region."""
    both = (
        "initial: both\nstates:\n  both:\n    parallel:\n"
        "      one: {initial: a, states: {a: {on: {x: b}}, b: {}}}\n"
        "      two: {initial: c, states: {c: {on: {y: d}}, d: {}}}\n"
        "    on: {z: end}\n  end: {say: true}\n"
    )
    more = both.replace("    on: {z", "      three: {initial: e, states: {e: {}}}\n    on: {z")
    swapped = both.replace("a: {on: {x: b}}, b: {}", "a: {on: {x: b}}, b: {}, f: {}")
    words = "{end: End.}"
    person = Talk(files(both, words=words), stored=Shelf(library_of(files(both, words=words))).find)
    person.fact("x")
    person.load(files(more, 2, words=words))
    person.fact("y")
    assert (person.place, edition(person)) == (["main.b+d"], 1)
    person.load(files(swapped, 3, words=words))
    person.fact("z")
    assert (person.last, edition(person)) == (["End."], 3)


def test_a_text_edit_makes_no_new_structure() -> None:
    """The session speaks the newest words at once; nothing stored is asked for."""
    shelf = Shelf()
    yesterday = files(OLD, policy="pin")
    person = Talk(yesterday, stored=shelf.find)
    person.load(files(OLD, policy="pin", words=WORDS.replace("Town?", "Which town?")))
    person.tell("Asha")
    assert person.last == ["Which town?"]
    assert shelf.asked == 0
    commented = "# a comment\n" + OLD
    assert library_of(files(commented)).flows["main"].structure == library_of(files(OLD)).flows["main"].structure


def test_a_missing_definition_is_a_clear_error_with_an_answer() -> None:
    """The session stays as it is, and goes on when the definition is there again."""
    person = in_town("pin")
    before = person.session
    person.stored = Shelf().find
    person.load(files(NEW, 2, "pin"))
    decision = person.tell("Pune")
    structure = before.frames[0].structure
    assert decision.error == f"unknown-flow: flow 'main' version 1 ({structure}) is neither loaded nor stored"
    assert person.last == ["Not now."]
    assert person.session == before
    person.load(files(OLD, policy="pin"))
    person.tell("Pune")
    assert person.last == ["Thanks, Asha.", "Name?"]


def test_a_flow_that_was_deleted_is_finished_too() -> None:
    """Its files are stored."""
    person = in_town()
    person.load(flow("other", "states:\n  x: {say: true}\n", en="{x: X.}"))
    person.tell("Pune")
    assert person.last == ["Thanks, Asha.", "Name?"]


def _turns(storage: SqlStorage, shape: Mapping[str, str], identifiers: CountingIdentifiers) -> Turns:
    """The service as a new process makes it: definitions are kept before any session can stand in them."""
    library, clock = library_of(shape), ManualClock(NOON)
    keep_definitions(storage, library, clock)
    person = Talk(shape, stored=stored_editions(storage), begins=False)
    return Turns(storage, person.interpreter, clock, identifiers, "en")


def test_after_a_restart_with_new_files_a_session_finishes_on_yesterdays(sqlite_url: str) -> None:
    """On a real database: the definition was stored before the first turn, once for each content."""
    identifiers = CountingIdentifiers()
    said: list[tuple[str, int]] = []
    for number, (shape, text) in enumerate(
        [
            (files(OLD, 1, "pin"), "hi"),
            (files(OLD, 1, "pin"), "Asha"),
            (files(NEW, 2, "pin"), "Pune"),
            (files(NEW, 2, "pin"), "Ravi"),
        ]
    ):
        engine = open_engine(sqlite_url)
        storage = SqlStorage(engine)
        turns = _turns(storage, shape, identifiers)
        turns.message("test", "a", f"m{number}", Inbound(text=text))
        taken = turns.take_any()
        assert taken is not None
        assert taken.decision.error is None
        frame = taken.decision.session.frames[0]
        said.append((frame.configuration[0], frame.version))
        with storage.read() as work:
            assert work.definitions.find("main", 1, taken.decision.session.frames[0].structure) is not None
        engine.dispose()
    assert said == [("town", 1), ("ask", 1), ("town", 1), ("ask", 1)]


def test_a_definition_is_stored_once_for_each_content(storage: SqlStorage) -> None:
    """However often the process starts; with other words under the same shape the latest is found."""
    library, clock = library_of(files(OLD)), ManualClock(NOON)
    main = library.flows["main"]
    found = []
    for each in (library, library, library_of(files(OLD, words=WORDS.replace("Name?", "Your name?")))):
        keep_definitions(storage, each, clock)
        clock.advance(60)
        with storage.read() as work:
            stored = work.definitions.find("main", main.version, main.structure)
        assert stored is not None
        found.append(stored)
    assert replace(found[1], stored_at=found[0].stored_at) == found[0]
    assert found[1].stored_at > found[0].stored_at, "what is in use must not be forgotten for its age"
    assert found[0].content != found[2].content
    assert set(found[2].files) >= {"main/flow.yaml", "main/en.yaml", "common/en.yaml", "common/languages.yaml"}
    latest = stored_editions(storage)("main", main.version, main.structure)
    assert latest is not None
    entry = latest.text("main", "ask", "en")
    assert entry is not None
    assert entry[0].say is not None
    assert entry[0].say.written == "Your name?"


def test_a_session_that_follows_into_a_state_that_has_got_a_deadline_can_leave_it() -> None:
    """The deadline was not set for it, as it entered before; leaving cancels what is not there without harm."""
    before = "initial: wait\nstates:\n  wait: {say: true, wait: {paid: end}}\n  end: {say: true}\n"
    after = before.replace("wait: {paid: end}}", "wait: {paid: end}, after: {1h: end}, remind: [10m]}")
    words = "{wait: Wait., end: {say: The end.}}"
    person = Talk(files(before, words=words))
    person.load(files(after, 2, words=words))
    assert person.tell("hello?").error is None
    assert person.fact("paid").error is None
    assert person.last == ["The end."]
    assert edition(person) == 2


def test_a_moved_state_keeps_its_reminders_and_its_tries() -> None:
    """Timers, books and buttons go by the entry, not by the name."""
    shape = "data: {name: text}\ninitial: q\nstates:\n  q: {ask: text, with: {min: 3}, into: name, next: end, tries: 3,"
    shape += " otherwise: gone, remind: [1h, 2h]}\n  gone: {final: true}\n  end: {final: true}\n"
    moved = shape.replace("  q:", "  question:").replace("initial: q", "initial: question")
    words = "{q: {say: Name?, remind: [One, Two]}, question: {say: Name?, remind: [One, Two]}}"
    yesterday = files(shape, words=words)
    person = Talk(yesterday, stored=Shelf(library_of(yesterday)).find)
    person.tell("x")
    person.load(files("moved: {q: question}\n" + moved, version=2, words=words))
    person.tell("y")
    assert person.wait(3600) == ["One"]
    assert person.wait(3600) == ["Two"]
    person.tell("z")
    assert not person.session.frames or person.session.status == "done"


def test_a_moved_state_that_called_still_closes_its_sub_flow() -> None:
    """The frame above knows its caller by the new name."""
    outer = "initial: talk\nstates:\n  talk: {call: inner, next: talk, on: {nudge: other}}\n  other: {say: true}\n"
    inner = flow("inner", "data: {w: text}\nstates:\n  which: {ask: text, into: w, next: end}\n  end: {final: true}\n",
                 en="{which: Which?}")  # fmt: skip
    yesterday = files(outer, words="{other: Other.}") | inner
    person = Talk(yesterday, stored=Shelf(library_of(yesterday)).find)
    assert person.place == ["main.talk", "inner.which"]
    renamed = "moved: {talk: speak}\n" + outer.replace("talk", "speak")
    person.load(files(renamed, version=2, words="{other: Other.}") | inner)
    person.fact("nudge")
    assert person.place == ["main.other"]
