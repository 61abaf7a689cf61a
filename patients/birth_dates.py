"""Dates of birth as people type them: one field, no calendar to click through."""

from datetime import date, datetime

# Written with dots the day comes first, with slashes the month; words leave no doubt.
BIRTH_DATE_FORMATS = [
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%d. %b %Y",
    "%d. %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%B %d %Y",
]


def read_birth_date(text: str) -> date | None:
    """The date that `text` says in one of the spellings, if it says one."""
    text = " ".join(text.split())
    for spelling in BIRTH_DATE_FORMATS:
        try:
            return datetime.strptime(text, spelling).date()
        except ValueError:
            continue
    return None
