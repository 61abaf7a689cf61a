import csv
from io import StringIO

import pytest

from clinic import trail
from clinic.csv_export import FORMULA, harmless
from clinic.models import TrailEntry

URL = "/c/elm/trail/export/"


def told(world, action="patients.session_logged", **details):
    return trail.record(
        action,
        subject=world.log,
        clinic=world.clinic,
        by=world.practitioner,
        patient_id=world.patient.pk,
        **details,
    )


def exported(client, world, **narrow):
    client.force_login(world.owner)
    response = client.post(URL, narrow)
    assert response.status_code == 200
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:])))


def test_it_gives_the_clinics_own_lines(client, elm, oak):
    told(oak)
    told(elm, fields=["note"])
    heading, line = exported(client, elm)
    assert heading == ["When", "Who", "Account", "What", "Patient", "Record", "Details"]
    assert line[1:] == [
        str(elm.practitioner),
        str(elm.practitioner.pk),
        "Session logged",
        str(elm.patient.pk),
        f"patients.sessionlog {elm.log.pk}",
        '{"fields": ["note"]}',
    ]


def test_every_field_is_quoted_and_nothing_is_kept_in_caches(client, elm):
    told(elm)
    client.force_login(elm.owner)
    response = client.post(URL)
    for line in response.content.decode().removeprefix("\ufeff").strip().split("\r\n"):
        assert line.startswith('"')
        assert line.endswith('"')
    assert response["Content-Disposition"] == 'attachment; filename="hipwise-trail.csv"'
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_filter_narrows_it(client, elm):
    told(elm)
    told(elm, "patients.alert_raised")
    lines = exported(client, elm, kind="patients.alert_raised", patient=elm.patient.pk)
    assert [line[3] for line in lines] == ["What", "Alert raised"]


def test_the_export_is_in_the_trail(client, elm):
    told(elm)
    exported(client, elm, patient=elm.patient.pk)
    line = TrailEntry.objects.get(action="clinic.trail_exported")
    assert (line.actor, line.patient_id, line.details) == (elm.owner, elm.patient.pk, {"count": 1})


@pytest.mark.parametrize(
    "bad", [{"person": "x"}, {"first_day": "yesterday"}, {"patient": "9" * 30}]
)
def test_a_filter_that_cannot_be_read_exports_nothing(client, elm, bad):
    told(elm)
    client.force_login(elm.owner)
    response = client.post(URL, bad)
    assert response.status_code == 302
    assert not TrailEntry.objects.filter(action="clinic.trail_exported").exists()


def test_too_many_lines_are_refused_with_the_reason(client, elm, monkeypatch):
    monkeypatch.setattr("clinic.views.trail.LINES_AN_EXPORT", 1)
    told(elm)
    told(elm)
    client.force_login(elm.owner)
    response = client.post(URL, follow=True)
    assert "at most 1 lines" in response.text


def test_only_an_owner_may_and_only_by_post(client, elm):
    for user in (elm.practitioner, elm.front_desk):
        client.force_login(user)
        assert client.post(URL).status_code == 403
    client.force_login(elm.owner)
    assert client.get(URL).status_code == 405


@pytest.mark.parametrize("begins", FORMULA)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", " \u200b "])
def test_no_cell_is_taken_for_a_formula(begins, before):
    cell = f"{before}{begins}1+1"
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Ana", "7", "a=1", "", "  ", "{}"])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_nothing_is_an_empty_cell():
    assert harmless(None) == ""
