import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clinic.models import ClinicLogo, TrailEntry
from tests.clinic.test_logos import bomb, picture

URL = "/c/elm/settings/"
TYPED = {
    "name": "Elm Street Physio",
    "phone": "+1 555 0100",
    "address": "1 Elm Street",
    "emergency_number": "112",
    "time_zone": "Europe/Berlin",
    "paper": "letter",
    "idle_minutes": 20,
}


@pytest.fixture
def owner(client, elm):
    client.force_login(elm.owner)
    return client


def upload(content, name="logo.png", kind="image/png"):
    return SimpleUploadedFile(name, content, kind)


def test_it_saves_what_an_owner_typed(owner, elm):
    response = owner.post(URL, TYPED)
    assert response.url == URL
    elm.clinic.refresh_from_db()
    assert {name: getattr(elm.clinic, name) for name in TYPED} == TYPED


def test_a_logo_is_kept_shown_and_removed(owner, elm):
    owner.post(URL, TYPED | {"logo": upload(picture())})
    assert ClinicLogo.objects.get().clinic == elm.clinic
    assert "/c/elm/logo.png?" in owner.get(URL).text
    owner.post(URL, TYPED | {"remove_logo": "on"})
    assert not ClinicLogo.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", "", "This field is required."),
        ("name", "x" * 201, "at most 200 characters"),
        ("phone", "a\0b", "Null characters are not allowed."),
        ("phone", "", "This field is required."),
        ("emergency_number", "help!", "digits"),
        ("emergency_number", "9" * 5000, "at most 20 characters"),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("time_zone", "", "This field is required."),
        ("paper", "a3", "Select a valid choice"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field(owner, elm, field, typed, why):
    response = owner.post(URL, TYPED | {field: typed})
    assert response.status_code == 200
    assert why in " ".join(response.context["form"].errors[field])
    assert "1 Elm Street" in response.text
    elm.clinic.refresh_from_db()
    assert (elm.clinic.name, elm.clinic.address) == ("Elm", "")


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (upload(b"", "a.png"), "The file is empty."),
        (upload(b"hello", "logo.png"), "cannot be read"),
        (upload(picture("GIF"), "logo.png"), "cannot be read"),
        (upload(picture()[:100]), "damaged"),
        (upload(bomb(60_000, 60_000)), "20 million pixels"),
        (upload(b"\0" * (5 * 1024 * 1024 + 1)), "larger than 5 MB"),
    ],
)
def test_a_logo_that_cannot_be_used_is_told_beside_its_field(owner, elm, file, why):
    response = owner.post(URL, TYPED | {"logo": file})
    file.seek(0)
    assert why in response.context["form"].errors["logo"][0]
    assert not ClinicLogo.objects.exists()
    elm.clinic.refresh_from_db()
    assert elm.clinic.name == "Elm"


def test_a_new_logo_and_none_at_once_is_asked_back(owner, elm):
    owner.post(URL, TYPED | {"logo": upload(picture())})
    response = owner.post(URL, TYPED | {"logo": upload(picture()), "remove_logo": "on"})
    assert "Choose one" in response.context["form"].errors["remove_logo"][0]
    assert ClinicLogo.objects.exists()


def test_a_time_zone_that_is_not_offered_any_more_stays_chosen(owner, elm):
    type(elm.clinic).objects.filter(pk=elm.clinic.pk).update(time_zone="EST5EDT")
    assert '<option value="EST5EDT" selected>' in owner.get(URL).text


def test_only_an_owner_may(client, elm):
    for user in (elm.practitioner, elm.front_desk):
        client.force_login(user)
        assert client.post(URL, TYPED).status_code == 403
    assert not TrailEntry.objects.about(elm.clinic).exists()
