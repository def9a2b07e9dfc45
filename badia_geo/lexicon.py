"""Word lists that tell places from people, organisations and ordinary words (English and Arabic).

Arabic words are written folded (`badia_geo.phrases.fold`) and without the article.
"""

from __future__ import annotations

__all__ = [
    "ARABIC_CUES",
    "ARABIC_GIVEN_NAMES",
    "ARABIC_NEVER",
    "ARABIC_ORDINARY",
    "ARABIC_ORGANISATION_HEADS",
    "ARABIC_PERSONS",
    "ARABIC_TITLES",
    "BUILDINGS",
    "DIRECTIONS",
    "FEATURE_CODES",
    "GENERIC_HEADS",
    "GIVEN_NAMES",
    "LEADING_NOUNS",
    "LOCATIVES",
    "NAMED_AFTER",
    "ORDINARY",
    "ORGANISATION_HEADS",
    "ORGANISATION_LEADS",
    "PLACES_OF_WORSHIP",
    "PLACE_NOUNS",
    "RUN_WORDS",
    "STRONG_LOCATIVES",
    "TITLES",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    "general gen major maj lieutenant lt colonel col captain capt brigadier brig admiral sergeant sgt "
    "commander "
    "president minister premier secretary ambassador senator sen judge mr mrs ms dr professor prof sheikh "
    "sheik "
    "shaikh shaykh emir imam mullah ayatollah king prince spokesman spokeswoman spokesperson envoy chief "
    "director "
    "analyst journalist reporter activist correspondent leader lawyer doctor researcher fellow sayyid "
    "sayyed haji "
    "hajj mayor governor archbishop bishop patriarch father sister brother martyr"
)
"""Words before a person's name."""

GIVEN_NAMES = _words(
    "abu abo abou umm um ibn bin bint abd abdul abdel abdal abdallah abdullah abdulrahman abdurrahman "
    "mohammed "
    "mohammad muhammad mohamed mohamad ahmad ahmed mahmoud mahmud mustafa mustapha ali hassan hasan "
    "hussein husayn "
    "hussain omar umar osman uthman othman ibrahim ismail khalil khaled khalid yusuf youssef yousef yasser "
    "yasir "
    "bashar bassel basel maher rami samer samir nasser nasir jamal kamal faisal fahd fawaz bilal tariq "
    "tarek ziad "
    "ziyad walid waleed hamza hamzeh issa musa moussa suleiman sulaiman salman salim saleem saleh salih "
    "saad said "
    "saeed adnan anwar ayman amer amir wael raed riad riyadh-al mazen maan muin nawaf nizar qasem qassem "
    "rifaat "
    "mazloum ilham fatima aisha khadija zaynab zainab maryam mariam hafez vladimir sergey sergei dmitry "
    "vyacheslav "
    "igor valery recep mevlut mehmet hulusi john james george william david michael robert richard thomas "
    "paul "
    "peter mark brett joel donald joe barack myles wayne sean jean pierre anna maria nawwaf hikmat suheil "
    "suhail "
    "ghassan haitham haytham hisham imad ihab iyad jaber jawad karim marwan nabil omran osama usama qais "
    "raad rashid "
    "rustum sami shadi sharif taha tamer turki wissam yahya yassin zaher zakaria"
)
"""Given names, and particles that open a name."""

ORGANISATION_HEADS = _words(
    "brigade brigades battalion battalions division divisions army forces front movement party council "
    "news agency "
    "times post today tv fm radio network center centre university institute association union committee "
    "commission "
    "company corporation observatory foundation press media herald tribune club school hospital shield "
    "spring media24 "
    "revolutionaries hawks falcons legion corps regiment militia tribe clan tribes clans platform gazette "
    "journal "
    "monitor media-center documentation process talks conference declaration agreement accord accords "
    "airlines bank "
    "government regime eye24 militias coalition operation"
)
"""Words after a name that make it an organisation's, a paper's or an agreement's name."""

ORGANISATION_LEADS = _words(
    "university institute brigade battalion emirate wilayat wilayah bank battle operation jaish jaysh liwa "
    "liwaa faylaq firqat katibat kataib harakat"
)
"""Words before "of NAME" or NAME that make it something else than a place to be at."""

