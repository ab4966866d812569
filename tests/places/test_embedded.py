"""The embedded list of towns finds what people type, and shows every town of the same name."""

from __future__ import annotations

import json
import re
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.interfaces.places import PlaceGateway
from integrations.places.building.gather import MOST_BYTES
from integrations.places.embedded import SHIPPED, EmbeddedPlaceGateway
from integrations.places.gazetteer import Gazetteer, read_columns
from integrations.places.nearness import kilometres

GATEWAY: PlaceGateway = EmbeddedPlaceGateway(SHIPPED)
COLUMNS = read_columns(SHIPPED)
GAZETTEER = Gazetteer(COLUMNS)
PLACES = [GAZETTEER.place(town) for town in range(len(COLUMNS["id"]))]
SCRIPTS = {
    "hi": "\u0900-\u097f", "mr": "\u0900-\u097f", "ta": "\u0b80-\u0bff", "te": "\u0c00-\u0c7f",
    "bn": "\u0980-\u09ff",
}  # fmt: skip
ABROAD = (
    "London", "Leicester", "Dubai", "Abu Dhabi", "Sharjah", "Doha", "Muscat", "Kuwait City", "Manama", "Riyadh",
    "Singapore", "Kuala Lumpur", "Hong Kong", "Sydney", "Melbourne", "Auckland", "New York", "Edison", "Chicago",
    "San Francisco", "San Jose California", "Toronto", "Brampton", "Vancouver", "Nairobi", "Durban", "Port Louis",
    "Kathmandu", "Dhaka", "Colombo", "Karachi", "Lahore", "Yangon", "Paris", "Berlin", "Moscow", "Bangkok", "Suva",
)  # fmt: skip
CAPITALS = (
    "Amaravati", "Itanagar", "Dispur", "Patna", "Raipur", "Panaji", "Gandhinagar", "Chandigarh", "Shimla", "Ranchi",
    "Bengaluru", "Thiruvananthapuram", "Bhopal", "Mumbai", "Imphal", "Shillong", "Aizawl", "Kohima", "Bhubaneswar",
    "Jaipur", "Gangtok", "Chennai", "Hyderabad", "Agartala", "Lucknow", "Dehradun", "Kolkata", "Delhi", "Srinagar",
    "Jammu", "Leh", "Port Blair", "Daman", "Kavaratti", "Puducherry", "Nagpur", "Dharamshala",
)  # fmt: skip


