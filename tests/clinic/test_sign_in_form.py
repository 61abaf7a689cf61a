import pytest


@pytest.mark.parametrize("long", [{"login": "x" * 1_000_000}, {"password": "x" * 1_000_000}])
def test_a_million_letters_are_too_long(client, elm, long):
    typed = {"login": "ana-elm", "password": "correct horse battery"} | long
    response = client.post("/accounts/login/", typed)
    assert response.status_code == 200
    assert "That is too long." in response.content.decode()


def test_a_long_login_and_a_long_password_still_sign_in(client, elm):
    elm.patient_user.username = "a" * 150
    elm.patient_user.set_password("four words " * 50)
    elm.patient_user.save()
    typed = {"login": "a" * 150, "password": "four words " * 50}
    assert client.post("/accounts/login/", typed).status_code == 302
