from clinic.idle import SEEN

URL = "/account/stay/"


def test_whoever_types_is_there(client, elm):
    client.force_login(elm.practitioner)
    session = client.session
    session[SEEN] -= 14 * 60
    session.save()
    assert client.post(URL).json()["seconds"] > 14 * 60
    assert client.get("/c/elm/").status_code == 200


def test_twelve_hours_are_not_made_longer(client, elm):
    client.force_login(elm.practitioner)
    session = client.session
    session["signed_in_at"] -= 12 * 60 * 60 - 100
    session.save()
    assert 90 <= client.post(URL).json()["seconds"] <= 100


def test_it_is_a_button(client, elm):
    client.force_login(elm.practitioner)
    assert client.get(URL).status_code == 405


def test_what_a_script_sends_too_late_is_not_kept_as_a_form(client, elm):
    client.force_login(elm.practitioner)
    session = client.session
    session[SEEN] -= 16 * 60
    session.save()
    headers = {"Sec-Fetch-Mode": "cors", "Origin": "http://testserver"}
    assert client.post(URL, headers=headers).status_code == 403
    assert "kept_form" not in client.session


def test_pages_know_how_long(client, elm):
    client.force_login(elm.practitioner)
    assert 'data-seconds="8' in client.get("/c/elm/").content.decode()  # 890 or so


def test_nobody_signed_in_nothing_to_warn_of(client, db):
    assert 'id="idle"' not in client.get("/accounts/login/").content.decode()
