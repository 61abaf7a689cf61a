"""
Collect every text into the catalogues of locale/, and compile them.

Run by script/translations. The library's words are data (routines/library/*.json), and so are the
names that the trail keeps: makemessages does not read them, and they go into the same catalogue
(docs/adr/0045).
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import polib
from django.conf import settings
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "routines" / "library"
FILES = ["routines.json", "templates.json", "screening_rules.json", "stop_signs.json"]
# Fields of the data files that people read.
WORDS = {
    *("name", "summary", "role", "ball_note", "text", "title", "brief", "what_to_do"),
    *("ask", "ask_without_smoking", "note", "date", "urgent", "advice", "hint"),
}
# What corrections of sessions and measures, and drafts, say that they changed.
OTHER_FIELDS = [
    *("done_on", "pain_before", "pain_worst", "pain_after", "stop_signs", "items"),
    *("measured_on", "score", "ratings"),
    *("starts_on", "review_on"),
]
WRONG = ["code", "password", "second factor"]  # with which somebody could not sign in
METADATA = {
    "Project-Id-Version": "Hipwise",
    "Language": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
NOT_OURS = [".venv*", "var*", "tests*", "script*", "docs*"]


def words_in(data: Any) -> Iterator[str]:
    """Every text that people read in a data file, in its order."""
    for one in data if isinstance(data, list) else [data]:
        for field, value in one.items():
            if isinstance(value, str) and field in WORDS and value:
                yield value
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                yield from words_in(value)


def library_words() -> list[str]:
    """The library's words, each once."""
    found = {}
    for name in FILES:
        found |= dict.fromkeys(words_in(json.loads((LIBRARY / name).read_text(encoding="utf-8"))))
    return list(found)


def trail_words() -> list[str]:
    """The names that lines of the trail may hold, as words: kinds, pages, fields, roles."""
    from clinic.access import AUDIENCE  # noqa: PLC0415 (settings first, here and below)
    from clinic.actions.accounts import AccountFields  # noqa: PLC0415
    from clinic.actions.clinics import ClinicFields  # noqa: PLC0415
    from clinic.permissions import Role  # noqa: PLC0415
    from clinic.trail import known_actions  # noqa: PLC0415
    from patients.actions.patients import PatientFields  # noqa: PLC0415
    from routines.content import RoutineContent  # noqa: PLC0415
    from routines.limits import Limits  # noqa: PLC0415

    kinds = [action.partition(".")[2] for action in known_actions()]
    doors = {"staff", "portal"}  # pages of others belong to no clinic, and so to no trail
    pages = [v.__name__ for v in views(get_resolver()) if getattr(v, AUDIENCE, "") in doors]
    written = [AccountFields, ClinicFields, PatientFields, RoutineContent, Limits]
    fields = [name for one in written for name in one.__annotations__]
    names = [*kinds, *pages, *fields, *OTHER_FIELDS, *WRONG, *Role.values]
    return sorted({name.replace("_", " ") for name in names})


def views(resolver: URLResolver) -> Iterator[Any]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.callback
        else:
            yield from views(entry)


def collect(language: str) -> None:
    """Bring a catalogue in line with the texts as they are now; what has no words yet stays empty."""
    beside = ROOT / "routines" / "library_words.py"
    lines = [f"_({json.dumps(one, ensure_ascii=False)})" for one in library_words()]
    lines += [f"pgettext('trail', '{one}')" for one in trail_words()]
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        call_command(
            "makemessages",
            locale=[language],
            ignore_patterns=NOT_OURS,
            no_location=True,
            no_wrap=True,
            no_obsolete=True,
            verbosity=0,
        )
    finally:
        beside.unlink()
    catalogue = polib.pofile(str(path_of(language)), wrapwidth=0)
    for entry in catalogue:
        if entry.fuzzy:  # a guess made from another text: nobody has read it
            entry.flags.remove("fuzzy")
            entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
            entry.msgstr = ""
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
    catalogue.header = ""
    catalogue.metadata_is_fuzzy = False
    catalogue.metadata = METADATA | {"Language": language}
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save()


def compile_catalogue(language: str) -> None:
    """Write what programs read; it is kept with the source, so that nothing else is needed."""
    path = path_of(language)
    polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def path_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def missing_in(language: str) -> list[str]:
    return [entry.msgid for entry in polib.pofile(str(path_of(language))) if not entry.translated()]


def main(compile_only: bool) -> int:
    missing = []
    for language in (code for code, _name in settings.LANGUAGES if code != "en"):
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        if not compile_only:
            collect(language)
        compile_catalogue(language)
        missing += [f"{language}: {text}" for text in missing_in(language)]
    print("\n".join(missing) or "Nothing is missing.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    sys.exit(main("--compile" in sys.argv))