RUN_WORDS = _words(
    "the a an in at near on of from to and or for with by as is are was were after before since while when "
    "where as "
    "meanwhile also but last this that these those he she it they his her its their there then thus however "
    "according western eastern northern southern central north south east west northeast northwest southeast "
    "southwest northeastern northwestern southeastern southwestern upper lower greater old city town "
    "village district "
    "subdistrict governorate province countryside region area neighborhood neighbourhood camp desert badia "
    "badiya "
    "mount mountain mountains jabal jebel lake river dam bridge airport airbase base road highway crossing "
    "field oil "
    "gas mosque church museum souq market square street hospital school shrine temple castle citadel syria "
    "syrian "
    "iraq iraqi turkish russian iranian american kurdish arab sunni shia shiite assyrian israeli ancient "
    "historic "
    "grand great new monday tuesday wednesday thursday friday saturday sunday january february march april "
    "may june "
    "july august september october november december us u.s un between around outside inside toward "
    "towards over "
    "across along during"
)
"""Capitalised words that may stand beside a place name without making it part of a longer name."""

LOCATIVES = _words(
    "in at near on into onto from to toward towards around outside inside between across through via over "
    "off "
    "within nearby entering enter entered besieged besiege reached reach stormed storm shelled bombed hit "
    "struck "
    "linking connecting links connects "
    "targeted captured seized retook recaptured entered "
    "attacked targeting hitting striking bombing shelling "
    "capturing seizing leaving left fled called named of town village city hamlet neighborhood neighbourhood "
    "district subdistrict locality area areas countryside governorate province region east west north south "
    "northeast northwest southeast southwest eastern western northern southern central rural"
)
"""Words before a name that say it is a place (lower case, in running text)."""

PLACE_NOUNS: dict[str, frozenset[str]] = {
    "oil": _words("OILF GASF OILR GOSP OILW OILT PMPO OILQ OILP"),
    "air": _words("AIRP AIRB AIRF AIRH INSM"),
    "base": _words("INSM MILB AIRB AIRP BSTN"),
    "dam": _words("DAM"),
    "bridge": _words("BDG"),
    "crossing": _words("BDRCR PSTB BDG CRSG FORD FY"),
    "desert": _words("DSRT RGN PLN STEP DPR"),
    "mountain": _words("MT MTS HLL HLLS RDGE PK"),
    "river": _words("STM STMX STMI CNL WAD"),
    "lake": _words("LK LKI RSV"),
    "governorate": _words("ADM1 ADM1H"),
    "district": _words("ADM2 ADM3 ADMD"),
    "road": _words("RD RDJCT HWY"),
    "camp": _words("CMP CMPRF CMPMN PPL PPLX"),
    "settlement": _words("PPL PPLA PPLA2 PPLA3 PPLA4 PPLC PPLL PPLX PPLF PPLS PPLQ"),
}
"""Classes of place and the GeoNames feature codes that belong to each."""

FEATURE_CODES: dict[str, str] = {
    phrase: kind
    for kind, phrases in {
        "oil": "oil field|oilfield|gas field|gasfield|oil fields|gas fields|oil and gas field|gas plant|"
        "oil plant|"
        "oil facility|gas facility|field|fields|oil well|oil wells|pumping station|refinery|"
        "حقل|حقول|حقل نفط|معمل|محطه|محطه ضخ|مصفاه",
        "air": "airport|airbase|air base|military airport|military airbase|airfield|international airport|"
        "مطار|مطار عسكري",
        "base": "base|military base|garrison|outpost|قاعده|معسكر",
        "dam": "dam|سد",
        "bridge": "bridge|جسر",
        "crossing": "crossing|border crossing|river crossing|border post|checkpoint|معبر|حاجز",
        "desert": "desert|badia|badiya|badiyah|steppe|باديه|صحراء|صحرا",
        "mountain": "mountain|mountains|mount|jabal|jebel|hill|hills|جبل|جبال|تل",
        "river": "river|stream|wadi|valley|canal|نهر|وادي",
        "lake": "lake|reservoir|بحيره",
        "governorate": "governorate|province|محافظه",
        "district": "district|subdistrict|sub-district|قضا|ناحيه|منطقه",
        "road": "road|highway|motorway|طريق|اوتستراد",
        "camp": "camp|refugee camp|مخيم",
        "settlement": "city|town|village|hamlet|township|farm|farms|neighborhood|neighbourhood|"
        "مدينه|بلده|قريه|حي|مزرعه",
    }.items()
    for phrase in phrases.split("|")
}
"""Feature words beside a name and the class of place that they name."""

