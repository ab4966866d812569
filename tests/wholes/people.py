"""One person for each language, and what they type: their names, months, hours and towns, as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """As it is typed; `town` is what the bot calls the place."""

    name: str
    born: str
    time: str
    place: str
    town: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody says who comes for one of the three things."""

    kundali: str
    questions: str
    match: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who speaks one language.

    `labels` stand before name, date, time and place when they are told in one message. `day` is the first of September;
    with the years before 1900 and to come it is no birth, and in 1942 India's clocks went forward at its beginning.
    """

    hello: str
    first: Birth
    second: Birth
    labels: tuple[str, str, str, str]
    wishes: Wishes
    questions: tuple[str, str]
    thanks: str
    distress: str
    day: str
    after_midnight: str
    nowhere: str

    def card(self, birth: Birth) -> str:
        """All of a birth in one message."""
        told = (birth.name, birth.born, birth.time, birth.place)
        return "\n".join(f"{label}: {value}" for label, value in zip(self.labels, told, strict=True))


PEOPLE: Mapping[str, Person] = {
    "en": Person(
        hello="hello",
        first=Birth(
            name="Asha Rao", born="15th August 1990", time="half past nine in the morning", place="Nasik",
            town="Nashik",
        ),
        second=Birth(name="Ravi Kumar", born="3 March 1988", time="quarter to eight pm", place="Pune", town="Pune"),
        labels=("Name", "Date of birth", "Time of birth", "Place of birth"),
        wishes=Wishes(
            kundali="I want a Kundali report", questions="I have a question", match="I want Kundali matching"
        ),
        questions=("Will I get a job soon?", "How will my health be?"),
        thanks="thank you",
        distress="I want to die",
        day="1 September",
        after_midnight="12:30 at night",
        nowhere="Qqqqqq",
    ),
    "hi": Person(
        hello="नमस्ते",
        first=Birth(
            name="आशा राव", born="१५ अगस्त १९९०", time="सुबह साढ़े नौ बजे", place="नासिक", town="नासिक"
        ),
        second=Birth(name="रवि कुमार", born="3 मार्च 1988", time="रात पौने आठ बजे", place="पुणे", town="पुणे"),
        labels=("नाम", "जन्म तारीख", "जन्म समय", "जन्म स्थान"),
        wishes=Wishes(
            kundali="मुझे कुंडली रिपोर्ट चाहिए", questions="मुझे सवाल पूछना है", match="मुझे कुंडली मिलान चाहिए"
        ),
        questions=("मेरी नौकरी कब लगेगी?", "मेरी सेहत कैसी रहेगी?"),
        thanks="धन्यवाद",
        distress="मैं मरना चाहता हूँ",
        day="1 सितंबर",
        after_midnight="रात साढ़े बारह बजे",
        nowhere="ज़ज़ज़ज़फ़",
    ),
    "mr": Person(
        hello="नमस्कार",
        first=Birth(
            name="आशा राव", born="१५ ऑगस्ट १९९०", time="सकाळी साडेनऊ वाजता", place="नाशिक", town="नाशिक"
        ),
        second=Birth(name="रवी कदम", born="3 मार्च 1988", time="रात्री पावणेआठ वाजता", place="पुणे", town="पुणे"),
        labels=("नाव", "जन्मतारीख", "जन्मवेळ", "जन्मस्थळ"),
        wishes=Wishes(
            kundali="मला कुंडली अहवाल हवा आहे", questions="मला प्रश्न विचारायचा आहे", match="मला पत्रिका जुळणी हवी आहे"
        ),
        questions=("मला नोकरी कधी लागेल?", "माझी तब्येत कशी राहील?"),
        thanks="धन्यवाद",
        distress="मला मरायचे आहे",
        day="1 सप्टेंबर",
        after_midnight="रात्री साडेबारा वाजता",
        nowhere="झ़ळझ़ळझ़ळ",
    ),
    "ta": Person(
        hello="வணக்கம்",
        first=Birth(
            name="ஆஷா ராவ்", born="15 ஆகஸ்ட் 1990", time="காலை ஒன்பதரை மணிக்கு", place="மதுரை", town="மதுரை"
        ),
        second=Birth(
            name="ரவி குமார்", born="3 மார்ச் 1988", time="இரவு ஏழே முக்கால் மணி", place="கோயம்புத்தூர்",
            town="கோயம்புத்தூர்",
        ),
        labels=("பெயர்", "பிறந்த தேதி", "பிறந்த நேரம்", "பிறந்த ஊர்"),
        wishes=Wishes(
            kundali="எனக்கு ஜாதக அறிக்கை வேண்டும்", questions="எனக்கு ஒரு கேள்வி உள்ளது",
            match="எனக்கு ஜாதகப் பொருத்தம் வேண்டும்",
        ),
        questions=("எனக்கு எப்போது வேலை கிடைக்கும்?", "என் உடல்நலம் எப்படி இருக்கும்?"),
        thanks="மிக்க நன்றி",
        distress="நான் சாக வேண்டும்",
        day="1 செப்டம்பர்",
        after_midnight="இரவு பன்னிரண்டரை மணி",
        nowhere="ளளளளள",
    ),
    "te": Person(
        hello="నమస్కారం",
        first=Birth(
            name="ఆశా రావు", born="15 ఆగస్టు 1990", time="ఉదయం తొమ్మిదిన్నర గంటలకు", place="విజయవాడ",
            town="విజయవాడ",
        ),
        second=Birth(
            name="రవి కుమార్", born="3 మార్చి 1988", time="రాత్రి పావు తక్కువ ఎనిమిది గంటలకు", place="వరంగల్",
            town="వరంగల్",
        ),
        labels=("పేరు", "పుట్టిన తేదీ", "పుట్టిన సమయం", "పుట్టిన ఊరు"),
        wishes=Wishes(
            kundali="నాకు జాతక నివేదిక కావాలి", questions="నాకు ఒక ప్రశ్న ఉంది", match="నాకు జాతక పొంతన కావాలి"
        ),
        questions=("నాకు ఉద్యోగం ఎప్పుడు వస్తుంది?", "నా ఆరోగ్యం ఎలా ఉంటుంది?"),
        thanks="చాలా ధన్యవాదాలు",
        distress="నాకు చనిపోవాలని ఉంది",
        day="1 సెప్టెంబర్",
        after_midnight="రాత్రి పన్నెండున్నర గంటలకు",
        nowhere="ఱఱఱఱఱ",
    ),
    "bn": Person(
        hello="নমস্কার",
        first=Birth(
            name="আশা রায়", born="১৫ আগস্ট ১৯৯০", time="সকাল সাড়ে নটায়", place="শিলিগুড়ি", town="শিলিগুড়ি"
        ),
        second=Birth(
            name="রবি কুমার", born="৩ মার্চ ১৯৮৮", time="রাত পৌনে আটটায়", place="হাওড়া", town="হাওড়া"
        ),
        labels=("নাম", "জন্ম তারিখ", "জন্ম সময়", "জন্মস্থান"),
        wishes=Wishes(
            kundali="আমার কোষ্ঠী রিপোর্ট চাই", questions="আমার একটা প্রশ্ন আছে", match="আমি যোটক বিচার চাই"
        ),
        questions=("আমার চাকরি কবে হবে?", "আমার স্বাস্থ্য কেমন থাকবে?"),
        thanks="অনেক ধন্যবাদ",
        distress="আমি মরতে চাই",
        day="১ সেপ্টেম্বর",
        after_midnight="রাত সাড়ে বারোটায়",
        nowhere="ঢ়ষ্ঠঢ়ষ্ঠঢ়",
    ),
}  # fmt: skip
