from datetime import date, timedelta

import pytest

from patients.actions.patients import archive_patient
from patients.models import Patient
from tests import factories

URL = "/c/elm/patients/new/"
TYPED = {
    "given_names": "Bo",
    "family_name": "Lindqvist-Åberg",
    "birth_date": "14.03.1951",
    "sex": "male",
    "phone": "+46 8 123 45",
    "email": "bo@example.org",
    "language": "en",
    "delivery": "online",
    "own_number": "B-1",
    "sore_side": "left",
    "note": "Prefers mornings.",
    "guardian_name": "",
    "guardian_phone": "",
    "add_anyway": "",
}


@pytest.fixture
def desk(client, elm):
    client.force_login(elm.front_desk)
    return client


def added():
    return Patient.objects.exclude(given_names="Ana")


def test_it_adds_a_patient_and_opens_the_chart(desk, elm):
    response = desk.post(URL, TYPED)
    patient = added().get()
    assert response.url == f"/c/elm/patients/{patient.pk}/"
    assert (patient.clinic, patient.birth_date) == (elm.clinic, date(1951, 3, 14))
    kept = {
        name: getattr(patient, name) for name in TYPED if name not in ("birth_date", "add_anyway")
    }
    assert kept == {name: TYPED[name] for name in kept}


def test_names_and_birth_date_are_enough(desk):
    few = {name: TYPED[name] for name in ("given_names", "family_name", "birth_date")}
    defaults = {"sex": "unknown", "language": "en", "delivery": "paper"}
    assert desk.post(URL, few | defaults).status_code == 302


@pytest.mark.parametrize("typed", ["1951-03-14", "3/14/1951", "14 Mar 1951"])
def test_a_birth_date_is_read_in_several_spellings(desk, typed):
    desk.post(URL, TYPED | {"birth_date": typed})
    assert added().get().birth_date == date(1951, 3, 14)


TOMORROW = (date.today() + timedelta(days=2)).isoformat()


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("given_names", "", "This field is required."),
        ("given_names", "x" * 121, "at most 120 characters"),
        ("family_name", "a\0b", "Null characters are not allowed."),
        ("birth_date", "", "This field is required."),
        ("birth_date", "31.02.1951", "cannot be read"),
        ("birth_date", "14/03/1951", "month first"),
        ("birth_date", "9" * 5000, "cannot be read"),
        ("birth_date", "1899-12-31", "before 1900"),
        pytest.param("birth_date", TOMORROW, "in the future", id="tomorrow"),
        ("sex", "\0", "Select a valid choice"),
        ("sex", "dragon", "Select a valid choice"),
        ("email", "bo@", "Enter a valid email address."),
        ("email", "b" * 250 + "@example.org", "at most 254 characters"),
        ("phone", "1" * 41, "at most 40 characters"),
        ("note", "x" * 2001, "at most 2000 characters (it has 2001)"),
        ("note", "a\0b", "Null characters are not allowed."),
        ("sore_side", "middle", "Select a valid choice"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field(desk, field, typed, why):
    response = desk.post(URL, TYPED | {field: typed})
    assert response.status_code == 200
    assert why in " ".join(response.context["form"].errors[field])
    assert list(response.context["form"].errors) == [field]
    assert "Lindqvist-Åberg" in response.text or field == "family_name"
    assert "Prefers mornings." in response.text or field == "note"
    assert not added().exists()


def test_somebody_under_18_needs_a_guardian(desk, elm):
    young = TYPED | {"birth_date": (elm.clinic.today() - timedelta(days=3650)).isoformat()}
    response = desk.post(URL, young)
    assert "under 18" in response.context["form"].errors["guardian_name"][0]
    assert desk.post(URL, young | {"guardian_name": "Eva"}).status_code == 302


def test_a_number_another_patient_has_is_refused(desk, elm):
    desk.post(URL, TYPED)
    response = desk.post(URL, TYPED | {"given_names": "Ulf"})
    assert "already has this number" in response.context["form"].errors["own_number"][0]


@pytest.mark.parametrize("names", [("Ana", "Munoz of elm"), ("MUÑOZ OF", "Elm Ana")])
def test_somebody_already_here_is_asked_back_and_can_be_added_anyway(desk, elm, names):
    twin = TYPED | {"given_names": names[0], "family_name": names[1]}
    response = desk.post(URL, twin)
    assert response.context["form"].namesakes == [elm.patient]
    assert f'href="/c/elm/patients/{elm.patient.pk}/"' in response.text
    assert "add anyway" in response.text
    assert "Prefers mornings." in response.text
    assert Patient.objects.for_clinic(elm.clinic).count() == 1
    assert desk.post(URL, twin | {"add_anyway": "on"}).status_code == 302
    assert Patient.objects.for_clinic(elm.clinic).count() == 2


def test_another_clinics_namesake_is_nobodys_business(desk, elm, oak):
    twin = {"given_names": oak.patient.given_names, "family_name": oak.patient.family_name}
    assert desk.post(URL, TYPED | twin).status_code == 302


def test_an_archived_namesake_is_found_too(desk, elm):
    gone = factories.make_patient(elm.clinic, given_names="Bo", family_name="Lindqvist-Åberg")
    archive_patient(patient=gone, by=elm.practitioner)
    response = desk.post(URL, TYPED)
    assert "(archived)" in response.text


def test_only_its_own_fields_are_stored(desk, elm, oak):
    smuggled = {
        "clinic": oak.clinic.pk,
        "user": elm.patient_user.pk,
        "code": "AAAAAAAAAA",
        "version": "9",
        "archived_by": elm.owner.pk,
        "search_name": "nobody",
    }
    desk.post(URL, TYPED | smuggled)
    patient = added().get()
    assert (patient.clinic, patient.user, patient.version, patient.archived_by) == (
        elm.clinic,
        None,
        1,
        None,
    )
    assert (patient.search_name, patient.code == "AAAAAAAAAA") == ("bo lindqvist-aberg", False)


def test_markup_in_a_name_is_shown_as_typed(desk):
    response = desk.post(URL, TYPED | {"given_names": "<b>Bo</b>"}, follow=True)
    assert "&lt;b&gt;Bo&lt;/b&gt;" in response.text
    assert "<b>Bo</b>" not in response.text


def test_whom_another_clinic_knows_is_new_here(desk, oak):
    same = {name: TYPED[name] for name in ("given_names", "family_name", "own_number")}
    factories.make_patient(oak.clinic, birth_date=date(1951, 3, 14), **same)
    assert desk.post(URL, TYPED).status_code == 302
