import re

from clinic.models import TrailEntry

URL = "/my/reminders/calendar/off/"


def test_the_address_leads_nowhere_any_more(client, elm):
    client.force_login(elm.patient_user)
    made = client.post("/my/reminders/calendar/").content.decode()
    address = re.search(r"/calendar/\S+?\.ics", made)[0]
    assert client.get(address).status_code == 200
    assert "no longer works" in client.post(URL, follow=True).content.decode()
    assert client.get(address).status_code == 404
    client.post(URL)
    assert TrailEntry.objects.filter(action="patients.calendar_revoked").count() == 1


def test_it_takes_a_button(client, elm):
    client.force_login(elm.patient_user)
    assert client.get(URL).status_code == 405
