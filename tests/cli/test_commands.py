"""Every command explains itself, and trouble is one clear line."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.cli import main
from server.settings import FLOWS
from tests.cli.runs import boloastro, invoked
from tests.rules.library_fixtures import SHARED_FILES


def test_the_program_runs_as_a_module() -> None:
    """`python -m server`, as the demo's processes do."""
    done = boloastro("--help")
    assert done.returncode == 0
    assert done.stdout.startswith(b"Usage: boloastro [OPTIONS] COMMAND")


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help(command: str) -> None:
    """With a sentence, and a sentence for each option."""
    done = invoked(command, "--help")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Usage: main {command}") or done.stdout.startswith(f"Usage: boloastro {command}")
    assert main.commands[command].help


def test_the_commands_are_these() -> None:
    """A new one is added here on purpose."""
    assert sorted(main.commands) == [
        "check", "demo", "diagram", "doctor", "flows", "handover", "inbox", "migrate", "orders", "outbox", "play",
        "rules", "sandbox", "serve", "webhooks", "work",
    ]  # fmt: skip


def test_flows_are_listed_with_their_languages() -> None:
    """Released languages are complete."""
    listed = {row["flow"]: row for row in json.loads(invoked("flows", "--json").stdout)}
    assert sorted(listed) == [
        "ayanamsa", "commands", "daily", "feedback", "human", "kundali", "language", "milan", "pay", "payment",
        "privacy", "profile", "qna", "shop", "today", "welcome",
    ]  # fmt: skip
    profile = listed["profile"]
    assert (profile["title"], profile["policy"]) == ("Birth details", "follow")
    assert profile["languages"] == dict.fromkeys(("en", "hi", "mr", "ta", "te", "bn"), 100)
    table = invoked("flows").stdout
    assert "structure" in table.splitlines()[0]
    assert "First contact and main menu" in table


def test_what_is_not_written_is_counted_as_check_counts_it(tmp_path: Path) -> None:
    """A text no language has is missing in all of them; the number of problems is that of `check`."""
    for flow, languages in (
        (
            "states: {hello: {say: true, next: bye}, bye: {say: true, next: end}, end: {final: true}}",
            {"en": 50, "hi": 0},
        ),
        ("states: {hello: {say: true, next: end}, end: {say: more, final: true}}", {"en": 50, "hi": 0}),
        ("states: {hello: {choose: {a: end, b: end, c: end}}, end: {final: true}}", {"en": 50, "hi": 0}),
    ):
        settings = small_flows(tmp_path, f"flow: shop\n{flow}\n")
        row = next(row for row in json.loads(invoked("flows", "--json", settings=settings).stdout))
        found = json.loads(invoked("check", "shop", "--format", "json", settings=settings).stdout)
        assert row["languages"] == languages
        assert row["problems"] == len(found) > 1


def test_a_broken_flow_is_listed_with_its_problems(tmp_path: Path) -> None:
    """It is not hidden, and its number of problems is not 0."""
    broken = broken_flows(tmp_path)
    rows = {row["flow"]: row for row in json.loads(invoked("flows", "--json", settings=broken).stdout)}
    assert rows["profile"]["problems"] > 0


def test_broken_flows_give_a_report_and_no_traceback(tmp_path: Path) -> None:
    """Nothing is played with them."""
    done = invoked("play", typed="hi", settings=broken_flows(tmp_path))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "profile/flow.yaml:" in done.stderr
    assert "error" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_problems_are_shown_at_the_same_places_by_play_and_check(tmp_path: Path) -> None:
    """With the folder of the flows, so that one can click on them."""
    settings = broken_flows(tmp_path)
    place = re.compile(
        rf"^{re.escape(settings['BOLOASTRO_FLOWS'])}/profile/flow.yaml:\d+:\d+: error E301.*$", re.MULTILINE
    )
    told = [invoked(*command, typed="hi", settings=settings).output for command in (["play"], ["check", "profile"])]
    assert place.findall(told[0]) == place.findall(told[1]) != []


def test_a_missing_folder_of_flows_is_named(tmp_path: Path) -> None:
    """With the remedy."""
    done = invoked("flows", settings={"BOLOASTRO_FLOWS": str(tmp_path / "none")})
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "name the folder that holds the flows" in done.stderr


def test_a_setting_that_cannot_be_used_is_named() -> None:
    """By the name of its variable."""
    done = invoked("flows", settings={"BOLOASTRO_ENV": "moon"})
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "the setting BOLOASTRO_ENV cannot be used" in done.stderr


