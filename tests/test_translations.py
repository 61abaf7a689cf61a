"""Every text is marked, has its words in each language, and keeps its blanks there."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils import formats
from django.utils.translation.template import templatize

from clinic import trail
from clinic.formats.es.formats import FORMATS
from routines.models import ProgramTemplate, Routine
from tests.test_architecture import ROUTES
from tests.test_docs import ROOT

sys.path.append(str(ROOT / "script"))
from translations import library_words, trail_words

OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
PROGRAMS = [p for app in ("clinic", "routines", "patients") for p in (ROOT / app).rglob("*.py")]
BLANK = re.compile(r"%\(\w+\)[sd]|%%s|\{\w*\}|<[^>]+>")
MARKED = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"}
LITERAL = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
IN_TEMPLATE = re.compile(rf"\b(?:_|gettext|ngettext|pgettext\({LITERAL},)\(?\s*{LITERAL}")
READ_OUT = re.compile(r"\b(?:alt|title|placeholder|aria-label|label)=\"([^\"]*)\"")
TAG = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
# The same in every language.
NAMES = {"Hipwise", "UTC", "min", "dir", "rtl", "en", "utf", "action", "Aa"}
# Not shown to people: texts of commands' help, fields that no form has.
SHOWN_BY = {"label", "help_text", "violation_error_message", "verbose_name", "empty_label"}
UNSEEN = {"Whoever has worked at a clinic, from then on (docs/adr/0024)."}


@cache
def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_missing_or_guessed(language):
    entries = catalogue(language)
    assert not [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()]
    assert not [entry.msgid for entry in entries if entry.msgid_plural and not all_said(entry)]


def all_said(entry: polib.POEntry) -> bool:
    return set(entry.msgstr_plural) == {0, 1} and all(entry.msgstr_plural.values())


@pytest.mark.parametrize("language", OTHERS)
def test_blanks_are_the_same_on_both_sides(language):
    wrong = []
    for entry in catalogue(language):
        if entry.msgid_plural:  # “once a day” needs no number
            one, more = entry.msgstr_plural[0], entry.msgstr_plural[1]
            is_right = blanks(more) == blanks(entry.msgid_plural) >= blanks(one)
        else:
            is_right = blanks(entry.msgstr) == blanks(entry.msgid)
        wrong += [] if is_right else [entry.msgid]
    assert not wrong


def blanks(text: str) -> set[str]:
    return set(BLANK.findall(text))


@pytest.mark.parametrize("language", OTHERS)
def test_programs_read_what_the_catalogue_says(language):
    """The compiled file is kept beside it: script/translations --compile writes it."""
    compiled = polib.mofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.mo"))
    said = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in compiled}
    assert said == {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in catalogue(language)}


@pytest.mark.parametrize("language", OTHERS)
def test_every_marked_text_is_in_the_catalogue(language):
    """If not: script/translations collects them and prints what has no words yet."""
    known = {entry.msgid for entry in catalogue(language)}
    marked = {text: where for where, text in marked_texts()}
    assert not {text: where for text, where in marked.items() if text not in known}


def marked_texts() -> Iterator[tuple[str, str]]:
    for path in PROGRAMS:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and name_of(node.func) in MARKED and node.args:
                text = node.args[name_of(node.func) == "pgettext"]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield str(path.relative_to(ROOT)), text.value
    for path in TEMPLATES:
        for _context, found in IN_TEMPLATE.findall(templatize(path.read_text())):
            yield str(path.relative_to(ROOT)), ast.literal_eval(found)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def name_of(node: ast.expr) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


@pytest.mark.parametrize("language", OTHERS)
def test_the_whole_library_has_words(language):
    known = {entry.msgid for entry in catalogue(language) if entry.translated()}
    assert len(library_words()) > 250
    assert not [text for text in library_words() if text not in known]


@pytest.mark.parametrize("language", OTHERS)
def test_all_that_the_trail_names_has_words(language):
    known = {entry.msgid for entry in catalogue(language) if entry.msgctxt == "trail"}
    assert len(trail_words()) > 200
    assert not [name for name in trail_words() if name not in known]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_of_a_template_is_unmarked(path):
    if path.suffix not in {".html", ".txt"}:
        return
    assert not bare_words(path.read_text())


def bare_words(source: str) -> list[str]:
    """Words that stand in a template outside of tags that translate."""
    shown, inside = [], ""
    for token in Lexer(source).tokenize():
        first = token.contents.split(maxsplit=1)[0] if token.contents.split() else ""
        if token.token_type is TokenType.BLOCK and first in {"blocktranslate", "comment"}:
            inside = f"end{first}"
        elif token.token_type is TokenType.BLOCK and token.contents.endswith("_class"):
            inside = "endblock"  # of style sheets, not of people
        elif token.token_type is TokenType.BLOCK and first == inside:
            inside = ""
        elif token.token_type is TokenType.TEXT and not inside:
            shown.append(token.contents)
        elif not inside:
            shown.append("\0")  # a value: what stands around it is looked at by itself
    text = "".join(shown)
    read = " ".join(READ_OUT.findall(text))
    return [word for word in WORD.findall(TAG.sub(" ", text) + read) if word not in NAMES]


def test_bare_words_are_found():
    assert bare_words('<p class="x">Hello {{ name }}</p>{% translate "Bye" %}') == ["Hello"]
    assert bare_words('<img alt="A ball">{% blocktranslate %}No{% endblocktranslate %}') == ["ball"]


def test_no_text_of_a_program_is_unmarked():
    bare = []
    for path in PROGRAMS:
        if "migrations" in path.parts or "demo" in path.parts or "management" in path.parts:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call):
                bare += [f"{path.relative_to(ROOT)}: {text}" for text in unmarked(node)]
    assert not bare


def unmarked(call: ast.Call) -> Iterator[str]:
    """Literal words that a call shows to people."""
    given = [one.value for one in call.keywords if one.arg in SHOWN_BY]
    name = name_of(call.func)
    if name in {"ValidationError", "add_error"}:
        given += call.args
    if (
        name in {"success", "error", "info", "warning"}
        and name_of(getattr(call.func, "value", ast.Constant(""))) == "messages"
    ):
        given += call.args[1:]
    for one in given:
        is_text = isinstance(one, ast.Constant) and isinstance(one.value, str)
        if is_text and " " in one.value and one.value not in UNSEEN:
            yield one.value


def test_spanish_writes_every_date_that_is_asked_for():
    asked = set()
    for path in [*TEMPLATES, *PROGRAMS]:
        asked |= set(
            re.findall(r'\bdate:"([^"]+)"|date_format\([^)]*, "([^"]+)"', path.read_text())
        )
    named = {one for pair in asked for one in pair if one and re.search("[FMDlN]", one)}
    assert named <= FORMATS.keys()
    assert formats.get_format("j F", lang="es") == r"j \d\e F"


class Texts(HTMLParser):
    """What a page says, without its scripts and what it says to be in another language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = ""  # the tag at whose end it speaks again
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.found += [] if self.silent else [data]

    def handle_starttag(self, tag, attrs) -> None:
        values = {name: value or "" for name, value in attrs}
        is_place = tag == "option" and "/" in values.get("value", "")  # by its time zone
        is_foreign = values.get("lang", "es") != "es"
        if not self.silent and (tag in {"script", "style"} or is_place or is_foreign):
            self.silent = tag
        self.found += [values[name] for name in SAID_BY_TAGS & values.keys()]

    def handle_endtag(self, tag) -> None:
        self.silent = "" if tag == self.silent else self.silent


