"""The embedded list of towns finds what people type, and shows every town of the same name."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.interfaces.places import PlaceGateway
from integrations.places.embedded import SHIPPED, EmbeddedPlaceGateway
from integrations.places.gazetteer import Town, read_towns
from integrations.places.matching import is_one_slip_away

GATEWAY: PlaceGateway = EmbeddedPlaceGateway(SHIPPED)
TOWNS = read_towns(SHIPPED)
CAPITALS = (
    *(
        "amaravati-ap",
        "itanagar",
        "dispur",
        "patna",
        "raipur",
        "panaji",
        "gandhinagar",
        "chandigarh",
        "shimla",
        "ranchi",
    ),
    *(
        "bengaluru",
        "thiruvananthapuram",
        "bhopal",
        "mumbai",
        "imphal",
        "shillong",
        "aizawl",
        "kohima",
        "bhubaneswar",
        "jaipur",
    ),
    *(
        "gangtok",
        "chennai",
        "hyderabad-india",
        "agartala",
        "lucknow",
        "dehradun",
        "kolkata",
        "delhi",
        "srinagar-jk",
        "jammu",
    ),
    *("leh", "port-blair", "daman", "kavaratti", "puducherry", "nagpur", "dharamshala"),
)


def found(text: str, limit: int = 10) -> list[str]:
    """The ids a text gives, in order."""
    return [place.id for place in GATEWAY.find(text, limit)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        *[
            (text, "mumbai")
            for text in ("Mumbai", "mumbai ", "MUMBAI.", "Bombay", "bambai", "मुंबई", "मुम्बई", "மும்பை", "Mumbai, India")
        ],
        *[(text, "varanasi") for text in ("Varanasi", "Banaras", "Benares", "kashi", "बनारस", "वाराणसी", "বারাণসী")],
        *[(text, "kolkata") for text in ("Calcutta", "Kolkata", "কলকাতা", "कोलकाता", "kolkata west bengal")],
        *[
            ("Allahabad", "prayagraj"),
            ("Vizag", "visakhapatnam"),
            ("Amdavad", "ahmedabad"),
            ("Trichy", "tiruchirappalli"),
        ],
        *[
            ("Gurgaon", "gurugram"),
            ("Trivandrum", "thiruvananthapuram"),
            ("Nashik, Maharashtra", "nashik"),
            ("नाशिक", "nashik"),
        ],
        *[
            ("patna 800001", "patna"),
            ("Pune\nMaharashtra", "pune"),
            ("Pune (Maharashtra)", "pune"),
            ("जोधपुर", "jodhpur"),
        ],
        *[
            ("New York", "new-york"),
            ("Dubai", "dubai"),
            ("काठमांडू", "kathmandu"),
            ("mumbay", "mumbai"),
            ("mumbia", "mumbai"),
        ],
        *[("Jaipr", "jaipur"), ("luckknow", "lucknow"), ("bengal" + "uru", "bengaluru"), ("visakh", "visakhapatnam")],
    ],
)
def test_a_town_is_found_by_any_of_its_names(text: str, place: str) -> None:
    """Old and new names, other scripts, beginnings, and one slip of the finger."""
    assert found(text)[0] == place


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Rampur", ["rampur-up", "rampur-hp"]),
        ("रामपुर", ["rampur-up", "rampur-hp"]),
        ("Aurangabad", ["sambhajinagar", "aurangabad-bihar"]),
        ("Hyderabad", ["hyderabad-india", "hyderabad-pakistan"]),
        ("Bilaspur", ["bilaspur-cg", "bilaspur-up", "bilaspur-hp"]),
        ("Pratapgarh", ["pratapgarh-up", "pratapgarh-rj"]),
        ("Udaipur", ["udaipur-rj", "udaipur-tripura", "udaipur-hp"]),
        ("London", ["london", "london-ontario"]),
    ],
)
def test_all_towns_of_one_name_are_shown_the_largest_first(text: str, places: list[str]) -> None:
    """And no town of a merely similar name beside them."""
    assert found(text) == places
    assert found(text, 1) == places[:1]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        *[("Rampur, UP", "rampur-up"), ("Rampur Himachal", "rampur-hp"), ("रामपुर हिमाचल प्रदेश", "rampur-hp")],
        *[
            ("aurangabad bihar", "aurangabad-bihar"),
            ("Aurangabad, Bihar, India", "aurangabad-bihar"),
            ("Aurangabad, Bihr", "aurangabad-bihar"),
        ],
        *[
            ("hyderabad pakistan", "hyderabad-pakistan"),
            ("Bilaspur, C.G.", "bilaspur-cg"),
            ("Rampur, Rampur District, U.P.", "rampur-up"),
        ],
    ],
)
def test_the_state_or_country_decides_between_them(text: str, place: str) -> None:
    """With or without a comma, short or long, with a slip."""
    assert found(text) == [place]


@pytest.mark.parametrize(
    "text", ["Goa", "UP", "Bihar", "Kashmir", "jammu kashmir", "Uttar Pradesh", "India", "महाराष्ट्र"]
)
def test_a_state_alone_is_not_a_town(text: str) -> None:
    """The town has to be asked for."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["", " ", ",", ", UP", "x", "xyzzy", "😀", "123", "\u200b", "a" * 10_000, "up " * 3_000, "मु" * 5_000]
)
def test_nonsense_finds_nothing(text: str) -> None:
    """An empty list, not an error."""
    assert found(text) == []


