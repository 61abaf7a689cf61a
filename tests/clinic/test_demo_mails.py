"""The demo's mails can be read in the browser; nobody else's can."""

import pytest
from django.core.mail import EmailMessage

from clinic.demo_mark import ACCOUNTS

URL = "/demo/mails/"


@pytest.fixture
def demo(settings, tmp_path, db):
    settings.DATA_DIR = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    (tmp_path / ACCOUNTS).touch()
    return tmp_path


def write(subject: str, minute: int) -> None:
    body = "Hallo,\n\nhttp://127.0.0.1:8000/join/abc/\n\n<script>alert(1)</script>\n"
    date = f"Sun, 22 Nov 2026 09:{minute:02}:00 +0000"
    EmailMessage(subject, body, to=["ana@example.org"], headers={"Date": date}).send()


def test_the_newest_comes_first_with_links_to_follow(client, demo):
    write("Your invitation", 1)
    write("Código", 2)
    text = client.get(URL).content.decode()
    assert text.index("Código") < text.index("Your invitation")
    assert '<a href="http://127.0.0.1:8000/join/abc/"' in text
    assert "to ana@example.org, 22 Nov, 09:02:00 UTC" in text
    assert "<script>alert" not in text


def test_without_a_mail_it_says_how_to_get_one(client, demo):
    assert "No mail yet" in client.get(URL).content.decode()
    assert '<a href="/demo/mails/">Mails</a>' in client.get("/accounts/login/").content.decode()


def test_an_installation_in_earnest_has_no_such_page(client, demo):
    (demo / ACCOUNTS).unlink()
    assert client.get(URL).status_code == 404
    assert "/demo/mails/" not in client.get("/accounts/login/").content.decode()


def test_others_have_no_such_page(client, demo, settings):
    assert client.get(URL, REMOTE_ADDR="10.0.0.7").status_code == 404
    settings.PUBLIC_URL = "http://elm.example"
    assert client.get(URL).status_code == 404


def test_with_a_mail_server_there_is_nothing_to_read(client, demo, settings):
    settings.SMTP = object()
    assert client.get(URL).status_code == 404