SAID_BY_TAGS = {"alt", "aria-label", "title", "placeholder"}
LONG_WORD = re.compile(r"[^\W\d_]{3,}")
ADDRESS = re.compile(r"\S+@\S+|https?:\S+")
# As people typed it, or made up for these tests.
TYPED = """
    Soft ball|Lie on your back|Hold still and breathe|Psoas program|Short plan|Climb stairs
    Put on socks|Sit through dinner|May I do it twice a day|Chrome on Android
""".replace("\n", "|").split("|")
NEW_ROW = {"new"}  # where scripts put its number


@cache
def english_words() -> set[str]:
    """Words of the English texts that no Spanish text uses."""
    entries = catalogue("es")
    english = [text for e in entries for text in (e.msgid, e.msgid_plural)]
    spanish = [text for e in entries for text in (e.msgstr, *e.msgstr_plural.values())]
    return words_of(english) - words_of(spanish)


def words_of(texts: list[str]) -> set[str]:
    return {word.lower() for text in texts for word in LONG_WORD.findall(BLANK.sub(" ", text))}


def english_on(page: str) -> set[str]:
    said = ADDRESS.sub(" ", " ".join(Texts(page).found))
    for text in filter(None, map(str.strip, TYPED)):
        said = said.replace(text, " ")
    return (words_of([said]) & english_words()) - NEW_ROW


@pytest.mark.any_database
@pytest.mark.parametrize("who", ["patient", "owner"])
def test_no_english_is_left_on_a_page(client, elm, library, who):
    """Not a word, on any page that has an address; what people typed is theirs."""
    elm.patient.language = "es"
    elm.patient.save()
    for page in ("trail_list", "patient_detail"):
        details = {"page": page, "role": "front_desk", "fields": ["given_names", "sex"]}
        trail.record(
            "clinic.page_refused", subject=elm.owner, clinic=elm.clinic, by=None, **details
        )
    client.force_login(elm.patient_user if who == "patient" else elm.owner)
    client.post("/language/", {"language": "es"})
    built_in = {  # what the library says is shown in Spanish, too
        "template_id": ProgramTemplate.objects.get(clinic=None, slug="eight-weeks").pk,
        "routine_id": Routine.objects.get(clinic=None, slug="wall-lean").pk,
    }
    left, seen = {}, 0
    for route in ROUTES:
        if route.startswith("my/" if who == "patient" else "c/"):
            kwargs = elm.url_kwargs | ({} if route.endswith("/edit/") else built_in)
            address = "/" + re.sub(r"<\w+:(\w+)>", lambda name, of=kwargs: str(of[name[1]]), route)
            response = client.get(address)
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                assert '<html lang="es"' in response.text, address
                left[address] = english_on(response.text)
                seen += 1
    assert {address: words for address, words in left.items() if words} == {}
    assert seen > (15 if who == "patient" else 35)


def test_english_words_are_found():
    assert english_on("<p>Clinic edited</p><img alt='A ball'><script>const ball</script>") == {
        *("clinic", "edited", "ball")
    }
    assert not english_on("<p>Clínica cambiada</p>")