LEADING_NOUNS = _words("mount jabal jebel lake camp wadi river tell tal village hamlet")
"""Feature words that stand before a name without "of"."""

GENERIC_HEADS = _words(
    "tell tall tal ras ain ayn ein bab bir khirbat khirbet kherbet kafr kafar kfar kufr deir dayr beit "
    "bayt jabal jebel "
    "qalat qalaat qalat burj jisr khan wadi abu umm um mazraat sahl hawi suq tuwal hawayij khan maarat "
    "maarrat mount al"
)
"""Words that open many names: alone before another capital they are only part of one."""

STRONG_LOCATIVES = frozenset({"in", "near", "at", "around", "outside", "towards", "toward"})
"""Words behind which capitalised words are looked up by their consonants alone."""

NAMED_AFTER = _words(
    "mosque church cathedral shrine museum street square avenue hospital school castle citadel temple "
    "synagogue monastery "
    "mausoleum cemetery library theater theatre hotel roundabout stadium hall monument tomb university "
    "library"
)
"""Buildings and streets that carry the name before them without being in that place."""

BUILDINGS = _words(
    "mosque church cathedral museum hospital school stadium hotel library university shrine cemetery "
    "synagogue"
)
"""Those of them that running text writes small: "the al-Badiya school"."""

DIRECTIONS = _words(
    "north south east west northeast northwest southeast southwest northern southern eastern western "
    "northeastern northwestern southeastern southwestern central شمال جنوب شرق غرب"
)

PLACES_OF_WORSHIP = _words("mosque church cathedral shrine temple synagogue monastery mausoleum tomb chapel")

ORDINARY = _words(
    "syrian russian iraqi turkish iranian american israeli lebanese jordanian kurdish arab british french "
    "german chinese european western eastern palestinian egyptian saudi qatari assyrian armenian turkmen "
    "able about above act active add after again air all alone along also always am and any are area arm "
    "arms army "
    "art as ask at away back bad bag ball bank bar base bay be bean bear been bell best big bill bin bird "
    "black "
    "blue boat body bold bomb book both box boy bring but buy by call came camp can car care case cat "
    "center chair "
    "city class clear coal cold come cost could crew cut dam dark data date day dead deal dear deep deer "
    "did die "
    "do does door down due each ear east easy eat edge else end even ever eye face fact fall far farm fast "
    "few "
    "field fig file fire first fish five flag food for force four free from full game gas gate gave get "
    "girl give "
    "go goal gold gone good great green ground group gun had hair half hall hand hard has have he head "
    "hear heart "
    "help her here hero high hill him his hit hold home hope hot hour house how idea if in inn into iron "
    "is island "
    "it its job join just keep key kid kill king know lab lack lady lake land large last late law lay lead "
    "left "
    "less let lid lie life light like line lion list live long look lord lost lot love low mad made main "
    "make man "
    "many map mark market mass may me mean meet men mine miss moon more most mother move much must my name "
    "near "
    "need never new news next night nine no none nor north not note now of off oil old on one only open or "
    "order "
    "our out over own part past peace people pet place plan play point port post pot power raid rain ran "
    "rare raw "
    "read real red rest rich right ring rise road rock room row run safe said sale salt same sand sat saw "
    "say sea "
    "seat see seen sell send set seven shale she ship shop short shot show side sign since sir six size "
    "sky so "
    "some son soon south star stay step still stone stop such sun sure take tall tank team tell ten test "
    "than that "
    "the their them then there they thin thing this three time tin to today told too top town tree true "
    "try turn "
    "two under up us use van very via view villa war warm was water way we week well went were west what "
    "when "
    "where which white who why wide will win with word work year yes yet you young zone hama-s bashar "
    "assad asad "
    "saddam hussein osama qaeda jihad sunni shia shiite hezbollah islam allah koran quran ramadan eid hajj "
    "mosque "
    "sharia caliph caliphate amir emir sultan salafi houthi peshmerga nusra tahrir mahdi hamas fatah baath "
    "ba'ath "
    "captain colonel general major saturday sunday monday tuesday wednesday thursday friday nour noor "
    "salam haq "
    "fajr kafr tal tall tell ain ayn bab bani beit bayt burj deir dayr jabal jisr khan khirbet qala qalaat "
    "ras "
    "sahl shaykh sheikh suq tarif wadi mazraat abu umm bir jub hajar hawi"
)
"""Words that also spell some village's name: a single one of them is a place only behind a place noun."""

