import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from clinic.actions.first_owners import make_first_owner_key, open_clinic, usable_key
from clinic.forms.first_owners import FirstOwnerForm
from clinic.models import Clinic, FirstOwnerKey, TrailEntry, User
from clinic.tokens import hash_of

TYPED = {
    "clinic_name": "Birch Physiotherapy",
    "phone": "555 0100",
    "time_zone": "Europe/Berlin",
    "emergency_number": "112",
    "given_names": "Rosa",
    "family_name": "Lind",
    "email": "Rosa@Birch.example",
    "password": "blue kettle warm Sunday",
}
URL = "/first-owner/"


@pytest.fixture
def token(db) -> str:
    return make_first_owner_key()


@pytest.fixture
def at_the_page(client, token):
    client.get(f"{URL}{token}/")
    return client


def test_a_new_installation_has_no_account(db, library):
    assert not User.objects.exists()
    assert not Clinic.objects.exists()


def test_it_makes_the_clinic_and_its_owner(at_the_page):
    assert at_the_page.post(URL, TYPED).url == "/c/birch-physiotherapy/"
    clinic = Clinic.objects.get()
    assert (clinic.name, clinic.phone, clinic.time_zone, clinic.emergency_number) == (
        "Birch Physiotherapy",
        "555 0100",
        "Europe/Berlin",
        "112",
    )
    owner = User.objects.get()
    assert (str(owner), owner.email, owner.memberships.get().role) == (
        "Rosa Lind",
        "rosa@birch.example",
        "owner",
    )
    assert owner.check_password(TYPED["password"])
    assert not owner.is_staff
    assert at_the_page.session["_auth_user_id"] == str(owner.pk)
    assert TrailEntry.objects.get(action="clinic.clinic_opened").actor == owner


def test_it_works_once(at_the_page, client, token):
    at_the_page.post(URL, TYPED)
    client.logout()
    client.get(f"{URL}{token}/")
    assert client.get(URL).status_code == 404
    assert client.post(URL, TYPED | {"email": "eve@x.example"}).status_code == 404
    assert Clinic.objects.count() == 1


@pytest.mark.parametrize(("seconds", "status"), [(5, 200), (-1, 404)])
def test_its_hours_end_to_the_second(at_the_page, seconds, status):
    FirstOwnerKey.objects.update(expires_at=timezone.now() + timedelta(seconds=seconds))
    assert at_the_page.get(URL).status_code == status


def test_a_new_one_makes_the_one_before_worthless(at_the_page):
    make_first_owner_key()
    assert at_the_page.get(URL).status_code == 404
    assert FirstOwnerKey.objects.usable().count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"clinic_name": ""}, "clinic_name"),
        ({"clinic_name": "x" * 201}, "clinic_name"),
        ({"clinic_name": "a\0b"}, "clinic_name"),
        ({"phone": " "}, "phone"),
        ({"time_zone": ""}, "time_zone"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"emergency_number": "help"}, "emergency_number"),
        ({"given_names": ""}, "given_names"),
        ({"email": "rosa"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "rosa@birch.example"}, "password"),
    ],
)
def test_bad_input_makes_nothing(at_the_page, changes, field):
    response = at_the_page.post(URL, TYPED | changes)
    assert field in response.context["form"].errors
    assert not Clinic.objects.exists()
    assert not User.objects.exists()
    assert FirstOwnerKey.objects.usable().exists()


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Elm", "elm-2"), ("ЛФК", "clinic"), ("x" * 200, "x" * 40), ("Dr. Ö & Co", "dr-o-co")],
)
def test_every_name_makes_an_address(at_the_page, name, slug):
    Clinic.objects.create(name="Elm", slug="elm", phone="1")
    assert at_the_page.post(URL, TYPED | {"clinic_name": name}).url == f"/c/{slug}/"


def test_who_has_an_account_takes_another_address(at_the_page, elm):
    response = at_the_page.post(URL, TYPED | {"email": elm.owner.email.upper()})
    assert "email" in response.context["form"].errors


def test_the_command_prints_the_address(db):
    out = StringIO()
    call_command("first_owner", stdout=out)
    address = out.getvalue().split()[-1]
    assert address.startswith("http://127.0.0.1:8000/first-owner/")
    assert usable_key([hash_of(address.split("/")[-2])])
    lasts = FirstOwnerKey.objects.get().expires_at - timezone.now()
    assert timedelta(hours=23, minutes=59) < lasts <= timedelta(hours=24)


def test_where_there_are_clinics_it_says_who_invites(elm):
    with pytest.raises(CommandError, match="their owners invite"):
        call_command("first_owner")
    assert not FirstOwnerKey.objects.exists()
    call_command("first_owner", "--another", stdout=StringIO())
    assert FirstOwnerKey.objects.usable().count() == 1


@pytest.mark.usefixtures("committing")
def test_two_at_once_open_one_clinic(db):
    key = usable_key([hash_of(make_first_owner_key())])
    together, answers = threading.Barrier(2), []

    def begin(number):
        form = FirstOwnerForm(TYPED | {"email": f"rosa{number}@birch.example"})
        assert form.is_valid()
        try:
            together.wait(timeout=10)
            open_clinic(key=key, **form.typed)
            answers.append("opened")
        except Exception as error:  # noqa: BLE001 -- how the second hears of it is told below
            answers.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["InvitationUsed", "opened"]
    assert Clinic.objects.count() == User.objects.count() == 1