def test_the_limit_is_kept() -> None:
    """Also when it is none at all."""
    assert len(found("ban", 2)) <= 2
    assert found("Mumbai", 0) == []


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["rampur", "up", "bihar", ",", "मुंबई", "a", " "]), max_size=25).map(" ".join)
)
def test_every_text_is_answered(text: str) -> None:
    """Nothing raises, nothing repeats, the limit holds."""
    ids = found(text, 5)
    assert len(ids) == len(set(ids)) <= 5


@given(st.sampled_from(TOWNS), st.data())
def test_one_dropped_letter_is_forgiven(town: Town, data: st.DataObject) -> None:
    """Something is shown: the town, or another that fits what was typed even better."""
    name = town.place.name
    at = data.draw(st.integers(1, len(name) - 1))
    slip = name[:at] + name[at + 1 :]
    assert len(slip) < 4 or found(slip, 50)


def test_every_state_capital_is_known() -> None:
    """And of every union territory."""
    assert set(CAPITALS) <= {town.place.id for town in TOWNS}


def test_the_list_is_sound() -> None:
    """Ids are unique, zones exist, Indian coordinates lie in India, and everything is JSON."""
    places = [town.place for town in TOWNS]
    assert len({place.id for place in places}) == len(places)
    assert len([place for place in places if place.country == "India"]) >= 150
    for place in places:
        assert ZoneInfo(place.timezone).key == place.timezone
        assert -60 < place.latitude < 60
        assert json.loads(json.dumps(place.as_json())) == place.as_json()
        if place.country == "India":
            assert 6 < place.latitude < 36
            assert 68 < place.longitude < 98


def test_no_two_towns_stand_on_the_same_spot() -> None:
    """A copied coordinate would give somebody the wrong sky."""
    assert len({(town.place.latitude, town.place.longitude) for town in TOWNS}) == len(TOWNS)


def test_a_place_is_kept_with_all_that_a_chart_needs() -> None:
    """Names to show, degrees and zone to compute."""
    assert GATEWAY.find("Mumbai", 1)[0].as_json() == {
        "id": "mumbai",
        "name": "Mumbai",
        "region": "Maharashtra",
        "country": "India",
        "latitude": 19.073,
        "longitude": 72.883,
        "timezone": "Asia/Kolkata",
    }


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [
        *[
            ("pune", "pune", False),
            ("pune", "pue", True),
            ("pue", "pune", True),
            ("pune", "pine", True),
            ("pune", "pnue", True),
        ],
        *[
            ("pune", "puen", True),
            ("pune", "nupe", False),
            ("", "a", True),
            ("", "ab", False),
            ("ab", "ba", True),
            ("abcd", "badc", False),
        ],
    ],
)
def test_what_one_slip_is(left: str, right: str, near: bool) -> None:
    """One letter added, dropped or changed, or two neighbours swapped."""
    assert is_one_slip_away(left, right) is near
