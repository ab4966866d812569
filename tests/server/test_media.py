"""A file is fetched by whoever has its signed address, for a week."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.domain.records import StoredFile
from integrations.redis.rates import open_rates
from server.http.links import Links
from tests.redis_server import RedisServer
from tests.server.house import NOW, House, built, settings_of

PDF = b"%PDF-1.7 a report"


@pytest.fixture
def link(house: House) -> str:
    """The path of a stored file."""
    return _stored(house)


def test_the_file_comes_with_its_type_and_is_never_shown_as_a_page(house: House, link: str) -> None:
    """Whatever is in it, no browser runs it."""
    answer = house.client.get(link)
    assert (answer.status_code, answer.data, answer.content_type) == (200, PDF, "application/pdf")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="boloastro.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert house.client.head(link).status_code == 200


def test_a_changed_address_leads_nowhere(house: House, link: str) -> None:
    """Every character of it is signed; nobody learns what was wrong."""
    for place in range(len("/media/"), len(link), 7):
        changed = link[:place] + ("A" if link[place] != "A" else "B") + link[place + 1 :]
        assert house.client.get(changed).status_code == 404


def test_after_a_week_it_leads_nowhere(house: House, link: str) -> None:
    """A new address does, until the file itself is over."""
    house.clock.advance(6 * 24 * 3600)
    assert house.client.get(link).status_code == 200
    house.clock.advance(24 * 3600)
    assert house.client.get(link).status_code == 404
    assert house.client.get(_path(house, "file-1")).status_code == 200
    house.clock.advance(24 * 3600)
    assert house.client.get(_path(house, "file-1")).status_code == 404


def test_a_file_that_is_gone_leads_nowhere(house: House) -> None:
    """Also under a good address."""
    assert house.client.get(_path(house, "file-9")).status_code == 404


@pytest.mark.parametrize("value", [["file-1"], "file-1", ["file-1", "soon"], [1, 9e12], {"file": 1}, None])
def test_only_what_we_mean_is_an_address(house: House, link: str, value: object) -> None:  # noqa: ARG001
    """Also if it bears our signature."""
    token = house.doors.links._serializer.dumps(value)
    assert house.client.get(f"/media/{token!s}").status_code == 404


def test_an_address_of_the_old_key_is_good_while_the_new_one_signs(house: House) -> None:
    """And one of a key we have given up is not."""
    old, new = "o" * 32, "n" * 32
    made = Links([old], "", house.clock).to_file("file-1").removeprefix("/media/")
    assert Links([new, old], "", house.clock).file_of(made) == "file-1"
    assert Links([new], "", house.clock).file_of(made) is None
    both = Links([new, old], "", house.clock).to_file("file-1").removeprefix("/media/")
    assert Links([new], "", house.clock).file_of(both) == "file-1"


def test_whoever_guesses_is_stopped_and_whoever_knows_is_not(house: House, link: str) -> None:
    """By address for the one, by file for the other."""
    guesses = [house.client.get(f"/media/guess{number}").status_code for number in range(40)]
    assert guesses == [404] * 30 + [429] * 10
    fetches = [house.client.get(link).status_code for _ in range(125)]
    assert fetches == [200] * 120 + [429] * 5


def test_a_file_is_fetched_while_redis_is_away(sqlite_url: str, own_redis: RedisServer) -> None:
    """The process counts for itself: who knows the address has the file, and who guesses is stopped all the same."""
    for house in built(settings_of(sqlite_url), rates=open_rates(own_redis.url, rest=0.05)):
        path = _stored(house)
        assert house.client.get(path).status_code == 200
        own_redis.kill()
        assert house.client.get(path).status_code == 200
        assert [house.client.get(f"/media/guess{n}").status_code for n in range(31)] == [404] * 30 + [429]


def test_a_file_cannot_be_had_while_the_database_is_away(house: House, link: str) -> None:
    """503: whoever fetches comes again."""
    house.engine.dispose()
    assert house.engine.url.database is not None
    here = Path(house.engine.url.database)
    here.rename(here.with_suffix(".away"))
    assert house.client.get(link).status_code == 503


def _stored(house: House) -> str:
    with house.application.storage.begin() as work:
        expires = NOW + timedelta(days=8)
        work.files.add(
            StoredFile(id="file-1", content_type="application/pdf", content=PDF, created_at=NOW, expires_at=expires)
        )
        work.commit()
    return _path(house, "file-1")


def _path(house: House, file: str) -> str:
    return house.doors.links.to_file(file).removeprefix("https://bot.example.org")
