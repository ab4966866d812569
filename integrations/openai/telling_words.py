"""Words by which a number is known for a day or for a time, in six languages, as people spell them.

They are those of the readers, whose vocabulary comes with the flows and does not come to this edge of the house: a test
holds them to it. Words that are as often something else, such as those for "day", are left out.
"""

from __future__ import annotations

MONTHS = """
    aagast aagastu agast agastu agost agust aktobar aktobaru aktober aktoobar aktubar aparail aperl apr aprail aprel
    april aprl aug augast augest august dec decembar december disambar disamber disembar disembaru disember disembor
    dismbar eppral epral epril farbari farvari farvary farwari feb febrary februari february februry februvari
    februwari februyari febrwari febuari febuary fibravari jan janavari janbari janevari janewari januari january
    janury januyari janvari janvary janwari janwary joolai joon jul julaai julai julay jullai july jun june maarch
    mai mar march marchi may mei mey navambar navambaru navmbar nawambar nobembor nobhembor nov novambar novembar
    november novhembar oct octobar october octubar ogast ogasta ogost oktobar oktober oktobor phebruvari phibravari
    pibravari pipravari saptembar saptember sebtembor sep sept septambar septembar septembaru september septembor
    sitambar sitamber sitmbar sitmber tisambar अक्टुबर अक्टूबर अक्तूबर अगस्त अपरैल अप्रेल अप्रैल आॅक्टोबर आॅगस्ट
    एप्रिल एप्रील ऑक्टो ऑक्टोबर ऑग ऑगष्ट ऑगस्ट जनबरी जनवरि जनवरी जाने जानेवारी जुन जुलई जुलाइ जुलाई जुलै जून डिसें
    डिसेंबर डिसेम्बर दिसंबर दिसम्बर नवंबर नवम्बर नोवेंबर नोव्हे नोव्हें नोव्हेंबर नोव्हेम्बर फरबरी फरवरी फ़रवरी फेब
    फेब्रु फेब्रुअरी फेब्रुवारी फेब्रूवारी मई मार्च मे सप्टे सप्टें सप्टेंबर सप्टेम्बर सितंबर सितम्बर सेप्टेंबर
    অক্টোবর অগস্ট অগাস্ট আগষ্ট আগস্ট এপ্রিল জানু জানুয়ারি জানুয়ারী জুন জুলাই ডিসেম্বর নবেম্বর নভেম্বর ফেব ফেব্রু
    ফেব্রুয়ারি ফেব্রুয়ারী মার্চ মে সেপ্ট সেপ্টেম্বর அக் அக்டோபர் ஆக ஆகத்து ஆகஸ்டு ஆகஸ்ட் ஆக்டோபர் ஏப் ஏப்பிரல்
    ஏப்ரல் ஒக்டோபர் சனவரி சூன் சூலை செப் செப்டம்பர் செப்டெம்பர் ஜன ஜனவரி ஜுன் ஜுலை ஜூன் ஜூலை டிச டிசம்பர் திசம்பர்
    நவ நவம்பர் நவெம்பர் பிப் பிப்பிரவரி பிப்ரவரி பெப்ரவரி மார் மார்ச் மார்ச்சு மே అక్టోబరు అక్టోబర్ అగస్టు ఆగష్టు
    ఆగష్ట్ ఆగస్టు ఆగస్ట్ ఎప్రిల్ ఏప్రియల్ ఏప్రిల్ జనవరి జున్ జులాయి జులై జూన్ జూలై డిసెంబరు డిసెంబర్ నవంబరు నవంబర్
    ఫిబ్రవరి ఫిబ్రవరీ మార్చి మార్చ్ మే సెప్టెంబరు సెప్టెంబర్
"""