ARABIC_TITLES = _words(
    "لوا عميد عقيد مقدم رايد نقيب ملازم رقيب فريق جنرال شيخ سيد رييس وزير قايد سفير دكتور مبعوث متحدث ناطق "
    "امير "
    "ناشط صحفي مدير شهيد مدعو يدعي دعو"
)
ARABIC_PERSONS = _words(
    "شاب شابه شابين شبان طفل طفله طفلين مواطن مواطنه مدعوه تدعي ملقب معروف مهندس طبيب قيادي محامي مختار معلم "
    "اعلامي ضابط مساعد شرطي سايق تاجر مزارع راعي"
)
"""Words behind which a person's full name follows."""
ARABIC_GIVEN_NAMES = _words(
    "محمد احمد محمود مصطفي علي حسن حسين عمر عثمان ابراهيم اسماعيل خليل خالد يوسف ياسر بشار ماهر رامي سامر "
    "سمير "
    "ناصر جمال كمال فيصل فهد فواز بلال طارق زياد وليد حمزه عيسي موسي سليمان سلمان سالم صالح سعد سعيد عدنان "
    "انور "
    "ايمن عامر وايل رايد مازن نواف نزار قاسم عبد مظلوم فاطمه عايشه خديجه زينب مريم حافظ ابن بن ابي ام ابو "
    "حكمت سهيل "
    "غسان هيثم هشام عماد اياد جابر جواد كريم مروان نبيل اسامه قيس رشيد سامي شادي طه تركي يحيي ياسين زكريا"
)
ARABIC_ORGANISATION_HEADS = _words(
    "لوا كتيبه كتايب فرقه جيش قوات جبهه حركه حزب مجلس وكاله شبكه مركز جامعه معهد اتحاد لجنه مرصد تجمع قناه "
    "اذاعه "
    "موتمر محادثات مفاوضات مباحثات اتفاق مسار "
    "صحيفه عمليه معركه غرفه هييه ولايه عشيره قبيله درع نبع غصن فيلق"
)
"""Words before a name that make it an organisation's name."""

ARABIC_CUES = _words(
    "في قرب بلده قريه مدينه منطقه ريف محيط حي باتجاه بين شرق غرب شمال جنوب شرقي غربي شمالي جنوبي باديه "
    "محافظه ناحيه "
    "قضا حقل مطار قاعده جسر سد معبر مخيم جبل طريق من الي نحو علي داخل خارج اطراف ضواحي بلدتي قريتي مدينتي "
    "بلدات قري احيا حيي ضاحيه بساتين مزارع محور محاور جبهه جبهات نواحي "
    "مدن حقول بادية وادي تل استهدف استهدفت استهداف قصف قصفت هاجم هاجمت دخل دخلت عند جانب مشارف مدخل وسط "
    "بوادي حويجه "
    "اهالي سكان سيطره"
)
"""Words before an Arabic name that say it is a place."""

ARABIC_NEVER = _words("قريه بلده مدينه منطقه محافظه ناحيه خربه بلا صوره سيرت فصايل فصائل")
"""Arabic words that are no place alone, whatever stands before them: "in a village", "in a way"."""

