"""Making a routine the clinic's own."""

from clinic.models import TrailEntry
from routines.actions.routines import copy_routine
from routines.models import Routine


def test_a_copy_belongs_to_the_clinic_and_says_the_same(client, elm, library):
    source = Routine.objects.get(slug="wall-lean")
    client.force_login(elm.practitioner)
    response = client.post(f"/c/elm/routines/{source.pk}/copy/")
    copy = Routine.objects.owned_by(elm.clinic).get(slug="wall-lean-with-ball-our-version")
    assert (response.status_code, response.url) == (302, f"/c/elm/routines/{copy.pk}/edit/")
    assert copy.copied_from == source.now
    assert copy.now.content.differences(source.now.content) == ["name"]
    assert copy.now.name == "Wall lean with ball, our version"
    line = TrailEntry.objects.get(action="routines.routine_copied")
    assert (line.subject_id, line.details) == (str(copy.pk), {"copied_from": source.pk})


def test_short_names_of_other_clinics_are_free(elm, oak, library):
    source = Routine.objects.get(slug="wall-lean")
    copies = [copy_routine(routine=source, clinic=w.clinic, by=w.owner) for w in (oak, elm, elm)]
    stem = "wall-lean-with-ball-our-version"
    assert [one.slug for one in copies] == [stem, stem, f"{stem}-2"]


def test_it_rejects_get(client, elm):
    client.force_login(elm.practitioner)
    assert client.get(f"/c/elm/routines/{elm.routine.pk}/copy/").status_code == 405


def test_another_clinics_routine_cannot_be_copied(client, elm, oak):
    client.force_login(elm.owner)
    assert client.post(f"/c/elm/routines/{oak.routine.pk}/copy/").status_code == 404
    assert Routine.objects.owned_by(elm.clinic).count() == 1


def test_it_requires_the_permission_to_edit(client, elm):
    client.force_login(elm.front_desk)
    assert client.post(f"/c/elm/routines/{elm.routine.pk}/copy/").status_code == 403
