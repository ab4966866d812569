"""All flows and words together, and the shelf that keeps the last good ones in use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.actions.catalogue import Catalogue
from engine.charts.library import Library, read_library
from engine.charts.problems import FlowProblems, Place, Problem, Severity
from engine.errors import FlowError
from engine.services.flows import FlowShelf, reader_of
from integrations.flows.folder import FolderFlowRepository

FILES = {
    "hello/flow.yaml": "flow: hello\nstates: {a: {say: greeting}}",
    "hello/en.yaml": "language: en\ntexts: {greeting: Hello, only: Own}\nkeywords: {menu: [menu]}",
    "hello/hi.yaml": "language: hi\ntexts: {greeting: नमस्ते}\nkeywords: {menu: [मेनू]}",
    "common/en.yaml": "language: en\ntexts: {sorry: Sorry, only: Shared}",
    "common/hi.yaml": "language: hi\ntexts: {sorry: माफ़ कीजिए, only: साझा}",
    "common/languages.yaml": "released: [en, hi]\ndraft: [ta]\nfallback: en",
    "common/contact.yaml": "data: {greeted: {type: boolean, default: false}, born: date}",
}


def library_of(files: Mapping[str, str]) -> Library:
    library, problems = read_library(files)
    assert not problems, [str(problem) for problem in problems]
    return library


def findings(**changes: str | None) -> list[str]:
    """What is wrong when some files are otherwise; `__` stands for `/`."""
    changed = {name.replace("__", "/") + ".yaml": text for name, text in changes.items()}
    files = {name: text for name, text in {**FILES, **changed}.items() if text is not None}
    return [f"{problem.place} {problem.code} {problem.message}" for problem in read_library(files)[1]]


def said(library: Library, key: str, language: str) -> tuple[str, str] | None:
    found = library.text("hello", key, language)
    if found is None or found[0].say is None:
        return None
    return found[0].say.text.render({}), found[1]


def test_a_library_holds_flows_words_languages_and_the_contact() -> None:
    """Everything below `flows/`."""
    library = library_of(FILES)
    assert list(library.flows) == ["hello"]
    assert set(library.words) == {("hello", "en"), ("hello", "hi")}
    assert set(library.common) == {"en", "hi"}
    assert (library.languages.released, library.languages.draft) == (("en", "hi"), ("ta",))
    assert {name: each.type for name, each in library.contact.items()} == {"greeted": "boolean", "born": "date"}
    assert library.keywords == {"menu": (("hello", "menu"),), "मेनू": (("hello", "menu"),)}
    assert set(library.sources) == set(FILES)


def test_words_are_found_in_the_language_then_in_the_fallback_then_in_the_shared_ones() -> None:
    """What the flow itself says comes before what is shared, even in another language."""
    library = library_of(FILES)
    assert said(library, "greeting", "hi") == ("नमस्ते", "hi")
    assert said(library, "greeting", "ta") == ("Hello", "en")
    assert said(library, "only", "hi") == ("Own", "en")
    assert said(library, "sorry", "hi") == ("माफ़ कीजिए", "hi")
    assert said(library, "sorry", "ta") == ("Sorry", "en")
    assert said(library, "nothing", "en") is None


def test_without_declared_languages_those_somebody_wrote_in_are_released() -> None:
    """A flow alone can be tried without the shared files."""
    library = library_of({"hello/hi.yaml": FILES["hello/hi.yaml"], "hello/flow.yaml": FILES["hello/flow.yaml"]})
    assert (library.languages.released, library.languages.fallback) == (("hi",), "hi")


def test_files_in_the_wrong_place_are_named() -> None:
    """A flow has the name of its folder, words that of their language."""
    assert findings(hello__flow="flow: hullo\nstates: {a: {}}") == [
        "hello/flow.yaml:1:7 E111 the flow 'hullo' stands in the folder 'hello'"
    ]
    assert findings(hello__ta="language: hi") == ["hello/ta.yaml:1:11 E111 the file is 'ta.yaml' and its language 'hi'"]
    assert findings(hello__flwo="a: 1") == ["hello/flwo.yaml:1:1 E111 nothing is read from 'flwo.yaml'"]
    assert findings(top="a: 1") == ["top.yaml:1:1 E111 'top.yaml' is not '<flow>/<file>.yaml'"]
    assert findings(hello__flow=None) == ["hello/en.yaml:1:1 E116 'hello' has no 'flow.yaml'"]
    assert findings(hello__te="language: te") == ["hello/te.yaml:1:11 E117 the language 'te' is not declared"]


def test_readings_are_words_without_a_flow() -> None:
    """Found in the language or else in the fallback, and no words of any flow."""
    readings = {
        "readings/en.yaml": "language: en\ntexts: {graha.sun: Sun, graha.moon: Moon}",
        "readings/hi.yaml": "language: hi\ntexts: {graha.sun: सूर्य}",
    }
    library = library_of({**FILES, **readings})
    said = [library.reading(key, language) for key, language in (("graha.sun", "hi"), ("graha.moon", "hi"))]
    assert [entry and entry.say and entry.say.written for entry in said] == ["सूर्य", "Moon"]
    assert library.reading("graha.mars", "en") is None
    assert set(library.words) == {("hello", "en"), ("hello", "hi")}
    assert findings(readings__flow="flow: readings\nstates: {a: {}}") == [
        "readings/flow.yaml:1:1 E111 nothing is read from 'flow.yaml'"
    ]
    assert findings(readings__en="language: en\nkeywords: {sun: [sun]}") == [
        "readings/en.yaml:2:12 E115 nobody says 'sun' to a reading"
    ]


def test_readings_may_stand_with_the_flow_that_brings_them() -> None:
    """A key with a dot is no text of the flow, in whatever languages there are other readings."""
    words = {
        "readings/en.yaml": "language: en\ntexts: {graha.sun: Sun}",
        "hello/en.yaml": "language: en\ntexts: {greeting: Hello, hello.title: '{{ name }}'}",
        "hello/hi.yaml": "language: hi\ntexts: {greeting: नमस्ते, hello.title: 'श्री {{ name }}'}",
    }
    library = library_of({**FILES, **words})
    assert set(library.words["hello", "hi"].texts) == {"greeting"}
    assert {language: set(words.texts) for language, words in library.readings.items()} == {
        "en": {"graha.sun", "hello.title"},
        "hi": {"hello.title"},
    }
    entry = library.reading("hello.title", "hi")
    assert entry is not None
    assert entry.say is not None
    assert entry.say.text.render({"name": "Asha"}) == "श्री Asha"


def test_the_declarations_are_checked() -> None:
    """The fallback must be released, a language is declared once."""
    assert findings(common__languages="released: [en, hi, en]\ndraft: [hi, xx]\nfallback: ta")[:4] == [
        "common/languages.yaml:1:20 E118 'en' is there twice",
        "common/languages.yaml:2:9 E118 'hi' is there twice",
        "common/languages.yaml:2:13 E108 item 2 of 'draft' must be en, hi, mr, ta, te or bn, not 'xx'",
        "common/languages.yaml:3:11 E108 the fallback 'ta' is not a released language",
    ]
    assert findings(common__contact="data: {born: dat}")[0].startswith("common/contact.yaml:1:14 E108 ")


def test_problems_of_all_files_come_together() -> None:
    """Also of those that are no YAML at all; the others are still read."""
    files = {
        **FILES,
        "hello/en.yaml": "language: en\n  texts: {",
        "hello/flow.yaml": "flow: hello\nstates: {a: {sya: x}}",
    }
    library, problems = read_library(files)
    assert [(problem.place.file, problem.code) for problem in problems] == [
        ("hello/en.yaml", "E004"),
        ("hello/flow.yaml", "E101"),
    ]
    assert "hello" in library.flows


class Desk:
    """A repository whose files a test edits."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = dict(files)

    def read(self) -> Mapping[str, bytes]:
        """The files as they are now."""
        return {name: text.encode() for name, text in self.files.items()}


