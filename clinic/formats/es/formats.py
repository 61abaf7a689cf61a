"""
How Spanish writes the dates that templates and code ask for, each by its English format.

Django looks here before it takes a format as it stands; tests/test_translations.py sees that
none is missing. Figures are written as in Mexico and the United States: 6.7 and 2,000.
"""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
FIRST_DAY_OF_WEEK = 1

FORMATS = {
    "D j M": r"D j b",
    "D j M Y": r"D j b Y",
    "F Y": r"F \d\e Y",
    "j F": r"j \d\e F",
    "j F Y": r"j \d\e F \d\e Y",
    "j F Y, H:i": r"j \d\e F \d\e Y, H:i",
    "j M": r"j b",
    "j M Y": r"j b Y",
    "j M Y, H:i": r"j b Y, H:i",
    "j M Y, H:i:s": r"j b Y, H:i:s",
    "j M, H:i": r"j b, H:i",
    "j M, H:i:s": r"j b, H:i:s",
    "l, H:i": "l, H:i",
    "l, j F": r"l j \d\e F",
    "l, j F Y": r"l j \d\e F \d\e Y",
    "l, j F, H:i": r"l j \d\e F, H:i",
}
globals().update(FORMATS)
