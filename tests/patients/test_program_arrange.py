import pytest

from patients.actions.programs import save_draft
from patients.plans import PhasePlan
from tests import factories
from tests.patients.test_program_actions import plan
from tests.patients.test_program_edit import filled, program, saved, signed_in  # noqa: F401

NONSENSE = ["", "up", "up:9", "up:0:9", "remove:0:0:0", "remove", "preset:0:0", "preset:0:0:x"]
NONSENSE += ["add", "routines:0", "phases", "sides", "sides:up", "up:²:0", "\x00", "::::"]
NONSENSE += ["up:" + "9" * 5000]


@pytest.fixture
def stretch(elm):
    return factories.make_routine(elm.clinic, "stretch", hold=30, pressure_high=3, cap_pressure=3)


@pytest.fixture
def two_phases(elm, program, stretch):  # noqa: F811
    first, second = plan(elm.routine, stretch, pressure_high=3), plan(elm.routine, pressure_high=3)
    save_draft(
        version=program.draft,
        edit=1,
        review_on=program.draft.review_on,
        note="",
        phases=[PhasePlan(1, first[0].prescriptions), PhasePlan(2, second[0].prescriptions)],
        by=elm.practitioner,
    )
    return program


@pytest.fixture
def arrange(signed_in, two_phases):  # noqa: F811
    def press(button, **changes):
        before = saved(two_phases)
        sent = filled(two_phases, **changes) | {"arrange": button}
        response = signed_in.post(f"/c/elm/programs/{two_phases.pk}/arrange/", sent)
        assert response.status_code == 200
        assert saved(two_phases) == before
        return response.context["page"]

    return press


def names(page) -> list[list[str]]:
    return [[item.version.name for item in phase.items] for phase in page.form.phases]


def holds(page) -> list[list[str]]:
    return [[item.main["hold"].value() for item in phase.items] for phase in page.form.phases]


def test_what_is_typed_survives_every_button(arrange):
    buttons = ["up:0:1", "add:0", "phase", "preset:0:1:gentle", "sides:left", "nonsense"]
    for button in buttons:
        page = arrange(button, p1__i0__main__hold="soon", name="Nadia’s", note="Half typ")
        assert page.form.phases[1].items[0].main["hold"].value() == "soon"
        assert (page.form["name"].value(), page.form["note"].value()) == ("Nadia’s", "Half typ")
        assert page.carried == ("1", "2")


def test_routines_move(arrange):
    page = arrange("down:0:0")
    assert names(page) == [["Stretch", "Soft ball"], ["Soft ball"]]
    assert (page.arranged.focus, page.arranged.said) == ("p0-i1-down", "Moved.")


def test_phases_move(arrange):
    assert names(arrange("up:1")) == [["Soft ball"], ["Soft ball", "Stretch"]]


def test_a_routine_is_removed(arrange):
    assert names(arrange("remove:0:0")) == [["Stretch"], ["Soft ball"]]


def test_a_phase_is_removed(arrange):
    assert names(arrange("remove:0")) == [["Soft ball"]]


def test_a_routine_is_added_at_its_own_dose_and_the_side_of_the_others(arrange, stretch):
    page = arrange("add:1", p1__add=str(stretch.current.pk), p1__i0__sides="left")
    added = page.form.phases[1].items[1]
    assert (added.version, added.typed_sides) == (stretch.current, "left")
    assert added.main["hold"].value() == "30"
    assert page.busy_phase == 1


@pytest.mark.parametrize("chosen", ["", "999999", "9" * 5000, "\x00", "abc"])
def test_nothing_is_added_without_a_choice(arrange, chosen):
    page = arrange("add:1", p1__add=chosen)
    assert names(page) == [["Soft ball", "Stretch"], ["Soft ball"]]
    assert "Choose a routine" in page.arranged.said


def test_a_phase_is_added_like_the_last(arrange):
    page = arrange("phase", p1__i0__main__hold="50", p1__weeks="3")
    assert holds(page)[2] == ["50"]
    assert page.form.phases[2]["weeks"].value() == "3"


def test_presets_start_from_what_the_routine_suggests(arrange):
    gentle = arrange("preset:0:0:gentle").form.phases[0].items[0].main
    firmer = arrange("preset:0:0:firmer").form.phases[0].items[0].main
    usual = arrange("preset:0:0:usual").form.phases[0].items[0].main
    fields = ("hold", "pressure_low", "pressure_high")
    assert [[form[f].value() for f in fields] for form in (gentle, usual, firmer)] == [
        ["30", "1", "3"],
        ["45", "2", "4"],
        ["60", "3", "5"],
    ]


def test_a_dose_is_copied_to_the_routines_of_the_phase_as_far_as_they_go(arrange):
    page = arrange("routines:0:0", p0__i0__main__hold="80", p0__i0__main__pressure_high="5")
    other = page.form.phases[0].items[1].main
    assert (other["hold"].value(), other["pressure_high"].value()) == ("80", "3")
    assert "Lowered" in page.arranged.said
    assert holds(page)[1] == ["45"]


def test_a_dose_is_copied_to_the_same_routine_in_all_phases(arrange):
    page = arrange("phases:0:0", p0__i0__main__hold="80", p0__i0__sides="left")
    assert holds(page) == [["80", "45"], ["80"]]
    assert page.form.phases[1].items[0].typed_sides == "left"


def test_a_dose_that_is_no_number_is_copied_as_it_is(arrange):
    assert holds(arrange("routines:0:0", p0__i0__main__hold="?"))[0] == ["?", "?"]


def test_one_side_for_everything(arrange):
    page = arrange("sides:right")
    assert {item.typed_sides for phase in page.form.phases for item in phase.items} == {"right"}


@pytest.mark.parametrize("asked", NONSENSE)
def test_what_cannot_be_done_changes_nothing(arrange, asked):
    assert names(arrange(asked)) == [["Soft ball", "Stretch"], ["Soft ball"]]


def test_a_plan_has_an_end(arrange):
    page = arrange("phase", **{f"p{n}__weeks": "1" for n in range(2, 12)})
    assert len(page.form.phases) == 12
    assert "full" in page.arranged.said


def test_it_does_not_hide_that_somebody_was_quicker(elm, signed_in, two_phases):  # noqa: F811
    mine = filled(two_phases) | {"arrange": "up:0:1"}
    save_draft(
        version=two_phases.draft,
        edit=2,
        review_on=two_phases.draft.review_on,
        note="Theirs",
        phases=plan(elm.routine),
        by=elm.owner,
    )
    page = signed_in.post(f"/c/elm/programs/{two_phases.pk}/arrange/", mine).context["page"]
    assert page.carried == ("1", "2")


def test_it_requires_permission(client, elm, two_phases):
    client.force_login(elm.front_desk)
    url = f"/c/elm/programs/{two_phases.pk}/arrange/"
    assert client.post(url, filled(two_phases)).status_code == 403


def test_it_is_only_for_posting(signed_in, two_phases):  # noqa: F811
    assert signed_in.get(f"/c/elm/programs/{two_phases.pk}/arrange/").status_code == 405
