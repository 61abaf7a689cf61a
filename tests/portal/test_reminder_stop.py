"""Every mail says how to get no more: by a page, or by the mail program's own button."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from clinic.addresses import confirm_address
from clinic.models import TrailEntry
from patients.models import Reminder
from tests.mailbox import delivered
from tests.portal.test_reminders import TYPED

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def stop(client, elm) -> str:
    """The address in a mail, for whoever reads it."""
    confirm_address(elm.patient_user, "ana@example.org")
    client.force_login(elm.patient_user)
    client.post("/my/reminders/", TYPED)
    client.post("/my/reminders/test/")
    client.logout()
    (mail,) = delivered()
    return urlsplit(mail.extra_headers["List-Unsubscribe"].strip("<>")).path


def is_on() -> bool:
    return Reminder.objects.get().is_on


def test_looking_changes_nothing(client, stop):
    text = client.get(stop).content.decode()
    assert "Stop the mails?" in text
    assert "Ana" not in text
    assert is_on()


def test_it_can_be_read_in_another_language(client, stop):
    assert 'lang="es"' in client.get(stop).text
    assert client.post("/language/", {"language": "es", "next": stop}).url == stop
    assert "¿Detener los correos?" in client.get(stop).text
    assert is_on()


def test_the_button_stops_them(client, stop, elm):
    assert "No more mails will come" in client.post(stop).content.decode()
    assert not is_on()
    line = TrailEntry.objects.get(action="patients.reminder_stopped")
    assert (line.actor, line.patient_id) == (None, elm.patient.pk)
    assert client.post(stop).status_code == 200  # pressed twice


def test_a_page_of_others_cannot_press_it(stop):
    assert Client(enforce_csrf_checks=True).post(stop).status_code == 403
    assert is_on()


@pytest.mark.parametrize("kind", ["multipart", "urlencoded"])
def test_a_mail_programs_own_button_needs_no_page_of_ours(stop, kind):
    program = Client(enforce_csrf_checks=True)
    said = {"data": ONE_CLICK}
    if kind == "urlencoded":
        said = {
            "data": "List-Unsubscribe=One-Click",
            "content_type": "application/x-www-form-urlencoded",
        }
    for _twice in range(2):
        response = program.post(stop, **said)
        assert (response.status_code, response.content) == (200, b"Stopped.")
        assert not response.cookies
    assert not is_on()


@pytest.mark.parametrize("change", [lambda key: key[:-2] + "AA", lambda key: "x", str.upper])
def test_an_address_that_we_did_not_write_is_unknown(client, stop, change):
    key = stop.split("/")[2]
    wrong = f"/reminder/{change(key)}/"
    assert client.get(wrong).status_code == 404
    assert client.post(wrong).status_code == 404
    assert client.post(wrong, ONE_CLICK).status_code == 404
    assert is_on()


def test_after_a_new_start_old_addresses_stop_nothing(client, stop, elm):
    client.post(stop)
    client.force_login(elm.patient_user)
    client.post("/my/reminders/", TYPED)
    client.logout()
    assert client.post(stop).status_code == 200
    assert is_on()
