"""Casualty patterns: the words and regular expressions that counts of killed and wounded are read by."""

# ruff: noqa: E501  (patterns and stems read better one a line)

from __future__ import annotations

import re

from badia_geo.number_words import NUMBER_PATTERN
from badia_geo.spots import Spot

__all__ = [
    "AGED",
    "ALONG",
    "AND_MORE",
    "ARABIC",
    "ARABIC_ACTIVE",
    "ARABIC_AND",
    "ARABIC_AND_ONE",
    "ARABIC_COUNTED",
    "ARABIC_HIS",
    "ARABIC_LOST",
    "ARABIC_ONE",
    "ARABIC_PASSIVE",
    "ARABIC_PLURALS",
    "ARABIC_TOLL",
    "ARABIC_TWO",
    "ARABIC_WITH_HIM",
    "AR_STEMS",
    "BODY",
    "BOTH",
    "COUNTS",
    "ESCORT",
    "HIM",
    "HIM_AND",
    "LISTED",
    "LOST",
    "NAMED",
    "NAMED_ACTIVE",
    "NONE",
    "NTH",
    "ONE",
    "ONE_ACTIVE",
    "PAIR_BREAK",
    "RANKS",
    "REACH",
    "ROUND",
    "SPOT",
    "UPPER",
    "VAGUE",
    "VAGUE_BOUNDS",
    "VAGUE_WORD",
]

VAGUE = {
    "dozens": (24, None), "scores": (40, None), "hundreds": (200, None), "thousands": (2000, None),
    "several": (3, None), "a number": (2, None), "a few": (2, 6), "some": (2, None), "many": (3, None),
    "a couple": (2, 2), "a pair": (2, 2), "both": (2, 2), "multiple": (2, None), "numerous": (3, None),
    "عشرات": (20, None), "العشرات": (20, None), "مئات": (200, None), "عدد": (2, None), "عدة": (3, None),
}  # fmt: skip
VAGUE_BOUNDS = frozenset(VAGUE.values())
VAGUE_WORD = re.compile(r"(?<!\w)(?:" + "|".join(VAGUE) + r")(?!\w)", re.IGNORECASE)
_DOZENS = r"(?P<dz>(?:(?:a|one|two|three|four|five|six|half a|\d)\s+)?dozen)"
_BOUND = (
    r"(?:(?P<bound>at least|more than|over|as many as|up to|fewer than|less than|no fewer than|no less than|not less "
    r"than|upwards of|well over|close to|around|"
    r"about|approximately|nearly|almost|some|roughly|an estimated|estimated|"
    r"ما لا يقل عن|أكثر من|اكثر من|نحو|حوالي|قرابة|زهاء)\s+)?"
)
_VALUE = (
    rf"(?:{_DOZENS}|(?P<n>{NUMBER_PATTERN})(?:\s*(?:-|–|to|or|إلى)\s*(?P<n2>{NUMBER_PATTERN}))?"
    rf"|between\s+(?P<b1>{NUMBER_PATTERN})\s+and\s+(?P<b2>{NUMBER_PATTERN})|(?P<vague>"
    + "|".join(VAGUE)
    + r")(?:\s+of)?)(?![\w%])"
)
_WHO = (
    r"(?:\s+of (?:them|those))?(?P<who>(?:\s+(?:of\s+(?:its|their|the|his)\s+|(?<=members\s)of\s+|(?<=fighters\s)of\s+|(?<=residents\s)of\s+|(?<=employees\s)of\s+|(?<=workers\s)of\s+|(?-i:of\s+(?=[A-Z]{2,}\b)))?(?!(?:of|in|at|near|by|from|when|after|while|on|"
    r"houses|homes|vehicles|tanks|"
    r"airstrikes|strikes|raids|attacks|shells|rockets|mosques|churches|buildings|missiles|mines|km|"
    r"kilometres|kilometers|"
    r"miles|years|days|months|weeks|hours|villages|towns|temples|tombs|provinces|killed|wounded|injured|"
    r"sides|parties|dead|were|was|and|but|or|to|who|which|that|"
    r"have|had|has|family)\b)[\w’'-]+){0,7}?)(?:\s+(?:from|of) (?:one|the same|a single) family|\s+(?:from|on|of) (?:the two|both|all) sides)?"
)
_KILL = (
    r"(?:killed|slain|shot dead|executed|murdered|assassinated|beheaded|died|dead|martyred|perished|"
    r"los[et] (?:their|his|her) li(?:ves|fe)|gunned down|slaughtered|massacred|dying|burned to death|"
    r"choked to death|"
    r"suffocated|drowned|succumbed|eliminated)"
)
_WOUND = r"(?:wounded|injured|hurt|maimed|hospitali[sz]ed|(?:sustained|suffered) (?:[\w-]+ ){0,2}?(?:injuries|wounds|burns))"
_BE = (
    r"(?:\s+(?:were|was|are|is|have been|had been|has been|been|being|had|have|got|found|also|all|reportedly|reported|"
    r"confirmed|civilians|later|then|people))*"
)

