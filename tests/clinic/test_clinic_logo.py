from clinic.actions.clinics import set_logo
from clinic.logos import LogoImage

URL = "/c/elm/logo.png"


def test_it_serves_the_clinics_own(client, elm, oak):
    set_logo(clinic=elm.clinic, logo=LogoImage(b"elm's", 10, 5), by=elm.owner)
    set_logo(clinic=oak.clinic, logo=LogoImage(b"oak's", 10, 5), by=oak.owner)
    client.force_login(elm.front_desk)
    response = client.get(URL)
    assert response.content == b"elm's"
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
        "image/png",
        "nosniff",
    )


def test_none_is_not_found(client, elm):
    client.force_login(elm.front_desk)
    assert client.get(URL).status_code == 404


def test_opened_by_itself_it_can_do_nothing(client, elm):
    set_logo(clinic=elm.clinic, logo=LogoImage(b"elm's", 10, 5), by=elm.owner)
    client.force_login(elm.front_desk)
    response = client.get(URL)
    assert response["Content-Security-Policy"] == "sandbox"
    assert "no-store" in response["Cache-Control"]
