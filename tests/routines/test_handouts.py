"""The handout read back from its PDF, as a patient, a printer and a screen reader get it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext
from PIL import Image
from pypdf import PdfReader

from clinic import paper
from routines.dose import Side
from routines.handouts import (
    Edition,
    Handout,
    Letterhead,
    Options,
    PrintedDose,
    PrintedPhase,
    PrintedRoutine,
)
from routines.models import Routine
from routines.readability import HARDEST, grade, sentences, words

BANNED = {
    *("anterior", "asis", "bilateral", "contraindicated", "iliopsoas"),
    *("ischaemic", "myofascial", "prone", "supine"),
}
pytestmark = pytest.mark.any_database
MILLIMETRES = {"a4": (210, 297), "letter": (215.9, 279.4)}


@pytest.fixture
def library(library):
    return {
        routine.slug: routine.current
        for routine in Routine.objects.built_in().with_current().order_by("order")
    }


@pytest.fixture
def make(library):
    def make(*slugs, side=Side.LEFT, **changes):
        """A handout of two weeks of these routines."""
        versions = [library[slug] for slug in slugs]
        doses = [replace(version.dose, side=side) for version in versions]
        values = {
            "letterhead": Letterhead("Elm Street Physiotherapy", "555 0100", "112"),
            "recipient": "Ana Muñoz",
            "edition": Edition(2, date(2026, 11, 22), "Dr. Lena Hoffmann", replaces=1),
            "review_on": date(2026, 12, 6),
            "phases": (PrintedPhase(1, 2, tuple(zip(versions, doses, strict=True))),),
            "routines": tuple(
                PrintedRoutine(version, tuple(version.steps.all()), (PrintedDose(1, 2, dose),))
                for version, dose in zip(versions, doses, strict=True)
            ),
            "address": "https://hipwise.example.org/p/7KQ4MPRWXE/?v=1.2",
        }
        return Handout(**values | changes)

    return make


def pages_of(handout: Handout) -> list[str]:
    reader = PdfReader(BytesIO(paper.press.print(handout.html())))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def texts_of(handout: Handout) -> list[str]:
    """Each page line by line."""
    with pdfplumber.open(BytesIO(paper.press.print(handout.html()))) as pdf:
        return [page.extract_text() for page in pdf.pages]


def letters_of(handout: Handout) -> list[dict]:
    with pdfplumber.open(BytesIO(paper.press.print(handout.html()))) as pdf:
        return [char for page in pdf.pages for char in page.chars if char["text"].strip()]


def tags_of(pdf: PdfReader) -> list[tuple[str, str]]:
    """Every structure element's kind and text alternative, in reading order."""
    found = []

    def walk(element):
        element = element.get_object()
        if isinstance(element, list):
            for kid in element:
                walk(kid)
        elif isinstance(element, dict):
            if "/S" in element:
                found.append((element["/S"], element.get("/Alt", "")))
            walk(element.get("/K", []))

    walk(pdf.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_page_one_says_what_matters(make):
    first, second = pages_of(make("back-soft-ball"))
    for text in (
        "Elm Street Physiotherapy",
        "Phone 555 0100",
        "Program for Ana Muñoz",
        "From Dr. Lena Hoffmann, 22 November 2026.",
        "Next check: 6 December 2026.",
        "Press gently. Hold still. Breathe. Stop if it is sharp, numb, or you feel a beat.",
        "Stop, and call 555 0100 if:",
        "You feel a beat or pulse under the ball.",
        "Call 112 now if:",
        "Left side only",
        "Not on the striped part.",
        "firm, but you can breathe and smile",
        "hipwise.example.org/p/7KQ4MPRWXE/",
        "Version 2 of 22 Nov 2026, replaces version 1",
        "Page 1 of 2",
    ):
        assert text in first
    for step in make("back-soft-ball").routines[0].steps_shown:
        assert step.text in first
    assert "Write it down" in second
    assert "Page 2 of 2" in second


@pytest.mark.parametrize("size", ["a4", "letter"])
def test_every_routine_fits_one_page_plus_its_grid(make, library, size):
    """Four weeks of it, and the stop signs on page 1."""
    for slug in library:
        handout = make(slug, side=Side.BOTH, options=Options(paper=size))
        (routine,) = handout.routines
        month = replace(routine, doses=(replace(routine.doses[0], last_week=4),))
        pages = pages_of(replace(handout, routines=(month,)))
        assert len(pages) == 2, slug
        assert routine.steps[-1].text in pages[0], slug
        assert "Call 112 now if:" in pages[0]


@pytest.mark.parametrize("size", ["a4", "letter"])
def test_the_page_has_the_size_of_the_paper(make, size):
    pdf = PdfReader(
        BytesIO(paper.press.print(make("wall-lean", options=Options(paper=size)).html()))
    )
    for page in pdf.pages:
        measured = [float(edge) * 25.4 / 72 for edge in (page.mediabox.width, page.mediabox.height)]
        assert measured == pytest.approx(MILLIMETRES[size], abs=0.1)


@pytest.mark.parametrize(("size", "smallest"), [("normal", 12), ("large", 18)])
def test_no_letter_is_too_small(make, size, smallest):
    handout = make("hands-first-check", "half-kneel-stretch", options=Options(size=size))
    letters = letters_of(handout)
    assert min(round(letter["size"], 1) for letter in letters) >= smallest
    common = Counter(round(letter["size"]) for letter in letters).most_common(2)
    assert {"normal": 13, "large": 18}[size] in [points for points, _count in common]


def test_our_fonts_are_embedded_as_subsets(make):
    pdf = PdfReader(BytesIO(paper.press.print(make("back-soft-ball").html())))
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()["/DescendantFonts"][0].get_object()
        for page in pdf.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert len(fonts) == 2
    for name, font in fonts.items():
        assert name[7:8] == "+"
        assert "Atkinson" in name
        assert font["/FontDescriptor"].get_object()["/FontFile2"].get_object().get_data()


def test_a_screen_reader_finds_its_way(make):
    pdf = PdfReader(BytesIO(paper.press.print(make("back-soft-ball").html())))
    assert pdf.metadata.title == "Program for Ana Muñoz"
    assert pdf.trailer["/Root"]["/Lang"] == "en"
    assert [entry.title for entry in pdf.outline if not isinstance(entry, list)] == [
        "Program for Ana Muñoz"
    ]
    below = next(entry for entry in pdf.outline if isinstance(entry, list))
    assert "Soft ball on your back" in [entry.title for entry in below]
    tags = tags_of(pdf)
    kinds = [kind for kind, _alt in tags]
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Figure"} <= set(kinds)
    pictures = [alt for kind, alt in tags if kind == "/Figure"]
    assert all(pictures)
    assert len(pictures) == 1 + 1 + 1 + 6 + 1  # code, strip, map, steps, grid
    assert "Pressure felt, from 0 to 10. Yours is 2 to 4." in pictures
    assert any("left side" in alt.lower() for alt in pictures if "Where the ball goes" in alt)
    assert any("a blank table with 10 rows" in alt for alt in pictures)


def test_every_drawing_is_that_of_the_prescribed_side(make):
    html = make("back-soft-ball", side=Side.RIGHT).html()
    assert "map-right.svg" in html
    assert "-left.svg" not in html
    assert "Right side only" in html


def test_one_side_is_not_told_to_switch(make):
    html = make("back-soft-ball", side=Side.LEFT).html()
    assert "the other side" not in html
    assert "the other side" in make("back-soft-ball", side=Side.BOTH).html()


def test_it_is_easy_to_read(make, library):
    html = make(*library, note="Rest for a day if you are sore.").html()
    body = html.split("<body", 1)[1].split(">", 1)[1]
    text = "\n".join(line.strip() for line in strip_tags(body.replace("</", "\n</")).split("\n"))
    assert grade(text) <= HARDEST
    assert max(len(words(sentence)) for sentence in sentences(text)) <= 25
    assert not {word.casefold() for word in words(text)} & BANNED


def test_two_pages_are_light(make):
    assert len(paper.press.print(make("hands-first-check", side=Side.BOTH).html())) <= 120_000


def test_without_the_grid_there_is_no_table(make):
    (only, *_rest) = pages_of(make("back-soft-ball", options=Options(grid=False)))
    assert "Write it down" not in only
    assert len(_rest) <= 1


def test_whatever_people_are_called_it_prints(make):
    long = "Wolfeschlegelsteinhausenbergerdorff " * 6
    for name in (
        long.strip(),
        "Łucja Żółć-Čapek",
        "Nguyễn Thị Ánh",
        "עדי לוי",
        "علي حسن",
        "<b>&amp;",
    ):
        note = ("🙂 é\u0301" + "x" * 60 + " ") * 30
        handout = make("wall-lean", recipient=name, note=note[:2000])
        pages = pages_of(handout)
        assert "Call 112 now if:" in pages[0]


def test_what_people_type_is_text(make):
    attack = '</p><img src="file:///etc/passwd"><style>* { display: none }</style>'
    handout = make("wall-lean", recipient=attack, note=attack)
    assert attack not in handout.html()
    assert "file:///etc/passwd" in " ".join(pages_of(handout))


def test_paper_is_asked_of_nothing_and_nobody(make, django_assert_num_queries):
    handout = make("wall-lean")
    with django_assert_num_queries(0):
        handout.html()


def test_a_logo_is_printed(make):
    picture = BytesIO()
    Image.new("RGB", (60, 20), "#2b8a6b").save(picture, "PNG")
    head = Letterhead("Elm", "555", "911", logo=picture.getvalue(), logo_width=60, logo_height=20)
    pdf = PdfReader(BytesIO(paper.press.print(make("wall-lean", letterhead=head).html())))
    assert ("/Figure", "Logo of Elm") in tags_of(pdf)
    assert len(pdf.pages[0].images) == 2  # and the code


def test_what_is_not_to_be_done_now_says_so_first(make):
    (first, *_rest) = pages_of(make("wall-lean", not_now="On hold."))
    assert first.index("On hold.") < first.index("Press gently.")


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("sheet", ["a4", "letter"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_stop_signs_have_room_on_page_one_where_nothing_is_to_be_done(make, language, sheet, size):
    with translation.override(language):
        handout = make(
            *("wall-lean", "half-kneel-stretch"),
            letterhead=Letterhead("Elm Street Physiotherapy", "+1 555 010 0199", "911"),
            recipient="Siobhán Ní Dhomhnaill",
            not_now=gettext("This program has ended. Ask your clinic before you do it again."),
            options=Options(paper=sheet, size=size, language=language),
        )
        (first, *_rest) = pages_of(handout)
        for sign in (*handout.warnings, *handout.emergencies):
            assert str(sign.text) in first


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("sheet", ["a4", "letter"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_where_to_press_and_how_hard_stand_together(make, library, language, sheet, size):
    """And no number of a step, and no first word, is left alone on its line."""
    with translation.override(language):
        options = Options(paper=sheet, size=size, language=language, grid=False)
        handout = make(*library, options=options)
        texts = texts_of(handout)
        where = gettext("Where")
        beginnings = {"•", *(one.steps_shown[0].text.split()[0] for one in handout.routines)}
        beginnings |= {one.version.get_position_display().split()[0] for one in handout.routines}
    lines = [text.splitlines() for text in texts]
    assert [any(line.startswith(where) for line in page) for page in lines] == [
        any("7–10" in line for line in page) for page in lines
    ]
    assert not beginnings & {line.strip() for page in lines for line in page}
    numbers = [line for page in lines for line in page if re.fullmatch(r"\d", line.strip())]
    assert not numbers


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("slugs", [("back-soft-ball",), ("wall-lean", "half-kneel-stretch")])
def test_it_is_ready_to_run_from_right_to_left(make, slugs, size):
    html = make(*slugs, options=Options(size=size)).html()
    turned = html.replace('<html lang="en">', '<html lang="en" dir="rtl">')
    assert turned != html
    with (
        pdfplumber.open(BytesIO(paper.press.print(html))) as usual,
        pdfplumber.open(BytesIO(paper.press.print(turned))) as mirrored,
    ):
        assert len(mirrored.pages) == len(usual.pages)
        first, other = usual.pages[0], mirrored.pages[0]
        left, right = first.bbox[0] + 35, first.bbox[2] - 35  # points of margin, at least
        start, end = place_of(first, "Elm"), place_of(other, "Physiotherapy")
        assert start["x0"] == pytest.approx(right + left - end["x1"], abs=6)
        for page in mirrored.pages:
            words = page.extract_words()
            assert min(word["x0"] for word in words) >= left
            assert max(word["x1"] for word in words) <= right


def place_of(page, text):
    """Where a word stands first."""
    return next(word for word in page.extract_words() if word["text"] == text)