_PASSIVE = re.compile(
    rf"(?<!\w)(?=\w)(?P<add>\b(?:another|a further|an additional|other)\s+)?{_BOUND}{_VALUE}{_WHO}"
    rf"(?:\s+and\s+(?:their\s+|his\s+)?(?!(?:wound|injur|kill|was|were)\w*)[a-z][\w’'-]+(?:\s+[\w’'-]+)?|"
    rf"\s*,[^,.;]{{1,60}},|\s+(?:who|that) (?:were|was|had)\b[^.;,]{{1,90}}?)?{_BE}\s+(?P<verb>{_KILL}|"
    rf"{_WOUND})\b(?:\s+(?:and|or)\s+(?P<verb2>{_WOUND}))?"
    # "two gunmen shot dead a guard": they killed, and were not killed
    rf"(?!\s+(?:an?|(?:his|her|their)(?!\s+wounds)|(?:{NUMBER_PATTERN})(?!\s+(?:days?|hours?|weeks?|months?|minutes)))\s+[a-z])",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    rf"\b(?P<verb>kill(?:ed|ing|s)?|murder(?:ed|ing)|execut(?:ed|ing)|behead(?:ed|ing)|assassinat(?:ed|ing)"
    rf"|claim(?:ed|ing)(?: the lives of)?|"
    rf"massacr(?:ed|ing)|slaughter(?:ed|ing)|wound(?:ed|ing|s)?|injur(?:ed|ing|es)|injure|hurting|shot dead|"
    rf"shooting dead)"
    rf"(?:\s+and\s+(?P<verb2>wound(?:ed|ing)|injur(?:ed|ing)))?\s+"
    rf"(?P<add>(?:another|a further|an additional|other)\s+)?(?:(?:his|her|their|the(?=\s+\w+\s+\w+)|all(?:\s+of)?(?:\s+the)?)\s+)?"
    rf"{_BOUND}{_VALUE}(?!\s*(?:%|percent|(?:days?|weeks?|months?|years?|hours?)\b))",
    re.IGNORECASE,
)
_LEFT = re.compile(
    rf"\b(?:left|leaving|leaves)\s+{_BOUND}{_VALUE}{_WHO}\s+(?P<verb>dead|wounded|injured|killed|as "
    rf"martyrs|martyred)"
    rf"(?:\s+and\s+(?P<verb2>wounded|injured))?",
    re.IGNORECASE,
)
_AND_WOUNDED = re.compile(
    rf"\b(?:and|,|while)\s+(?P<add>another\s+)?{_BOUND}{_VALUE}(?:\s+others?|\s+more)?\s+(?:were\s+)"
    rf"?(?P<verb>{_WOUND}|dead)\b",
    re.IGNORECASE,
)
_VERB_SECOND = re.compile(
    rf"\b(?P<verb>wound(?:ed|ing)|injur(?:ed|ing))\s+(?P<add>another\s+)"
    rf"?{_BOUND}{_VALUE}(?P<others>\s+others?|\s+more)?",
    re.IGNORECASE,
)
# "two were killed and a third was injured"
NTH = re.compile(
    r"\ba (?:second|third|fourth|fifth|sixth)(?:\s+[\w’'-]+){0,2}?\s+(?:was|were|has been|had been)?\s*(?:\w+ly\s+)?"
    rf"(?P<verb>{_KILL}|{_WOUND})\b",
    re.IGNORECASE,
)
_TOLL = re.compile(
    rf"\b(?:death toll|(?:higher|lower|new|final|provisional) toll|number of (?:dead|deaths|fatalities|(?:\w+\s+){{1,3}}?(?:killed|dead))|casualties)\b(?:[^.;]{{0,40}}?|[^.;]{{0,140}}?\b(?:climbed|risen|rose|rises|increased|reached|grown|grew))\b\s*(?:to|at|of|is|"
    rf"was|reached|stands at)\s+"
    rf"(?P<verb>){_BOUND}{_VALUE}|\b(?P<verbb>deaths?|killings?|bodies)"
    rf"\s+of\s+{_BOUND.replace('bound', 'bound2')}"
    rf"(?:(?P<nb>{NUMBER_PATTERN})|(?P<vagueb>dozens|scores|hundreds|several))\b",
    re.IGNORECASE,
)
ONE = re.compile(
    r"\b(?P<also>also\s+)?(?P<np>(?:an?|one|the)\s+(?!(?:number|couple|few|pair|dozen|total|series|attack|"
    r"group|family)\b)(?:(?:U\.S\.|[\w’'-]+)\s+){0,6}?"
    r"(?:soldier|fighter|civilian|man|woman|child|boy|girl|general|officer|commander|leader|colonel|"
    r"militant|member|"
    r"policeman|elder|sheikh|shepherd|journalist|reporter|cameraman|photographer|correspondent|figure|person|lieutenant|captain|official|worker|driver|"
    r"activist|emir|"
    r"doctor|teacher|mayor|farmer|gunman|resident|bomber|cleric|imam|guard|policewoman|smuggler|merchant|trader|"
    r"engineer|employee|companion|bodyguard|relative|brother|sister|son|daughter|wife|husband|mother|father|adviser|spokesman|smith|dealer|student|nurse|paramedic|medic|lawyer|judge|refugee|prisoner|detainee|conscript|recruit|"
    r"informant|tribesman|villager|youth|teenager|infant|passenger|contractor|volunteer|serviceman|passer-?by|bystander|pedestrian|motorcyclist|shopkeeper|baker|fisherman)\b)"
    r"(?P<gap>(?:[^.;]{0,80}?))\b(?:was|has been|had been|were|is)?\s*(?P<mod>(?:also|reportedly|later|"
    r"allegedly|then|\s)*)"
    r"\b(?P<verb>killed|shot dead|assassinated|executed|murdered|beheaded|died|dead|martyred|wounded|injured|hurt|gunned "
    r"down)\b",
    re.IGNORECASE,
)
ONE_ACTIVE = re.compile(
    r"\b(?P<verb>(?<!\bto )kill(?:ed|ing|s)?|eliminat(?:ed|ing)|assassinat(?:ed|ing)|execut(?:ed|ing)|murder(?:ed|ing)|behead(?:ed|ing)|"
    r"wound(?:ed|ing)|injur(?:ed|ing)|shot dead|shooting dead|claim(?:ed|ing) the (?:life|lives) of|death of|killing of|"
    r"assassination of|murder of|injury of|wounding of)"
    r"\s+(?:(?:an?|one)\s+(?!number|couple|few|pair|dozen|total|hundred|thousand)(?P<who>[\w’'-]+)|"
    r"(?:his|her|their|the)\s+(?:(?:young|elder|older|younger|little|pregnant)\s+)?(?:father|mother|brother|"
    r"sister|wife|husband|son|daughter|cousin|uncle|nephew|driver|bodyguard|companion|colleague|child|baby)\b|"
    r"(?:the|its)\s+(?:[\w’'-]+\s+){0,3}?(?:general|colonel|captain|commander|leader|head|mayor|governor|director|chief|emir|sheikh|"
    r"spokesman|imam|negotiator|mukhtar|fighter|soldier|member|guard|officer|civilian|child|woman|boy|girl|driver)\b(?!\s+and\b))",
    re.IGNORECASE,
)
_PERSON = (
    r"(?:soldiers?|fighters?|civilians?|jihadists?|militants?|militiamen|officers?|child(?:ren)?|wom[ae]n|"
    r"m[ae]n|police(?:m[ae]n)?|rebels?|"
    r"insurgents?|guards?|workers?|drivers?|members?|commanders?|gunmen|troops|contractors?|journalists?|"
    r"shepherds?|boys?|girls?|interpreters?|translators?|nurses?|medics?|paramedics?|doctors?|passengers?)"
)
# "Five civilians and three members of the SDF were killed": the subjects add up
BOTH = re.compile(
    rf"(?<!\w)(?=\w){_BOUND}(?P<n>{NUMBER_PATTERN}|an?)(?P<who>(?:\s+(?!(?:and|or|were|was|who|which|km)\b)[\w’'-]+){{1,6}}?)"
    rf",?\s+and\s+(?:(?:at least|more than|over|about|around|some)\s+)?(?P<m>{NUMBER_PATTERN}|an?|his|her|their)(?P<who2>(?:\s+(?!(?:and|or|were|was|who|"
    rf"which|km)\b)[\w’'-]+){{1,6}}?)"
    rf"{_BE}\s+(?P<verb>{_KILL}|{_WOUND})\b",
    re.IGNORECASE,
)
_NOUNS = re.compile(
    rf"(?<!\w)(?=\w){_BOUND}{_VALUE}\s+(?:(?:other|more|civilian|charred|further)\s+){{0,2}}"
    rf"(?P<verb>deaths|fatalities|bodies|corpses|martyrs|dead|injuries|wounded|injured)\b",
    re.IGNORECASE,
)
_OF_MANY = re.compile(
    rf"\b(?P<verb>killing|murder|deaths?|loss|martyrdom|execution|assassination|injury|wounding) "
    rf"of\s+{_BOUND}{_VALUE}",
    re.IGNORECASE,
)
# "killing a brigadier general and two of his escorts"
ESCORT = re.compile(
    rf"\b(?P<verb>kill(?:ed|ing|s)|claim(?:ed|ing) the lives of|wound(?:ed|ing)|injur(?:ed|ing))\s+(?:an?|one|the)\s+(?:[\w’'-]+\s+){{1,5}}?"
    rf"(?:and|along with|together with)\s+(?:(?:his|her|their)\s+)?(?P<n>{NUMBER_PATTERN})(?P<who>\s+(?:of (?:his|her|their|its)|"
    rf"other|others|more|civilians|soldiers|"
    rf"(?:young\s+|small\s+)?(?:children|sons|daughters|brothers|sisters)|"
    rf"fighters|members|people|guards|companions|bodyguards|relatives)\b)(?!\s+(?:were\s+)?(?:wounded|injured))",
    re.IGNORECASE,
)
# "killed 18 soldiers and 26 jihadists": the second figure adds to the first
AND_MORE = re.compile(
    rf"\b(?P<verb>kill(?:ed|ing|s)|wound(?:ed|ing)|injur(?:ed|ing))\s+(?:\w+\s+){{0,"
    rf"3}}?(?:(?:{NUMBER_PATTERN}|an?|the)\s+(?:[\w’'-]+\s+){{0,3}}?{_PERSON}|(?:{NUMBER_PATTERN})\s+of\s+them)"
    rf"(?:\s+of\s+(?:the\s+)?(?:(?-i:[A-Z])[\w’'-]*\s*){{1,4}})?,?\s+and\s+"
    rf"(?P<n>{NUMBER_PATTERN}|an?|another)(?P<who>\s+(?:of\s+the\s+)?(?:[\w’'-]+\s+){{0,2}}?(?:{_PERSON}|attackers|assailants))\b(?!\s+(?:(?:was|were)\s+)"
    rf"?(?:wounded|injured|killed|hurt))",
    re.IGNORECASE,
)
# "killed 18 SDF members, 12 regime soldiers and a journalist"
LISTED = re.compile(
    rf"\b(?P<verb>kill(?:ed|ing|s)|wound(?:ed|ing)|injur(?:ed|ing))\s+{_BOUND}(?:{NUMBER_PATTERN}|an?)\s+(?:[\w’'-]+\s+){{0,3}}?[\w’'-]+,\s+"
    rf"(?P<n>{NUMBER_PATTERN}|an?)\s+(?:[\w’'-]+\s+){{0,3}}?[\w’'-]+,?\s+and\s+(?P<m>{NUMBER_PATTERN}|an?)\s+"
    rf"(?:[\w’'-]+\s+){{0,2}}?{_PERSON}\b(?!\s+(?:were\s+)?(?:wounded|injured))",
    re.IGNORECASE,
)
HIM = re.compile(
    r"\b(?P<verb>kill(?:ed|ing)|wound(?:ed|ing)|injur(?:ed|ing)|shooting|shot)\s+(?:him|her)(?:\s+dead)?\b(?! in the| to )|"
    r"\b(?:he|she)\s+(?:later\s+|then\s+)?(?P<died>died|succumbed)\b(?! in (?:19|20)\d\d)",
    re.IGNORECASE,
)
# "wounding him and his son": one more
HIM_AND = re.compile(
    r"\b(?P<verb>kill(?:ed|ing)|wound(?:ed|ing)|injur(?:ed|ing))\s+(?:him|her)\s+(?:dead\s+)?and\s+(?P<one>(?:an?|one|his|her|another)\s+"
    r"(?:[\w’'-]+\s+){0,2}?(?:son|daughter|wife|husband|brother|sister|father|mother|child|driver|bodyguard|companion|colleague|friend|guard|relative|"
    r"cousin|nephew|uncle|passer-?by|civilian|man|woman|aide|escort))\b",
    re.IGNORECASE,
)
# "killing 14 militants and losing four of their own fighters"
LOST = re.compile(
    rf"\b(?P<verb>losing|lost|loss of)\s+(?P<n>{NUMBER_PATTERN})\s+(?:of (?:its|their)(?: own)?\s+)?(?:\w+\s+){{0,2}}?{_PERSON}\b",
    re.IGNORECASE,
)
# "twenty soldiers were killed, along with eleven of the attackers"
ALONG = re.compile(
    rf"\b(?P<verb>killed|wounded|injured|hurt|died)\b[^.;]{{0,60}}?,?\s+(?:along with|together with|as well as)\s+"
    rf"(?:at least\s+)?(?P<n>{NUMBER_PATTERN}|an?)(?P<who>\s+(?:of\s+)?(?:(?:the|their|his|its)\s+)?(?:[\w’'-]+\s+){{0,2}}?"
    rf"(?:{_PERSON}|attackers|assailants|fighters|others|relatives|bodyguards))\b",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"\b(?:(?:Major |Lieutenant |Brigadier |Maj\. |Lt\. |Brig\. )?(?:General|Gen\.|Colonel|Col\.|Captain|"
    r"Capt\.|Commander|Sheikh|Sergeant|Major|Lieutenant))"
    r"(?:\s+(?:al-|ibn )?[A-Z][\w’'-]+){1,4}\s+(?:was |has been |had been )?(?:also |reportedly |later )?"
    r"(?P<verb>killed|died|wounded|injured|assassinated|shot dead)\b"
)
# "shot and killed Nawras Harithin": the name of a person, which a given name or an article tells from a party's
NAMED_ACTIVE = re.compile(
    r"\b(?P<verb>(?<!to )(?:killed|assassinated|murdered|executed|shot dead|killing|assassinating|wounded|wounding))\s+"
    r"(?:(?:the|a|an)\s+)?(?:[a-z][\w’'-]+\s+){0,4}?(?P<name>[A-Z][\w’'-]+(?:\s+(?:ibn |bin |abu )?(?:[Aa]l-)?[A-Z][\w’'-]+){1,4})(?![\w’'-])"
    r"(?!\s+(?:fighters?|members?|militants?|militiamen|commanders?|leaders?|soldiers?|troops|forces|personnel|rebels?|"
    rf"officers?|and\s+(?:his|her|an?|another|{NUMBER_PATTERN}))\b)"
)
NONE = re.compile(
    r"\b(?:no|without(?: any)?|zero)\s+(?!(?:\w+\s+)?(?:word|details?|information|news|figures?|confirmation)\b)(?:[\w-]+\s+){0,2}?(?P<what>casualties|deaths|fatalities|injuries|"
    r"one was (?:killed|hurt|injured|harmed))\b|\bnobody (?:was|were) (?P<what2>killed|hurt|injured|harmed)\b|"
    r"\bno (?:civilians?|people|soldiers?) (?:was|were) (?P<what3>killed|hurt|injured|harmed)\b|لا إصابات|دون إصابات|دون وقوع|دون (?:أي )?(?:خسائر|ضحايا)",
    re.IGNORECASE,
)

