from clinic.addresses import confirm_address
from patients.models import Reminder
from tests.portal.test_reminders import TYPED

URL = "/my/reminders/off/"


def test_no_more_come(client, elm):
    confirm_address(elm.patient_user, "ana@example.org")
    client.force_login(elm.patient_user)
    client.post("/my/reminders/", TYPED)
    assert "No more mails will come" in client.post(URL, follow=True).content.decode()
    kept = Reminder.objects.get()
    assert (kept.is_on, kept.next_at, kept.hour) == (False, None, 8)
    assert client.post(URL).status_code == 302
    assert client.get(URL).status_code == 405


def test_who_has_none_stops_none(client, elm):
    client.force_login(elm.patient_user)
    assert client.post(URL).status_code == 302
    assert not Reminder.objects.exists()