def test_the_last_good_library_stays_in_use() -> None:
    """An edit with an error changes nothing but the list of problems; the next good one is taken."""
    desk = Desk(FILES)
    shelf = FlowShelf(desk, read_library)
    good = shelf.library
    desk.files["hello/flow.yaml"] = "flow: hello\nstates: {a: {sya: x}}"
    assert shelf.reload() is False
    assert shelf.library is good
    assert [problem.code for problem in shelf.problems] == ["E101"]
    desk.files["hello/flow.yaml"] = "flow: hello\nversion: 2\nstates: {a: {}}"
    assert shelf.reload() is True
    assert shelf.library.flows["hello"].version == 2
    assert shelf.problems == ()


def test_equal_files_are_not_read_again() -> None:
    """The charts built from a library live as long as it does."""
    shelf = FlowShelf(Desk(FILES), read_library)
    assert shelf.reload() is True
    assert shelf.reload() is False


def test_the_same_bytes_are_read_once_and_with_every_rule() -> None:
    """Whoever starts after another has read them begins at once; another byte is another library."""
    read = reader_of(Catalogue)
    library, problems = read(Desk(FILES).read())
    assert read(Desk(FILES).read())[0] is library
    assert "E309" in [problem.code for problem in problems], "the parser has nothing against a state nobody leaves"
    again, same = read(Desk({**FILES, "hello/flow.yaml": FILES["hello/flow.yaml"] + "\n# read again\n"}).read())
    assert again is not library
    assert [problem.code for problem in same] == [problem.code for problem in problems]


