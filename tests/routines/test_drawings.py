"""The pictures: one for every step, for both sides, in plain files that nobody drew by hand."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from routines import drawings
from routines.drawings import BALLS, DRAWINGS, MAPS, MARKS, SIDES, placement
from routines.drawings.figure import Pose, figure
from routines.management.commands import draw
from routines.maps import map_of
from routines.templatetags.routines import placement_map

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = json.loads((ROOT / "routines" / "library" / "routines.json").read_text())
STEPS = [step["drawing"] for routine in LIBRARY for step in routine["steps"]]
FILES = drawings.files()
SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "g", "path", "circle", "ellipse", "rect"}
COLOURS = {"#1f2f3d", "#90a2b2", "#cfd8df", "#e0562b", "#fff", "#f4ede6", "#2b8a6b", "#b3402a"}


def elements(text):
    return list(ElementTree.fromstring(text).iter())


def test_every_step_of_the_library_has_its_own_drawing():
    assert set(STEPS) <= set(DRAWINGS)
    for routine in LIBRARY:
        keys = [step["drawing"] for step in routine["steps"]]
        assert len(keys) == len(set(keys))
        assert drawings.step_key(routine["slug"], 1) == keys[0]
    made_for_a_step = [key for key in DRAWINGS if key.rstrip("12345678").endswith("-")]
    assert len(made_for_a_step) == 47
    assert set(made_for_a_step) <= set(STEPS)


def test_there_is_more_to_choose_from():
    assert len(set(DRAWINGS) - set(STEPS)) >= 9


def test_no_two_drawings_are_the_same():
    assert len({drawing.parts for drawing in DRAWINGS.values()}) == len(DRAWINGS)
    assert len({drawing.title for drawing in DRAWINGS.values()}) == len(DRAWINGS)


def test_the_files_are_both_sides_the_maps_and_the_balls():
    expected = {f"{key}-{side}.svg" for key in DRAWINGS for side in SIDES}
    expected |= {f"map-{side}{of}.svg" for side in ("left", "right", "both") for of in ("", "-di")}
    expected |= {f"mark-{slug}.svg" for slug in MARKS}
    expected |= {
        f"ball-{slug}.svg"
        for slug in ("hands", "soft", "tennis", "lacrosse", "peanut", "roller", "none")
    }
    assert set(FILES) == expected


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_small_plain_and_says_what_it_shows(name):
    text = FILES[name]
    root, title, *rest = elements(text)
    assert len(text.encode()) < 2500
    assert root.get("role") == "img"
    assert root.get("viewBox") in {"0 0 360 180", "0 0 360 260", "0 0 120 120"}
    assert title.tag == f"{SVG}title"
    assert title.text.endswith(".")
    assert {element.tag.removeprefix(SVG) for element in [root, title, *rest]} <= ALLOWED
    assert not re.search(r"style|script|href|url\(|\bid=|\bon\w+=|&#|<!|\d\.\d\d", text)
    paints = {e.get(paint) for e in rest for paint in ("fill", "stroke")} - {None, "none"}
    assert paints <= COLOURS


def ink(element):
    """The points of an element's outline, absolute, good to a few units of curve."""
    half = float(element.get("stroke-width", 0)) / 2 if element.get("stroke") else 0.0
    if element.tag in {f"{SVG}circle", f"{SVG}ellipse"}:
        x, y = float(element.get("cx")), float(element.get("cy"))
        rx = float(element.get("r") or element.get("rx")) + half
        ry = float(element.get("r") or element.get("ry")) + half
        return [(x - rx, y - ry), (x + rx, y + ry)]
    if element.tag == f"{SVG}rect":
        x, y, w, h = (float(element.get(a)) for a in ("x", "y", "width", "height"))
        return [(x - half, y - half), (x + w + half, y + h + half)]
    points = []
    for x, y in path_points(element.get("d")):
        points += [(x - half, y - half), (x + half, y + half)]
    return points


