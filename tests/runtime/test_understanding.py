"""What a message may mean, in this order: a tap, a keyword, an answer to the question that is asked, a message."""

from __future__ import annotations

import re

import pytest

from engine.domain.messages import Inbound, Media
from engine.domain.values import Data
from tests.runtime.stage import LANGUAGES, Talk, flow

MAIN = (
    "data: {name: text, count: integer, pick: text, n: {type: integer, default: 0}}\ninitial: menu\nstates:\n"
    "  menu: {choose: [red, green, blue], into: pick, next: count}\n"
    "  count: {ask: integer, into: count, next: name}\n"
    "  name: {ask: text, with: {min: 2, max: 40}, into: name, next: wait}\n"
    "  wait: {say: true, wait: {paid: menu}}\n"
    "on:\n  command.price: {do: [{say: price}, repeat]}\n"
    "  command.help: {do: [help]}\n  command.again: {do: [repeat]}\n"
)
EN = (
    "texts:\n  menu: {say: Colour?, options: {red: Red, green: Green, blue: {label: Blue, words: [sky, sea]}}}\n"
    "  count: {say: How many?, help: A number.}\n  name: {say: Name?}\n  wait: Wait.\n  price: Nothing.\n"
    "keywords:\n  price: [price, how much, 'the price of ...']\n  help: [help, '?', 'the price of your help']\n"
    "  again: [again]\n"
)
HI = (
    "texts:\n  menu: {say: रंग?, options: {red: लाल, green: हरा, blue: नीला}}\n  count: {say: कितने?, help: संख्या।}\n"
    "  name: नाम?\n  wait: रुकिए।\n  price: कुछ नहीं।\nkeywords: {price: [दाम], help: [मदद]}"
)
FILES = flow("main", MAIN, en=EN, hi=HI)
DIGITS = ("12", "१२", "১২", "௧௨", "౧౨", "１２")


def talk(language: str = "en") -> Talk:
    return Talk(FILES, language=language)


@pytest.mark.parametrize("text", ["Red", "red", " RED! ", "*red*", "लाल", "1", "१", "১", "௧", "౧", "1.", "(1)"])
def test_an_option_is_chosen_by_number_label_or_name_in_any_language(text: str) -> None:
    """Whatever language the person has set."""
    for language in ("en", "hi", "ta"):
        person = talk(language)
        person.tell(text)
        assert person.data["pick"] == "red"


@pytest.mark.parametrize("text", ["sky", "the sky is sea", "0", "4", "99999999999999999999", "red green"])
def test_what_fits_no_option_is_refused_with_the_question(text: str) -> None:
    """Except a word that was declared for one."""
    person = talk()
    person.tell(text)
    if text == "sky":
        assert person.data["pick"] == "blue"
    else:
        assert person.last == ["No such choice.\nColour?"]
        assert person.place == ["main.menu"]


@pytest.mark.parametrize("digits", DIGITS)
def test_digits_of_all_scripts_are_numbers(digits: str) -> None:
    """In a typed answer as well."""
    person = talk()
    person.tell("1")
    person.tell(digits)
    assert person.data["count"] == 12


def test_a_label_that_is_a_number_can_be_typed() -> None:
    """When it is not the number of an option."""
    shape = "data: {pick: text}\nstates:\n  menu: {choose: [five, ten], into: pick, next: menu}\n"
    words = "{menu: {say: How many?, options: {five: '5', ten: '10'}}}"
    for text, option in (("10", "ten"), ("5", "five"), ("2", "ten")):
        person = Talk(flow("main", shape, en=words))
        person.tell(text)
        assert person.data["pick"] == option


def test_two_options_with_one_label_are_not_confused() -> None:
    """The label alone is refused, the number and the tap are understood; a hidden option does not count."""
    shape = (
        "data: {pick: text, all: {type: boolean, default: true}}\ninitial: menu\nstates:\n"
        "  menu:\n    choose: {first: {if: all, do: [set: {pick: first, all: false}], to: menu},"
        " second: {do: [set: {pick: second}], to: menu}}\n"
    )
    person = Talk(flow("main", shape, en="{menu: {say: Which?, options: {first: Same, second: Same}}}"))
    person.tell("same")
    assert person.last == ["No such choice.\nWhich?"]
    person.tap(person.messages[-1].choices[0].payload)
    assert person.data["pick"] == "first"
    person.tell("same")
    assert person.data["pick"] == "second"


