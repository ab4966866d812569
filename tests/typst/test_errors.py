"""A report that cannot be made is a `ReportUnavailable`, whatever the reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.domain.reports import Chapter, Drawings, Paragraph, Style, Table
from engine.errors import ReportUnavailable
from engine.interfaces.reports import ReportGateway
from integrations.typst.data import MOST_LETTERS
from integrations.typst.fonts import installed
from integrations.typst.gateway import TypstReportGateway
from tests.typst.samples import LANGUAGES, card, report, wheel


def test_all_six_languages_are_there(gateway: TypstReportGateway) -> None:
    """With the fonts of this installation."""
    port: ReportGateway = gateway
    assert port.languages() == frozenset(LANGUAGES)


def test_a_language_without_its_font_is_not_offered() -> None:
    """The others are; asking for it all the same is refused before anything is set."""
    fonts = {family: folder for family, folder in installed().items() if family != "Noto Sans Tamil"}
    poorer = TypstReportGateway(fonts)
    assert poorer.languages() == frozenset(LANGUAGES) - {"ta"}
    with pytest.raises(ReportUnavailable, match="'ta'"):
        poorer.typeset(report("ta"))
    with pytest.raises(ReportUnavailable, match="'ta'"):
        poorer.draw(card("ta", Style.NORTH))
    assert poorer.draw(card("hi", Style.NORTH))


def test_a_broken_font_is_as_none(tmp_path: Path) -> None:
    """Its language is not offered, and the others are set without it."""
    (tmp_path / "NotoSansTelugu.ttf").write_bytes(b"broken")
    poorer = TypstReportGateway(installed() | {"Noto Sans Telugu": tmp_path})
    assert poorer.languages() == frozenset(LANGUAGES) - {"te"}
    assert poorer.draw(card("bn", Style.SOUTH))


@pytest.mark.parametrize("language", ["kn", "", "EN", "en\x00"])
def test_a_language_we_do_not_speak_is_refused(gateway: TypstReportGateway, language: str) -> None:
    """The six are closed."""
    with pytest.raises(ReportUnavailable):
        gateway.typeset(replace(report("en"), language=language))


def test_a_report_out_of_shape_is_refused(gateway: TypstReportGateway) -> None:
    """Ragged tables, three charts side by side, a chart without its signs, what is no text."""
    three = (wheel("en", Style.NORTH),) * 3
    shapes = (
        Table(("a", "b"), (("only one",),)),
        Drawings(three),
        Drawings((replace(three[0], signs=("Mesha",)),)),
        Paragraph(5),  # type: ignore[arg-type]
    )
    for block in shapes:
        with pytest.raises(ReportUnavailable):
            gateway.typeset(replace(report("en"), chapters=(Chapter(title="Out of shape", blocks=(block,)),)))
    with pytest.raises(ReportUnavailable):
        gateway.draw(replace(card("en"), wheels=three))
    assert gateway.typeset(report("en")), "it works on after it refused"


def test_a_report_beyond_all_measure_is_refused(gateway: TypstReportGateway) -> None:
    """Nothing else bounds what one process may take."""
    endless = (Paragraph("word " * MOST_LETTERS),)
    with pytest.raises(ReportUnavailable, match="letters"):
        gateway.typeset(replace(report("en"), chapters=(Chapter(title="Endless", blocks=endless),)))


def test_what_takes_too_long_is_stopped() -> None:
    """Nobody waits for it any more; the next one has its turn."""
    hasty = TypstReportGateway(installed(), patience=0.001)
    for _ in range(2):
        with pytest.raises(ReportUnavailable, match=r"within 0\.001 seconds"):
            hasty.typeset(report("en"))


def test_a_machine_that_cannot_run_it_is_told(gateway: TypstReportGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the program is not there or dies at once."""
    for program in ("/nowhere/python", "false"):
        monkeypatch.setattr("sys.executable", program)
        with pytest.raises(ReportUnavailable):
            gateway.typeset(report("en"))