def path_points(data):
    here = start = (0.0, 0.0)
    for letter, tail in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", data):
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", tail)]
        x0, y0 = here if letter.islower() else (0.0, 0.0)
        kind = letter.upper()
        if kind == "Z":
            here = start
            continue
        if kind == "H":
            here = (numbers[-1] + x0, here[1])
        elif kind == "V":
            here = (here[0], numbers[-1] + y0)
        else:
            size = {"M": 2, "L": 2, "Q": 4, "S": 4, "C": 6, "A": 7}[kind]
            for i in range(0, len(numbers), size):
                x0, y0 = here if letter.islower() else (0.0, 0.0)
                here = (numbers[i + size - 2] + x0, numbers[i + size - 1] + y0)
                yield here
        start = here if kind == "M" else start
        yield here


@pytest.mark.parametrize("name", [n for n in FILES if not n.endswith("-left.svg")])
def test_nothing_is_cut_off_at_the_edge(name):
    root, _title, _group, *rest = elements(FILES[name])
    width, height = (float(n) for n in root.get("viewBox").split()[2:])
    for element in rest:
        for x, y in ink(element):
            assert 0 <= x <= width, (element.attrib, x)
            assert 0 <= y <= height, (element.attrib, y)


@pytest.mark.parametrize("key", DRAWINGS)
def test_the_left_side_is_the_mirror_image(key):
    right, left = FILES[f"{key}-right.svg"], FILES[f"{key}-left.svg"]
    turned = ' transform="translate(360 0) scale(-1 1)"'
    assert turned not in right
    assert left.count(turned) == 1
    assert left.replace(turned, "").replace("Left side.", "Right side.") == right


@pytest.mark.parametrize("key", DRAWINGS)
def test_every_floor_is_at_the_same_height(key):
    drawing = DRAWINGS[key]
    for y in re.findall(r'M16 (\d+)H344" stroke="#cfd8df"', drawing.parts):
        assert int(y) == (246 if drawing.tall else 166)


@pytest.mark.parametrize("key", DRAWINGS)
def test_one_arrow_at_most(key):
    arrows = re.findall(r'stroke="#e0562b" stroke-width="5"/>', DRAWINGS[key].parts)
    assert len(arrows) <= 1


def test_words_for_a_picture_can_be_translated():
    key = "wall-lean-1"
    assert drawings.alt(key, "left") == f"{DRAWINGS[key].title} Left side."
    assert drawings.alt(key, "right", translate=str.upper).endswith("RIGHT SIDE.")


def test_an_unknown_side_is_refused():
    with pytest.raises(KeyError):
        drawings.svg("wall-lean-1", "both")


def test_a_limb_never_grows_to_reach():
    with pytest.raises(ValueError, match="out of reach"):
        figure(Pose(hip=0, shoulder=-80j, near_foot=160j, far_foot=130j))


@pytest.mark.parametrize("side", ["right", "left", "both"])
def test_the_target_stays_out_of_the_no_go_zone(side):
    discs = [e for e in elements(MAPS["RL"][side].svg()) if e.get("fill") == "#e0562b"]
    across = sorted(float(e.get("cx")) - 180 for e in discs)
    assert across == {"right": [-55.0], "left": [55.0], "both": [-55.0, 55.0]}[side]


def test_a_ball_is_told_by_its_name():
    assert BALLS["tennis"].key == "ball-tennis"
    assert BALLS["tennis"].title == "Tennis ball."


@pytest.mark.parametrize("side", SIDES)
def test_a_map_has_the_letters_of_the_readers_language(side):
    assert placement(side, "RL").key == f"map-{side}"
    assert placement(side, "DI").key == f"map-{side}-di"
    assert placement(side, "??").key == f"map-{side}", "nobody has drawn those letters yet"
    with translation.override("es"):
        assert map_of(side).key == f"map-{side}-di"
        assert f"map-{side}-di.svg" in placement_map(side)


def test_the_files_on_disk_are_up_to_date():
    call_command("draw", "--check")


def test_drawing_twice_writes_the_same_and_clears_what_is_old(tmp_path, monkeypatch):
    monkeypatch.setattr(draw, "FOLDER", tmp_path / "drawings")
    call_command("draw")
    (tmp_path / "drawings" / "old.svg").write_text("<svg/>")
    with pytest.raises(CommandError, match=r"1 drawings differ, first old\.svg"):
        call_command("draw", "--check")
    call_command("draw")
    call_command("draw", "--check")
    assert {path.name for path in (tmp_path / "drawings").iterdir()} == set(FILES)
