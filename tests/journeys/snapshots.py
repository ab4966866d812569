"""Where transcripts and traces are kept: `__snapshots__/<journey>/en.txt`, `en-jobs_fail.txt`, `en-trace.jsonl`.

The name of a file begins with the name of the test item, as syrupy wants it, to know which files nobody needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

if TYPE_CHECKING:
    from syrupy.location import PyTestLocation
    from syrupy.types import SnapshotIndex


class TranscriptExtension(SingleFileSnapshotExtension):
    """A text file for people; the name given to the snapshot is the name of the file."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:  # noqa: ARG003
        """See syrupy."""
        return str(index)


class TraceExtension(TranscriptExtension):
    """Lines of JSON for machines."""

    file_extension = "jsonl"
