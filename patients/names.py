"""Names and numbers as people search for them."""

import unicodedata

_LETTERS_WITHOUT_MARKS = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)


def folded(text: str) -> str:
    """`text` in small letters without accents: "Łucja Muñoz-Æby" becomes "lucja munoz-aeby"."""
    small = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS_WITHOUT_MARKS))
    plain = "".join(letter for letter in small if not unicodedata.combining(letter))
    return " ".join(plain.split())


def digits(text: str) -> str:
    """The digits of a phone number, whatever stands between them."""
    return "".join(letter for letter in text if letter in "0123456789")
