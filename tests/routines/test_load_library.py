"""The built-in library: what is in it, and how it gets into the database."""

import json
from io import StringIO
from shutil import copytree

import pytest
from django.core.management import CommandError, call_command

from routines.actions.library import load_library
from routines.balls import Ball
from routines.drawings import DRAWINGS
from routines.library import LIBRARY, LibraryDataError, read_routines, read_templates
from routines.limits import Caps, Limits, problems_of
from routines.models import ProgramTemplate, Routine, RoutineVersion
from routines.readability import HARDEST, grade, sentences, words

# Words of the trade that no patient has to know: clinical.md 7.
BANNED = {
    "iliopsoas",
    "psoas",
    "ischaemic",
    "ischemic",
    "asis",
    "prone",
    "supine",
    "myofascial",
    "contraindicated",
    "anterior",
    "posterior",
    "bilateral",
    "unilateral",
    "medial",
    "lateral",
    "flexor",
    "extension",
}

# clinical.md 8, typed in by hand: hold, holds, rest, low, high, times a day, days a week,
# cap of hold, cap of pressure, steps, phases as (weeks, hold, low, high).
CLINICAL = {
    "hands-first-check": (30, 2, 10, 1, 3, 1, 5, 60, 3, 7, "1:30@1-2 2:30@1-3"),
    "back-soft-ball": (60, 2, 15, 2, 4, 1, 5, 90, 5, 6, "1-2:45@2-3 3-4:60@2-4"),
    "wall-lean": (45, 2, 15, 2, 4, 1, 5, 90, 5, 6, "1-2:30@2-3 3-4:45@2-4 5-6:60@3-5"),
    "face-down-soft-ball": (60, 2, 30, 3, 5, 1, 4, 90, 5, 7, "3:45@2-4 4:60@3-5 5-6:90@3-5"),
    "face-down-tennis-ball": (45, 2, 30, 3, 5, 1, 3, 90, 6, 7, "5:30@3-4 6:45@3-5 7-8:60@3-5"),
    "face-down-knee-bends": (30, 2, 30, 4, 6, 1, 3, 60, 6, 6, "7:30@3-5 8:30@4-6"),
    "half-kneel-stretch": (30, 3, 10, 2, 4, 1, 5, 60, 5, 7, "1-2:30@2-3 3-8:45@2-4"),
}
# Minutes a session and seconds of load a side that clinical.md 8 writes beside the doses.
MINUTES = {
    "hands-first-check": (2.5, 60),
    "back-soft-ball": (4.8, 120),
    "wall-lean": (3.8, 90),
    "face-down-soft-ball": (5.5, 120),
    "face-down-tennis-ball": (4.5, 90),
    "face-down-knee-bends": (3.5, 60),
    "half-kneel-stretch": (3.8, 90),
}
ATTRIBUTES = {
    "hands-first-check": {"belly", "floor"},
    "back-soft-ball": {"belly", "floor"},
    "wall-lean": {"belly"},
    "face-down-soft-ball": {"belly", "prone", "floor"},
    "face-down-tennis-ball": {"belly", "prone", "floor", "firm"},
    "face-down-knee-bends": {"belly", "prone", "floor", "hipext", "firm"},
    "half-kneel-stretch": {"kneel", "hipext"},
}
# The plan of clinical.md 8, a week a line: routine, hold, low, high, days.
EIGHT_WEEKS = [
    [("hands-first-check", 30, 1, 2, 5), ("back-soft-ball", 45, 2, 3, 5), ("S", 30, 2, 3, 5)],
    [("hands-first-check", 30, 1, 3, 5), ("back-soft-ball", 45, 2, 3, 5), ("S", 30, 2, 3, 5)],
    [("face-down-soft-ball", 45, 2, 4, 4), ("S", 45, 2, 4, 5)],
    [("face-down-soft-ball", 60, 3, 5, 4), ("S", 45, 2, 4, 5)],
    [("face-down-tennis-ball", 30, 3, 4, 3), ("S", 45, 2, 4, 5)],
    [("face-down-tennis-ball", 45, 3, 5, 3), ("S", 45, 2, 4, 5)],
    [("face-down-tennis-ball", 60, 3, 5, 3), ("S", 45, 2, 4, 3)],
    [("face-down-tennis-ball", 60, 3, 5, 2), ("S", 45, 2, 4, 2)],
]


def weeks(phase) -> str:
    if phase.first_week == phase.last_week:
        return str(phase.first_week)
    return f"{phase.first_week}-{phase.last_week}"


def test_the_data_says_what_the_clinical_text_says():
    told = {}
    for routine in read_routines():
        content, dose = routine.content, routine.content.dose
        phases = " ".join(
            f"{weeks(p)}:{p.hold}@{p.pressure_low}-{p.pressure_high}" for p in content.phases
        )
        told[routine.slug] = (
            *(dose.hold, dose.holds, dose.rest, dose.pressure_low, dose.pressure_high),
            *(dose.times_a_day, dose.days_a_week, content.cap_hold, content.cap_pressure),
            *(len([s for s in content.steps if not s.both_sides_only]), phases),
        )
    assert told == CLINICAL