def test_an_error_of_a_rule_is_told_to_all_who_read_the_same() -> None:
    """What is remembered is no way around a rule."""
    read = reader_of(Catalogue)
    for _ in range(2):
        with pytest.raises(FlowProblems, match="E309"):
            _ = FlowShelf(Desk(FILES), read).library


def test_a_file_broken_and_mended_is_good_again() -> None:
    """The library in use was never another one."""
    desk = Desk(FILES)
    shelf = FlowShelf(desk, read_library)
    good = shelf.library
    desk.files["hello/flow.yaml"] += "\nx: 1"
    shelf.reload()
    desk.files = dict(FILES)
    assert shelf.reload() is True
    assert shelf.problems == ()
    assert shelf.library.flows["hello"].structure == good.flows["hello"].structure


def test_errors_of_the_rules_keep_a_library_off_the_shelf_and_warnings_do_not() -> None:
    """The rules are part of loading."""

    def read(files: Mapping[str, bytes]) -> tuple[Library, list[Problem]]:
        library, problems = read_library(files)
        severity = Severity.ERROR if library.flows["hello"].version == 2 else Severity.WARNING
        return library, [*problems, Problem(Place("hello/flow.yaml", 1, 1), severity, "E999", "so it is")]

    desk = Desk(FILES)
    shelf = FlowShelf(desk, read)
    assert shelf.reload() is True
    assert [problem.code for problem in shelf.problems] == ["E999"]
    desk.files["hello/flow.yaml"] += "\nversion: 2"
    assert shelf.reload() is False


def test_without_a_good_library_all_problems_are_told() -> None:
    """Nothing starts on flows with errors."""
    shelf = FlowShelf(Desk({**FILES, "hello/flow.yaml": "flow: hello"}), read_library)
    with pytest.raises(FlowProblems) as caught:
        _ = shelf.library
    assert [problem.code for problem in caught.value.problems] == ["E103"]


def test_a_folder_gives_its_files_by_name(tmp_path: Path) -> None:
    """Only YAML, also from folders inside."""
    (tmp_path / "hello").mkdir()
    (tmp_path / "hello" / "flow.yaml").write_bytes(b"flow: hello")
    (tmp_path / "hello" / "notes.txt").write_bytes(b"no")
    assert FolderFlowRepository(tmp_path).read() == {"hello/flow.yaml": b"flow: hello"}


def test_a_missing_or_empty_folder_is_named(tmp_path: Path) -> None:
    """One line says which."""
    with pytest.raises(FlowError, match="holds no flow"):
        FolderFlowRepository(tmp_path).read()
    with pytest.raises(FlowError, match="no folder"):
        FolderFlowRepository(tmp_path / "nowhere").read()


def test_the_shipped_flows_can_be_read() -> None:
    """Their grammar is right; the rules have their own tests."""
    folder = Path(__file__).parents[2] / "flows"
    _, problems = read_library(FolderFlowRepository(folder).read())
    assert [str(problem) for problem in problems] == []
