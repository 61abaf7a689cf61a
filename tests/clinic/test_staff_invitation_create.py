import re
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.models import StaffInvitation, TrailEntry
from clinic.tokens import hash_of
from tests.mailbox import deliver_due, delivered

URL = "/c/elm/staff/invite/"
TYPED = {"email": "Rosa@Elm.example", "role": "practitioner"}


@pytest.fixture
def owner(client, elm):
    client.force_login(elm.owner)
    return client


def newest() -> StaffInvitation:
    return StaffInvitation.objects.latest("pk")


def token_in(message) -> str:
    return re.search(r"/join/(\S+)/", message.body)[1]


def test_it_sends_an_address_and_keeps_only_its_hash(owner, elm):
    assert owner.post(URL, TYPED).url == "/c/elm/staff/"
    (message,) = delivered()
    assert message.to == ["rosa@elm.example"]
    token = token_in(message)
    assert len(token) == 43  # 256 bits
    invitation = newest()
    assert invitation.token_hash == hash_of(token)
    assert token not in str(StaffInvitation.objects.filter(pk=invitation.pk).values().get())
    assert (invitation.clinic, invitation.role, invitation.made_by) == (
        elm.clinic,
        "practitioner",
        elm.owner,
    )


@pytest.mark.parametrize(
    ("language", "words"), [("en", "as: Practitioner."), ("es", ": Profesional.")]
)
def test_the_mail_says_the_role(owner, elm, language, words):
    elm.clinic.language = language
    elm.clinic.save()
    owner.post(URL, TYPED)
    (message,) = delivered()
    assert words in message.body
    assert "<" not in message.body


def test_it_is_good_for_72_hours(owner):
    before = timezone.now()
    owner.post(URL, TYPED)
    lasts = newest().expires_at - before
    assert timedelta(hours=72) <= lasts < timedelta(hours=72, minutes=1)


def test_it_is_in_the_trail_without_the_address(owner, elm):
    owner.post(URL, TYPED)
    line = TrailEntry.objects.about(newest()).get()
    assert (line.action, line.actor) == ("clinic.member_invited", elm.owner)
    assert line.details == {"role": "practitioner"}


def test_a_second_one_makes_the_first_worthless(owner):
    owner.post(URL, TYPED)
    first = newest()
    owner.post(URL, TYPED)
    first.refresh_from_db()
    assert not first.is_usable
    assert newest().is_usable


def test_another_clinics_invitation_of_the_same_address_stays(owner, oak):
    other = oak.staff_invitation
    StaffInvitation.objects.filter(pk=other.pk).update(email="rosa@elm.example")
    owner.post(URL, TYPED)
    other.refresh_from_db()
    assert other.is_usable


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "rosa"}, "email"),
        ({"email": "practitioner@elm.example"}, "email"),
        ({"email": "Practitioner@Elm.example"}, "email"),
        ({"email": "x" * 150 + "@elm.example"}, "email"),
        ({"email": "a\0b@elm.example"}, "email"),
        ({"role": ""}, "role"),
        ({"role": "superuser"}, "role"),
    ],
)
def test_bad_input_invites_nobody(owner, changes, field):
    before = StaffInvitation.objects.count()
    response = owner.post(URL, TYPED | changes)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert StaffInvitation.objects.count() == before
    assert delivered() == []


def test_a_mail_that_cannot_be_sent_loses_nothing(owner, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    page = owner.post(URL, TYPED).url
    deliver_due()
    assert newest().email == "rosa@elm.example"
    text = owner.get(page).content.decode()
    assert "was not sent yet: the mail server does not answer" in text
    assert "Send again" in text


def test_the_address_of_the_host_is_not_taken_from_the_request(owner):
    owner.post(URL, TYPED, headers={"host": "localhost"})
    assert delivered()[0].body.count("http://127.0.0.1:8000/join/") == 1


@pytest.mark.parametrize("who", ["practitioner", "front_desk"])
def test_others_may_not(client, elm, who):
    client.force_login(getattr(elm, who))
    assert client.post(URL, TYPED).status_code == 403
    assert delivered() == []
