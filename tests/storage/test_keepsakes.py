"""Consents, files and contents: written once, and there as long as they are needed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from engine.errors import Conflict, StorageError, Unstorable
from engine.interfaces.contents import ContentRepository
from engine.interfaces.unit_of_work import Storage
from integrations.sql.contents import SqlContents
from integrations.sql.engine import open_engine
from tests.storage.samples import NOON, at, consent, file, fill, together


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """On each of the databases."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def contents(engine: sa.Engine) -> ContentRepository:
    """What channels keep for us."""
    return SqlContents(engine)


# -- consents


def test_consents_come_back_in_the_order_they_were_given(storage: Storage) -> None:
    """Also several of one moment."""
    fill(storage, "1", "2")
    given = [consent("z", given=True), consent("a"), consent("b", purpose="service", wording="", at=at(-1))]
    with storage.begin() as work:
        for one in (*given, consent("other", contact="c2")):
            work.consents.add(one)
        work.commit()
    with storage.read() as work:
        assert work.consents.of_contact("c1") == given
        assert work.consents.of_contact("c3") == []


def test_a_consent_is_of_somebody_and_written_once(storage: Storage) -> None:
    """There is no way to change one."""
    fill(storage)
    with storage.begin() as work, pytest.raises(Unstorable, match=r"(?i)foreign key"):
        work.consents.add(consent(contact="nobody"))
    with storage.begin() as work:
        assert {name for name in dir(work.consents) if not name.startswith("_")} == {"add", "of_contact"}
        work.consents.add(consent())
        with pytest.raises(Conflict):
            work.consents.add(consent(given=True))


# -- files


@pytest.mark.parametrize("content", [b"", b"\x00\xff", bytes(range(256)) * 4096])
def test_a_file_comes_back_byte_for_byte(storage: Storage, content: bytes) -> None:
    """Expired or not: who sends it decides."""
    stored = file(content=content, expires_at=at(-1))
    with storage.begin() as work:
        work.files.add(stored)
        work.commit()
    with storage.read() as work:
        assert work.files.get("f1") == stored
        assert work.files.get("f2") is None


# -- contents


def test_a_content_has_the_id_that_was_put_first(contents: ContentRepository) -> None:
    """Whoever made the same content at the same time uses that one."""
    assert contents.get("hash") is None
    assert contents.put("hash", "HX1") == "HX1"
    assert contents.put("hash", "HX2") == "HX1"
    assert contents.get("hash") == "HX1"
    assert contents.get("other") is None


def test_a_content_that_the_channel_has_lost_is_made_again(contents: ContentRepository) -> None:
    """To forget it twice does nothing."""
    contents.put("hash", "HX1")
    contents.forget("hash")
    contents.forget("hash")
    assert contents.get("hash") is None
    assert contents.put("hash", "HX2") == "HX2"


def test_many_who_put_a_content_at_once_get_one_id(contents: ContentRepository) -> None:
    """Threads and processes."""
    answers = together(*(lambda n=n: contents.put("hash", f"HX{n}") for n in range(6)))
    assert len(set(answers)) == 1
    assert contents.get("hash") == answers[0]


def test_a_content_is_there_beside_a_unit_of_work(contents: ContentRepository, storage: Storage) -> None:
    """It is of no unit of work: what the channel keeps stays also when a turn is undone."""
    with storage.read() as work:
        assert work.contacts.get("c1") is None
        assert contents.put("hash", "HX1") == "HX1"
    assert contents.get("hash") == "HX1"


def test_contents_without_tables_are_told(empty_database_url: str) -> None:
    """With the remedy, as everywhere."""
    engine = open_engine(empty_database_url, create=True)
    with pytest.raises(StorageError, match="is not migrated: run: boloastro migrate"):
        SqlContents(engine).get("hash")
    engine.dispose()


def test_a_content_without_a_name_is_refused(contents: ContentRepository) -> None:
    """By a constraint."""
    with pytest.raises(Unstorable, match="ck_contents_provider_id"):
        contents.put("hash", "")


def test_time_is_kept_to_the_microsecond(storage: Storage) -> None:
    """Of files, as of all else."""
    with storage.begin() as work:
        work.files.add(file(expires_at=NOON))
        stored = work.files.get("f1")
    assert stored is not None
    assert stored.expires_at == NOON
