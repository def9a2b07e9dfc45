"""Habits of agencies and monitors, one short report each: what a careful reader takes from it.

The texts are our own; the habits were met in published reports.
"""

from __future__ import annotations

import pandas as pd
import pytest

from badia_geo.reports import read_report

CASES = {
    "a day of telling takes the day before in": (
        "Shells killed two people in Hajin, a monitor said on Monday.",
        "2020-08-18",
        [("shelling", "Hajin", "2020-08-16", "2020-08-17", 2)],
    ),
    "the day of the event outranks the day of telling": (
        "A monitor said on Monday that shells killed two people in Hajin on Saturday.",
        "2020-08-18",
        [("shelling", "Hajin", "2020-08-15", "2020-08-15", 2)],
    ),
    "an Arabic weekday between commas": (
        "شن تنظيم الدولة، الأحد، هجوما على موقع في مدينة السخنة شرقي حمص وقتل ثلاثة جنود.",
        "2024-03-18",
        [("attack", "Al-Sukhnah", "2024-03-17", "2024-03-17", 3)],
    ),
    "the day before yesterday, joined to and": (
        "وأول أمس الاثنين، اغتال مجهولون الشاب خلدون قاسم السالم في بلدة تسيل ما أدى إلى مقتله.",
        "2022-10-26",
        [("assassination", "Tasil", "2022-10-24", "2022-10-24", 1)],
    ),
    "a later list names all the places": (
        ("Air raids on the city of Idlib killed nine people on Tuesday. "
        "Six of the dead were children, killed in the raids on Idlib city and the towns of Binnish and Taftanaz."),
        "2019-12-18",
        [("airstrike", "Idlib, Binnish, Taftanaz", "2019-12-17", "2019-12-17", 9)],
    ),
    "a part of a toll is an event of its own": (
        ("Air strikes on Idlib province killed 18 civilians on Monday. "
        "Ten of them, four of whom were children, died in the town of Ariha."),
        "2019-11-18",
        [
            ("airstrike", "Idlib", "2019-11-18", "2019-11-18", 18),
            ("airstrike", "Ariha", "2019-11-18", "2019-11-18", 10),
        ],
    ),
    "a headline is told in full below": (
        ("Gunmen kill guard in Hasakah countryside\n\n"
        "A guard was shot dead by gunmen in the countryside of Markadah in the south of Hasakah on Friday."),
        "2021-08-22",
        [("killing", "Markadah", "2021-08-20", "2021-08-20", 1)],
    ),
    "the area is that of the sentence before": (
        ("Gunmen attack guards in Deir ez-Zor, others kill a driver in Hasakah\n\n"
        "Gunmen attacked a checkpoint in al-Shuhayl on Friday. The SDF arrested three men in the area later."),
        "2021-08-22",
        [
            ("killing", "Hasakah", "2021-08-15", "2021-08-22", 1),
            ("attack", "Al-Shuhayl", "2021-08-20", "2021-08-20", None),
            ("arrest", "Al-Shuhayl", "2021-08-20", "2021-08-20", None),
        ],
    ),
    "a town that the next sentence names": (
        ("On Thursday two fighters died in an attack on their post in a town north of Deir ez-Zor. "
        "Gunmen attacked the post at the entrance of al-Suwar, north of Deir ez-Zor, with machine guns."),
        "2022-04-22",
        [("attack", "Al-Suwar", "2022-04-21", "2022-04-21", 2)],
    ),
    "sums since the beginning of the year are background": (
        ("قتل جنديان بهجوم في قرية الطيبة بريف حمص الشرقي يوم الخميس. "
        "وبلغت حصيلة القتلى في البادية السورية 329 قتيلا منذ مطلع العام."),
        "2024-04-19",
        [("attack", "Al-Tayba", "2024-04-18", "2024-04-18", 2)],
    ),
    "and so is what these operations left": (
        ("A fighter was shot dead in Hajin on Friday. The monitor has documented 46 attacks since early 2024. "
        "These attacks left 25 people dead in Deir ez-Zor."),
        "2024-03-05",
        [("killing", "Hajin", "2024-03-01", "2024-03-01", 1)],
    ),
    "what was going on is not the event": (
        "قتل ثلاثة عناصر بهجوم لخلايا التنظيم أثناء عملية تمشيط في بادية تدمر يوم الخميس.",
        "2024-06-22",
        [("attack", "Palmyra", "2024-06-20", "2024-06-20", 3)],
    ),
    "where the dead came from is not where they died": (
        "قتل جندي ينحدر من مدينة قارة في ريف دمشق بهجوم قرب السخنة يوم الخميس.",
        "2024-06-22",
        [("attack", "Al-Sukhnah", "2024-06-20", "2024-06-20", 1)],
    ),
    "who stands between the verb and the figure": (
        "قتل مسلحو تنظيم الدولة 14 جنديا قرب المحطة الثالثة في بادية تدمر يوم الخميس.",
        "2024-06-22",
        [("killing", "T3 pumping station", "2024-06-20", "2024-06-20", 14)],
    ),
    "a toll that rose": (
        "ارتفع إلى 6 عدد قتلى قوات النظام في هجوم على مقرات في قرية حسرات يوم الخميس.",
        "2024-06-22",
        [("attack", "Hasrat", "2024-06-20", "2024-06-20", 6)],
    ),
    "quoted names of places": (
        "قتل شاب في بلدة \"تسيل\" غربي درعا يوم الخميس.",
        "2024-06-22",
        [("killing", "Tasil", "2024-06-20", "2024-06-20", 1)],
    ),
    "another capital's affairs are no place": (
        ("A drone hit a car in Zor Maghar on Friday, killing three. "
        "Following Tehran’s summit, Turkey has stepped up its drone strikes."),
        "2022-07-24",
        [("drone_strike", "Zor Maghar", "2022-07-22", "2022-07-22", 3)],
    ),
    "state media eliminate": (
        "Army units eliminated 19 terrorists in Kafr Nabudah and al-Habit in Hama’s northwestern countryside.",
        "2016-03-04",
        [("clash", "Kafr Nabudah, Habit", "2016-02-26", "2016-03-04", 19)],
    ),
    "a list in paragraphs, each with its day": (
        ("وعثر على جثة شاب في بلدة تل شهاب غربي درعا.\n"
        "ويوم الأحد الماضي، اغتال مسلحون شابين في بلدة تل شهاب بريف درعا الغربي."),
        "2022-10-26",
        [
            ("killing", "Tell Shihab", "2022-10-19", "2022-10-26", 1),
            ("assassination", "Tell Shihab", "2022-10-23", "2022-10-23", 2),
        ],
    ),
    "a town of a town": (
        "Explosions hit Deir ez-Zor's Bukamal city near the Iraqi border on Friday, killing five militiamen.",
        "2019-12-27",
        [("ied", "Abu Kamal", "2019-12-27", "2019-12-27", 5)],
    ),
    "a province of a country": (
        "A U.S. airstrike in Syria’s eastern Deir ez-Zor province on Thursday eliminated a senior operative.",
        "2024-12-21",
        [("airstrike", "Deir ez-Zor", "2024-12-19", "2024-12-19", 1)],
    ),
    "a dateline of state media": (
        "Raqqa, SANA- Two children died and two others were injured in a mine explosion near Ayn Issa on Friday.",
        "2021-11-12",
        [("ied", "Ayn Issa", "2021-11-12", "2021-11-12", 2)],
    ),
    "a village of unknown spelling": (
        "Shells hit the town of Khan Sheihkhoun on Friday.",
        "2016-05-06",
        [("shelling", "Khan Shaykhun", "2016-05-06", "2016-05-06", None)],
    ),
    "the desert of a town": (
        "A mine killed seven people in Palmyra desert in the eastern countryside of Homs on Friday.",
        "2021-11-05",
        [("ied", "Palmyra", "2021-11-05", "2021-11-05", 7)],
    ),
    "a city before a weekday is no television channel": (
        "انفجرت عبوة ناسفة في حلب يوم الثلاثاء وقتلت شخصين.",
        "2021-11-05",
        [("ied", "Aleppo", "2021-11-02", "2021-11-02", 2)],
    ),
    "jets that pound": (
        "Russian jets pounded the militants at Kabajib on Friday, destroying seven pickup trucks.",
        "2017-09-09",
        [("airstrike", "Kabajib", "2017-09-08", "2017-09-08", None)],
    ),
    "weapons that were found": (
        "عثرت الجهات المختصة على كميات من الأسلحة، بينها صواريخ، في مدينة نوى بريف درعا يوم الخميس.",
        "2018-08-19",
        [("disrupted_weapons", "Nawa", "2018-08-16", "2018-08-16", None)],
    ),
    "who is denied to have struck": (
        "استهدفت طائرة مسيرة شاحنة في مدينة البوكمال مساء الثلاثاء. ونفى متحدث باسم التحالف مسؤولية قواته عن القصف في هجين.",
        "2021-09-15",
        [("drone_strike", "Abu Kamal", "2021-09-14", "2021-09-14", None)],
    ),
    "what is only expected": (
        "انسحبت قوات النظام من بلدة زاكية يوم الخميس. ومن المتوقع أن تشهد كناكر المجاورة تسوية مماثلة الأسبوع المقبل.",
        "2016-12-02",
        [("withdrawal", "Zakiyah", "2016-12-01", "2016-12-01", None)],
    ),
    "two days before that": (
        "دخلت قوات النظام بلدة زاكية يوم الخميس. وقبل ذلك بيومين قتل شاب برصاص قناص عند مدخلها الشرقي.",
        "2016-12-02",
        [
            ("deployment", "Zakiyah", "2016-12-01", "2016-12-01", None),
            ("attack", "Zakiyah", "2016-11-29", "2016-11-29", 1),
        ],
    ),
    "a harm with its cause": (
        "وفي مدينة حمص قضى عنصران وأصيب خمسة، أحدهم في حال حرجة، بانفجار عبوة ناسفة في حي الزهراء فجر اليوم.",
        "2025-05-14",
        [("ied", "Al-Zahraa (Homs)", "2025-05-14", "2025-05-14", 2)],
    ),
    "a quarter of the city that the text names": (
        "A suicide bomber blew up his car in Deir ez-Zor on Saturday. Helicopters dropped barrel bombs on the Hamidiyeh district.",
        "2014-05-04",
        [
            ("suicide_bombing", "Deir ez-Zor", "2014-05-03", "2014-05-03", None),
            ("airstrike", "Al-Hamidiyah (Deir ez-Zor)", "2014-05-03", "2014-05-03", None),
        ],
    ),
    "another thing in the same town": (
        (
            "On Friday gunmen opened fire on a checkpoint outside Safita, wounding two officers, and five men were "
            "arrested in the town."
        ),
        "2025-09-20",
        [
            ("attack", "Safita", "2025-09-19", "2025-09-19", None),
            ("arrest", "Safita", "2025-09-19", "2025-09-19", None),
        ],
    ),
    "a sum that is told town by town": (
        ("Two people were killed on Friday in mine explosions in two towns in Deir ez-Zor. "
        "Majed al-Fares, 15, was killed in a mine explosion in Hajin. A man was killed by another mine in al-Shuhayl."),
        "2024-02-10",
        [
            ("ied", "Hajin", "2024-02-09", "2024-02-09", 1),
            ("ied", "Al-Shuhayl", "2024-02-09", "2024-02-09", 1),
        ],
    ),
    "a namesake in another countryside": (
        "A bomb exploded in Al-Hawayj village in the western countryside of Deir ez-Zor on Friday.",
        "2019-10-26",
        [("ied", "Western Deir ez-Zor countryside", "2019-10-25", "2019-10-25", None)],
    ),
    "aircraft make it an air strike": (
        "قصفت طائرات روسية مدينة جسر الشغور بريف إدلب الغربي مساء أمس.",
        "2017-04-14",
        [("airstrike", "Jisr al-Shughur", "2017-04-13", "2017-04-13", None)],
    ),
    "Arabic pairs and lists of towns": (
        "قصفت طائرات حربية بلدتي الهبيط وكفرنبل ومدن سراقب وأريحا ومعرة النعمان يوم الجمعة.",
        "2019-05-19",
        [("airstrike", "Habit, Kafr Nabl, Saraqib, Ariha, Maarrat al-Numan", "2019-05-17", "2019-05-17", None)],
    ),
    "Arabic towns of a list": (
        "قتل أربعة مدنيين يوم السبت بقصف مدفعي على بلدات غرانيج والكشكية وأبو حمام.",
        "2018-11-12",
        [("shelling", "Gharanij, Al-Kishkiyah, Abu Hamam", "2018-11-10", "2018-11-10", 4)],
    ),
    "the turn-off of a town": (
        "أصيب عنصران يوم الأحد بانفجار عبوة ناسفة عند مفرق بلدة السوسة بريف دير الزور.",
        "2019-12-24",
        [("ied", "Al-Susah", "2019-12-22", "2019-12-22", None)],
    ),
    "a village of a subdistrict": (
        "قتل ثلاثة عناصر أمس بهجوم مسلح في قرية تابعة لناحية الصور بريف دير الزور.",
        "2018-11-10",
        [("attack", "Al-Suwar", "2018-11-09", "2018-11-09", 3)],
    ),
    "a body that the next sentence places": (
        ("A fighter was killed by unknown gunmen on Monday. His body was found on the road between "
        "Tafas and Muzayrib."),
        "2020-07-14",
        [("assassination", "Tafas - Muzayrib", "2020-07-13", "2020-07-13", 1)],
    ),
    "a checkpoint that the next sentence places": (
        ("A checkpoint of the Fourth Division was hit by an explosive device on Sunday. The checkpoint "
        "is located near the stadium in the city of Nawa."),
        "2020-07-14",
        [("ied", "Nawa", "2020-07-12", "2020-07-12", None)],
    ),
    "the latest of many": (
        ("Instability has reigned in Daraa province with more than ten assassinations in the past two "
        "months, a monitor said.\n\nThe latest assassination took place on Sunday when gunmen shot two "
        "men in the city of Jasim in the Daraa countryside."),
        "2020-07-14",
        [("assassination", "Jasim", "2020-07-12", "2020-07-12", None)],
    ),
    "a claim of a week's attacks": (
        ("أعلن التنظيم يوم الجمعة مسؤوليته عن تنفيذ سبع هجمات في محافظات دير الزور والحسكة والرقة خلال "
        "الأسبوع. وقتل جندي يوم السبت بهجوم في مدينة الشدادي."),
        "2023-06-27",
        [("attack", "Al-Shaddadi", "2023-06-24", "2023-06-24", 1)],
    ),
    "the day that the lead names": (
        ("Syrian air defences were on alert late on Monday, state media said. Shells hit the town of "
        "Sarmin and wounded two children."),
        "2020-04-20",
        [("shelling", "Sarmin", "2020-04-20", "2020-04-20", None)],
    ),
    "a named man killed": (
        "Gunmen shot and killed Nawras Abd al-Rahman Harithin in Tafas on Sunday.",
        "2020-07-14",
        [("assassination", "Tafas", "2020-07-12", "2020-07-12", 1)],
    ),
    "blasts that air strikes made": (
        "Residents heard several explosions in Palmyra on Sunday that were caused by air strikes.",
        "2021-10-14",
        [("airstrike", "Palmyra", "2021-10-10", "2021-10-10", None)],
    ),
    "what claims responsibility is no town": (
        "وتبنى التنظيم قتل عنصر في بلدة ذيبان يوم الأحد.",
        "2023-06-27",
        [("killing", "Diban", "2023-06-25", "2023-06-25", 1)],
    ),
    "a source in a city": (
        "According to a source in Damascus, an air strike hit the T4 airbase in Homs on Sunday.",
        "2020-09-03",
        [("airstrike", "Tiyas airbase", "2020-08-30", "2020-08-30", None)],
    ),
    "who holds ground captures none": (
        ("انفجرت عبوة ناسفة يوم الأحد في مدينة منبج التي تسيطر عليها قوات سوريا الديمقراطية وقتلت "
        "مدنيا."),
        "2020-09-03",
        [("ied", "Manbij", "2020-08-30", "2020-08-30", None)],
    ),
    "how the dead were named": (
        ("قتل خمسة عناصر يوم الجمعة بهجوم في بلدة ذيبان. وقال مراسل في دير الزور إنه تم التعرف على "
        "اثنين من القتلى."),
        "2025-08-02",
        [("attack", "Diban", "2025-08-01", "2025-08-01", 5)],
    ),
    "the incident took place in": (
        ("A bomb hit a vehicle of the SDF on Saturday in Deir ez-Zor province. The incident took place "
        "in the village of al-Izbah, north of Deir ez-Zor province, where the bomb hit a passing "
        "vehicle."),
        "2021-01-17",
        [("ied", "Al-Izbah", "2021-01-16", "2021-01-16", None)],
    ),
    "two days ago": (
        ("Rockets hit Ras al-Ayn on Sunday and wounded eight people. Two days ago, a motorcycle bomb "
        "killed a fighter in Suluk."),
        "2021-03-01",
        [("shelling", "Ras al-Ayn", "2021-02-28", "2021-02-28", None), ("ied", "Suluk", "2021-02-27", "2021-02-27", 1)],
    ),
    "where the wounded were taken": (
        "قتل خمسة جنود يوم الأحد بهجوم على حافلة قرب السخنة. وجرى نقل الجرحى إلى مستشفى تدمر.",
        "2024-01-09",
        [("attack", "Al-Sukhnah", "2024-01-07", "2024-01-07", 5)],
    ),
    "others of an Arabic toll": (
        "قتل ثلاثة مدنيين وأصيب خمسة آخرون بقصف على سراقب يوم السبت.",
        "2020-02-09",
        [("shelling", "Saraqib", "2020-02-08", "2020-02-08", 3)],
    ),
    "a unit is no place": (
        "انسحب عناصر الفرقة 17 من بلدة الكوم يوم السبت.",
        "2024-01-28",
        [("withdrawal", "Al-Kawm", "2024-01-27", "2024-01-27", None)],
    ),
    "the desert of a town in the next countryside": (
        "قتل جنديان يوم السبت بهجوم في بادية أثريا بريف الرقة الغربي.",
        "2024-01-09",
        [("attack", "Ithriya", "2024-01-06", "2024-01-06", 2)],
    ),
    "after shelling a capture": (
        ("Government forces seized the village of Kinsabba in Latakia on Thursday after several days "
        "of shelling."),
        "2016-02-20",
        [("capture", "Kinsabba", "2016-02-18", "2016-02-18", None)],
    ),
    "the month before": (
        "A bomb killed two policemen in Mayadin on Monday. The army took al-Qaryatayn last month.",
        "2017-05-17",
        [("ied", "Mayadin", "2017-05-15", "2017-05-15", 2)],
    ),
    "an answer to rockets": (
        ("Rockets fell on the city of Mare on Tuesday and wounded three civilians. Rebels answered "
        "with artillery fire on Tell Rifaat."),
        "2021-06-16",
        [("shelling", "Mare'", "2021-06-15", "2021-06-15", None), ("shelling", "Tell Rifaat", "2021-06-15", "2021-06-15", None)],
    ),
    "nobody claimed it": (
        "A car bomb killed a child in al-Bab on Wednesday. No party has claimed the al-Bab bombing.",
        "2021-06-16",
        [("ied", "Al-Bab", "2021-06-16", "2021-06-16", 1)],
    ),
    "rockets launched from": (
        ("Rockets launched from areas held by the SDF around Tell Rifaat fell on the city of Mare on "
        "Tuesday."),
        "2021-06-16",
        [("shelling", "Mare'", "2021-06-15", "2021-06-15", None)],
    ),
    "shots at one man": (
        "أطلق مجهولون النار مساء السبت على قيادي سابق وسط مدينة جاسم شمالي درعا، ما أدى إلى مقتله.",
        "2023-05-14",
        [("assassination", "Jasim", "2023-05-13", "2023-05-13", 1)],
    ),
    "with cover from the air": (
        ("داهمت دوريات قسد يوم الخميس، بتغطية من طيران التحالف، منازل في بلدة ذيبان واعتقلت خمسة "
        "أشخاص."),
        "2022-11-24",
        [("arrest", "Diban", "2022-11-24", "2022-11-24", None)],
    ),
    "clashes that air strikes coincide with": (
        "تتواصل الاشتباكات في محيط السخنة يوم السبت بالتزامن مع ضربات جوية روسية.",
        "2020-07-11",
        [("clash", "Al-Sukhnah", "2020-07-11", "2020-07-11", None)],
    ),
    "where the council is": (
        ("قال المجلس العسكري في الغوطة الشرقية إن مقاتليه سيطروا فجر اليوم على حاجز عند أطراف بلدة "
        "المليحة وقتلوا ثمانية جنود."),
        "2013-11-13",
        [("capture", "Al-Maliha", "2013-11-13", "2013-11-13", 8)],
    ),
    "lost their lives, in Arabic": (
        "فقد عنصران من الأسايش حياتهما يوم الاثنين بانفجار عبوة ناسفة في بلدة الكرامة.",
        "2021-01-12",
        [("ied", "Al-Karamah", "2021-01-11", "2021-01-11", 2)],
    ),
    "where the attackers withdrew to": (
        ("هاجم مسلحون نقطة في بلدة المزرعة بريف السويداء يوم الثلاثاء قبل أن ينسحب المهاجمون باتجاه "
        "مدينة السويداء."),
        "2025-08-05",
        [("attack", "Al-Mazraa", "2025-08-05", "2025-08-05", None)],
    ),
    "a spelling of AFP": (
        "Air strikes killed 27 civilians in Raqa on Monday, a monitor said.",
        "2017-08-22",
        [("airstrike", "Raqqa", "2017-08-21", "2017-08-21", 27)],
    ),
    "a quarter of a town of the text": (
        ("Barrel bombs fell on Aleppo on Monday. Mortar fire on the Hamdaniyah district killed three "
        "people on Sunday."),
        "2014-02-04",
        [("airstrike", "Aleppo", "2014-02-03", "2014-02-03", None), ("shelling", "Al-Hamadaniyah", "2014-02-02", "2014-02-02", 3)],
    ),
    "losses of both": (
        ("The SDF repelled an attack south of Shaddadi on Tuesday, killing 14 militants and losing "
        "four of their fighters."),
        "2016-05-11",
        [("clash", "Al-Shaddadi", "2016-05-10", "2016-05-10", 18)],
    ),
    "a town is told by the road it lies on": (
        "A car bomb killed four soldiers on the edge of Nabk, a town on the highway linking the capital with Homs, on Wednesday. Troops pounded the town with rockets.",
        "2013-11-21",
        [('ied', 'Al-Nabk', '2013-11-20', '2013-11-20', 4), ('shelling', 'Al-Nabk', '2013-11-20', '2013-11-20', None)],
    ),
    "one of the raids is none of the capture": (
        "Warplanes carried out ten air strikes on Jisr al-Shughour on Monday, two days after rebels overran the town. Eleven people were killed when one of the raids hit a market.",
        "2015-04-28",
        [('airstrike', 'Jisr al-Shughur', '2015-04-27', '2015-04-27', 11), ('capture', 'Jisr al-Shughur', '2015-04-25', '2015-04-25', None)],
    ),
    "a man is captured, no ground": (
        "The SDF captured a man accused of smuggling weapons to ISIS cells in a raid in Shaddadi on Monday.",
        "2024-02-06",
        [('arrest', 'Al-Shaddadi', '2024-02-05', '2024-02-05', None)],
    ),
    "where the guns stand": (
        "أفاد ناشطون أن راجمات الصواريخ المتمركزة في محيط بلدة المغير قصفت مدينة كفرزيتا اليوم الخميس.",
        "2019-06-13",
        [('shelling', 'Kafr Zita', '2019-06-13', '2019-06-13', None)],
    ),
    "where those who were hit stood": (
        "Drones targeted militants stationed in Abu Kamal on Monday, killing three.",
        "2022-11-09",
        [('drone_strike', 'Abu Kamal', '2022-11-07', '2022-11-07', 3)],
    ),
    "a deal and its town": (
        "قتل ثلاثة مدنيين بقصف على مدينة كفرزيتا اليوم الخميس. وتخضع المنطقة لاتفاق “سوتشي” الموقع بين روسيا وتركيا.",
        "2019-06-13",
        [('shelling', 'Kafr Zita', '2019-06-13', '2019-06-13', 3)],
    ),
    "years after": (
        "انفجر لغم قرب بلدة الكرامة شرقي الرقة يوم الأحد وقتل طفلين. وينتشر كثير من الألغام بعد أكثر من ثلاث سنوات على طرد تنظيم الدولة من مدينة الرقة.",
        "2021-04-19",
        [('ied', 'Al-Karamah', '2021-04-18', '2021-04-18', 2)],
    ),
    "since this morning is the news": (
        "ورد الطيران الحربي منذ صباح اليوم بأكثر من عشر غارات على أحياء مدينة نوى.",
        "2014-11-10",
        [('airstrike', 'Nawa', '2014-11-10', '2014-11-10', None)],
    ),
    "the truck and its driver": (
        "In Hama province, police on Monday seized a truck carrying machineguns, RPG launchers and ammunition on the road east of Salamiyeh, and its driver was arrested.",
        "2016-04-26",
        [('disrupted_weapons', 'Salamiyah', '2016-04-25', '2016-04-25', None)],
    ),
    "where the correspondent is": (
        "Gunmen shot dead a man in Nawa on Friday. Our correspondent in Daraa reported that the attackers opened fire at his car.",
        "2023-10-07",
        [('assassination', 'Nawa', '2023-10-06', '2023-10-06', 1)],
    ),
    "a crowd that demands": (
        "Hundreds of people gathered in Suwayda on Friday to demand the release of detainees.",
        "2023-10-07",
        [('protest', 'Suwayda', '2023-10-06', '2023-10-06', None)],
    ),
    "several who were shot dead are nobody's assassination": (
        "Gunmen shot dead three soldiers of a patrol outside Markadah on Friday.",
        "2022-01-22",
        [('killing', 'Markadah', '2022-01-21', '2022-01-21', 3)],
    ),
    "what was taken, and what was destroyed on the way": (
        "The army regained full control of al-Shula on Tuesday, a military source said, adding that a car bomb was destroyed before it reached its posts.",
        "2017-09-13",
        [('capture', 'Al-Shula', '2017-09-12', '2017-09-12', None)],
    ),
    "foiled, with whatever weapon": (
        "Fighters foiled an attempt to cross the border north of al-Qaim on Tuesday, killing six infiltrators and destroying a booby-trapped vehicle with a guided rocket.",
        "2018-11-08",
        [('clash', 'Al-Qaim', '2018-11-06', '2018-11-06', 6)],
    ),
    "a raid that flattened a building": (
        "The air force bombed Tabqa on Sunday. Another raid, on Monday, flattened a building in Raqqa city, which was empty.",
        "2014-08-26",
        [('airstrike', 'Al-Tabqa', '2014-08-24', '2014-08-24', None), ('airstrike', 'Raqqa', '2014-08-25', '2014-08-25', None)],
    ),
    "what began to be done": (
        "Government forces began to pull out of Suwayda city late on Wednesday.",
        "2025-07-17",
        [('withdrawal', 'Suwayda', '2025-07-16', '2025-07-16', None)],
    ),
    "insurgents cut a road": (
        "Insurgents cut the main road at the town of Zerbah on Thursday.",
        "2024-11-29",
        [('clash', 'Al-Zirbah', '2024-11-28', '2024-11-28', None)],
    ),
    "a list of raids goes on": (
        "Air raids on Hajin and on nearby Sousa left 14 civilians dead on Saturday.",
        "2018-11-04",
        [('airstrike', 'Hajin', '2018-11-03', '2018-11-03', 14)],
    ),
    "a toll and its parts": (
        "Militants opened fire on truffle pickers near al-Sukhnah on Friday and killed 53 people, 46 civilians and seven soldiers.",
        "2023-02-18",
        [('attack', 'Al-Sukhnah', '2023-02-17', '2023-02-17', 53)],
    ),
    "the attacks came after": (
        "Gunmen attacked a checkpoint in Hajin on Monday, killing two. The attack came a week after the SDF took Tell Abyad.",
        "2020-06-16",
        [('attack', 'Hajin', '2020-06-15', '2020-06-15', 2)],
    ),
    "a label of background": (
        "Shells hit Hajin on Monday. Background: the unrest broke out on 27 August with the arrest of a commander in Hasakah.",
        "2023-09-05",
        [('shelling', 'Hajin', '2023-09-04', '2023-09-04', None)],
    ),
    "a field called with its double direction": (
        "استشهد عشرة عمال صباح اليوم جراء تفجير عبوة ناسفة بحافلة في حقل الخراطة في ريف دير الزور الجنوبي الغربي.",
        "2021-12-02",
        [('ied', 'Al-Kharata oil field', '2021-12-02', '2021-12-02', 10)],
    ),
    "fell into the hands": (
        "أكد ناشطون سقوط حقل الشاعر في ريف حمص الشرقي بيد تنظيم الدولة أمس الخميس بعد ثلاثة أيام من المعارك.",
        "2014-10-31",
        [('capture', 'Al-Shaer gas field', '2014-10-29', '2014-10-30', None)],
    ),
    "the same place again": (
        "قتل شخصان في قرية الحوايج بريف دير الزور الشرقي يوم الأحد. وفي الحوايج ذاتها هاجم مسلحون مقرا لقسد اليوم الثلاثاء.",
        "2020-08-04",
        [('killing', 'Al-Hawayij', '2020-08-02', '2020-08-02', 2), ('attack', 'Al-Hawayij', '2020-08-04', '2020-08-04', None)],
    ),
    "last weekday, in Arabic": (
        "جرت عملية تبادل أسرى عند معبر أبو الزندين الثلاثاء الماضي.",
        "2022-08-20",
        [('agreement', 'Abu al-Zandin crossing', '2022-08-16', '2022-08-16', None)],
    ),
    "a home that was broken into": (
        "Two gunmen broke into a home in Jasim on Monday and opened fire, killing a man.",
        "2025-04-01",
        [('attack', 'Jasim', '2025-03-31', '2025-03-31', 1)],
    ),
    "a convoy of aid": (
        "An airstrike hit Saraqib on Tuesday. An aid convoy of 42 trucks entered through Bab al-Hawa on Monday.",
        "2019-12-25",
        [('airstrike', 'Saraqib', '2019-12-24', '2019-12-24', None)],
    ),
    "positions that were abandoned": (
        "SDF checkpoints in Gharanij were abandoned on Friday without a fight.",
        "2023-09-02",
        [('withdrawal', 'Gharanij', '2023-09-01', '2023-09-01', None)],
    ),
    "the hospital of another town": (
        "انفجر لغم قرب السخنة يوم الأحد فقتل تسعة مدنيين ونقل مصابان إلى مشفى سلمية.",
        "2023-02-27",
        [('ied', 'Al-Sukhnah', '2023-02-26', '2023-02-26', 9)],
    ),
    "a village that nobody knows": (
        "Shells hit Hajin on Monday. Gunmen also killed two men in the village of Barkh Butanan on Sunday.",
        "2020-06-16",
        [('shelling', 'Hajin', '2020-06-15', '2020-06-15', None)],
    ),
    "lately, and a day": (
        "A commander who had lately joined the army was killed on Wednesday in Nawa.",
        "2020-07-16",
        [('killing', 'Nawa', '2020-07-15', '2020-07-15', None)],
    ),
    "a flag hoisted after a day's bombing": (
        "Rebels hoisted their banners over the Menagh military airport near the Turkish frontier Tuesday, after two men from the Islamic State of Iraq and Greater Syria blew up an armored personnel carrier against the headquarters building.",
        "2013-08-06",
        [('capture', 'Menagh airbase', '2013-08-06', '2013-08-06', None)],
    ),
    "an adjective tells of no event": (
        "The first rebels filed out of the ruined town of Douma on Wednesday. In return fighters were to let aid lorries into the besieged towns of Nubol and Zahraa. A car bombing on Tuesday in the Zahraa district of Homs killed four people.",
        "2014-05-07",
        [('withdrawal', 'Douma', '2014-05-07', '2014-05-07', None), ('ied', 'Al-Zahraa (Homs)', '2014-05-06', '2014-05-06', 4)],
    ),
    "the capital of a province is where somebody went": (
        "Rebels overran an army base on the outskirts of Mayadin on Thursday. The garrison slipped away towards the provincial capital Deir al-Zor and left three howitzers behind.",
        "2012-11-22",
        [('capture', 'Mayadin', '2012-11-22', '2012-11-22', None)],
    ),
    "a toll from a second place": (
        "A fourth straight day of air raids on Eastern Ghouta claimed 22 lives in the town of Arbin on Thursday and another nine in Douma, a monitor said.",
        "2018-02-08",
        [('airstrike', 'Irbin', '2018-02-08', '2018-02-08', 22)],
    ),
    "one statement ends with its teller": (
        "U.S.-backed fighters drove Islamic State out of Hajin on Friday. A member of a civil council and his driver died on Thursday when a bomb exploded under their car in Raqqa, local officials said, and masked men shot and killed an oil trader at his home in Shuhail.",
        "2018-12-14",
        [('capture', 'Hajin', '2018-12-14', '2018-12-14', None), ('ied', 'Raqqa', '2018-12-13', '2018-12-13', 2), ('assassination', 'Al-Shuhayl', '2018-12-13', '2018-12-13', 1)],
    ),
    "others on a day of their own": (
        "In Palmyra IS militants shot dead 17 men in a public square on Thursday, while government aircraft carried out half a dozen strikes near the museum on Friday that left several residents wounded.",
        "2015-05-22",
        [('killing', 'Palmyra', '2015-05-21', '2015-05-21', 17), ('airstrike', 'Palmyra', '2015-05-22', '2015-05-22', None)],
    ),
    "a village that is not known has no place told before": (
        "Fighters returned to Kobani on Thursday. At least 35 civilians were killed inside the town, doctors said, and 26 more were gunned down in the village of Xarab Zan.",
        "2015-06-25",
        [('killing', 'Kobani', '2015-06-25', '2015-06-25', 35)],
    ),
    "a crossed river is no place": (
        "A car bomb blew up among families who had crossed the Euphrates to escape the fighting, killing at least 75 people late on Saturday. They were camped in the open near the Conoco gas plant.",
        "2017-11-05",
        [('ied', 'Conoco gas plant', '2017-11-04', '2017-11-04', 75)],
    ),
    "a person called by the name of a field": (
        "Russian jets struck the village of Baghiliya throughout Sunday, a Deir el-Zour activist who goes by the name of Omar said.",
        "2016-01-17",
        [('airstrike', 'Al-Baghiliyah', '2016-01-17', '2016-01-17', None)],
    ),
    "a siege that lasts is background": (
        "Airstrikes on Saturday killed at least 32 people in Raqqa. An estimated 200,000 people have been trapped by the extremists' siege of Deir el-Zour for a year.",
        "2016-01-17",
        [('airstrike', 'Raqqa', '2016-01-16', '2016-01-16', 32)],
    ),
    "wounds that somebody was found with": (
        "At the Al-Hol camp, two Iraqi refugees were found on Sunday with gunshot wounds to the head, a camp official said.",
        "2021-01-04",
        [('killing', 'Al-Hawl', '2021-01-03', '2021-01-03', None)],
    ),
    "a party of a ministry in another city": (
        "Israeli air strikes on the desert city of Palmyra killed 36 people and wounded more than 50 on Wednesday, the defence ministry in Damascus said.",
        "2024-11-21",
        [('airstrike', 'Palmyra', '2024-11-20', '2024-11-20', 36)],
    ),
    "since this morning": (
        "A mine killed five people east of al-Sukhna on Monday. Since this morning Russian jets have carried out more than 30 raids on caves in Jabal al-Bishri.",
        "2021-03-10",
        [('ied', 'Al-Sukhnah', '2021-03-08', '2021-03-08', 5), ('airstrike', 'Jabal al-Bishri', '2021-03-10', '2021-03-10', None)],
    ),
    "a town clear by itself beside another governorate": (
        "The force regained most of the town of al-Busayra on Sunday. Tribal gunmen on Saturday burned two vehicles in Dhiban. Pro-Turkish factions attacked posts west of Tal Tamr in Hasakeh province before dawn on Sunday.",
        "2023-09-03",
        [('capture', 'Al-Busayrah', '2023-09-03', '2023-09-03', None), ('destruction', 'Diban', '2023-09-02', '2023-09-02', None), ('attack', 'Tell Tamer', '2023-09-03', '2023-09-03', None)],
    ),
    "two datelines": (
        "AMMAN/BEIRUT - Insurgents withdrew from Khan Sheikhoun early on Tuesday, a war monitor said, handing Damascus its biggest gain.",
        "2019-08-20",
        [('withdrawal', 'Khan Shaykhun', '2019-08-20', '2019-08-20', None)],
    ),
    "the label of an item": (
        "Daraa: Two gunmen on a motorcycle shot dead a former commander on the road between Nawa and al-Sheikh Saad yesterday evening.",
        "2022-05-17",
        [('assassination', "Nawa - Al-Shaykh Sa'd", '2022-05-16', '2022-05-16', 1)],
    ),
    "what somebody was kept from": (
        "Helicopters fired on the mountain village of Slinfah on Thursday after residents kept police from detaining a man.",
        "2025-03-07",
        [('airstrike', 'Slinfah', '2025-03-06', '2025-03-06', None)],
    ),
    "a nearby village of a common name": (
        "A shell hit an ambulance outside Tal Tamr on Sunday and wounded two medics, while in the nearby village of al-Mahmoudiya three soldiers died in clashes.",
        "2019-11-03",
        [('shelling', 'Tell Tamer', '2019-11-03', '2019-11-03', None), ('clash', 'Tell Tamer', '2019-11-03', '2019-11-03', 3)],
    ),
    "aircraft with an owner": (
        "Aircraft of the U.S.-led coalition destroyed four vehicles in a convoy on the road between Shaddadeh and Hasakeh on Friday.",
        "2015-06-26",
        [('airstrike', 'Shaddadeh - Hasakeh', '2015-06-26', '2015-06-26', None)],
    ),
    "more harm before another event": (
        "Air strikes on a market street in Douma killed 11 people on Thursday and wounded dozens, rescue workers said, and mortar rounds hit the Bab Touma quarter of the Old City on Friday morning, wounding four.",
        "2016-10-14",
        [('airstrike', 'Douma', '2016-10-13', '2016-10-13', 11), ('shelling', 'Bab Tuma', '2016-10-14', '2016-10-14', None)],
    ),
    "how unrest began": (
        "Tribal gunmen took over Diban on Thursday night. The unrest was sparked on Sunday by the arrest in Hasakeh city of Ahmad al-Khabil.",
        "2023-09-01",
        [('capture', 'Diban', '2023-08-31', '2023-08-31', None)],
    ),
    "a bridge in a town and a city named after it": (
        "North of Homs, jets bombed the Rastan bridge to slow the column led by Hayat Tahrir al-Sham, which had taken Hama on Thursday. Eight civilians were killed.",
        "2024-12-07",
        [('airstrike', 'Rastan', '2024-12-05', '2024-12-05', 8)],
    ),
    "the two villages": (
        "تتواصل الاشتباكات على محور تل ملح والجبين بريف حماة الشمالي إثر هجوم تنفذه قوات النظام لاستعادة القريتين. ووثق المرصد مقتل 9 من قوات النظام.",
        "2019-06-21",
        [('clash', 'Al-Jubayn', '2019-06-14', '2019-06-21', 9)],
    ),
    "clansmen round a town, in Arabic": (
        "دارت اشتباكات صباح اليوم الجمعة بين قسد ومسلحين من أبناء العشائر في محيط بلدة غرانيج بريف دير الزور الشرقي، استُخدمت فيها قذائف الهاون، ما أدى إلى مقتل عنصر من قسد.",
        "2023-09-08",
        [('clash', 'Gharanij', '2023-09-08', '2023-09-08', 1)],
    ),
    "since dawn, in Arabic": (
        "قتل عنصر من قسد أمس في بلدة أبو حمام. وفي بلدة ذيبان نفذت دورياتها منذ ساعات الفجر حملة مداهمات واعتقلت ستة أشخاص.",
        "2023-09-08",
        [('killing', 'Abu Hamam', '2023-09-07', '2023-09-07', 1), ('arrest', 'Diban', '2023-09-07', '2023-09-07', None)],
    ),
    "a device taken apart, in Arabic": (
        "تمكنت فرق الهندسة من تفكيك دراجة نارية مفخخة كانت مركونة أمام مدرسة في بلدة سلوك يوم الأحد.",
        "2020-07-27",
        [('disrupted_weapons', 'Suluk', '2020-07-26', '2020-07-26', None)],
    ),
    "and in the town of, in Arabic": (
        "شنت طائرات غارات يوم أمس على مدينة الرقة. وفي مدينة تل أبيض الحدودية أعدم التنظيم ظهر أمس رجلاً.",
        "2014-11-26",
        [('airstrike', 'Raqqa', '2014-11-25', '2014-11-25', None), ('execution', 'Tell Abyad', '2014-11-25', '2014-11-25', None)],
    ),
    "a toll that rose, in Arabic": (
        "ارتفع إلى 95 بينهم 3 أطفال عدد الشهداء الذين قضوا جراء غارات نفذتها طائرات النظام يوم أمس على مدينة الرقة.",
        "2014-11-26",
        [('airstrike', 'Raqqa', '2014-11-25', '2014-11-25', 95)],
    ),
    "security brought back, in Arabic": (
        "فجر إرهابيان انتحاريان صباح اليوم سيارتين قرب حاجز على أطراف مدينة النبك، ما أدى إلى استشهاد سبعة. وجاء التفجيران بعد يوم من إعادة وحدات من الجيش الأمن والاستقرار إلى مدينة قارة.",
        "2013-11-20",
        [('suicide_bombing', 'Al-Nabk', '2013-11-20', '2013-11-20', 7), ('capture', 'Qara', '2013-11-19', '2013-11-19', None)],
    ),
    "what was answered, in Arabic": (
        "استهدفت طائرة مسيرة تركية الاثنين مدينة عامودا. وتقول أنقرة إن ضرباتها تأتي ردًا على مقتل تسعة من جنودها شمالي العراق.",
        "2024-01-16",
        [('drone_strike', 'Amuda', '2024-01-15', '2024-01-15', None)],
    ),
    "what somebody is accused of, in Arabic": (
        "ألقى الأمن العام القبض في مدينة جبلة يوم الخميس على ضابط سابق متهم باغتيال سياسي عام 1977.",
        "2025-03-07",
        [('arrest', 'Jableh', '2025-03-06', '2025-03-06', None)],
    ),
    "houses blown up at the end, in Arabic": (
        "انتهت الاشتباكات في مدينة جاسم أمس بمقتل ثمانية من أفراد الخلية، بعد تفجير المنازل التي تحصنوا فيها.",
        "2022-10-19",
        [('clash', 'Jasim', '2022-10-18', '2022-10-18', 8)],
    ),
    "a weekday that opens a sentence, in Arabic": (
        "قصفت طائرات مدينة سراقب الاثنين. والثلاثاء، قصفت قوات النظام بلدة كفرزيتا شمالي حماة بالمدفعية.",
        "2019-07-23",
        [('airstrike', 'Saraqib', '2019-07-22', '2019-07-22', None), ('shelling', 'Kafr Zita', '2019-07-23', '2019-07-23', None)],
    ),
    "what Israel targets, in Arabic": (
        "أعلن الجيش الإسرائيلي استهداف دبابات عدة قرب بلدة المزرعة في السويداء يوم الاثنين.",
        "2025-07-14",
        [('airstrike', 'Al-Mazraa', '2025-07-14', '2025-07-14', None)],
    ),
    "a street called after a town": (
        "A member of the Levant Front was killed on Monday night when an explosive device detonated on al-Mahmoudiya street in the city of Afrin. Turkish forces shelled a village north of the town of Tel Tamr on Tuesday.",
        "2021-08-17",
        [('ied', 'Afrin', '2021-08-16', '2021-08-16', 1), ('shelling', 'Tell Tamer', '2021-08-17', '2021-08-17', None)],
    ),
    "a helicopter shot down over a village": (
        "The factions shot down a regime helicopter over the town of al-Nayrab east of Idlib on Tuesday, killing its crew of three.",
        "2020-02-12",
        [('disrupted_weapons', 'Al-Nayrab', '2020-02-11', '2020-02-11', None)],
    ),
    "a device that went off in a quarter": (
        "An explosive device went off in al-Zahraa neighborhood in Homs city on Sunday, killing two people.",
        "2016-02-22",
        [('ied', 'Al-Zahraa (Homs)', '2016-02-21', '2016-02-21', 2)],
    ),
    "what is called after its month": (
        "Notables reached an agreement in Suwayda city on Thursday, while in the coastal region the tension that followed the March massacres persisted.",
        "2025-05-02",
        [('agreement', 'Suwayda', '2025-05-01', '2025-05-01', None)],
    ),
    "where those went who withdrew": (
        "The Islamic State took full control of the headquarters of the 17th Division north of al-Raqqa city on Friday, after regime forces withdrew from it towards the 93rd Brigade in Ein Issa.",
        "2014-07-26",
        [('capture', 'Raqqa', '2014-07-25', '2014-07-25', None)],
    ),
    "what the bare letters say under vowel marks": (
        "ضُبطت كمية من الأسلحة في مدينة الميادين يوم الأحد، وقُتل عنصران في بلدة الشحيل بانفجار عبوة ناسفة.",
        "2021-05-03",
        [('disrupted_weapons', 'Mayadin', '2021-05-02', '2021-05-02', None), ('ied', 'Al-Shuhayl', '2021-05-02', '2021-05-02', 2)],
    ),
    "an Arabic dateline with an agency in brackets": (
        "بيروت (أ ف ب) - سيطر مقاتلون معارضون فجر الخميس على كتيبة المدفعية عند أطراف مدينة الميادين.",
        "2012-11-22",
        [('capture', 'Mayadin', '2012-11-22', '2012-11-22', None)],
    ),
    "a shot told with its verb and noun apart": (
        "أطلق مجهولان على متن دراجة نارية النار على موظف في سوق مدينة البصيرة مساء الأربعاء ما أدى لوفاته.",
        "2019-05-10",
        [('attack', 'Al-Busayrah', '2019-05-08', '2019-05-08', None)],
    ),
    "what helicopters only come along with": (
        "اعتقلت قوات سوريا الديمقراطية برفقة مروحيات التحالف أربعة أشخاص في بلدة الشحيل فجر الخميس.",
        "2019-05-10",
        [('arrest', 'Al-Shuhayl', '2019-05-09', '2019-05-09', None)],
    ),
    "a protest against a massacre": (
        "خرج العشرات في بلدة الصور في مظاهرة الجمعة تنديدا بالمجزرة ورفضا لخروج النفط.",
        "2019-05-10",
        [('protest', 'Al-Suwar', '2019-05-03', '2019-05-10', None)],
    ),
    "what fighters who act had done before": (
        "Fighters who stormed Palmyra on Wednesday have since put to death at least 17 people in the town.",
        "2015-05-22",
        [('execution', 'Palmyra', '2015-05-20', '2015-05-20', None)],
    ),
    "troops that had broken a siege took a suburb": (
        "Syrian troops who broke a siege of Deir ez-Zor last week took the suburb of Baghaliyeh on Thursday.",
        "2017-09-16",
        [('capture', 'Al-Baghiliyah', '2017-09-14', '2017-09-14', None)],
    ),
    "bombing of something is done from the air": (
        "The militia accused Moscow of bombing its positions near Khasham on Saturday, wounding six of its men.",
        "2017-09-17",
        [('airstrike', 'Khasham', '2017-09-16', '2017-09-16', None)],
    ),
    "a raid on a checkpoint is no arrest": (
        "Militants carried out Thursday's raid on a checkpoint in Gharanij, in which five guards died.",
        "2025-08-03",
        [('attack', 'Gharanij', '2025-07-31', '2025-07-31', 5)],
    ),
    "what had happened days before": (
        "A car bomb killed nine people in Deir ez-Zor on Saturday. It came nine days after twin blasts killed 55 in Damascus.",
        "2012-05-19",
        [('ied', 'Deir ez-Zor', '2012-05-19', '2012-05-19', 9)],
    ),
    "jets have since struck": (
        "Gunmen killed three soldiers near Kobajjep on Thursday. Russian jets have since launched 20 airstrikes on caves in the al-Sukhnah desert.",
        "2024-04-20",
        [('killing', 'Kabajib', '2024-04-18', '2024-04-18', 3), ('airstrike', 'Badia al-Sukhnah', '2024-04-18', '2024-04-18', None)],
    ),
    "another of the missiles": (
        "A missile hit a market in al-Bab on Monday, killing nine people. Another exploded in Tel Rifaat, killing three.",
        "2013-02-20",
        [('shelling', 'Al-Bab', '2013-02-18', '2013-02-18', 9), ('shelling', 'Tell Rifaat', '2013-02-18', '2013-02-18', 3)],
    ),
    "in the capital": (
        "Mortar shells killed two people in the capital on Tuesday, state television said.",
        "2013-06-12",
        [('shelling', 'Damascus', '2013-06-11', '2013-06-11', 2)],
    ),
    "the airport of the city just named": (
        "وفي دير الزور أحبطت وحدات من الجيش ليلة أمس هجوما في محيط المطار العسكري وقضت على 19 من المهاجمين.",
        "2016-04-26",
        [('clash', 'Deir ez-Zor Airport', '2016-04-25', '2016-04-25', 19)],
    ),
    "a city abroad that acts": (
        "A drone killed three soldiers near Hasakah on Sunday. Washington ordered air strikes in answer.",
        "2024-02-05",
        [('drone_strike', 'Hasakah', '2024-02-04', '2024-02-04', 3)],
    ),
    "a month is no dam": (
        "خرج متظاهرون في درعا البلد اليوم، الخميس 15 من تشرين الأول، ضد النظام.",
        "2020-10-15",
        [('protest', 'Daraa al-Balad', '2020-10-15', '2020-10-15', None)],
    ),
    "a road that links one town with another": (
        "A mine killed two men on the road linking Tel Tamr with Hasakah on Friday.",
        "2022-08-19",
        [('ied', 'Tel Tamr - Hasakah', '2022-08-19', '2022-08-19', 2)],
    ),
    "what was dropped and not shot down": (
        "أسقط الطيران المروحي برميلين متفجرين صباح اليوم على الأحياء السكنية في أريحا.",
        "2015-08-17",
        [('airstrike', 'Ariha', '2015-08-17', '2015-08-17', None)],
    ),
    "what is only demanded": (
        "فرق عناصر مظاهرة عند مدخل مدينة إدلب الجمعة للمطالبة بإسقاط قائدهم.",
        "2024-05-18",
        [('protest', 'Idlib', '2024-05-11', '2024-05-18', None)],
    ),
    "a flag was raised over a town": (
        "The group's black flag was raised over Mayadeen on Thursday.",
        "2014-07-04",
        [('capture', 'Mayadin', '2014-07-03', '2014-07-03', None)],
    ),
    "missiles that slammed into an airfield": (
        "Missiles slammed into the T4 airfield in the desert east of Homs before dawn on Monday, killing 14 people.",
        "2018-04-09",
        [('shelling', 'Tiyas airbase', '2018-04-09', '2018-04-09', 14)],
    ),
    "the edge of a city": (
        "Shells killed four people on the southern edge of Raqqa city on Monday.",
        "2017-06-20",
        [('shelling', 'Raqqa', '2017-06-19', '2017-06-19', 4)],
    ),
    "who was killed far from where he died": (
        "Gunmen killed a guard in Hajin on Monday. Four more succumbed to their wounds in Palmyra hospital.",
        "2021-05-05",
        [('killing', 'Hajin', '2021-05-03', '2021-05-03', 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "published", "expected"), CASES.values(), ids=list(CASES))
def test_events_of_a_report(text, published, expected):
    events = read_report(text, published=published)
    found = [
        (
            row.event_type,
            row.place_name,
            f"{row.date_start:%Y-%m-%d}",
            f"{row.date_end:%Y-%m-%d}",
            None if pd.isna(row.fatalities_low) else int(row.fatalities_low),
        )
        for row in events.itertuples()
        if row.status == "located"
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kurdish forces and the army agreed to a ceasefire in Hasakah on Tuesday after a week of street battles.",
         [("agreement", "Hasakah")]),
        ("Several families fled Umm al-Keif on Tuesday following the bombardment.", [("displacement", "Umm al-Kayf")]),
        ("The airstrikes coincided with violent clashes on the outskirts of Hajin on Tuesday.", [("clash", "Hajin")]),
        ("بسطت وحدات الجيش سيطرتها اليوم على بلدة الشولا ودمرت لهم ثلاث عربات مفخخة.", [("capture", "Al-Shula")]),
        ("ضبط الأمن الداخلي في محافظة دير الزور اليوم مستودعاً للأسلحة والذخائر في بلدة السيال، يحوي صواريخ وقذائف هاون.",
         [("disrupted_weapons", "Al-Siyal")]),
        ("قصفت المدفعية التركية اليوم أحياء في بلدة رأس العين.", [("shelling", "Ras al-Ayn")]),
        ("قتل رجل اليوم داخل خيمته بالقطاع الأول من مخيم الهول، شرقي الحسكة.", [("killing", "Al-Hawl")]),
    ],
)  # fmt: skip
def test_what_a_statement_is_about(text, expected):
    found = read_report(text, published="2021-08-17")
    assert [(row.event_type, row.place_name) for row in found.itertuples()] == expected
