"""
How hard a text is to read: the Flesch-Kincaid grade, with English syllables counted by rule.

Libraries for this fetch word lists while they run, or may not be shipped with this project.
Score a whole handout: texts under a hundred words score too low (clinical.md 7).
"""

import re

HARDEST = 6.0  # the grade that no text for a patient may pass: clinical.md 7

SENTENCE_ENDS = re.compile(r"[.!?:;\n]+")
WORD = re.compile(r"[A-Za-zÀ-ž]+(?:[’'][a-zà-ž]+)?")
VOWELS = re.compile(r"[aeiouyà-æè-ïò-öø-ýĀ-ąĒ-ěĨ-İŌ-œŨ-ų]+")
SILENT_END = re.compile(r"(?:[^aeiouylr]|[aeiouy][lr])es?$|[^aeiouytd]ed$")
SPOKEN_END = re.compile(r"(?:[cgszx]|ch|sh)es$")
RULE_BREAKERS = {"aches": 1, "area": 3, "being": 2, "doing": 2, "every": 2, "psoas": 2}


def syllables(word: str) -> int:
    word = word.casefold().replace("’", "'").removesuffix("'s")
    if word in RULE_BREAKERS:
        return RULE_BREAKERS[word]
    count = len(VOWELS.findall(word))
    silent = SILENT_END.search(word) and not SPOKEN_END.search(word)
    return max(1, count - bool(silent))


def words(text: str) -> list[str]:
    return WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The parts between full stops, colons and line ends that hold a word."""
    return [part for part in SENTENCE_ENDS.split(text) if WORD.search(part)]


def grade(text: str) -> float:
    """The school year in which most can read `text`; 0 at least, and for a text without words."""
    all_words, parts = words(text), sentences(text)
    if not all_words:
        return 0.0
    spoken = sum(map(syllables, all_words))
    score = 0.39 * len(all_words) / len(parts) + 11.8 * spoken / len(all_words) - 15.59
    return max(0.0, round(score, 1))


# Spanish: INFLESZ (Szigriszt-Pazos 1993, Barrio-Cantalejo 2008). 65 and above is “quite easy”.
HARDEST_IN_SPANISH = 65.0
SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")
SPANISH_VOWELS = re.compile(r"(?:[aeiouáéíóúü]|y(?![aeiouáéíóúü]))+")
OWN_SYLLABLE = re.compile(r"[aeoáéóíú]")  # weak vowels without an accent lean on their neighbours


def syllables_in_spanish(word: str) -> int:
    groups = SPANISH_VOWELS.findall(SILENT_U.sub("", word.casefold()))
    return max(1, sum(max(1, len(OWN_SYLLABLE.findall(group))) for group in groups))


def ease_in_spanish(text: str) -> float:
    """INFLESZ: the higher the easier, about 0 to 100; 100 for a text without words."""
    all_words, parts = words(text), sentences(text)
    if not all_words:
        return 100.0
    spoken = sum(map(syllables_in_spanish, all_words))
    return round(206.835 - 62.3 * spoken / len(all_words) - len(all_words) / len(parts), 1)