def test_two_listed_options_with_one_label_are_not_confused() -> None:
    """Saved people may have one name: the number tells them apart."""
    shape = (
        "data: {who: any, known: {type: list, default: [{id: a, label: Asha}, {id: b, label: Asha}]}}\nstates:\n"
        "  menu: {choose: =known, into: who, next: menu}\n"
    )
    person = Talk(flow("main", shape, en="{menu: Who?}"))
    person.tell("Asha")
    assert person.last == ["No such choice.\nWho?"]
    person.tell("२")
    assert person.data["who"] == {"id": "b", "label": "Asha"}


def test_a_listed_option_is_described_by_its_town_and_called_by_its_other_words() -> None:
    """A place is written in the language when it is shown; other words of an item are heard, and no number is one."""
    shape = (
        "data: {who: any, known: list}\nstates:\n  menu:\n    enter:\n    - set:\n        known:\n"
        "        - {id: a, label: आशा, words: [Asha, 7], description: {name: Pune, written: {en: {name: Poona}}}}\n"
        "        - {id: b, label: Ravi, description: {name: Nashik}}\n"
        "        - {id: c, label: Tara, words: Star, description: a friend}\n"
        "    choose: =known\n    into: who\n    next: menu\n"
    )
    person = Talk(flow("main", shape, en="{menu: Who?}"))
    assert [each.description for each in person.messages[-1].choices] == ["Poona", "Nashik", "a friend"]
    person.tell("asha")
    assert person.data["who"]["id"] == "a"
    person.tell("star")
    assert person.last == ["No such choice.\nWho?"]


@pytest.mark.parametrize("text", ["price", "How much?", "दाम", " PRICE "])
def test_a_keyword_comes_before_an_answer_in_all_languages(text: str) -> None:
    """In every question; the question is asked again."""
    person = talk()
    person.tell("red")
    person.tell("3")
    person.tell(text)
    assert person.last == ["Nothing.", "Name?"]


def test_a_keyword_inside_a_longer_answer_is_an_answer() -> None:
    """Only the whole message counts."""
    person = talk()
    for text in ("red", "3", "Price Waterhouse"):
        person.tell(text)
    assert person.data["name"] == "Price Waterhouse"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("the price of", "price"),
        ("The price of... a report, and of two!", "price"),
        ("the price of your help", "help"),
        ("the price offered", None),
        ("what is the price of it", None),
    ],
)
def test_an_opening_may_be_followed_by_more(text: str, command: str | None) -> None:
    """By whole words; a keyword that is the whole message comes first, and in the middle it is none."""
    assert talk().interpreter.command(text) == command


def test_what_follows_an_opening_is_kept() -> None:
    """A flow reads it, as it was written."""
    shape = (
        "data: {said: text}\nstates:\n  s: {wait: {x.y: s}, on: {command.back_pay: {do: [set: {said: =event.text}]}}}\n"
    )
    person = Talk(flow("main", shape, en="texts: {s: S.}\nkeywords: {back_pay: [refund ...]}"))
    person.tell("REFUND pay_A1b2!")
    assert person.data["said"] == "REFUND pay_A1b2!"


def test_keywords_of_flows_that_are_not_on_the_stack_do_not_count() -> None:
    """They are ordinary words there, even where any command would be heard."""
    shape = (
        "data: {word: text}\nstates:\n  word: {ask: text, into: word, next: word}\n"
        "on: {command.*: {do: [{say: any}]}}\n"
    )
    other = "states:\n  x: {say: true}\n"
    files = flow("main", shape, en="{word: Word?, any: Any.}")
    person = Talk(files | flow("other", other, en="texts: {x: X.}\nkeywords: {special: [special]}"))
    person.tell("special")
    assert person.data["word"] == "special"


def test_the_innermost_flow_says_what_a_keyword_means() -> None:
    """The same word is another command further out."""
    outer = "initial: open\nstates:\n  open: {call: inner, next: open}\non: {command.zeta: {do: [{say: outer}]}}\n"
    inner = "states:\n  ask: {ask: text, next: ask}\non: {command.alpha: {do: [{say: inner}]}}\n"
    files = flow("main", outer, en="texts: {outer: Outer.}\nkeywords: {zeta: [word]}")
    person = Talk(files | flow("inner", inner, en="texts: {ask: Ask?, inner: Inner.}\nkeywords: {alpha: [word]}"))
    person.tell("word")
    assert person.last == ["Inner."]