_AR_BOUND = r"(?:(?P<bound>ما لا يقل عن|أكثر من|اكثر من|نحو|حوالي|قرابة|زهاء|على الأقل)\s+)?"
_AR_PERSON = (
    r"عنصر|عناصر|مدني|مدنيين|شخص|أشخاص|اشخاص|جندي|جنود|مقاتل|مقاتلين|طفل|أطفال|امرأة|نساء|مسلح|مسلحين|ضابط|"
    r"ضباط|قيادي|"
    r"قياديين|شاب|شبان|رجل|رجال|قتيل|قتلى|جريح|جرحى|شهيد|شهداء|مصاب|مصابين|آخرين|اخرين|آخرون|اخرون|آخر|لواء|راعي|رعاة|"
    r"شيخ|وجيه|إرهابي|إرهابيين|عامل|عمال|سائق|سائقين|معلم|معلمة|طبيب|صحفي|إعلامي|ناشط|مزارع|مزارعين|لاجئ|لاجئين|شرطي|نازح|"
    r"نازحين|مواطن|مواطنين|فتى|فتاة|سيدة|رضيع|عسكري|عسكريين|قائد|مسعف|طالب|طلاب|متظاهر|متظاهرين|ثالث|رابع|خامس|زعيم|أحد|إحدى|طفلة|مدنية|شابة|مسنة|مسن|عضو|عضوة|موظف|موظفة|تاجر|سائقه|إعلامية|قاض|محام|محامية|مهندس|مختار|مراهق|عاملة|طالبة|ناشطة|جهادي|جهاديين|متطوع|الشاب|الشابة|الطفل|الطفلة|القيادي|المواطن|العنصر|الجندي|الضابط|المدعو"
)
ARABIC_PLURALS = frozenset(
    [
        "قتلى",
        "جرحى",
        "عناصر",
        "مدنيين",
        "جنود",
        "أشخاص",
        "اشخاص",
        "مسلحين",
        "مقاتلين",
        "أطفال",
        "نساء",
        "شهداء",
        "مصابين",
        "رعاة",
        "ضباط",
        "رجال",
        "شبان",
        "عمال",
        "آخرين",
        "اخرين",
        "آخرون",
        "اخرون",
    ]
)
_AR_DUAL = (
    r"(?:ال)?(?:عنصرين|مدنيين اثنين|شخصين|جنديين|مقاتلين اثنين|طفلين|امرأتين|مسلحين اثنين|ضابطين|"
    r"قياديين اثنين|شابين|رجلين|قتيلين|جريحين|شهيدين|مصابين اثنين|آخران|اثنان|اثنين|شخصان|جنديان|عنصران|"
    r"مدنيان|طفلان|رجلان|شابان|"
    r"مقاتلان|ضابطان|امرأتان|مسلحان|راعيان|شقيقان|شقيقين|مواطنان|مواطنين اثنين)"
)
_AR_KILL = (
    r"مقتل|قتل|قُتل|قتلت|وقتل|ومقتل|لقي|ولقي|استشهاد|استشهد|واستشهد|استشهدت|سقوط|تصفية|إعدام|اغتيال|اغتيل|بمقتل|لمقتل|"
    r"أودى بحياة|أودت بحياة|أودى بحياه|مصرع|يقتل|راح ضحيتها|راح ضحيته|راح ضحيتهما|فقتل|فقتلت|وقتلت|اغتال|"
    r"واغتال|أعدم|وأعدم|أعدمت|وفاة|واستشهاد|لاستشهاد|باستشهاد|"
    r"حياة|قضى|وقضى|قضت|قضوا|وقضوا|توفي|وتوفي|ارتقى|ارتقاء|قتلوا|قتلا"
)
_AR_WOUND = r"إصابة|اصابة|وإصابة|أصيب|اصيب|وأصيب|واصيب|أصيبت|وأصيبت|فأصيب|جرح|وجرح|بإصابة|وجُرح|وجرحت|وأصابت|أصابت|وأصاب|أصاب|بجرح|لإصابة|لاصابة|وجرحى"
_AR_INSERT = (
    r"(?:\s+(?:بحق|في|خلال|جراء|إثر|نتيجة|على|بعد|من|نتيجتها|فيها|فيه|إثرها|إثره|خلالها|خلاله|جراءها|جراءه|"
    r"على إثرها|مسلحون|مجهولون|يوم|"
    r"أمس|اليوم|ال[ء-ي]+|هذا|هذه|معه|معها))"
)
SPOT = Spot(
    r"\b(?:kill|eliminat|dead\b|die[ds]\b|death|wound|injur|hurt\b|hurting\b|casualt|execut|murder|assassin|"
    r"behead|slain|martyr|massacr|slaughter|perish|bod(?:y\b|ies)|corpses?|remains\b|toll\b|lives\b|gunned|harmed\b|nobody\b|fatalit|dying|choked|suffocat|drown|succumb|wiped|losing\b|lost\b|loses\b|fallen\b|breathing\b|shot\b|hospitali|burns\b)"
)
"""Words without which nobody is said to be hurt; patterns are tried only round them."""
REACH = (130, 120)
ARABIC = re.compile(
    rf"(?<![ء-ي])[وف]?(?P<verb>{_AR_KILL}|{_AR_WOUND})(?:\s+وإصابة)?{_AR_INSERT}{{0,4}}?\s+{_AR_BOUND}"
    rf"(?:(?P<n>{NUMBER_PATTERN})(?![ء-ي])(?:\s*(?:-|–|إلى)\s*(?P<n2>{NUMBER_PATTERN}))?(?!\s*(?:غارات|صواريخ|منازل|سيارات|آليات|منزلا|منزلاً|مواقع|نقاط|مبان|مباني|قذائف))|"
    rf"(?P<vague>عشرات|العشرات|عدد من|عدة)|(?P<dual>{_AR_DUAL})|(?P<one>{_AR_PERSON})(?![ء-ي]))"
)
# "Majed al-Fares, 15, was killed"
AGED = re.compile(
    r"\b(?-i:[A-Z])[\w’'-]+(?: (?:al-|ibn |Al-)?[\w’'-]+){1,3}, (?:aged )?\d{1,2},(?: [^,.;]{1,40},)? (?:was |were )?(?:also )?"
    rf"(?P<verb>{_KILL}|{_WOUND})\b",
    re.IGNORECASE,
)
# a body that was found is one death
BODY = re.compile(
    r"\b(?P<verb>body|corpse|remains) of (?:an?|one|the) [^.;]{0,140}?(?:was |were |has been )?(?:found|discovered|recovered|dumped)\b"
    r"|\b(?:found|discovered|recovered) the (?P<verb2>body|corpse) of (?:an?|one)\b"
    r"|\b(?:was|been)(?: later)? found (?:shot )?(?P<verb4>dead|killed|murdered)\b"
    r"|(?<![ء-ي])[وف]?(?:عثر|العثور|عُثر|عثروا)\s(?:[ء-ي]+\s+){0,6}?على\s+(?P<verb3>جثة|جثتين|جثتي|جثمان)(?![ء-ي])",
    re.IGNORECASE,
)
# "مقتل 11 جنديا ومدنيين اثنين": the second figure adds to the first
ARABIC_AND = re.compile(
    rf"(?<![ء-ي])(?P<verb>{_AR_KILL}|{_AR_WOUND})\s+(?:(?:فيه|فيها|خلاله|خلالها)\s+)?{_AR_BOUND}"
    rf"(?:(?:{NUMBER_PATTERN})\s+(?:(?!بينهم|بينها|منهم|منها)[ء-ي]+\s+){{1,3}}?|(?:{_AR_PERSON})\s+(?:[ء-ي]+\s+)?)"
    rf"و(?:(?P<dual>{_AR_DUAL})|(?P<n>{NUMBER_PATTERN})\s+(?!(?:جرحى|مصاب|جريح|آخر|اخر))[ء-ي]+)"
)
# "مقتل امرأتين وطفلة": one more
ARABIC_AND_ONE = re.compile(
    rf"(?<![ء-ي])(?P<verb>{_AR_KILL}|{_AR_WOUND})\s+(?:{_AR_DUAL}|(?:{NUMBER_PATTERN})\s+[ء-ي]+)\s+"
    r"و(?P<one>طفلة|طفل|امرأة|شاب|شابة|رجل|سيدة|فتاة|مدني|مسعف|صحفي|سائق|جندي|ضابط|رضيع)(?![ء-ي])"
)
ARABIC_COUNTED = re.compile(
    rf"(?<![ء-ي])[وب]?(?:جثث|جثامين)\s+(?P<bodies>{NUMBER_PATTERN})(?![ء-ي])|(?<![ء-ي])[وب]?{_AR_BOUND}(?P<n>{NUMBER_PATTERN})\s+(?:(?:{_AR_PERSON})\s+|من\s+[ء-ي]+\s+)?(?P<noun>قتلى|قتيلا|قتيل|جرحى|جريحا|جريح|شهداء|شهيدا|شهيد|مصابين|مصابون|مصاب|"
    rf"مصابا|إصابات|إصابة)(?![ء-ي])|(?<![ء-ي])و?(?P<dual>قتيلين|جريحين|شهيدين)(?![ء-ي])"
)
ARABIC_PASSIVE = re.compile(
    rf"(?<![ء-ي])(?P<n>{NUMBER_PATTERN})\s+(?:من\s+)?(?:[ء-ي]+\s+){{0,6}}?(?:قد\s+)?(?P<verb>قتلوا|قُتلوا|"
    rf"لقوا مصرعهم|لقوا حتفهم|لاقوا حتفهم|قضوا|استشهدوا|أصيبوا|اصيبوا|جرحوا)(?![ء-ي])"
)
# "إن عسكريين اثنين قتلا"
ARABIC_TWO = re.compile(
    r"(?<![ء-ي])(?P<two>[ء-ي]{3,}(?:ين|ان)\s+(?:اثنين|اثنان)|رجلا وابنه|رجل وابنه|شقيقين|شقيقان)\s+(?:[ء-ي]+\s+){0,4}?"
    r"(?P<verb>قتلا|قضيا|استشهدا|أصيبا|جرحا)(?![ء-ي])"
)
# "قتل إرهابيو تنظيم داعش 14 جنديا": who did it stands between the verb and the figure
ARABIC_ACTIVE = re.compile(
    rf"(?<![ء-ي])(?P<verb>قتل|قتلت|وقتل|وقتلت|جرح|وجرح|جرحت|أعدم|أعدمت|وأعدم|اغتال|اغتالت)(?:\s+[«“\"]?(?!على\s|في\s|إثر|جراء|بينهم|من\s|و|ما\s|أكثر|اكثر|نحو|حوالي|قرابة)[ء-ي]+[»”\"]?){{1,5}}?\s+"
    rf"{_AR_BOUND}(?P<n>{NUMBER_PATTERN})\s+(?:{_AR_PERSON}|جنديا|جندياً|عنصرا|عنصراً|مدنيا|مدنياً|شخصا|شخصاً|مقاتلا|مقاتلاً)(?![ء-ي])"
)
# "ارتفعت حصيلة القتلى إلى 22", "ارتفع إلى 6 عدد القتلى"
ARABIC_TOLL = re.compile(
    rf"(?<![ء-ي])و?(?:عدد|حصيلة|حصيله)\s+(?:ال)?(?:قتلى|ضحايا|شهداء|وفيات)[^.،؛\d]{{0,60}}?\s(?:إلى|الى|بلغ|بلغت)\s+{_AR_BOUND}(?P<n>{NUMBER_PATTERN})"
    rf"|(?<![ء-ي])[وف]?(?:ارتفع|ارتفعت|وصل|وصلت|بلغ|بلغت)\s+(?:إلى\s+|الى\s+)?(?P<n0>{NUMBER_PATTERN})\s+(?:\S+\s+){{0,4}}?(?:عدد|حصيلة)\s+(?:(?:ال)?(?:قتلى|ضحايا|شهداء)|[ء-ي]+\s+(?:الذين|ممن)\s+(?:استشهدوا|قضوا|قتلوا|قُتلوا))"
)
# "فقد ثلاثة مدنيين حياتهم"
ARABIC_LOST = re.compile(
    rf"(?<![ء-ي])[وف]?فقد(?:ت|وا)?\s+(?:(?P<n>{NUMBER_PATTERN})(?![ء-ي])|(?P<dual>{_AR_DUAL})(?![ء-ي])|(?P<one>{_AR_PERSON})(?![ء-ي]))"
    r"[^.،؛]{0,70}(?<![ء-ي])(?:حيات|أرواح)(?:ه|ها|هم|هما|هن)(?![ء-ي])"
)
# "إصابة قيادي محلي ومرافقه": one more
ARABIC_WITH_HIM = re.compile(
    rf"(?<![ء-ي])[وفب]?(?P<verb>{_AR_KILL}|{_AR_WOUND})\s+(?:{_AR_PERSON})(?![ء-ي])[^.،؛\d]{{0,50}}\s"
    r"(?P<one>و(?:مرافق|سائق|شقيق|شقيقت|ابن|ابنت|نجل|زوجت|زوج|والد|والدت|صديق|عم|خال|جد|حفيد|قريب|طفل|طفلت|بنت)(?:ه|ها))(?![ء-ي])"
)
# "ما أسفر عن مقتله": the death of the one just named
ARABIC_HIS = re.compile(
    r"(?<![ء-ي])[وفبل]{0,2}(?P<verb>مقتل|استشهاد|إصابت|اصابت|وفات|مصرع)(?P<who>هما|ها|ه)(?![ء-ي])(?!\s+ب(?:نوبة|مرض))"
)
# "اغتال مجهولون ... أحد وجهاء العشيرة", "وأصيب مرافقه"
ARABIC_ONE = re.compile(
    r"(?<![ء-ي])[وف]?(?P<verb>اغتال|اغتالت|اغتالوا)\s[^.؛\n]{0,110}?(?<![ء-ي])"
    r"(?:أحد|إحدى|شابا|شاباً|الشاب|عنصرا|عنصراً|قياديا|قيادياً|القيادي|موظفا|موظفاً|مختار|رئيس|ضابطا|ضابطاً|مدنيا|مدنياً|"
    r"المدعو|رجلا|رجلاً|وجيها|شيخ|الشيخ|عضوا|عضواً|عضو|المواطن|ناشطا|ناشطاً)(?![ء-ي])"
    r"|(?<![ء-ي])[وف]?(?P<verb2>أصيب|أصيبت|جرح|جرحت|قتل|قتلت)\s+(?:مرافق|سائق|شقيق|ابن|ابنت|زوجت|والد|والدت|صديق|حارس|طفل)(?:ه|ها)(?![ء-ي])"
    r"|(?<![ء-ي])و?(?P<verb4>إصابة|مقتل)\s+(?:مرافق|سائق|شقيق|ابن|ابنت|زوجت|والد|والدت|صديق|حارس|طفل)(?:ه|ها)(?![ء-ي])"
    r"|(?<![ء-ي])و?(?P<verb3>إصابة|اصابة)\s+(?!عدد|عدة|العشرات|عشرات|بعض|آخر|اخر)[ء-ي]{3,}\s+[ء-ي]{3,}\s+بجروح(?![ء-ي])"
)
AR_STEMS = (
    "قضى", "قضوا", "قضت", "إصاب",
    "ضحيت", "توفي", "وفاة", "ارتق", "قتل", "قُتل", "صيب", "صاب", "جرح", "شهيد", "شهاد", "شهد", "مصرع", "قتيل", "سقوط", "عدام", "غتيا",
    "غتال", "حيات", "لقي", "دون", "حيا", "جث",
)  # fmt: skip
# "a family of five was wiped out", "cost 14 people their lives", "11 rebels had fallen"
_FAMILY = re.compile(
    rf"\b(?:an?|one|the|another)\s+(?:entire\s+|whole\s+)?family\s+of\s+(?P<n>{NUMBER_PATTERN})\b[^.;]{{0,70}}?\b(?:was|were|is)\s+"
    rf"(?P<verb>wiped out|killed|buried alive)",
    re.IGNORECASE,
)
_COST = re.compile(
    rf"\b(?P<verb>cost)(?:ing)?\s+{_BOUND}{_VALUE}\s+(?:[\w’'-]+\s+){{1,3}}?(?:their|his|her)\s+li(?:ves|fe)\b"
    rf"|\b(?P<verbb>cost)(?:ing)?\s+the\s+lives\s+of\s+{_BOUND.replace('bound', 'bound2')}"
    rf"(?:(?P<nb>{NUMBER_PATTERN})|(?P<vagueb>dozens|scores|hundreds|several))\b",
    re.IGNORECASE,
)
_FALLEN = re.compile(
    rf"\b{_BOUND}{_VALUE}\s+(?:[\w’'-]+\s+){{0,2}}?{_PERSON}\s+(?P<verb>(?:had|have)\s+fallen)\b(?!\s+(?:back|ill|into|prisoner))",
    re.IGNORECASE,
)
_BREATHING = re.compile(
    rf"\b(?:breathing (?:difficulties|problems)|suffocation|choking)\s+(?P<verb>in|among|to)\s+{_BOUND}{_VALUE}(?P<others>\s+others?)?",
    re.IGNORECASE,
)
_ELIMINATED = re.compile(
    rf"\beliminat(?:ed|ing)\s+{_BOUND}{_VALUE}\s+(?:[\w’'-]+\s+){{0,3}}?"
    rf"(?P<verb>terrorists|militants|fighters|gunmen|jihadists|insurgents|members|elements)\b",
    re.IGNORECASE,
)
# patterns of one count, each with stems of which it needs one
COUNTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (_LEFT, ("left", "lea")),
    (_PASSIVE, ()),
    (_ACTIVE, ()),
    (_VERB_SECOND, ("wound", "injur")),
    (_AND_WOUNDED, ("wound", "injur", "hurt", "maim", "dead", "hospital", "burns")),
    (_TOLL, ("toll", "number of", "casualt", "death", "killing", "bodies")),
    (_OF_MANY, ("killing", "murder", "death", "loss", "martyrdom", "execution", "assassination", "injury", "wounding")),
    (_ELIMINATED, ("eliminat",)),
    (_FAMILY, ("family",)),
    (_COST, ("lives", "life")),
    (_FALLEN, ("fallen",)),
    (_BREATHING, ("breathing", "suffocation", "choking")),
    (_NOUNS, ("death", "fatalit", "bodies", "corpses", "martyrs", "dead", "injur", "wounded")),
)  # fmt: skip
RANKS = ("gen", "col", "capt", "commander", "sheikh", "sergeant", "major", "lieutenant")
PAIR_BREAK = re.compile(
    rf"\b(?:{_KILL}|{_WOUND}|killing|wounding|after|when|while|as|in|on|said|told|another)\b",
    re.IGNORECASE,
)
UPPER = {"up to", "as many as", "fewer than", "less than"}
ROUND = {
    "around",
    "about",
    "close to",
    "approximately",
    "nearly",
    "almost",
    "some",
    "roughly",
    "an estimated",
    "estimated",
    "نحو",
    "حوالي",
    "قرابة",
    "زهاء",
}
