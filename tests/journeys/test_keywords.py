"""The words for commands, as people really send them, and whether they leave room for answers."""

from __future__ import annotations

import pytest

from engine.charts.grammar import PROTECTED
from engine.charts.keywords import commands_of, normalised
from engine.charts.library import Library
from tests.journeys.stage import House

_SENT = {
    "stop": """
        STOP, Stop!, stop., STOP ALL, please stop, Stop please, stop it, unsubscribe, no more messages, Don’t message me
        S.T.O.P., pls stop, Stop plz
        बंद करो, बन्द करो, बंद कर दो, स्टॉप, रुको, मैसेज मत भेजो, band karo, Band kar do, ruko, msg mat bhejo
        थांबवा, थांबा, कृपया बंद करा, संदेश पाठवू नका, thamba, band kara
        நிறுத்து, நிறுத்துங்கள், ஸ்டாப், செய்தி வேண்டாம், niruthunga, stop pannunga
        ఆపు, ఆపండి, స్టాప్, దయచేసి ఆపండి, aapandi, message vaddu
        থামুন, বন্ধ করুন, স্টপ, মেসেজ পাঠাবেন না, bondho korun, message bondho
    """,
    "start": "START, start please, शुरू, स्टार्ट, shuru karo, सुरू करा, தொடங்குங்கள், ప్రారంభించండి, শুরু করুন",
    "menu": "Menu, main menu, मेन्यू, मेनू, menu dikhao, मुख्य मेनू, மெனு, మెనూ, মেনু",
    "help": "help, ?, help me please, मदद, मदद करो, madad chahiye, मदत हवी आहे, உதவி, సహాయం కావాలి, সাহায্য চাই",
    "back": "back, go back, वापस, wapas jao, peeche, मागे जा, பின்னால், వెనక్కి, পেছনে",
    "cancel": "cancel, cancel it, रद्द, रद्द कर दो, cancel karo, रद्द करा, ரத்து, రద్దు, বাতিল",
    "language": "language, change language, भाषा, bhasha badlo, மொழி, భాష, ভাষা",
    "human": """
        human, customer care, किसी से बात करनी है, kisi se baat, मला माणसाशी बोलायचे आहे
        மனிதரிடம் பேச, మనిషితో మాట్లాడాలి, মানুষের সাথে কথা
        I want to speak to a real astrologer please, connect me to astrologer, I want to talk with Pandit ji, complaint
        manager, can u call me, you are cheating people
        मुझे पंडित जी से बात करनी है, kisi insaan se baat karao, mujhe call karo, fraud ho tum log, शिकायत है
        मला गुरुजींशी बोलायचे आहे, मला तक्रार करायची आहे, mala call kara, manager shi bolaycha aahe
        ஜோதிடரிடம் பேச வேண்டும், புகார், enakku call pannunga, josiyar kitta pesanum
        పంతులు గారితో మాట్లాడాలి, నాకు కాల్ చేయండి, astrologer tho matladali, ఫిర్యాదు ఉంది
        জ্যোতিষীর সঙ্গে কথা বলতে চাই, আমাকে কল করুন, manager er sathe kotha bolbo, অভিযোগ আছে
    """,
    "restart": "restart, start over, फिर से शुरू, phir se shuru karo, पुन्हा सुरू करा, மீண்டும் தொடங்கு, আবার শুরু",
    "hello": "hi, Hello!, good morning, नमस्ते 🙏, namaste, राम राम, नमस्कार, வணக்கம், నమస్కారం, হ্যালো",
    "payment_issue": """
        PAYMENT ISSUE, Payment issue pay_123456, payment issue: pay_123456!, Refund, refund when?
        I want my money back now, Money deducted but no report, I paid but nothing came, payment failed again
        पैसे कट गए, मेरे पैसे कट गए रिपोर्ट नहीं आई, रिफंड चाहिए, paise kat gaye, mere paise kat gaye bhai, paise wapas karo
        पैसे कट झाले, माझे पैसे परत करा, maze paise parat kara
        பணம் போயிடுச்சு, என் பணம் திரும்ப வேணும், panam cut aagiduchu sir
        డబ్బులు కట్ అయ్యాయి, నాకు రీఫండ్ కావాలి, dabbulu cut ayyayi kani report raledu
        টাকা কেটে নিয়েছে, টাকা ফেরত চাই, taka ferot din
        I paid two times give back one, my money got cut twice, i have made the payment, paid sir, paid already
        utr no 123456789012, my UTR is 123456789012, did you get my payment?, link not opening, not working
        maine pay kar diya hai, paisa bhej diya, मैंने पेमेंट कर दिया है, दो बार पेमेंट हो गया, link open nahi ho raha
        मी पैसे भरले आहेत, दोनदा पैसे भरले, mi payment kela aahe, लिंक उघडत नाही
        நான் பணம் கட்டிட்டேன், பேமெண்ட் வந்துச்சா, gpay pannitten, rendu thadava payment panniten, லிங்க் திறக்கல
        నేను డబ్బు కట్టాను, డబ్బు వాపస్ కావాలి, నా డబ్బులు వాపసు ఇవ్వండి, nenu payment chesanu, naku dabbulu wapas kavali
        link open avvatledu
        আমি পেমেন্ট করেছি, আমি দুবার টাকা দিয়েছি, ami taka pathiyechi, taka peyechen ki, লিংক খুলছে না
    """,
    "purchases": """
        my credits, credits, How many questions do I have?, how many questions are left, resend, send my report again
        Please resend my report, I did not get my report yet
        कितने सवाल बचे हैं?, रिपोर्ट फिर से भेजो, meri report nahi aayi, mere kitne sawal bache hain
        किती प्रश्न उरले?, माझा अहवाल पुन्हा पाठवा, maza report milala nahi
        இன்னும் எத்தனை கேள்விகள்?, என் அறிக்கையை மீண்டும் அனுப்புங்கள், en report varala
        ఇంకా ఎన్ని ప్రశ్నలు?, నా నివేదిక మళ్ళీ పంపండి, naa report raledu
        কটা প্রশ্ন বাকি?, আমার রিপোর্ট আবার পাঠান, amar report paini
        I have not got my report, i havent received my report yet, send it again, where is my kundali?, i got nothing
        open my purchases, what did i buy, send my receipt, I want a receipt of my payment, invoice please, resend pdf
        मेरी ख़रीदारी दिखाओ, रसीद भेजो, मुझे रिपोर्ट नहीं मिली, फिर से भेजिए, meri rasid bhejo, receipt chahiye
        mujhe abhi tak report nahi mili, dobara bhejo
        माझी पावती, पावती पाठवा, मला अहवाल मिळाला नाही, पुन्हा पाठवा, maza report ajun ala nahi, receipt pathva
        என் ரசீது, ரசீது வேண்டும், எனக்கு ரிப்போர்ட் வரல, receipt anuppunga, innum report varala, thirumba anuppunga
        నా రసీదు, రసీదు పంపండి, నాకు రిపోర్ట్ రాలేదు, మళ్ళీ పంపండి, receipt kavali, naku report inka raledu
        আমার রসিদ, রসিদ পাঠান, আমি রিপোর্ট পাইনি, আবার পাঠান, receipt din, amar report ekhono aseni
    """,
    "trust": """
        Who are you?, are you a robot, is it genuine?, is this fake, why should I pay? is it genuine?, too costly
        Any discount?
        bhai 200 rupees is too much - give for 100, ok 150 final, free me do, how do i pay by gpay?, UPI id please
        आप कौन हैं?, क्या यह असली है, बहुत महँगा है, महंगा है, थोड़ा कम करो, फ्री में बताओ, पेमेंट कैसे करूँ
        aap robot ho kya, fraud to nahi, bahut mehnga hai, kam karo na, 100 me de do, upi id bhejo, gpay chalega kya
        तुम्ही कोण आहात, खूप महाग आहे, मोफत द्या, पैसे कसे भरायचे, tumhi robot aahat ka, kami kara, upi id dya
        நீங்க யார், இது உண்மையா, விலை அதிகம், இலவசமா கொடுங்க, neenga robot ah, konjam kammi pannunga, gpay pannalama
        మీరు ఎవరు, ఇది నిజమేనా, చాలా ఖరీదు, ఉచితంగా ఇవ్వండి, meeru robot aa, konchem tagginchandi, ela pay cheyali
        আপনি কে, এটা কি আসল, দাম বেশি, ফ্রিতে দিন, apni ki robot, ektu kom korun, kivabe taka debo, upi id din
    """,
    "kundali": """
        kundali, जन्म कुंडली, ஜாதகம், জন্মছক, జాతకం, माझी पत्रिका, what is the price of kundali, kundali ka price kya hai
        I want a Kundali report, I would like a Kundali, Hi! I want to know more about Kundali, I want a Premium Kundali
        Hello! I am interested in Kundli, I want my kundli for my son, I would like a free Kundali, i need a birth chart
        मुझे कुंडली के बारे में जानना है, జాతకం గురించి చెప్పండి
    """,
    "match": """
        I want to know more about Kundali Matching, I would like Kundali Matching, Hello! I want kundali matching please
        Hello! I want to know more about Kundali Matching
        match making, mujhe kundali milan karna hai, i want to check compatibility with my wife, பொருத்தம், যোটক বিচার
        I am interested in Match Making, I want kundli matching for my daughter, match two kundlis, kundali milan
    """,
    "questions": """
        I have a question, I want to know more about Career Prediction, Hi! I want to know more about marriage timing
        I am interested in finance prediction, I would like to ask an astrologer
    """,
    "panchang": "I want to know more about Daily Rashifal, Hi I want daily horoscope, panchang, पंचांग",
    "shop": "I want to know more about your services, what services do you offer?, I want to buy a report",
    "my_data": "my data, My data?, मेरा डेटा, mera data, माझा डेटा, என் தரவு, నా డేటా, আমার তথ্য",
    "delete_data": """
        delete my data, Forget me!, मेरा डेटा मिटाओ, mera data delete karo, माझा डेटा हटवा, என் தரவை நீக்கு
        నా డేటా తొలగించు, আমার তথ্য মুছুন
    """,
    "birth_details": "save birth details, Hi! I want to save my birth details, जन्म की जानकारी सेव करो",
    "repeat": "repeat, please repeat, फिर से बताओ, dobara, पुन्हा सांगा, மறுபடியும், మళ్ళీ చెప్పండి, আবার বলুন",
}  # fmt: skip


