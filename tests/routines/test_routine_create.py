"""Writing an own routine from scratch."""

from clinic.models import TrailEntry
from routines.content import EMPTY, StepContent
from routines.models import Routine
from tests import factories
from tests.routines.writing import as_posted

URL = "/c/elm/routines/new/"
STEPS = (StepContent("Lie down.", "rest-on-back"), StepContent("Breathe.", "breathe-sitting"))
CONTENT = factories.changed(EMPTY, name="Évening routine", steps=STEPS)


def test_it_begins_with_three_empty_steps(client, elm):
    client.force_login(elm.practitioner)
    response = client.get(URL)
    assert len(response.context["editor"].steps) == 3
    assert b"Save the routine" in response.content


def test_it_saves_an_own_routine(client, elm):
    client.force_login(elm.practitioner)
    response = client.post(URL, as_posted(CONTENT, version=0))
    routine = Routine.objects.owned_by(elm.clinic).get(slug="evening-routine")
    assert (response.status_code, response.url) == (302, f"/c/elm/routines/{routine.pk}/")
    assert routine.now.content == CONTENT
    assert (routine.now.number, routine.now.made_by) == (1, elm.practitioner)
    line = TrailEntry.objects.get(action="routines.routine_created")
    assert (line.actor, line.subject_id, line.details) == (elm.practitioner, str(routine.pk), {})


def test_rows_left_empty_do_not_count(client, elm):
    client.force_login(elm.practitioner)
    data = as_posted(CONTENT, version=0)
    data["step_text"] += ["", "  "]
    data["step_drawing"] += ["", ""]
    client.post(URL, data)
    assert Routine.objects.get(slug="evening-routine").now.content == CONTENT


def test_a_second_one_of_the_same_name_gets_its_own_short_name(client, elm):
    client.force_login(elm.practitioner)
    for _time in range(3):
        client.post(URL, as_posted(CONTENT, version=0))
    slugs = Routine.objects.filter(slug__startswith="evening").values_list("slug", flat=True)
    assert sorted(slugs) == ["evening-routine", "evening-routine-2", "evening-routine-3"]


def test_nothing_filled_in_is_told_field_by_field(client, elm):
    client.force_login(elm.practitioner)
    response = client.post(URL, {"version": "0"})
    assert response.status_code == 200
    wrong = {field for field, _label, _error in response.context["editor"].errors}
    assert {"id_name", "id_hold", "id_pressure_low", "id_position"} <= wrong
    assert Routine.objects.owned_by(elm.clinic).count() == 1


def test_a_routine_without_steps_is_refused(client, elm):
    client.force_login(elm.practitioner)
    response = client.post(URL, as_posted(CONTENT, version=0, step_text=[], step_drawing=[]))
    assert b"A routine needs at least one step." in response.content
    assert Routine.objects.owned_by(elm.clinic).count() == 1


def test_steps_that_are_hard_to_read_are_saved_with_a_warning(client, elm):
    client.force_login(elm.practitioner)
    hard = "Position the anterior superior iliac spine adjacent to the apparatus immediately."
    data = as_posted(CONTENT, version=0, step_text=[hard], step_drawing=["rest-on-back"])
    response = client.post(URL, data, follow=True)
    assert b"The steps are hard to read" in response.content
    easy = client.post(URL, as_posted(CONTENT, version=0), follow=True)
    assert b"hard to read" not in easy.content
    assert Routine.objects.filter(slug__startswith="evening-routine").count() == 2


def test_it_requires_the_permission_to_edit(client, elm):
    client.force_login(elm.front_desk)
    assert client.get(URL).status_code == 403
    assert client.post(URL, as_posted(CONTENT, version=0)).status_code == 403