def test_the_time_of_a_session_is_what_the_clinical_text_says():
    for routine in read_routines():
        minutes, loaded = MINUTES[routine.slug]
        assert routine.content.dose.session_seconds / 60 == pytest.approx(minutes, abs=0.06)
        assert routine.content.dose.loaded_seconds_a_side == loaded


def test_attributes_are_those_that_the_screening_must_bite_on():
    assert {r.slug: set(r.content.attributes) for r in read_routines()} == ATTRIBUTES


@pytest.mark.parametrize("data", read_routines(), ids=lambda data: data.slug)
def test_what_a_patient_reads_is_easy(data):
    content = data.content
    texts = [content.name, content.summary, content.ball_note, *(s.text for s in content.steps)]
    text = "\n".join(texts)
    assert grade(text) <= HARDEST
    assert not BANNED & {word.casefold() for word in words(text)}
    longest = max(len(words(sentence)) for sentence in sentences(text))
    assert longest <= 25


def test_what_plans_are_called_is_easy():
    plans = read_templates(read_routines())
    assert grade("\n".join(f"{plan.name}\n{plan.summary}" for plan in plans)) <= HARDEST


def test_only_the_knee_bends_wait_for_a_practitioner():
    locked = [r.slug for r in read_routines() if r.content.needs_unlock]
    assert locked == ["face-down-knee-bends"]


def test_each_step_has_the_drawing_made_for_it():
    for routine in read_routines():
        drawings = [step.drawing for step in routine.content.steps]
        assert len(set(drawings)) == len(drawings)
        own = [key for key in DRAWINGS if key.rstrip("12345678") == f"{routine.slug}-"]
        assert [drawing for drawing in drawings if drawing in own] == own


def test_whoever_works_one_side_is_never_told_to_switch():
    for routine in read_routines():
        always = [s.text for s in routine.content.steps if not s.both_sides_only]
        assert not [text for text in always if "switch" in text or "the other side" in text]
        assert [s for s in routine.content.steps if s.both_sides_only]


def test_every_suggested_dose_is_within_every_limit():
    for routine in read_routines():
        content = routine.content
        for week in range(1, 13):
            problems = problems_of(
                content.dose_in_week(week),
                ball=content.ball,
                prone=False,
                limits=Limits(),
                routine=Caps(hold=content.cap_hold, pressure=content.cap_pressure),
                screening=Caps(),
                reason="a reason of some length",
            )
            assert problems == [], routine.slug


def test_the_eight_week_plan_is_the_one_of_the_clinical_text():
    plan = next(t for t in read_templates(read_routines()) if t.slug == "eight-weeks")
    assert plan.review_after_weeks == 2
    assert [phase.weeks for phase in plan.phases] == [1] * 8
    told = [
        [
            (
                item.routine.replace("half-kneel-stretch", "S"),
                *(item.dose.hold, item.dose.pressure_low, item.dose.pressure_high),
                item.dose.days_a_week,
            )
            for item in phase.items
        ]
        for phase in plan.phases
    ]
    assert told == EIGHT_WEEKS


def test_two_shorter_plans_stay_off_the_belly_and_off_the_floor():
    routines = read_routines()
    attributes = {one.slug: one.content.attributes for one in routines}
    plans = {t.slug: t for t in read_templates(routines)}
    for slug, without in [("gentle-start", "prone"), ("no-floor", "floor")]:
        assert sum(phase.weeks for phase in plans[slug].phases) == 4
        used = {item.routine for phase in plans[slug].phases for item in phase.items}
        assert "half-kneel-stretch" in used
        assert not any(without in attributes[one] for one in used)


def test_loading_makes_seven_routines_and_three_templates(db):
    out = StringIO()
    call_command("load_library", stdout=out)
    assert out.getvalue() == "Library: 7 routine versions made, 3 templates made.\n"
    assert list(Routine.objects.values_list("slug", flat=True)) == list(CLINICAL)
    routine = Routine.objects.with_current().get(slug="back-soft-ball")
    assert (routine.clinic, routine.current.number, routine.current.ball) == (None, 1, Ball.SOFT)
    assert [step.position for step in routine.current.steps.all()] == [1, 2, 3, 4, 5, 6, 7]
    assert routine.current.content == read_routines()[1].content
    template = ProgramTemplate.objects.with_items().get(slug="eight-weeks")
    assert (template.clinic, template.weeks) == (None, 8)


def test_loading_twice_changes_nothing(db):
    load_library()
    before = list(RoutineVersion.objects.values()), list(ProgramTemplate.objects.values())
    out = StringIO()
    call_command("load_library", stdout=out)
    assert out.getvalue() == "Library: 7 routines unchanged, 3 templates unchanged.\n"
    after = list(RoutineVersion.objects.values()), list(ProgramTemplate.objects.values())
    assert after == before