PARTS = """
    adhikaalai adhikalai afternoon ardharathri ardharatri ardhratri artharatri athikalai bhor bhorbela bhore bikal
    bikale bikel bikele dawn dopahar dopaher dopahr dopehar dopeher dophar dupaari dupahar dupar duparche duparchya
    dupari dupehar duphar dupur dupurbela dupure evening evng forenoon iravil iravu kaalai kaalaila kaalaiyil kalai
    kalaila kalaiyil maalai maalaiyil madhiyam madhyaanam madhyahn madhyahnam madhyanam madhyanh madhyaratr
    madhyaratri madiyam madyahnam madyanam majhraat majhrat majhrate malai mathiyaanam mathiyam mathiyanam mathyanam
    midday midnight moddhorat modhyanho modhyorat mornin morning mrng murpagal nadiratri nadupagal naduraathiri
    nadurathiri naittu nalliravu nanbagal night noon pahaate pahat pahate pahateche pirpagal podduna poddunna
    poddunne podhuna podhunne pratah pratahkal raat raate raathiri raathri raatri raatthiri rathiri rathri ratr
    ratri ratriche ratrichya saanjh saayandhiram saayangaalam saayangalam saayanthram saayantram sakaal sakaali
    sakal sakalche sakalchya sakale sakali sandhyakaali sandhyakal sandhyakalche sandhyakali sanjh sanjvel savera
    savere sawere sayandharam sayandhiram sayangalam sayankal sayankalam sayankali sayanthiram sayanthram sayantram
    shaam sham shokal shokale sokal sokalbela sokale sondha sondhe sondhebela sondhya sondhyay sondhye suba subah
    subeh subha tadke tellavarujamuna tellavarujhamuna thellavarujamuna tonight udayam udayanne udhayam vekuva
    vidikalai vidiyakalai vidiyarkalai अपराह्न अर्द्धरात्रि अर्धरात्रि तड़के दुपहर दुपार दोपहर पहाट पूर्वाह्न प्रात
    भोर मध्यरात्र मध्यान्ह मध्याह्न माध्यान्ह रात रात्र शाम संध्याकाळ सकाळ सवेरे सांजवेळी सांझ सायं सुबह सुबेरे
    অপরাহ্ণ অপরাহ্ন দুপুর পূর্বাহ্ণ পূর্বাহ্ন বিকাল বিকেল ভোর ভোরবেলা ভোররাতে ভোরে মধ্যরাত মধ্যাহ্ন মাঝরাত রাত রাতে
    রাত্রি রাত্রে সকাল সন্ধে সন্ধ্যা সন্ধ্যে அதிகாலை இரவில் இரவு இராத்திரி காலை சாயங்காலம் சாயந்தரம் சாயந்திரம்
    சாய்ந்தரம் நடுப்பகல் நடுராத்திரி நண்பகல் நள்ளிரவில் நள்ளிரவு நைட் பிற்பகல் மதியத்தில் மதியம் மதியானம் மத்தியம்
    மத்தியானத்துல மத்தியானம் மாலை முற்பகல் ராத்திரி விடிகாலை விடியக்காலை விடியற்காலை అపరాహ్నం అర్థరాత్రి అర్ధరాత్రి
    ఉదయం ఉదయము ఉదయాన్నే తెల్లవారుజాము తెల్లవారుఝాము నడిరాత్రి పగటిపూట పూర్వాహ్నం పొద్దున ప్రొద్దున మద్యాహ్నం మధ్యానం
    మధ్యాహ్నం మధ్యాహ్నము మిట్టమధ్యాహ్నం రాత్రి వేకువ సాయంకాలం సాయంత్రం సాయంత్రము
"""
"""Of the day: they stand before a time, or behind it."""

OCLOCK = """
    baje bajkar bajke bje gantaki gantaku gantala gantalaki gantalaku mani manikku maniku vajata vajle vajta vajun
    wajta wajun बजकर बजके बजे वाजता वाजले वाजून ঘটিকা টায় টার বাজে மணி மணிக்கு గంటకి గంటకు గంటల గంటలు
"""
"""What stands behind the hour."""
