"""The turn log and the stored flow files: written once, never changed."""

from __future__ import annotations

import pytest

from engine.errors import Conflict
from engine.interfaces.unit_of_work import Storage
from tests.storage.samples import at, definition, fill, together, turn


def test_turns_come_back_in_order(storage: Storage) -> None:
    """Equal to what was written."""
    fill(storage)
    turns = [turn(2, at=at(1)), turn(1, source=(), trace={"a": [1, None]})]
    with storage.begin() as work:
        for one in turns:
            work.turns.append(one)
        work.commit()
    with storage.read() as work:
        assert work.turns.of_session("s1") == turns[::-1]


def test_a_revision_has_one_line(storage: Storage) -> None:
    """Two turns cannot both be the one that made a revision."""
    fill(storage)
    with storage.begin() as work:
        work.turns.append(turn(1))
        with pytest.raises(Conflict):
            work.turns.append(turn(1, event="payment.paid"))


def test_the_log_has_no_way_to_change_a_line(storage: Storage) -> None:
    """Append and read is all it can do."""
    with storage.read() as work:
        assert {name for name in dir(work.turns) if not name.startswith("_")} == {"append", "of_session"}


def test_a_definition_is_stored_once_by_its_content(storage: Storage) -> None:
    """Text in any script comes back as it was."""
    with storage.begin() as work:
        assert work.definitions.add(definition())
        assert not work.definitions.add(definition(files={}))
        work.commit()
    with storage.read() as work:
        assert work.definitions.get("hash") == definition()
        assert work.definitions.get("other") is None


def test_a_definition_that_is_loaded_again_is_the_latest(storage: Storage) -> None:
    """After an edit was taken back, the older files are what a frame means; they count as stored now."""
    with storage.begin() as work:
        work.definitions.add(definition("old"))
        work.definitions.add(definition("new", stored_at=at(9)))
        assert not work.definitions.add(definition("old", stored_at=at(20)))
        assert work.definitions.find("welcome", 3, "abc") == definition("old", stored_at=at(20))
        assert not work.definitions.add(definition("old", stored_at=at(5)))
        assert work.definitions.get("old") == definition("old", stored_at=at(20))


def test_two_processes_may_store_the_same_definition_at_once(storage: Storage) -> None:
    """All of them start with the same files."""

    def store() -> bool:
        with storage.begin() as work:
            is_new = work.definitions.add(definition())
            work.commit()
        return is_new

    assert sorted(together(store, store, store)) == [False, False, True]


def test_a_frame_finds_the_latest_definition_of_its_shape(storage: Storage) -> None:
    """Words may have changed since; version and structure have not."""
    with storage.begin() as work:
        work.definitions.add(definition("old"))
        work.definitions.add(definition("new", stored_at=at(9)))
        work.definitions.add(definition("next", version=4, stored_at=at(99)))
        assert work.definitions.find("welcome", 3, "abc") == definition("new", stored_at=at(9))
        assert work.definitions.find("welcome", 3, "abd") is None