def _sent() -> list[tuple[str, str]]:
    rows = ((command, row) for command, text in _SENT.items() for row in text.strip().splitlines())
    return [(command, word.strip()) for command, row in rows for word in row.split(",")]


@pytest.mark.parametrize(("command", "sent"), _sent())
def test_what_people_send_is_understood(house: House, command: str, sent: str) -> None:
    """In all six languages, in their own letters and in Latin ones, whatever language is spoken."""
    assert commands_of(house.library.keywords, normalised(sent)) == (("commands", command),)


@pytest.mark.parametrize(
    "sent",
    [
        "I want to know about my career", "When will I get married?", "money problems, when will they end?",
        "I want to know about kundali dosh in my chart", "will my payment of the loan come through", "Creditor",
        "मेरी शादी कब होगी", "क्या मेरे पैसे की समस्या दूर होगी", "Kundan Lal", "my report card was bad, what now?",
        "when will I get my money back from my brother", "will my manager promote me", "will I get my money back?",
        "will I become rich or stay poor", "should I talk to my manager about a promotion", "can I trust my partner?",
        "how can I pay my debts", "how do I pay off my loan", "is my husband cheating on me", "is he genuine with me?",
        "I have not got a job", "not got married yet, when?", "my complaint is in court, shall I win?",
        "free of debt when?",
        "I have paid the loan, when does luck come?", "why should I pay alimony", "will I get a job at Paytm",
        "मेरे भाई से पैसे कब वापस मिलेंगे", "क्या मेरा मैनेजर प्रमोशन देगा", "मैं अमीर बनूँगा या ग़रीब रहूँगा",
        "mere paise bhai se kab wapas milenge", "kya mera manager promotion dega", "mai amir banunga ya garib rahunga",
        "mera payment client se kab aayega", "us par bharosa kaise karu", "माझे पैसे भावाकडून कधी परत मिळतील",
        "माझा मॅनेजर मला बढती देईल का", "என் பணம் எப்போது திரும்பக் கிடைக்கும்", "என் மேனேஜர் பதவி உயர்வு தருவாரா",
        "நான் பணக்காரன் ஆவேனா", "నా డబ్బు తిరిగి వస్తుందా", "naa dabbu eppudu tirigi vastundi", "నేను ధనవంతుడిని అవుతానా",
        "আমার টাকা কবে ফেরত পাব", "আমার ম্যানেজার কি প্রমোশন দেবে", "আমি কি বড়লোক হব", "amar taka kobe ferot pabo",
    ],
)  # fmt: skip
def test_what_is_no_command_stays_an_answer(house: House, sent: str) -> None:
    """Though a keyword that may be followed by more begins nearly so."""
    assert commands_of(house.library.keywords, normalised(sent)) == ()


def test_no_word_stands_for_two_commands(house: House) -> None:
    """Or it would depend on the order of the files which one is meant."""
    assert {word: found for word, found in house.library.keywords.items() if len(found) > 1} == {}


def test_no_option_is_hidden_by_a_keyword(house: House) -> None:
    """Protected commands come first: an option with such a label or word could not be typed. Others wait for it."""
    protected = {
        word for word, found in house.library.keywords.items() if any(command in PROTECTED for _, command in found)
    }
    assert sorted(_words_of_options(house.library) & protected) == []


def _words_of_options(library: Library) -> set[str]:
    options = [
        option for words in library.words.values() for text in words.texts.values() for option in text.options.values()
    ]
    labels = {str(option.label.written) for option in options if isinstance(option.label.written, str)}
    return {normalised(word) for word in labels | {word for option in options for word in option.words}}
