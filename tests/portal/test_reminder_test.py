import pytest

from clinic.addresses import confirm_address
from tests.mailbox import delivered
from tests.portal.test_reminders import TYPED

URL = "/my/reminders/test/"


@pytest.fixture
def ana(client, elm):
    confirm_address(elm.patient_user, "ana@example.org")
    client.force_login(elm.patient_user)
    return client


def test_a_mail_comes_at_once(ana):
    ana.post("/my/reminders/", TYPED)
    assert "Look in your mailbox" in ana.post(URL, follow=True).content.decode()
    assert [mail.to for mail in delivered()] == [["ana@example.org"]]
    assert "Wait a minute" in ana.post(URL, follow=True).content.decode()
    assert len(delivered()) == 1


def test_it_needs_times_first(ana):
    assert "Save your times first" in ana.post(URL, follow=True).content.decode()
    assert delivered() == []


def test_it_takes_a_button(ana):
    assert ana.get(URL).status_code == 405
