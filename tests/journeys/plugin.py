"""The pytest plugin of journeys: collects `tests/journeys/<flow>/*.yaml`, one item per journey, language and mode.

Transcripts and traces are snapshots (`--snapshot-update` writes them). `--flow-cov` reports what the journeys cover.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import structlog
from syrupy.assertion import SnapshotAssertion

from engine.services.editions import keep_definitions
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import ManualClock
from tests.journeys.coverage import Coverage, shipped_charts
from tests.journeys.coverage_report import percentage, table, write_files
from tests.journeys.journey import Journey, JourneyError, read_journey
from tests.journeys.play import JourneyFailed, Mode, modes_of, play
from tests.journeys.snapshots import TraceExtension, TranscriptExtension
from tests.journeys.stage import House, open_house

FOLDER = Path(__file__).resolve().parent
PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"

_KEPT = datetime(2100, 1, 1, tzinfo=UTC)
"""When the flows were kept: after all journeys, so that none of them writes that they are still needed."""

COVERAGE = pytest.StashKey[Coverage]()
_OUTPUT = "flow_coverage"


# -- options and reports


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of flow coverage."""
    group = parser.getgroup("journeys")
    group.addoption("--flow-cov", action="store_true", help="report what the journeys cover, into flow-coverage/")
    group.addoption("--flow-cov-fail-under", type=float, metavar="N", help="fail below N percent of states and arcs")


def pytest_configure(config: pytest.Config) -> None:
    """Begin with nothing covered; keep the log of turns out of the way."""
    config.stash[COVERAGE] = Coverage()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(_Gathering(), "journeys-of-workers")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was covered from a worker to its controller; fail when it is too little."""
    config = session.config
    covered = config.stash[COVERAGE]
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output[_OUTPUT] = covered.as_json()
    elif _is_too_little(config, covered):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table and write the files."""
    covered = config.stash[COVERAGE]
    wanted = config.getoption("--flow-cov") or config.getoption("--flow-cov-fail-under") is not None
    if not wanted or hasattr(config, "workeroutput"):
        return
    charts = shipped_charts()
    terminalreporter.section("flow coverage")
    for line in table(covered, charts):
        terminalreporter.write_line(line)
    if config.getoption("--flow-cov"):
        folder = write_files(covered, charts, config.rootpath / "flow-coverage")
        terminalreporter.write_line(f"LCOV and heat maps are in {folder.relative_to(config.rootpath)}/")
    if _is_too_little(config, covered):
        terminalreporter.write_line(f"FAILED: below {config.getoption('--flow-cov-fail-under'):g} %", red=True)


def _is_too_little(config: pytest.Config, covered: Coverage) -> bool:
    least = config.getoption("--flow-cov-fail-under")
    return least is not None and percentage(covered, shipped_charts()) < least


class _Gathering:
    """On the controller of pytest-xdist."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take over what a worker has covered."""
        found = getattr(node, "workeroutput", {}).get(_OUTPUT)
        if found and error is None:
            node.config.stash[COVERAGE].merge(Coverage.of_json(found))


# -- collection


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> JourneyFile | None:
    """Collect the journeys below this folder."""
    if file_path.suffix == ".yaml" and FOLDER in file_path.parents:
        return JourneyFile.from_parent(parent, path=file_path)
    return None


class JourneyFile(pytest.File):
    """One journey."""

    def collect(self) -> Iterator[JourneyItem]:
        """One item for each language and mode; a generated journey is only played as it is."""
        name = self.path.relative_to(self.config.rootpath).as_posix()
        try:
            journey = read_journey(self.path, name)
        except JourneyError as error:
            raise self.CollectError(str(error)) from None
        for language in journey.languages:
            for mode in _modes(journey, language):
                item = JourneyItem.from_parent(
                    self, name=language if mode is Mode.PLAIN else f"{language}-{mode}", callobj=_perform
                )
                item.journey, item.language, item.mode = journey, language, mode
                yield item


def _modes(journey: Journey, language: str) -> Sequence[Mode]:
    """How it is played here. A mode does the same in every language, and much the same in every journey, so the long
    proof alone plays all of them.
    """
    if "generated" in journey.tags:
        return [Mode.PLAIN]
    if PROOF:
        return modes_of(journey)
    chosen = [Mode.PLAIN]
    if language == journey.languages[0]:
        chosen += [Mode.JOBS_FAIL, *([Mode.TOGETHER] if _is_one_in(3, journey) else [])]
    return [mode for mode in modes_of(journey) if mode in chosen]


def _is_one_in(many: int, journey: Journey) -> bool:
    """Whether it belongs to a part of the journeys, the same in every run, whatever others there are."""
    return crc32(journey.title.encode()) % many == 0


class JourneyItem(pytest.Function):
    """A journey in one language and one mode."""

    journey: Journey
    language: str
    mode: Mode

    @property
    def is_generated(self) -> bool:
        """Whether a machine wrote the journey: then it is played once, and leaves no trace."""
        return "generated" in self.journey.tags

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it is and what it is called."""
        return self.path, None, f"{self.journey.title} ({self.name})"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ARG002
        """What is wrong and what was said; the stack of Python says nothing about a conversation."""
        if isinstance(excinfo.value, JourneyFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


@pytest.fixture(scope="session")
def house() -> House:
    """What all conversations of this process share."""
    return open_house()


@pytest.fixture(scope="session")
def stocked(house: House, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file in which the flows are kept, to be copied: that is a tenth of a conversation."""
    path = tmp_path_factory.mktemp("stocked") / "stocked.sqlite3"
    shutil.copy(sqlite_template, path)
    engine = open_engine(f"sqlite:///{path}")
    for ground in house.grounds:
        keep_definitions(SqlStorage(engine), ground.shelf.library, ManualClock(_KEPT))
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def _perform(
    request: pytest.FixtureRequest, house: House, stocked: Path, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    item = request.node
    assert isinstance(item, JourneyItem)
    if item.mode not in (Mode.PLAIN, Mode.JOBS_FAIL) and request.config.getoption("update_snapshots"):
        pytest.skip("transcripts are being written; the next run compares")
    database = tmp_path / "boloastro.sqlite3"
    shutil.copy(stocked, database)
    played = play(item.journey, item.language, item.mode, house, f"sqlite:///{database}")
    if item.mode is Mode.JOBS_FAIL and item.language != item.journey.languages[0]:
        return  # no promise was broken; what is said is kept in the first language
    transcripts = snapshot.use_extension(TranscriptExtension)
    name = item.name if item.mode is Mode.JOBS_FAIL else item.language
    assert transcripts(name=name) == played.transcript
    if item.mode is not Mode.PLAIN or item.is_generated:
        return
    request.config.stash[COVERAGE].add(played.trace)
    if item.language == item.journey.languages[0]:
        assert snapshot.use_extension(TraceExtension)(name=f"{item.language}-trace") == played.trace_text()