def test_help_says_the_help_of_the_question_or_else_the_general_one() -> None:
    """And the question again."""
    person = talk()
    person.tell("help")
    assert person.last == ["General help.", "Colour?"]
    person.tell("red")
    person.tell("?")
    assert person.last == ["A number.", "How many?"]
    person.tell("मदद")
    assert person.last == ["A number.", "How many?"]


def test_repeat_asks_the_same_again() -> None:
    """Nothing else changes."""
    person = talk()
    person.tell("red")
    before = person.session.frames
    person.tell("again")
    assert person.last == ["How many?"]
    assert person.session.frames == before


ODD = {
    "empty": Inbound(text=""),
    "blank": Inbound(text=" \n\t "),
    "ten thousand letters": Inbound(text="क" * 10_000),
    "emoji": Inbound(text="🙏🏽👩‍👩‍👧"),
    "control characters": Inbound(text="\x00\x07\x1b[2J\u202e\u200b"),
    "half a surrogate": Inbound(text="\ud83d"),
    "another script": Inbound(text="你好，世界"),
    "a picture": Inbound(media=(Media("image/jpeg"),)),
    "a picture with words": Inbound(text="look", media=(Media("image/jpeg"),)),
    "a voice note": Inbound(media=(Media("audio/ogg"),)),
    "a location": Inbound(location=(18.5, 73.8)),
    "markup": Inbound(text="{{ 7 * 7 }} {% for %} <b> %s %n"),
    "a strange tap": Inbound(tap="whatever"),
    "an empty tap": Inbound(tap=""),
    "a tap of no flow": Inbound(tap="nowhere.menu@1:x"),
    "a tap of no state": Inbound(tap="main.nowhere@1:x"),
    "a tap of no option": Inbound(tap="main.menu@1:x"),
    "a tap on what is no question": Inbound(tap="main.wait@1:x"),
    "punctuation": Inbound(text="???"),
    "a very long number": Inbound(text="9" * 4000),
}


@pytest.mark.parametrize("message", ODD.values(), ids=ODD)
@pytest.mark.parametrize("answers", [(), ("red",), ("red", "3"), ("red", "3", "Asha")])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_anything_at_all_is_answered_in_the_language_of_the_person(
    message: Inbound, answers: tuple[str, ...], language: str
) -> None:
    """In every state; no error, nothing lost."""
    person = talk(language)
    for answer in answers:
        person.tell(answer)
    before = dict(person.data)
    decision = person.send(message)
    assert decision.error is None
    assert {said.language for said in person.messages} == {language}
    kept = {name: value for name, value in person.data.items() if not name.startswith("_") and name != "name"}
    assert kept == {name: before[name] for name in kept}


def test_media_and_places_are_refused_by_name() -> None:
    """Each has its own sentence."""
    person = talk()
    for message, sentence in (
        (Inbound(media=(Media("image/png"),)), "A picture."),
        (Inbound(media=(Media("audio/ogg"),)), "A voice."),
        (Inbound(location=(1.0, 2.0)), "A place."),
        (Inbound(text=""), "No words."),
        (Inbound(text="x" * 5000), "Too long."),
    ):
        person.send(message)
        assert person.last == [f"{sentence}\nColour?"]


def test_a_message_nobody_waits_for_is_answered() -> None:
    """Where nothing is asked."""
    person = talk()
    for text in ("red", "3", "Asha", "and now?"):
        person.tell(text)
    assert person.last == ["Pardon?"]


@pytest.mark.parametrize("policy", ["explain", "ignore", "jump"])
def test_an_old_tap_does_what_its_state_declares(policy: str) -> None:
    """Explained, passed over with the present question, or jumped to if the flow hears that."""
    shape = (
        MAIN.replace("into: pick, next: count", f"into: pick, next: count, old_taps: {policy}") + "  jump.menu: menu\n"
    )
    person = Talk(flow("main", shape, en=EN))
    payload = person.messages[-1].choices[1].payload
    assert re.fullmatch(r"main\.menu@1#\d+:green", payload)
    person.tell("red")
    person.tap(payload)
    expected = {"explain": ["Old button.", "How many?"], "ignore": ["How many?"], "jump": ["Colour?"]}
    assert person.last == expected[policy]
    assert person.data["pick"] == "red"


