import struct
from pathlib import Path

from django.contrib.staticfiles import finders

PNG = b"\x89PNG\r\n\x1a\n"


def size_of(name):
    """Width and height as the head of a PNG says them."""
    head = Path(finders.find(name)).read_bytes()[:24]
    assert head.startswith(PNG)
    return struct.unpack(">II", head[16:])


def test_a_phone_can_put_it_on_its_home_screen(client, db):
    response = client.get("/app.webmanifest", headers={"accept-language": "es"})
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["start_url"], manifest["display"]) == ("/my/", "standalone")
    assert manifest["lang"] == "es"
    for icon in manifest["icons"]:
        width, height = size_of(icon["src"].removeprefix("/static/"))
        assert icon["sizes"] == f"{width}x{height}"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_it_is_the_same_for_everybody(client, elm):
    nobody = client.get("/app.webmanifest").content
    client.force_login(elm.patient_user)
    assert client.get("/app.webmanifest").content == nobody


def test_a_patients_page_names_it_under_a_policy_that_lets_it(client, elm):
    client.force_login(elm.patient_user)
    response = client.get("/my/")
    assert '<link rel="manifest" href="/app.webmanifest">' in response.content.decode()
    assert "manifest-src 'self'" in response["Content-Security-Policy"]
    assert size_of("icons/icon-180.png") == (180, 180)


def test_the_page_of_a_clinic_does_not(client, elm):
    client.force_login(elm.practitioner)
    assert "app.webmanifest" not in client.get("/c/elm/").content.decode()
