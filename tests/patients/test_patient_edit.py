import pytest

from patients.actions.patients import archive_patient, edit_patient
from patients.forms.patients import PatientForm
from tests import factories


@pytest.fixture
def url(elm):
    return f"/c/elm/patients/{elm.patient.pk}/edit/"


@pytest.fixture
def desk(client, elm):
    client.force_login(elm.front_desk)
    return client


def typed(patient, **changes):
    values = {name: getattr(patient, name) for name in PatientForm.Meta.fields}
    return values | {"birth_date": "1951-03-14", "version": patient.version} | changes


def test_it_shows_what_is_kept(desk, elm, url):
    response = desk.get(url)
    assert 'value="1951-03-14"' in response.text
    assert 'name="version" value="1"' in response.text


def test_it_saves_and_returns_to_the_chart(desk, elm, url):
    response = desk.post(url, typed(elm.patient, phone="555 0123"))
    assert response.url == f"/c/elm/patients/{elm.patient.pk}/"
    elm.patient.refresh_from_db()
    assert (elm.patient.phone, elm.patient.phone_digits) == ("555 0123", "5550123")


def test_a_stale_form_is_refused_with_both_shown_and_can_then_be_saved(desk, elm, url):
    edit_patient(patient=elm.patient, version=1, by=elm.owner, phone="222", note="Theirs")
    response = desk.post(url, typed(elm.patient, phone="111"))
    assert response.status_code == 409
    shown = {d.label: (d.mine, d.saved) for d in response.context["differences"]}
    assert shown == {"Phone": ("111", "222"), "Note": ("", "Theirs")}
    assert 'value="111"' in response.text
    assert 'name="version" value="2"' in response.text
    elm.patient.refresh_from_db()
    assert elm.patient.phone == "222"
    assert desk.post(url, typed(elm.patient, phone="111")).status_code == 302
    elm.patient.refresh_from_db()
    assert elm.patient.phone == "111"


def test_two_who_saved_the_same_have_nothing_to_compare(desk, elm, url):
    edit_patient(patient=elm.patient, version=1, by=elm.owner, phone="222")
    response = desk.post(url, typed(elm.patient, phone="222", version=1))
    assert response.status_code == 409
    assert "There is nothing left to do" in response.text


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 5000, "2147483648"])
def test_a_version_nobody_was_shown_saves_nothing(desk, elm, url, version):
    response = desk.post(url, typed(elm.patient, phone="111", version=version))
    assert response.status_code == 200
    elm.patient.refresh_from_db()
    assert (elm.patient.phone, elm.patient.version) == ("", 1)


def test_bad_input_is_told_and_kept(desk, elm, url):
    response = desk.post(url, typed(elm.patient, note="x" * 2001, phone="555 0199"))
    assert "at most 2000 characters" in response.context["form"].errors["note"][0]
    assert 'value="555 0199"' in response.text
    assert "x" * 2001 in response.text


def test_an_own_number_may_stay_its_own(desk, elm, url):
    edit_patient(patient=elm.patient, version=1, by=elm.owner, own_number="A-1")
    elm.patient.refresh_from_db()
    assert desk.post(url, typed(elm.patient, phone="1")).status_code == 302


def test_an_archived_record_is_not_changed(desk, elm):
    other = factories.make_patient(elm.clinic, given_names="Bo")
    archive_patient(patient=other, by=elm.practitioner)
    other.refresh_from_db()
    response = desk.post(f"/c/elm/patients/{other.pk}/edit/", typed(other, phone="1"))
    assert "Restore the record" in response.text
    other.refresh_from_db()
    assert other.phone == ""


@pytest.mark.parametrize("wrong", ["0", "999999999", "9" * 30])
def test_an_unknown_id_is_not_found(desk, wrong):
    assert desk.get(f"/c/elm/patients/{wrong}/edit/").status_code == 404
