"""Numbers in words are read in six languages: dates and minutes as voice keyboards write them."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.readings import Accepted
from tests.domain.words import LANGUAGES, TODAY, VOCABULARIES, problem, read, value

CENTURIES = {
    "en": ("nineteen", "two thousand"),
    "hi": ("उन्नीस सौ", "दो हज़ार"),
    "mr": ("एकोणीसशे", "दोन हजार"),
    "ta": ("ஆயிரத்து தொள்ளாயிரத்து", "இரண்டாயிரத்து"),
    "te": ("పందొమ్మిది వందల", "రెండు వేల"),
    "bn": ("উনিশশো", "দুই হাজার"),
}


def lists(language: str, category: str) -> list[list[str]]:
    """A numbered list of the vocabulary."""
    return cast(list[list[str]], VOCABULARIES[language][category])


def in_words(language: str, number: int) -> str:
    """A number below a hundred, in the words the vocabulary has first."""
    numbers = cast(dict[str, list[str]], VOCABULARIES[language]["numbers"])
    if number <= 12:
        return lists(language, "hours")[number - 1][0]
    if str(number) in numbers and number not in (20, 30):
        return numbers[str(number)][0]
    tens, one = divmod(number, 10)
    if f"{tens}0+" not in numbers:
        return numbers[str(number)][0]
    return f"{numbers[f'{tens}0+'][0]} {in_words(language, one)}" if one else numbers[f"{tens}0+"][0]


@pytest.mark.parametrize(
    "text",
    [
        *("fifteenth august nineteen ninety", "15 August nineteen ninety", "August fifteen, nineteen ninety"),
        *(
            "the fifteenth of August nineteen hundred and ninety",
            "fifteen eight nineteen ninety",
            "fifteen august ninety",
        ),
        *("pandrah august unnis sau nabbe", "pandrah agast 1990", "पंद्रह अगस्त उन्नीस सौ नब्बे", "15 अगस्त सन् उन्नीस सौ नब्बे"),
        *("pandrah aath unnis sau nabbe", "15 aug 19 sau 90", "Wednesday fifteenth august nineteen ninety"),
        *("पंधरा ऑगस्ट एकोणीसशे नव्वद", "pandhra ogast ekonisshe navvad", "पंधरा ऑगस्ट एकोणीस शे नव्वद"),
        *("பதினைந்து ஆகஸ்ட் ஆயிரத்து தொள்ளாயிரத்து தொண்ணூறு", "ஆகஸ்ட் பதினைந்தாம் தேதி ஆயிரத்தி தொள்ளாயிரத்தி தொண்ணூறு"),
        *("పదిహేను ఆగస్టు పందొమ్మిది వందల తొంభై", "ఆగస్టు పదిహేను వెయ్యి తొమ్మిది వందల తొంభై", "padihenu agastu pandommidi vandala tombhai"),
        *("পনেরো আগস্ট উনিশশো নব্বই", "পনেরোই আগস্ট উনিশ শো নব্বই", "ponero agost unish sho nobboi"),
    ],
)
def test_a_date_may_be_spoken(text: str) -> None:
    """In words, or half in figures."""
    assert value("date", text) == "1990-08-15"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *[("twenty first may two thousand and five", "2005-05-21"), ("twenty-first may twenty ten", "2010-05-21")],
        *[("पहली जनवरी दो हज़ार", "2000-01-01"), ("do may do hazaar paanch", "2005-05-02")],
        *[("teen char unnis sau pachasi", "1985-04-03"), ("bees paanch unnis sau nabbe", "1990-05-20")],
        *[("இருபத்தி ஐந்து மே இரண்டாயிரத்து ஐந்து", "2005-05-25"), ("இருபத்தைந்து மே ரெண்டாயிரத்தி பத்து", "2010-05-25")],
        *[("రెండు మే రెండు వేల ఐదు", "2005-05-02"), ("ఇరవై ఐదు మే రెండు వేల పది", "2010-05-25")],
        *[("একুশে ফেব্রুয়ারি দুই হাজার এক", "2001-02-21"), ("twenty ten nineteen ninety", "1990-10-20")],
    ],
)
def test_numbers_are_put_together_as_the_language_does(text: str, day: str) -> None:
    """Only where one says twenty one is a one added to the tens."""
    assert value("date", text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[(text, "incomplete_date") for text in ("fifteen", "do", "fifteenth august", "august nineteen ninety", "sau")],
        *[(text, "incomplete_date") for text in ("august twenty nineteen", "five twenty ten", "उन्नीस सौ नब्बे")],
        *[
            (text, "not_a_date")
            for text in ("mujhe kundali do", "one two three four", "twenty questions", "thousand thanks")
        ],
        *[
            ("thirty first february nineteen ninety", "impossible_date"),
            ("five may two thousand ninety", "future_date"),
        ],
        *[
            ("fifteen august nineteen ninety at home", "extra_text"),
            ("Thursday fifteenth august nineteen ninety", "wrong_weekday"),
        ],
    ],
)
def test_what_is_not_a_clear_date_in_words_is_refused(text: str, code: str) -> None:
    """`August twenty nineteen` may be a month of 2019 or the 20th of 1919: it is asked back."""
    assert problem("date", text) == code


@pytest.mark.parametrize("language", LANGUAGES)
@given(day=st.dates(min_value=date(1930, 1, 1), max_value=TODAY))
def test_every_day_is_read_back_from_its_words(language: str, day: date) -> None:
    """Day, month and year, each in words."""
    month, year = lists(language, "months")[day.month - 1][0], day.year % 100
    rest = in_words(language, year) if year else ""
    text = f"{in_words(language, day.day)} {month} {CENTURIES[language][day.year // 2000]} {rest}"
    assert value("date", text) == day.isoformat(), text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("minute", range(13, 60))
def test_minutes_may_be_spoken(language: str, minute: int) -> None:
    """After the hour, as in `nine twenty five`."""
    text = f"{in_words(language, 9)} {in_words(language, minute)} pm"
    assert value("time", text) == {"time": f"21:{minute}", "accuracy": "exact"}, text


@pytest.mark.parametrize(
    ("text", "time"),
    [
        *[
            ("shaam 5 baj kar 20 minute", "17:20"),
            ("शाम पाँच बज कर बीस मिनट", "17:20"),
            ("subah saat bajkar bees minute", "07:20"),
        ],
        *[("nine thirty am", "09:30"), ("nine twenty-five pm", "21:25"), ("रात के नौ बजकर पैंतीस मिनट", "21:35")],
        *[("सकाळी नऊ वाजून वीस मिनिटांनी", "09:20"), ("காலை ஒன்பது மணி இருபத்தி ஐந்து நிமிடம்", "09:25")],
        *[("ఉదయం తొమ్మిది గంటల ఇరవై ఐదు నిమిషాలకు", "09:25"), ("সকাল নয়টা কুড়ি মিনিট", "09:20")],
    ],
)
def test_a_time_may_be_spoken(text: str, time: str) -> None:
    """With the words that stand around it."""
    assert value("time", text) == {"time": time, "accuracy": "exact"}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "subah 6 baje ke aas paas",
            "around 6 in the morning",
            "I think around 6 am",
            "सुबह 6 बजे के आस पास",
            "subah karib 6",
        ),
        *("सकाळी सहाच्या सुमारास", "सुमारे सकाळी ६", "சுமார் காலை 6 மணி", "సుమారు ఉదయం 6 గంటలకు", "প্রায় সকাল 6টা"),
    ],
)
def test_nearly_is_rough(text: str) -> None:
    """As people say it who were told so."""
    assert value("time", text) == {"time": "06:00", "accuracy": "rough"}


@pytest.mark.parametrize(
    ("text", "code"),
    [("nine ten am", "time_range"), ("nine five am", "not_a_time"), ("twenty past nine pm", "not_a_time")],
)
def test_a_spoken_time_is_not_guessed(text: str, code: str) -> None:
    """Nine or ten; a minute of one digit; words nobody knows."""
    assert problem("time", text) == code


WORDS = "one five twenty ninety hundred thousand and nineteen sau hazaar pandrah may 15 19 2 வேல ஆயிரத்து వేల - सौ"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=9).map(" ".join))
def test_no_heap_of_numbers_makes_it_fail(text: str) -> None:
    """Whatever is accepted is a day of the last 120 years."""
    reading = read("date", text)
    if isinstance(reading, Accepted):
        assert "1906-11-23" <= str(reading.value) <= TODAY.isoformat()
    read("time", text)