ARABIC_ORDINARY = _words(
    "علما وان ان بان لان فان "
    "سلام حريه جديده شرقيه غربيه شماليه جنوبيه حسين عمر حسن علي محمد احمد سعيد صالح صالحيه نصر نور حق فجر "
    "ربيع وحده "
    "ثوره بعث عدل امل كرامه شهدا شهيد شيخ امير ملك سلطان ابيض احمر اسود اخضر كبير صغير قديم جديد اول ثاني "
    "عاليه "
    "خير بدر شمس قمر نجم سما بحر نهر جبل وادي تل راس عين بير خان باب بيت برج جسر قلعه مركز حي حاره سوق مدرسه "
    "مستشفي مسجد جامع كنيسه مخيم مزرعه حقل طريق دوار ساحه حديقه حاجز نقطه مقر موقع منطقه قريه بلده مدينه "
    "محافظه "
    "ناحيه ريف باديه صحرا شرق غرب شمال جنوب وسط هنا هناك بعد قبل منذ حتي عند كان كانت قال قالت قتل قتلي "
    "جرحي جرح "
    "اصيب عناصر عنصر قوات قوه جيش حرب هجوم قصف غاره غارات عبوه لغم الغام انفجار اشتباكات تنظيم دوله نظام "
    "روسيه روسي "
    "رمل حمام طيبه مشرفه حمره خضرا بيضا صفرا زرقا سودا صور مراد شام بدايه نهايه عام سنه شهر يوم ليل صباح "
    "مسا ساعه "
    "حد حدود خط اتجاه جهه جانب ضفه يمني يسري تم اكثر اقل نحو حوالي كل بعض غير مع عن علي الي من في هذا هذه "
    "ذلك التي "
    "الذي ما لا لم لن ان او ثم كما بينما حيث اثر جرا خلال دون بين سبع تسع خمس عشر مايه الف تبني كلي مفرق "
    "ساحل شيوخ شعب مرج علم بستان بركه خضر صافي صخره صفا سال سحاب مزار ملكه كوكب حكما عقبه بدا بشري بلد حصن "
    "عشرين ثلاثين اربعين خمسين ستين سبعين ثمانين تسعين "
    "وان حضر عوده بدو خالص حلاوه حرير خليل خطاب فحم شاعر معان "
    "عليه عبد حول بل عنه اتحاد عالميه سوف بانه اصبح سبيل حدث صغيره دور جامعه طويله قدم مال بهم عزيز درجه "
    "سوا سلسله كريم سجن عباره ظهر دار جيد حالات صحيه طويل طوال عديده زياره بشريه كليه صنع صناعه وقف عمره "
    "اهداف غريب كشف جات اشاره صراع بريد ابرز مرتين قطعه شعار امين ميل ملعب قصر فندق قايم فارس منصور "
    "سعاده زعيم ضمان مكتبه شجره سلامه سعيده حلول بلديه شكر ابنه مخرج نهضه زراعه عيون مقبله ذهبيه غريبه "
    "منزله سكر خريطه امان مهاجرين حجه حارس عاجل شوري زاويه حاضر شاطي ربه خيريه خلاله جمله صفر ضخم طفله "
    "زهور برد جدل عدوان بارد اسقاط اثريه مرتفعه دخان خلفه زيتون دجاج مقبره حصان حربيه نجمه صفه بارده "
    "محبه حفر متوسطه عباده حلوه عماره حزينه حزم روضه حسنه جيب نهج مزارع مركب كنايس شعره جديه تربه "
    "هدي عيب زينه ثلاثيه هبه عمود توبه عادله عقله ديك حداثه كبر عذاب اسكان نمر فقير عريضه حداد معلق قبه "
    "لقطه كريمه جروح دعمه حيله حبس فرحه صالحين هوي معيشيه مريح سبيله قطره خفيه بحركه رصيف بديع وحشيه "
    "زكاه شجر بقعه ناعم عتبه ساير بيضه ساق بنين رفيعه عارضه رقبه غاليه شرك سمكه راهب حديده مندوب بلاط "
    "رقيق توكل معامل عقرب عاجله عابره عديمه بركان واحه عريض طوب بقريه معادي يجي قسمين مقتله تركب صحن "
    "زبده ضحي ندي بعيون معزوله عفش صرخه سعره ورديه مباركه عزيزه صياد ملحه صخر سرايا مهر مجر عله عزبه غفر "
    "غره داره مناره عقارب مستديره كرس عريقه صباحيه سراج اسقف مطله قصب خلا غرور اصيله رنين رقمه متين "
    "شريفه حمامه عرضي وعره رطبه ثغره شفقه مهره كروم حاجب تله هلك لقبه تفوح وسيطه وديعه فسحه جمركيه قناطر "
    "قصره ريشه جبنه نشير وساطه كبش مطل فديو كشفه نافعه ميسر منكوبه شواهد حلاق شوربه عالقين موقر مالح "
    "جناته قدح شعاره كتم موصول مسليه خريجه ملاح فخار شرايع منسيه مفتاحيه ثديين"
)
"""Arabic words that also spell some village's name."""