def found(text: str, limit: int = 10) -> list[str]:
    """The towns a text gives, in order, as `Rampur, Uttar Pradesh`."""
    return [f"{place.name}, {place.region}" for place in GATEWAY.find(text, limit)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        *[
            (text, "Mumbai, Maharashtra")
            for text in ("Mumbai", "mumbai ", "MUMBAI.", "Bombay", "bambai", "मुंबई", "मुम्बई", "மும்பை", "Mumbai, India")
        ],
        *[
            (text, "Varanasi, Uttar Pradesh")
            for text in ("Varanasi", "Banaras", "Benares", "kashi", "बनारस", "वाराणसी", "বারাণসী")
        ],
        *[(text, "Kolkata, West Bengal") for text in ("Calcutta", "Kolkata", "কলকাতা", "कोलकाता", "kolkata west bengal")],
        *[
            ("Allahabad", "Prayagraj, Uttar Pradesh"),
            ("Vizag", "Visakhapatnam, Andhra Pradesh"),
            ("Amdavad", "Ahmedabad, Gujarat"),
            ("Trichy", "Tiruchirappalli, Tamil Nadu"),
        ],
        *[
            ("Gurgaon", "Gurugram, Haryana"),
            ("Trivandrum", "Thiruvananthapuram, Kerala"),
            ("Nashik, Maharashtra", "Nashik, Maharashtra"),
            ("नाशिक", "Nashik, Maharashtra"),
        ],
        *[
            ("patna 800001", "Patna, Bihar"),
            ("Pune\nMaharashtra", "Pune, Maharashtra"),
            ("Pune (Maharashtra)", "Pune, Maharashtra"),
            ("जोधपुर", "Jodhpur, Rajasthan"),
        ],
        *[
            ("New York", "New York, New York"),
            ("Dubai", "Dubai, Dubai"),
            ("काठमांडू", "Kathmandu, Bagmati"),
            ("mumbay", "Mumbai, Maharashtra"),
            ("mumbia", "Mumbai, Maharashtra"),
        ],
        *[
            ("Jaipr", "Jaipur, Rajasthan"),
            ("luckknow", "Lucknow, Uttar Pradesh"),
            ("bengal" + "uru", "Bengaluru, Karnataka"),
            ("visakh", "Visakhapatnam, Andhra Pradesh"),
        ],
    ],
)
def test_a_town_is_found_by_any_of_its_names(text: str, place: str) -> None:
    """Old and new names, other scripts, beginnings, and one slip of the finger."""
    assert found(text)[0] == place


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Aurangabad", ["Chhatrapati Sambhajinagar, Maharashtra", "Aurangabad, Bihar"]),
        ("औरंगाबाद", ["Chhatrapati Sambhajinagar, Maharashtra", "Aurangabad, Bihar"]),
        ("Hyderabad", ["Hyderabad, Telangana", "Hyderabad, Sindh"]),
        ("Pratapgarh", ["Pratapgarh, Uttar Pradesh", "Pratapgarh, Rajasthan"]),
        ("London", ["London, England", "London, Ontario"]),
        ("Salem", ["Salem, Tamil Nadu", "Salem, Oregon"]),
        ("Khed", ["Khed, Ratnagiri", "Khed, Pune"]),
    ],
)
def test_all_towns_of_one_name_are_shown_the_largest_first(text: str, places: list[str]) -> None:
    """And no town of a merely similar name beside them; of Khed two lie in Maharashtra."""
    shown = found(text) if text != "Khed" else [f"{place.name}, {place.district}" for place in GATEWAY.find(text, 10)]
    assert shown == places


def test_many_towns_of_one_name_are_all_shown() -> None:
    """The largest first, and the same ones whatever script the name is written in."""
    latin = found("Rampur")
    assert latin[0] == "Rampur, Uttar Pradesh"
    assert "Rampur, Himachal Pradesh" in latin
    assert len(latin) >= 5
    assert found("रामपुर") == latin
    assert found("Rampur", 1) == latin[:1]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Rampur Himachal", "Rampur, Himachal Pradesh"),
        ("रामपुर हिमाचल प्रदेश", "Rampur, Himachal Pradesh"),
        ("aurangabad bihar", "Aurangabad, Bihar"),
        ("Aurangabad, Bihar, India", "Aurangabad, Bihar"),
        ("Aurangabad, Bihr", "Aurangabad, Bihar"),
        ("hyderabad pakistan", "Hyderabad, Sindh"),
        ("Bilaspur, C.G.", "Bilaspur, Chhattisgarh"),
        ("Rampur, Rampur District, U.P.", "Rampur, Uttar Pradesh"),
        ("Rampur dist. Shimla", "Rampur, Himachal Pradesh"),
        ("पुणे जिल्हा पुणे", "Pune, Maharashtra"),
        ("ராம்பூர், ஹிமாசலப் பிரதேசம்", "Rampur, Himachal Pradesh"),
        ("Sinnar, Nasik", "Sinnar, Maharashtra"),
        ("Salem Oregon", "Salem, Oregon"),
    ],
)
def test_what_lies_around_decides_between_them(text: str, place: str) -> None:
    """And the district: with or without a comma, short or long, with a slip, in any script."""
    assert found(text) == [place]


