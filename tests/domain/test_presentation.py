"""How a message is cut and shown: at sentences, in six scripts, within the channel's limits, and nothing is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.domain.messages import Choice, Outbound
from engine.domain.presentation import LONGEST_INTERACTIVE, LONGEST_TEXT, Shape, parts, shown
from engine.domain.sentences import split, units

SENTENCES = {
    "en": "Your Sun stands in Leo.",
    "hi": "आपका सूर्य सिंह राशि में है।",
    "mr": "तुमचा सूर्य सिंह राशीत आहे.",
    "ta": "உங்கள் சூரியன் சிம்மத்தில் உள்ளது.",
    "te": "మీ సూర్యుడు సింహ రాశిలో ఉన్నాడు.",
    "bn": "আপনার সূর্য সিংহ রাশিতে আছে।",
}
LETTERS = "abc .!?,\n कर्ष्िी।॥ தமிழ் తెలుగు বাংলা 👩‍👩‍👧🏽🇮🇳1️⃣*_~" + "\u200d\u200c\u00a0\r\u0301\U0001f3ff"
TEXTS = st.lists(st.sampled_from([*LETTERS, *SENTENCES.values(), "https://example.org/a?b=1.2"]), max_size=300).map(
    "".join
)


def said(text: str, *labels: str, **more: object) -> Outbound:
    choices = tuple(Choice(f"c{number}", label, payload=f"f.s@1#2:c{number}") for number, label in enumerate(labels))
    return Outbound("flow.key", text, "en", choices, **more)  # type: ignore[arg-type]


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", SENTENCES)
def test_a_long_text_is_cut_after_a_sentence(language: str) -> None:
    """In every script, with the sign its sentences end with."""
    sentence = SENTENCES[language]
    pieces = [part.text for part in parts(said(" ".join([sentence] * 150)))]
    assert len(pieces) > 1
    assert all(piece.endswith(sentence[-1]) and piece.startswith(sentence[:5]) for piece in pieces)
    assert all(len(piece) > LONGEST_TEXT - 2 * len(sentence) for piece in pieces[:-1])


def test_a_danda_ends_a_sentence_without_a_space_behind_it() -> None:
    """Two of them end a verse and stay together."""
    verse = "धर्मक्षेत्रे कुरुक्षेत्रे समवेता युयुत्सवः॥"
    assert all(piece.endswith("ः॥") for piece in split(verse * 60, 1600))


@given(TEXTS, st.integers(1, 60))
@example("क" + "\u0301" * 40, 20)
def test_pieces_give_back_the_text(text: str, most: int) -> None:
    """Each as long as it may be, and nothing but white space lost."""
    pieces = split(text, most)
    assert all(units(piece) <= max(most, 2) for piece in pieces)
    assert "".join(map(bare, pieces)) == bare(text)
    assert all(pieces) or pieces == ("",) or text == pieces[0]


@given(TEXTS)
def test_no_letter_loses_its_marks(text: str) -> None:
    """However the text is cut, no piece begins with what belongs to the letter before it."""
    place = 0
    for piece in split(text, 60):
        before = text[place - 1] if place else " "
        while not text.startswith(piece, place):
            before = " "  # a mark behind white space has no letter to lose
            place += 1
        if piece and not before.isspace():
            assert not unicodedata.category(piece[0]).startswith("M")
            assert unicodedata.combining(before) != 9
            assert "\u200d" not in (piece[0], before)
        place += len(piece)


@given(st.lists(st.text("abcकिதி।", min_size=1, max_size=30).filter(lambda word: "।" not in word), min_size=1))
def test_no_word_is_cut(words: list[str]) -> None:
    """As long as one fits into a piece."""
    assert [word for piece in split(" ".join(words), 40) for word in piece.split()] == words


@pytest.mark.parametrize(
    "whole",
    [
        "https://example.org/reports/kundali?order=17&lang=hi.",
        "*your whole report is ready*",
        "Dr. Sharma",
        "3. Tell us",
        "9.30 a.m. on",
        "Rs. 499",
        "डॉ. शर्मा",
        "₹\u00a0499",
        "e.g. Pune",
    ],
)
def test_some_things_are_not_torn_apart(whole: str) -> None:
    """Whatever stands before them."""
    for length in range(20, 70):
        text = (
            f"{'A word. ' * (length // 8)}{'x' * (length % 8)}\n{whole} then comes the rest of it, at some length. So."
        )
        assert any(whole in piece for piece in split(text, 78)), split(text, 78)


def test_a_paragraph_is_better_than_a_sentence_and_a_sentence_than_a_clause() -> None:
    """Unless it comes much too early."""
    paragraphs = "One. Two.\n\nThree. Four, five"
    assert split(paragraphs, 18) == ("One. Two.", "Three. Four, five")
    assert split("One two. Three four, five six", 22) == ("One two.", "Three four, five six")
    assert split("So. Three four five, six seven eight nine ten", 30)[0] == "So. Three four five,"


def test_a_word_longer_than_a_message_is_cut_between_letters() -> None:
    """A family of four with one skin, a flag, a syllable: each is one to the eye."""
    for cluster in ("👨‍👩‍👧‍👦", "🇮🇳", "क्षि", "1️⃣", "👍🏽"):
        for piece in split(cluster * 50, 25):
            assert piece == cluster * (len(piece) // len(cluster))


def test_what_fits_is_left_as_it_is() -> None:
    """White space too."""
    assert split("  a \n", 10) == ("  a \n",)
    assert parts(said(" Hi. ")) == (said(" Hi. "),)


def test_emoji_count_twice() -> None:
    """As the channel counts them."""
    assert len(parts(said("🙏" * 800))) == 1
    assert [units(part.text) for part in parts(said("🙏" * 801))] == [1600, 2]


@pytest.mark.parametrize(
    ("labels", "shape"),
    [
        (["Yes", "No"], Shape.BUTTONS),
        (["Yes", "No", "Perhaps", "Never"], Shape.LIST),
        (["A label of more than twenty"[:24], "No"], Shape.LIST),
        (["A label that is too long for a row"], Shape.NUMBERS),
        ([], Shape.TEXT),
    ],
)
def test_choices_that_fit_are_one_message(labels: list[str], shape: Shape) -> None:
    """Buttons, a list, or numbers in the text."""
    message = said("Well?", *labels)
    assert parts(message) == (message,)
    assert shown(message).shape is shape


def test_more_rows_than_a_list_takes_are_pages() -> None:
    """The later ones say which rows they hold."""
    pages = parts(
        said("Which town?", *[f"Town {number}" for number in range(1, 26)], template="towns", variables=("x",))
    )
    assert [len(page.choices) for page in pages] == [10, 10, 5]
    assert [page.text for page in pages] == ["Which town?", "Town 11 … Town 20 (2/3)", "Town 21 … Town 25 (3/3)"]
    assert [page.template for page in pages] == ["towns", None, None]
    assert all(shown(page).shape in (Shape.LIST, Shape.BUTTONS) for page in pages)


def test_choices_come_below_the_last_text() -> None:
    """However long the text is."""
    labels = [f"Choice {number}" for number in range(5)]
    message = said(" ".join([SENTENCES["en"]] * 150), *labels)
    *texts, last = parts(message)
    assert texts
    assert not any(text.choices for text in texts)
    assert last.choices == message.choices
    assert bare("".join(part.text for part in (*texts, last))) == bare(message.text)


def test_a_file_goes_first_and_alone() -> None:
    """What is said about it follows, with the template that says the same."""
    message = said("Here it is.", "Thanks", media="file-1", template="ready", variables=("Asha",))
    file, text = parts(message)
    assert (file.media, file.text, file.choices, file.template, file.variables) == ("file-1", "", (), None, ())
    assert text == said("Here it is.", "Thanks", template="ready", variables=("Asha",))
    alone = said("", media="file-1", template="ready")
    assert parts(alone) == (alone,)


@given(st.integers(0, 70), st.integers(1, 30), st.integers(0, 72), st.integers(0, 4000), st.booleans())
def test_every_part_fits_into_one_message(rows: int, label: int, more: int, length: int, has_media: bool) -> None:
    """Whatever is to be said; no text, no choice and no file is lost on the way."""
    choices = tuple(Choice(f"c{n}", f"{n} {'L' * label}"[:label], "d" * more, f"f.s@1#2:c{n}") for n in range(rows))
    text = (SENTENCES["hi"] + " ") * (length // len(SENTENCES["hi"]))
    message = Outbound("flow.key", text, "hi", choices, media="file-1" if has_media else None)
    cut = parts(message)
    for part in cut:
        how = shown(part)
        assert how.shape is not Shape.PAGES
        assert units(how.text) <= (LONGEST_TEXT if how.shape in (Shape.TEXT, Shape.NUMBERS) else LONGEST_INTERACTIVE)
    texts = "".join(shown(part).text for part in cut)
    assert bare(text) in bare(texts)
    assert [choice for part in cut for choice in part.choices] in ([], list(choices))
    assert all(choice.label in texts or any(choice in part.choices for part in cut) for choice in choices)
    assert [part.media for part in cut].count("file-1") == has_media
