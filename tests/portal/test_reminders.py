import pytest
from allauth.account.models import EmailAddress

from clinic.addresses import confirm_address
from patients.models import Reminder
from tests.mailbox import deliver_due

URL = "/my/reminders/"
TYPED = {"by_mail": "on", "hour": "8", "days": ["0", "2", "4"], "again_after": "4"}


@pytest.fixture
def ana(client, elm):
    confirm_address(elm.patient_user, "ana@example.org")
    client.force_login(elm.patient_user)
    return client


def test_hour_and_days_are_kept(ana, elm):
    assert "ana@example.org" in ana.get(URL).content.decode()
    assert ana.post(URL, TYPED).url == URL
    kept = Reminder.objects.get()
    assert (kept.patient, kept.hour, kept.days, kept.again_after) == (elm.patient, 8, "024", 4)
    assert kept.is_on
    text = ana.get(URL).content.decode()
    assert "Next mail:" in text
    ana.post(URL, TYPED | {"hour": "9"})
    assert Reminder.objects.get().hour == 9


def test_the_account_page_leads_there(ana):
    assert f'href="{URL}"' in ana.get("/my/account/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hour": "23"}, "hour"),
        ({"hour": "eight"}, "hour"),
        ({"days": []}, "days"),
        ({"days": ["7"]}, "days"),
        ({"again_after": "5"}, "again_after"),
        ({"hour": "20", "again_after": "3"}, "again_after"),
        ({"hour": "9" * 5000}, "hour"),
    ],
)
def test_bad_input_keeps_nothing(ana, changes, field):
    response = ana.post(URL, TYPED | changes)
    assert field in response.context["form"].errors
    assert not Reminder.objects.exists()


def test_whoever_has_no_address_is_told_and_keeps_times(client, elm):
    client.force_login(elm.patient_user)
    text = client.get(URL).content.decode()
    assert "No mail can come yet: we know no e-mail address of yours." in text
    assert 'href="/accounts/email/"' in text
    assert 'id="calendar"' in text
    assert "by_mail" not in text
    text = client.post(URL, TYPED, follow=True).content.decode()
    assert not Reminder.objects.get().is_on
    assert "Saved for your calendar. No mail comes without an address." in text


def test_no_next_mail_is_told_once_the_address_is_gone(ana, elm):
    ana.post(URL, TYPED)
    EmailAddress.objects.filter(user=elm.patient_user).delete()
    text = ana.get(URL).content.decode()
    assert "No mail can come yet" in text
    assert "Next mail:" not in text


def test_how_the_last_one_went_is_told(ana):
    ana.post(URL, TYPED)
    ana.post("/my/reminders/test/")
    assert "on its way" in ana.get(URL).content.decode()
    deliver_due()
    text = ana.get(URL).content.decode()
    assert "Last mail:" in text
    assert ", sent." in text
