"""A server says at its beginning which fonts are not there."""

from __future__ import annotations

from structlog.testing import capture_logs

from integrations.typst.fonts import missing
from server.lettering import warn_of_fonts
from server.wiring import missing_fonts


def test_a_language_without_its_font_is_told_with_the_remedy() -> None:
    """One line for each, with the folder that lacks letters, and the package that has them."""
    with capture_logs() as lines:
        warn_of_fonts(missing({"en", "hi", "te", "bn"}))
    assert [(line["log_level"], line["event"], line["language"]) for line in lines] == [
        ("warning", "font.missing", "mr"), ("warning", "font.missing", "ta"),
    ]  # fmt: skip
    assert lines[1]["file"].endswith("files")
    assert lines[1]["remedy"].startswith("pip install --force-reinstall fontpkg-noto-sans-tamil;")


def test_with_all_fonts_nothing_is_said() -> None:
    """As they are installed here."""
    assert missing_fonts() == []
