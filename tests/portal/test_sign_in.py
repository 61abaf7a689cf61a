"""Django-allauth signs people in; these are its pages in our words."""

import re

import pytest

from clinic.models import TrailEntry, User
from tests.clients import as_seen
from tests.mailbox import delivered

PASSWORD = "correct horse battery"


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("login", ["ana-elm", "ANA-ELM"])
def test_a_patient_signs_in_by_user_name(client, elm, login):
    response = client.post("/accounts/login/", {"login": login, "password": PASSWORD})
    assert response.url == "/"
    assert client.get("/my/").status_code == 200


def test_staff_sign_in_by_e_mail(client, elm):
    login = {"login": "Practitioner@elm.example", "password": PASSWORD}
    assert client.post("/accounts/login/", login).url == "/"


def test_from_the_paper_to_todays_program(client, elm):
    login = {"login": "ana-elm", "password": PASSWORD, "next": "/my/"}
    assert client.post("/accounts/login/", login).url == "/my/"


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/my/",
        "//evil.example/my/",
        "/\\\\evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
    ],
)
def test_it_leads_on_to_no_other_host(client, elm, there):
    login = {"login": "ana-elm", "password": PASSWORD, "next": there}
    assert client.post("/accounts/login/", login).url == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(client, elm):
    answers = []
    for login in ("ana-elm", "nobody-at-all"):
        response = client.post("/accounts/login/", {"login": login, "password": "wrong password"})
        assert response.status_code == 200
        answers.append(re.search(r'role="alert">(.*?)</div>', text_of(response)).group(1))
    assert answers[0] == answers[1]
    assert answers[0]


def test_what_was_typed_stays_but_not_the_password(client, elm):
    text = text_of(client.post("/accounts/login/", {"login": "ana-elm", "password": "wrong pass"}))
    assert 'value="ana-elm"' in text
    assert "wrong pass" not in text


def test_nothing_typed_is_told_beside_the_fields(client, db):
    text = text_of(client.post("/accounts/login/", {}))
    assert text.count("invalid-feedback") == 2


def test_nobody_opens_an_account_alone(client, db):
    assert "sign-in sheet" in text_of(client.get("/accounts/signup/"))
    typed = {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", typed)
    assert not User.objects.exists()


def test_signing_out_takes_a_post(client, elm):
    client.force_login(elm.patient_user)
    assert "Sign out?" in text_of(client.get("/accounts/logout/"))
    assert client.get("/my/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/my/").status_code == 302


def test_a_password_is_changed(client, elm):
    client.force_login(elm.patient_user)
    assert "Change your password" in text_of(client.get("/accounts/password/change/"))
    new = "blue kettle warm Sunday"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", typed).status_code == 302
    elm.patient_user.refresh_from_db()
    assert elm.patient_user.check_password(new)
    line = TrailEntry.objects.get(action="clinic.password_changed")
    assert (line.actor, line.patient_id) == (elm.patient_user, elm.patient.pk)
    assert line.details == {"how": "page"}


@pytest.mark.parametrize(
    "changes",
    [{"oldpassword": "wrong"}, {"password1": "short"}, {"password2": "another one entirely"}],
)
def test_a_bad_change_is_told_beside_its_field(client, elm, changes):
    client.force_login(elm.patient_user)
    new = "blue kettle warm Sunday"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new} | changes
    assert "invalid-feedback" in text_of(client.post("/accounts/password/change/", typed))
    elm.patient_user.refresh_from_db()
    assert elm.patient_user.check_password(PASSWORD)
    assert not TrailEntry.objects.filter(action="clinic.password_changed").exists()


def test_a_forgotten_password_by_e_mail(client, elm):
    client.post("/accounts/password/reset/", {"email": "owner@elm.example"})
    (message,) = delivered()
    link = re.search(r"http\S+", message.body).group()
    path = "/" + link.split("/", 3)[3]
    page = client.get(path, follow=True)
    assert "Choose a new password" in text_of(page)
    new = "blue kettle warm Sunday"
    answer = client.post(
        page.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True
    )
    assert "Your new password is saved" in text_of(answer)
    elm.owner.refresh_from_db()
    assert elm.owner.check_password(new)
    line = TrailEntry.objects.get(action="clinic.password_changed")
    assert (line.actor, line.clinic, line.details) == (elm.owner, elm.clinic, {"how": "mail"})
    assert "This link does not work" in text_of(client.get(path, follow=True))


def test_an_unknown_address_gets_the_same_answer(client, elm):
    answers = [
        as_seen(client.post("/accounts/password/reset/", {"email": email}, follow=True))
        for email in ("owner@elm.example", "nobody@elm.example")
    ]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "path",
    ["login/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "inactive/"],
)
def test_the_pages_are_in_our_look(client, db, path):
    text = text_of(client.get(f"/accounts/{path}"))
    assert "css/portal.css" in text
    assert text.count("<h1>") == 1
    assert "<h1></h1>" not in text


def test_the_librarys_other_pages_are_in_our_look_too(client, elm):
    client.force_login(elm.owner)
    text = text_of(client.get("/accounts/email/"))
    assert "css/portal.css" in text
    assert text.count("<h1>") == 1


def test_too_many_tries_have_to_wait(client, elm):
    for _try in range(15):
        response = client.post("/accounts/login/", {"login": "ana-elm", "password": "wrong one"})
    assert "Too many" in text_of(response) or response.status_code == 429


def test_a_new_password_by_mail_ends_every_session_and_lets_staff_in_with_both_only(client, elm):
    elsewhere = type(client)()
    elsewhere.force_login(elm.owner)
    assert elsewhere.get("/c/elm/").status_code == 200
    client.post("/accounts/password/reset/", {"email": "owner@elm.example"})
    link = re.search(r"http\S+", delivered()[0].body).group()
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    new = "blue kettle warm Sunday"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert elsewhere.get("/c/elm/").status_code == 302
    assert client.get("/c/elm/").status_code == 302
    client.post("/accounts/login/", {"login": "owner@elm.example", "password": new})
    assert client.get("/c/elm/").status_code == 302
    assert "password was changed" in delivered()[1].body