@pytest.mark.parametrize(
    "text", ["Goa", "UP", "Bihar", "Kashmir", "jammu kashmir", "Uttar Pradesh", "India", "महाराष्ट्र"]
)
def test_a_state_alone_is_not_a_town(text: str) -> None:
    """The town has to be asked for."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "hello",
            "hallo",
            "helo",
            "yes",
            "okay",
            "what",
            "money",
            "marriage",
            "love",
            "menu",
            "price",
            "test",
            "morning",
        ),
        *(
            "haan",
            "gaon",
            "shaadi",
            "pata nahi",
            "none",
            "nothing",
            "wait",
            "next",
            "ravi",
            "priya",
            "rajesh",
            "hospital",
        ),
        *("anything", "kaise", "नमस्ते", "गांव", "ఇల్లు", "মায়ের বাড়ি কোথায়"),
    ],
)
def test_a_word_that_is_no_place_finds_none(text: str) -> None:
    """However near it comes to some village, or to one of the many names of a city abroad."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Washingtan", "Washington, District of Columbia"),
        ("Dubay", "Dubai, Dubai"),
        ("Londan", "London, England"),
        ("న్యూయార్క్", "New York, New York"),
        ("కువైట్", "Kuwait City, Al Asimah"),
        ("Yeolla, Maharashtra", "Yeola, Maharashtra"),
        ("Kawlchaw", "Kawlchaw E, Mizoram"),
    ],
)
def test_a_town_abroad_or_small_is_found_with_a_slip(text: str, place: str) -> None:
    """By its own name, in its script or ours; a small one where it is said what lies around it."""
    assert place in found(text)


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
    ids = [place.id for place in GATEWAY.find(text, 5)]
    assert len(ids) == len(set(ids)) <= 5


def test_a_district_leads_to_its_towns() -> None:
    """Where no town is called like it: people choose from the largest."""
    assert found("Gautam Buddha Nagar")[0] == "Noida, Uttar Pradesh"


def test_every_state_capital_is_known() -> None:
    """And of every union territory."""
    assert set(CAPITALS) <= {place.name for place in PLACES if place.country == "India"}


def test_the_file_is_sound() -> None:
    """Ids are unique, zones exist, Indian coordinates lie in India, and everything is JSON."""
    assert len({place.id for place in PLACES}) == len(PLACES)
    assert len([place for place in PLACES if place.country == "India"]) > 7_000
    for zone in COLUMNS["zones"]:
        assert ZoneInfo(zone).key == zone
    for place in PLACES:
        assert not set("?,") & set(place.name)
        assert -60 < place.latitude < 80
        assert json.loads(json.dumps(place.as_json())) == place.as_json()
        if place.country == "India":
            assert place.timezone in ("Asia/Kolkata", "Asia/Karachi")  # two villages beyond the line in Kashmir
            assert 6 < place.latitude < 36
            assert 68 < place.longitude < 98


def test_the_file_says_whose_work_it_is_and_stays_small() -> None:
    """As the licence of GeoNames asks."""
    assert "GeoNames" in COLUMNS["about"]
    assert "Creative Commons Attribution 4.0" in COLUMNS["about"]
    assert SHIPPED.stat().st_size <= MOST_BYTES


def test_a_place_is_kept_with_all_that_a_chart_needs() -> None:
    """Names to show, degrees and zone to compute."""
    assert GATEWAY.find("Mumbai", 1)[0].as_json() == {
        "id": "gn1275339",
        "name": "Mumbai",
        "district": "Mumbai Suburban",
        "region": "Maharashtra",
        "country": "India",
        "latitude": 19.0728,
        "longitude": 72.8826,
        "timezone": "Asia/Kolkata",
        "written": {
            "hi": {"name": "मुंबई", "region": "महाराष्ट्र", "country": "भारत"},
            "mr": {"name": "मुंबई", "region": "महाराष्ट्र", "country": "भारत"},
            "ta": {"name": "மும்பை", "region": "மகாராஷ்டிரா", "country": "இந்தியா"},
            "te": {"name": "ముంబై", "region": "మహారాష్ట్ర", "country": "భారతదేశం"},
            "bn": {"name": "মুম্বই", "region": "মহারাষ্ট্র", "country": "ভারত"},
        },
    }


