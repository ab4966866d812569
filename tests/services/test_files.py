"""Files to be sent: only what a channel takes is kept, and only for so long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.domain.attachments import KINDS, LARGEST, LARGEST_IMAGE, objection
from engine.errors import Unsendable
from engine.interfaces.unit_of_work import Storage
from engine.services.files import Files
from integrations.system import CountingIdentifiers, ManualClock
from tests.storage.samples import NOON

OOXML = "application/vnd.openxmlformats-officedocument."
SAMPLES = {
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00",
    "audio/ogg": b"OggS\x00\x02",
    "audio/amr": b"#!AMR\n",
    "audio/mpeg": b"ID3\x04\x00",
    "audio/aac": b"\xff\xf1\x50\x80",
    "audio/3gpp": b"\x00\x00\x00\x18ftyp3gp4",
    "audio/mp4": b"\x00\x00\x00\x18ftypM4A ",
    "video/mp4": b"\x00\x00\x00\x18ftypmp42",
    "application/pdf": b"%PDF-1.7\n",
    "application/msword": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    f"{OOXML}wordprocessingml.document": b"PK\x03\x04\x14",
    f"{OOXML}presentationml.presentation": b"PK\x03\x04\x14",
    f"{OOXML}spreadsheetml.sheet": b"PK\x03\x04\x14",
    "text/vcard": b"BEGIN:VCARD\r\nVERSION:3.0",
    "text/x-vcard": b"\xef\xbb\xbfbegin:vcard\n",
}


def test_there_is_a_sample_of_each_kind() -> None:
    """And none of another."""
    assert SAMPLES.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_file_is_what_it_says_it_is(kind: str) -> None:
    """By its first bytes; anything else is refused, whatever it is called."""
    assert objection(kind, SAMPLES[kind]) is None
    for wrong in (b"<html>", b"MZ\x90\x00", b" " + SAMPLES[kind], b""):
        assert objection(kind, wrong)


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "image/gif", "image/webp", "application/zip", "", "a"])
def test_a_kind_the_channel_does_not_carry_is_refused(kind: str) -> None:
    """A page that runs scripts above all."""
    assert objection(kind, SAMPLES["image/png"])


def test_a_file_has_its_largest_size() -> None:
    """An image less than others."""
    jpeg, pdf = SAMPLES["image/jpeg"], SAMPLES["application/pdf"]
    assert objection("image/jpeg", jpeg.ljust(LARGEST_IMAGE, b"\0")) is None
    assert objection("image/jpeg", jpeg.ljust(LARGEST_IMAGE + 1, b"\0"))
    assert objection("application/pdf", pdf.ljust(LARGEST, b"\0")) is None
    assert objection("application/pdf", pdf.ljust(LARGEST + 1, b"\0"))


def test_a_file_is_kept_until_it_expires(storage: Storage) -> None:
    """Byte for byte; the moment it expires it is gone."""
    clock = ManualClock(NOON)
    files = Files(storage, clock, CountingIdentifiers("file"))
    content = SAMPLES["application/pdf"] + bytes(range(256))
    kept = files.keep("application/PDF; charset=binary", content, timedelta(hours=1))
    clock.advance(3599)
    found = files.fetch(kept)
    assert found is not None
    assert (found.id, found.content_type, found.content) == ("file-1", "application/pdf", content)
    clock.advance(1)
    assert files.fetch(kept) is None
    assert files.fetch("nothing") is None


def test_what_no_channel_takes_is_not_kept(storage: Storage) -> None:
    """With the reason."""
    files = Files(storage, ManualClock(NOON), CountingIdentifiers("file"))
    with pytest.raises(Unsendable, match="does not begin as"):
        files.keep("image/png", SAMPLES["image/jpeg"], timedelta(hours=1))
    assert files.fetch("file-1") is None
