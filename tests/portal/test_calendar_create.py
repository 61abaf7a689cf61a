import re

from clinic.models import TrailEntry
from clinic.tokens import hash_of
from patients.models import Reminder

URL = "/my/reminders/calendar/"


def test_the_address_is_shown_once_and_kept_hashed(client, elm):
    client.force_login(elm.patient_user)
    text = client.post(URL).content.decode()
    token = re.search(r"/calendar/([\w-]{43})\.ics", text)[1]  # 256 bits
    kept = Reminder.objects.get()
    assert (kept.patient, kept.calendar_hash, kept.is_on) == (elm.patient, hash_of(token), False)
    assert f'href="webcal://127.0.0.1:8000/calendar/{token}.ics"' in text
    assert token not in client.get("/my/reminders/").content.decode()
    line = TrailEntry.objects.get(action="patients.calendar_made")
    assert (line.actor, line.patient_id, line.details) == (elm.patient_user, elm.patient.pk, {})


def test_a_new_one_makes_the_old_one_worthless(client, elm):
    client.force_login(elm.patient_user)
    first, second = (
        re.search(r"/calendar/\S+?\.ics", client.post(URL).content.decode())[0] for _twice in "ab"
    )
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_it_takes_a_button(client, elm):
    client.force_login(elm.patient_user)
    assert client.get(URL).status_code == 405
