import gzip
import re
import unicodedata
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.test import override_settings
from fontTools.ttLib import TTFont

from clinic.static_files import NamedByContent, whole_sheet

ROOT = Path(settings.BASE_DIR)
APPS = ("clinic", "routines", "patients")
WEB_FONTS = sorted(ROOT.glob("static/fonts/*.woff2"))
# Where classes are written, and how: in templates, scripts, and the forms' own widgets.
PAGES = {"templates": "html", "static/js": "js", **dict.fromkeys(APPS, "py")}
CLASSES = re.compile(r'\bclass(?:Name)?"?\s*[=:]\s*"((?:[^"{.]|\{[{%].*?[%}]\})*)"')
COMPOSED = re.compile(r"[\w-]*\{\{.*?\}\}[\w-]*|\{%.*?%\}")
OURS = {"hw-", "ho-", "ho"}
FONTS = WEB_FONTS + sorted(ROOT.glob("static/fonts/print/*.ttf"))


def characters_we_write() -> set[str]:
    """
    Everything in templates and library; of Python files the signs.

    Letters there may be names of languages in their own script, and full-width signs are
    there only to be recognised in what others wrote.
    """
    texts = [path.read_text() for path in ROOT.glob("templates/**/*.html")]
    texts += [path.read_text() for path in ROOT.glob("routines/library/*.json")]
    code = [path.read_text() for app in APPS for path in ROOT.glob(f"{app}/**/*.py")]
    signs = {c for text in code for c in text if unicodedata.category(c)[0] in "PS"}
    written = {c for text in texts for c in text if c.isprintable()}
    return written | {c for c in signs if unicodedata.east_asian_width(c) != "F"}


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.name)
def test_each_font_has_every_character_we_write(path):
    known = TTFont(path).getBestCmap()
    assert {c for c in characters_we_write() if ord(c) not in known} == set()


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.name)
def test_each_font_has_digits_of_one_width_for_doses(path):
    font = TTFont(path)
    lookups = font["GSUB"].table
    (indexes,) = {
        tuple(record.Feature.LookupListIndex)
        for record in lookups.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
    }
    (tabular,) = (lookups.LookupList.Lookup[index].SubTable[0].mapping for index in indexes)
    digits = [font.getBestCmap()[ord(digit)] for digit in "0123456789"]
    assert {font["hmtx"][tabular[digit]][0] for digit in digits} == {632}


def test_the_fonts_and_bootstrap_leave_room_in_the_first_visit():
    (bootstrap,) = ROOT.glob("static/vendor/bootstrap-*.min.css")
    weight = len(gzip.compress(bootstrap.read_bytes()))
    assert len(WEB_FONTS) == 2
    assert weight + sum(path.stat().st_size for path in WEB_FONTS) < 39_000


def test_no_page_has_a_class_that_was_left_out_of_bootstrap():
    """What no page had when script/vendor ran is not in our Bootstrap: run it again for a new one."""
    sheets = "".join(path.read_text() for path in ROOT.glob("static/**/*.css"))
    known = set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", sheets))
    written = {
        (name, path.name)
        for part, ending in PAGES.items()
        for path in ROOT.glob(f"{part}/**/*.{ending}")
        for said in CLASSES.findall(path.read_text())
        for name in COMPOSED.sub(" ", said).split()
    }
    assert ("btn", "account.html") in written
    assert {one for one in written if one[0] not in known and one[0][:3] not in OURS} == set()


def test_bootstrap_follows_the_systems_dark_mode_without_a_script():
    (bootstrap,) = ROOT.glob("static/vendor/bootstrap-*.min.css")
    css = bootstrap.read_text()
    assert "@media (prefers-color-scheme:dark){:root{color-scheme:dark;" in css
    assert "}[data-bs-theme=dark]" not in css


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    storages = {"staticfiles": {"BACKEND": "clinic.static_files.NamedByContent"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return NamedByContent(location=folder, base_url="/static/")


def test_all_static_files_can_be_served_under_hashed_names(collected):
    address = collected.url("fonts/atkinson-bold.woff2")
    assert collected.url("fonts/atkinson-bold.woff2") == address
    name = Path(address).name
    assert name != "atkinson-bold.woff2"
    assert collected.exists(f"fonts/{name}")


def test_a_collected_style_sheet_brings_what_it_imports(collected):
    address = collected.url("css/portal.css")
    with collected.open(address.removeprefix("/static/")) as file:
        sheet = file.read().decode()
    assert "@import" not in sheet
    assert sheet.index("Licensed under MIT") < sheet.index("--paper:") < sheet.index(".hw-lead")
    assert Path(collected.url("fonts/atkinson-bold.woff2")).name in sheet
    assert len(gzip.compress(sheet.encode())) < 14_000  # what a server sends without being asked on


def test_a_style_sheet_that_imports_what_is_not_there_is_refused(tmp_path):
    (tmp_path / "one.css").write_text('@import "other.css";')
    with pytest.raises(KeyError, match=r"other\.css"):
        whole_sheet("one.css", {"one.css": (FileSystemStorage(tmp_path), "one.css")})


@pytest.mark.parametrize(
    "address",
    [
        "/.git/config",
        "/clinic/settings.py",
        "/var/secret-key",
        "/static/",
        "/static/css/",
        "/static/../clinic/settings.py",
        "/static/%2e%2e/clinic/settings.py",
    ],
)
def test_nothing_but_static_files_is_served(client, address):
    assert client.get(address).status_code == 404


@pytest.fixture
def collect(tmp_path, monkeypatch):
    """Collects one style sheet as a start does; gives the names that lie there after it."""
    monkeypatch.setenv("HIPWISE_DATA", str(tmp_path))
    monkeypatch.syspath_prepend(str(ROOT / "script"))
    prepare = import_module("prepare")
    ours = {
        "STATIC_ROOT": tmp_path / "static",
        "STATICFILES_DIRS": [tmp_path / "ours"],
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
        "STORAGES": {"staticfiles": {"BACKEND": "clinic.static_files.NamedByContent"}},
    }
    (tmp_path / "ours").mkdir()

    def collect(text: str) -> set[str]:
        (tmp_path / "ours/page.css").write_text(text)
        with override_settings(**ours):
            prepare.collect_static()
        return {path.name for path in (tmp_path / "static").glob("page.*.css*")}

    return collect


def test_what_a_page_of_the_version_before_names_is_still_there(collect):
    old, new, newest = (f"p {{ order: {number}; }}\n" * 99 for number in (1, 2, 3))
    first = collect(old)
    assert len(first) >= 2  # itself and pressed
    both = collect(new)
    assert both > first
    second = both - first
    third = collect(newest) - second
    assert not third & first  # those of the one before that are gone
    assert collect(new) == second | third  # the way back