@pytest.fixture
def edit(tmp_path):
    """A copy of the library; call it to change one of its routines (or templates)."""
    folder = copytree(LIBRARY, tmp_path / "library")

    def change(slug: str, file: str = "routines.json", /, **changes):
        rows = json.loads((folder / file).read_text())
        for row in rows:
            if row["slug"] == slug:
                row.update(changes)
        (folder / file).write_text(json.dumps(rows))
        return folder

    return change


def test_a_changed_file_makes_the_next_version_and_leaves_the_old(db, edit):
    load_library()
    old = RoutineVersion.objects.get(routine__slug="wall-lean")
    said = old.content
    done = load_library(folder=edit("wall-lean", name="Lean on the wall", version=2))
    assert done == {
        "routine versions made": 1,
        "routines unchanged": 6,
        "routines archived": 0,
        "templates unchanged": 3,
    }
    routine = Routine.objects.with_current().get(slug="wall-lean")
    assert (routine.current.number, routine.current.name) == (2, "Lean on the wall")
    assert routine.versions.get(number=1).content == said


def test_a_changed_step_is_enough_for_a_next_version(db, edit):
    load_library()
    steps = [{"text": "Stand.", "drawing": "wall-lean-1"}]
    load_library(folder=edit("wall-lean", steps=steps))
    assert Routine.objects.get(slug="wall-lean").current.number == 2


def test_a_changed_template_is_written_anew(db, edit):
    load_library()
    folder = edit(
        "no-floor",
        "templates.json",
        phases=[{"weeks": 3, "items": [{"routine": "wall-lean", "week": 5}]}],
    )
    load_library(folder=folder)
    template = ProgramTemplate.objects.with_items().get(slug="no-floor")
    assert template.weeks == 3
    (item,) = template.phases.get().items.all()
    assert (item.dose.hold, item.dose.pressure_low, item.dose.pressure_high) == (60, 3, 5)


def test_a_routine_that_left_the_files_is_archived_and_may_come_back(db, edit):
    load_library()
    folder = edit("wall-lean", slug="wall-lean-2")
    rows = json.loads((folder / "templates.json").read_text())
    rows = [row for row in rows if row["slug"] != "no-floor"]
    (folder / "templates.json").write_text(json.dumps(rows))
    load_library(folder=folder)
    assert Routine.objects.get(slug="wall-lean").archived_at is not None
    assert not ProgramTemplate.objects.filter(slug="no-floor").exists()
    load_library()
    assert Routine.objects.get(slug="wall-lean").archived_at is None
    assert Routine.objects.get(slug="wall-lean-2").archived_at is not None


def test_a_clinics_own_routines_are_left_alone(elm):
    load_library()
    elm.routine.refresh_from_db()
    assert elm.routine.archived_at is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"ball": "cannon"}, "wall-lean, ball: is 'cannon', and should be one of none, hands"),
        ({"attributes": ["belly", "ears"]}, "wall-lean, attributes: is 'ears'"),
        ({"dose": {"hold": 45}}, "wall-lean, dose.side: is missing"),
        ({"needs_unlock": 1}, "wall-lean, needs_unlock: is 1"),
        ({"version": True}, "wall-lean, version: is True"),
        ({"colour": "red"}, "wall-lean, colour: is not a field we know"),
        ({"caps": {"hold": 9999, "pressure": 5}}, "wall-lean"),
        ({"name": "x" * 121}, "wall-lean, name: Ensure this value has at most 120"),
        (
            {"steps": [{"text": "Stand.", "drawing": "nowhere-1"}]},
            "wall-lean, steps 1, drawing: 'nowhere-1' is not a drawing",
        ),
        ({"phases": [{"first_week": 1}]}, "wall-lean, phases 1, last_week: is missing"),
        ({"slug": "back-soft-ball"}, "back-soft-ball, slug: is there more than once"),
    ],
)
def test_a_mistake_is_told_by_file_routine_and_field(db, edit, changes, told):
    folder = edit("wall-lean", **changes)
    with pytest.raises(LibraryDataError) as error:
        load_library(folder=folder)
    assert str(error.value).startswith(f"routines.json, {told}")
    assert not Routine.objects.exists()


def test_a_mistake_in_a_template_is_told_too(db, edit):
    phases = [{"weeks": 1, "items": [{"routine": "headstand", "week": 1}]}]
    with pytest.raises(LibraryDataError) as error:
        load_library(folder=edit("no-floor", "templates.json", phases=phases))
    told = "templates.json, no-floor, phases 1, items 1, routine: 'headstand' is not in"
    assert str(error.value).startswith(told)
    assert not Routine.objects.exists()


def test_the_command_says_it_in_one_line(db, edit):
    folder = edit("wall-lean", ball="cannon")
    with pytest.raises(CommandError, match=r"^The library was not loaded: routines\.json, wall-l"):
        call_command("load_library", folder=folder)