@pytest.mark.parametrize("zone", ["Mars/X", "", "Asia", "../etc", "Asia/Kolkatta"])
def test_an_unknown_zone_is_named(zone: str) -> None:
    """Before anybody talks."""
    done = invoked("play", typed="hi", settings={"BOLOASTRO_ZONE": zone})
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "the setting BOLOASTRO_ZONE cannot be used: names no time zone." in done.stderr
    assert "Asia/Kolkata" in done.stderr or "Did you mean" in done.stderr


def test_all_settings_that_cannot_be_used_are_named_at_once() -> None:
    """One line each, with the name of the variable."""
    done = invoked("play", settings={"BOLOASTRO_ZONE": "Mars/X", "BOLOASTRO_ENV": "moon"})
    assert done.exit_code == 2
    assert [line.split()[3] for line in done.stderr.splitlines()] == ["BOLOASTRO_ENV", "BOLOASTRO_ZONE"]


def test_talks_say_that_they_are_not_kept() -> None:
    """So that nobody looks for them in the database of the settings."""
    words = {command: " ".join(invoked(command, "--help").stdout.split()) for command in ("play", "demo")}
    assert "temporary database" in words["play"]
    assert "DATABASE_URL is not read" in words["play"]
    assert "temporary folder, which is gone afterwards" in words["demo"]
    assert "settings of the environment are not read" in words["demo"]


def test_migrate_names_an_address_it_cannot_read_and_a_file_in_use(tmp_path: Path) -> None:
    """One line; a database that needs nothing is not even locked."""
    done = invoked("migrate", "--database", "postgresql://u:p@h:notaport/x")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "the database URL cannot be read" in done.stderr
    url = f"sqlite:///{tmp_path / 'busy.sqlite3'}"
    assert invoked("migrate", "--database", url).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "busy.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "already" in invoked("migrate", "--database", url).stdout


def test_migrate_tells_from_what_to_what(tmp_path: Path) -> None:
    """And does nothing the second time; without --database it takes DATABASE_URL."""
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    first = invoked("migrate", "--database", url)
    assert (first.exit_code, first.stderr) == (0, "")
    assert "went from nothing to revision 0" in first.stdout
    assert "already" in invoked("migrate", settings={"DATABASE_URL": url}).stdout


def test_a_database_that_is_not_ready_is_one_line_with_the_remedy(tmp_path: Path) -> None:
    """Missing, never migrated, newer, locked, no database at all, unreadable URL."""
    url = f"sqlite:///{tmp_path / 'some.sqlite3'}"
    assert f"is missing: run: boloastro migrate --database {url}" in refused(url)
    (tmp_path / "some.sqlite3").touch()
    assert f"is not migrated: run: boloastro migrate --database {url}" in refused(url)
    assert invoked("migrate", "--database", url).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "some.sqlite3")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "install the newer boloastro" in refused(url)
    (tmp_path / "text.sqlite3").write_text("this is a letter to a friend, and by no means a database" * 20)
    assert "is not a database" in refused(f"sqlite:///{tmp_path / 'text.sqlite3'}")
    assert "the database URL cannot be read" in refused("nonsense")


def refused(url: str) -> str:
    """What `play` says about a database it cannot use."""
    done = invoked("play", "--database", url, typed="hi")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    return done.stderr


def test_verbose_logs_turns_as_json_on_stderr() -> None:
    """The transcript stays what it is."""
    quiet, loud = invoked("play", typed="hi"), invoked("--verbose", "play", typed="hi")
    assert quiet.stdout == loud.stdout
    assert quiet.stderr == ""
    turn = json.loads(loud.stderr.splitlines()[0])
    assert (turn["event"], turn["level"]) == ("turn", "info")


def test_the_rules_are_printed() -> None:
    """The page of docs, from the rules themselves."""
    assert invoked("rules").stdout.startswith("# What `boloastro check` finds")


def test_a_wrong_start_is_explained() -> None:
    """A time needs its offset."""
    done = invoked("play", "--start", "2026-01-05")
    assert done.exit_code == 2
    assert "a time with its offset is needed" in done.stderr


def broken_flows(folder: Path) -> dict[str, str]:
    """The shipped flows with an error among them."""
    flows = folder / "flows"
    shutil.copytree(FLOWS, flows)
    file = flows / "profile" / "flow.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("next: born_known", "next: nowhere"), encoding="utf-8")
    return {"BOLOASTRO_FLOWS": str(flows)}


def small_flows(folder: Path, flow: str) -> dict[str, str]:
    """One flow `shop` with English words under `hello`, without any in Hindi."""
    files = {
        **SHARED_FILES,
        "common/languages.yaml": "released: [en, hi]\nfallback: en\n",
        "shop/flow.yaml": flow,
        "shop/en.yaml": "language: en\ntexts: {hello: {say: Hello, options: {a: A}}}\n",
    }
    for name, text in files.items():
        path = folder / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return {"BOLOASTRO_FLOWS": str(folder / "small")}