def test_a_tap_counts_while_its_question_is_asked() -> None:
    """Also the button of an earlier message of the same question, and of an older version of the flow."""
    person = talk()
    payload = person.messages[-1].choices[2].payload
    person.tell("nonsense")
    person.tap(payload.replace("@1", "@0"))
    assert person.data["pick"] == "blue"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_nobody_wrote_falls_back(language: str) -> None:
    """Silently for people, visibly in development; the message remembers it."""
    quiet, marked = Talk(FILES, language=language), Talk(FILES, language=language, marks_fallbacks=True)
    if language in ("en", "hi"):
        assert quiet.said == marked.said
        assert quiet.messages[0].fallback is None
    else:
        assert quiet.said == ["Colour?"]
        assert marked.said == [f"[{language}: en] Colour?"]
        assert quiet.messages[0].fallback == "en"


ASKED = (
    "data: {pick: text}\nstates:\n  menu: {choose: [price, stay], into: pick, next: done}\n"
    "  done: {say: true, wait: {paid: menu}}\n"
    "on:\n  command.price: {do: [{say: told}, repeat]}\n  command.help: {do: [help]}\n"
)
SAID = (
    "texts:\n  menu: {say: What?, options: {price: {label: Prices, words: [price, 'yes']},"
    " stay: {label: Stay, words: ['no']}}}\n"
    "  done: Done.\n  told: Nothing.\nkeywords: {price: [price, costs], help: [help]}\n"
)


def test_an_offered_option_goes_before_a_keyword() -> None:
    """Where nothing of that word is offered the keyword is heard; a protected one always is."""
    person = Talk(flow("main", ASKED, en=SAID))
    person.tell("costs")
    assert person.last == ["Nothing.", "What?"]
    person.tell("price")
    assert (person.data["pick"], person.last) == ("price", ["Done."])
    person.tell("price")
    assert person.last[0] == "Nothing."


@pytest.mark.parametrize(("text", "pick"), [("haan ji", "price"), ("नहीं", "stay"), ("yes", "price"), ("Stay", "stay")])
def test_yes_and_no_choose_in_all_their_ways(text: str, pick: str) -> None:
    """The option that has yes or no among its words, in whatever language it is said."""
    known: dict[str, Data] = {"hi": {"affirm": ["haan ji"], "deny": ["नहीं"]}}
    person = Talk(flow("main", ASKED, en=SAID), vocabulary=known)
    person.tell(text)
    assert person.data["pick"] == pick


WONDERED = (
    "data: {name: text, asked: text}\nstates:\n"
    "  menu: {choose: {go: name, leave: end}, on: {question: {do: [set: {asked: =event.text}], to: wonder}}}\n"
    "  name: {ask: text, with: {name: true}, others: {none: wonder}, into: name, next: wonder}\n"
    "  wonder: {say: true, wait: {paid: menu}}\n  end: {final: true}\n"
    "on:\n  command.job: {do: [{say: job}, repeat]}\n  command.help: {do: [help]}\n"
)
WORDS = (
    "texts:\n  menu: {say: What?, options: {go: {label: Go, words: [work?]}, leave: Leave}}\n"
    "  name: {say: Name?, options: {none: {label: No name, words: [nobody]}}}\n  wonder: Hm.\n  job: Nothing.\n"
    "keywords: {job: [job?], help: [help]}\n"
)


def wondering() -> Talk:
    return Talk(flow("main", WONDERED, en=WORDS), is_question=lambda text, _: text.endswith("?"))


def test_a_question_is_heard_where_it_is_taken_and_after_all_else() -> None:
    """An option, a keyword and an answer are what they are, though they may be asked as questions."""
    person = wondering()
    person.tell("job?")
    assert person.last == ["Nothing.", "What?"]
    person.tell("and my health?")
    assert (person.data["asked"], person.last) == ("and my health?", ["Hm."])
    person = wondering()
    person.tell("work?")
    assert person.last == ["Name?"]
    person.tell("what will be?")
    assert person.last[0] != "Hm."
    assert person.place == ["main.name"]


def test_what_is_no_question_is_refused_as_ever() -> None:
    """A voice note, for one."""
    person = wondering()
    person.tell("and my health")
    assert person.last == ["No such choice.\nWhat?"]
    person.send(Inbound(media=(Media("https://x.test/?", "audio/ogg"),)))
    assert person.place == ["main.menu"]


def test_a_typed_question_may_have_options() -> None:
    """The option is chosen, all else is read, and only what is read is kept."""
    person = wondering()
    person.tell("go")
    assert person.messages[-1].choices[0].label == "No name"
    person.tell("nobody")
    assert (person.data["name"], person.last) == (None, ["Hm."])
    person = wondering()
    person.tell("go")
    person.tell("Asha")
    assert (person.data["name"], person.last) == ("Asha", ["Hm."])
