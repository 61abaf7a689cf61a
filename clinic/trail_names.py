"""
Names of the code that the trail keeps, as words: kinds of lines, fields, pages, roles.

They are data, as the library's texts are: script/translations brings those there are into the
catalogue (docs/adr/0045). A name that has gone since is shown as it was written.
"""

from django.utils.text import capfirst
from django.utils.translation import pgettext


def in_words(name: str) -> str:
    """`patients:patient_detail` as "patient detail", in the language of whoever reads."""
    return pgettext("trail", name.rpartition(":")[2].replace("_", " "))


def kind_in_words(action: str) -> str:
    """`patients.session_logged` as "Session logged"."""
    return capfirst(in_words(action.partition(".")[2]))