@pytest.mark.parametrize("language", SCRIPTS)
def test_names_are_written_in_the_script_of_the_language(language: str) -> None:
    """Those of every state, of capitals and the largest towns of India, and of towns abroad with people from there."""
    written = {place.id: place.written.get(language, {}) for place in PLACES}
    shown = re.compile(f"[{SCRIPTS[language]}\\u200c\\u200d .,&’–-]+")
    assert [name for names in written.values() for name in names.values() if not shown.fullmatch(name)] == []
    at_home = [place for place in PLACES if place.country == "India"]
    assert [place.region for place in at_home if "region" not in written[place.id]] == []
    assert sum("name" in written[place.id] for place in at_home[:440]) >= 430
    assert set(CAPITALS) <= {place.name for place in at_home if "name" in written[place.id]}
    abroad = [town.id for name in ABROAD for town in GATEWAY.find(name, 1)]
    assert [town for town in abroad if not {"name", "region", "country"} <= written[town].keys()] == []
    assert len({place.country for place in PLACES if "country" not in written[place.id]}) <= 20


def test_a_town_is_found_by_every_name_it_is_shown_under() -> None:
    """What the bot writes, people write back."""
    shown = {
        (place.id, names["name"]) for place in PLACES[:1500] for names in place.written.values() if "name" in names
    }
    assert [(town, name) for town, name in shown if town not in {each.id for each in GATEWAY.find(name, 20)}] == []


@pytest.mark.parametrize(
    ("latitude", "longitude", "place"),
    [(18.5204, 73.8567, "Pune, Maharashtra"), (28.61, 77.2, "New Delhi, Delhi"), (51.5, -0.12, "London, England")],
)
def test_a_point_on_the_map_has_a_town_near_it(latitude: float, longitude: float, place: str) -> None:
    """The nearest first."""
    near = GATEWAY.near(latitude, longitude, 3)
    assert f"{near[0].name}, {near[0].region}" == place
    apart = [kilometres((latitude, longitude), (town.latitude, town.longitude)) for town in near]
    assert apart == sorted(apart)


@pytest.mark.parametrize(("latitude", "longitude"), [(0, -30), (90, 0), (-90, 180), (-45, -120)])
def test_at_sea_there_is_none(latitude: float, longitude: float) -> None:
    """Nor at the poles."""
    assert GATEWAY.near(latitude, longitude, 3) == []


def test_towns_across_the_date_line_are_near() -> None:
    """Taveuni in Fiji lies on it."""
    fiji = GATEWAY.find("Suva", 1)[0]
    assert GATEWAY.near(fiji.latitude, fiji.longitude - 360, 1) == [fiji]


@pytest.mark.parametrize(
    ("text", "languages", "name"),
    [("चिपलूण", ("hi", "mr"), "चिपलूण"), ("चिपलूण, महाराष्ट्र", ("hi", "mr"), "चिपलूण"), ("சிப்லூன்.", ("ta",), "சிப்லூன்")],
)
def test_a_town_is_called_as_it_was_written_where_nobody_wrote_it_down(
    text: str, languages: tuple[str, ...], name: str
) -> None:
    """In the languages of that script; in all others it stays as it is."""
    place = GATEWAY.find(text, 1)[0]
    assert place.name == "Chiplun"
    named = {language: names["name"] for language, names in place.written.items() if "name" in names}
    assert named == dict.fromkeys(languages, name)


def test_a_name_that_is_written_down_stays() -> None:
    """However it was typed; and a slip of the finger is nobody's name."""
    assert GATEWAY.find("मुम्बई", 1)[0].written["hi"]["name"] == "मुंबई"
    assert "name" not in GATEWAY.find("Chiplun", 1)[0].written.get("hi", {})
    assert "name" not in GATEWAY.find("चिपलूनण", 1)[0].written.get("hi", {})


@pytest.mark.parametrize(("text", "other"), [("जैपुर", "Jeypore"), ("ठाणा", "Dhanal")])
def test_towns_of_other_names_do_not_get_the_name(text: str, other: str) -> None:
    """They could not be told apart any more."""
    named = {place.name: place.written.get("hi", {}).get("name") for place in GATEWAY.find(text, 9)}
    assert len(named) > 1
    assert named[other] is None
