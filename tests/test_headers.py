"""What every answer carries, on every address, for everybody, whatever went wrong."""

import json
import re
import subprocess
import sys
from http import HTTPStatus

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import OperationalError

from clinic.headers import KEYED_ROUTES
from tests.attackers import EVERY_ROUTE, attackers_for, attackers_of, fill, scenes_of
from tests.clients import SignedInClient

pytestmark = pytest.mark.any_database
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "report-uri": "/csp-report",
}
EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NUMBER = re.compile(r"[2-9a-z]{12}")
KINDS = {
    "application/json",
    "text/javascript; charset=utf-8",
    "application/manifest+json",
    "application/pdf",
    "image/png",
    "text/csv; charset=utf-8",
    "text/html; charset=utf-8",
}


def missing(response) -> list[str]:
    """Which headers this answer lacks."""
    lacks = [name for name, value in EXACTLY.items() if response.get(name) != value]
    policy = response.get("Content-Security-Policy", "")
    said = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    if policy != "sandbox" and not POLICY.items() <= said.items():
        lacks.append("Content-Security-Policy")
    if "unsafe" in policy:
        lacks.append("a strict Content-Security-Policy")
    if "camera=()" not in response.get("Permissions-Policy", ""):
        lacks.append("Permissions-Policy")
    match = response.wsgi_request.resolver_match
    keyed = match is not None and match.view_name in KEYED_ROUTES
    if response.get("Referrer-Policy") != ("strict-origin" if keyed else "same-origin"):
        lacks.append("Referrer-Policy")
    if "no-store" not in response.get("Cache-Control", ""):
        lacks.append("Cache-Control: no-store")
    if response.content and response.get("Content-Type") not in KINDS:
        lacks.append("Content-Type")
    if not NUMBER.fullmatch(response.get("X-Request-Id", "")):
        lacks.append("X-Request-Id")
    if response.wsgi_request.is_secure() and "31536000" not in response.get(
        "Strict-Transport-Security", ""
    ):
        lacks.append("Strict-Transport-Security")
    return lacks


@pytest.mark.usefixtures("_quiet")
def test_every_answer_carries_them(elm, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    attackers, kwargs = attackers_for(elm), scenes_of(elm)[0]
    answers, misses = {}, []
    for route in EVERY_ROUTE:
        for attacker in [*attackers_of(route, attackers), attackers[""]]:
            for method in ("get", "post", "put"):
                url = fill(route, kwargs)
                response = attacker.send("as it is", method, url, secure=True)
                answers[response.status_code] = answers.get(response.status_code, 0) + 1
                misses += [(method, route, response.status_code, m) for m in missing(response)]
    print(f"\n{sum(answers.values())} answers, {len(misses)} misses ({sorted(answers.items())})")
    assert not misses
    assert {200, 302, 403, 404, 405} <= answers.keys()


@pytest.fixture
def _quiet(caplog):
    caplog.set_level("CRITICAL")


@pytest.mark.parametrize(
    ("status", "request_of"),
    [
        (400, {"path": "/?a=%00"}),
        (400, {"path": "/", "HTTP_HOST": "evil.example"}),
        (404, {"path": "/nowhere/"}),
        (404, {"path": "/static/nothing.css"}),
        (301, {"path": "/c/elm"}),
    ],
)
@pytest.mark.django_db
def test_refusals_carry_them_too(client, status, request_of):
    response = client.get(request_of.pop("path"), **request_of)
    assert response.status_code == status
    assert missing(response) == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/csp-report"])
@pytest.mark.django_db
def test_what_is_answered_before_anybody_is_looked_up_carries_them(client, settings, path):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert missing(client.get(path, secure=True)) == []


@pytest.mark.django_db
def test_the_way_to_https_carries_them(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/")
    assert response.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert missing(response) == []


@pytest.mark.parametrize("status", [500, 503])
def test_failures_carry_them_and_say_the_number(elm, monkeypatch, status):
    error = {500: ValueError("Ana"), 503: OperationalError("Ana")}[status]

    def fail(*args, **kwargs):
        raise error

    client = SignedInClient(raise_request_exception=False)
    client.force_login(elm.owner)
    monkeypatch.setattr("patients.portal.views.doors.Membership.objects.of_user", fail)
    response = client.get("/")
    assert response.status_code == status
    assert missing(response) == []
    assert response["X-Request-Id"] in response.content.decode()
    assert "Ana" not in response.content.decode()
    assert (response.get("Retry-After") == "10") is (status == 503)


@pytest.mark.django_db
def test_what_went_wrong_is_told_in_words_with_the_number(client, elm):
    archive = f"/c/{elm.clinic.slug}/patients/{elm.patient.pk}/archive/"
    for user, url, status, words in [
        (elm.front_desk, f"/c/{elm.clinic.slug}/trail/", 403, "not yours to open"),
        (elm.owner, "/nowhere/", 404, "Nothing here"),
        (elm.owner, archive, 405, "opened by itself"),
        (elm.owner, "/?a=%00", 400, "could not be read"),
    ]:
        client.force_login(user)
        response = client.get(url)
        page = response.content.decode()
        assert (response.status_code, words in page) == (status, True)
        assert response["X-Request-Id"] in page


def test_an_answer_has_a_number_of_its_own(client, db):
    first = client.get("/accounts/login/", HTTP_X_REQUEST_ID="mine")["X-Request-Id"]
    assert first not in {"mine", client.get("/accounts/login/")["X-Request-Id"]}


def test_signing_out_makes_the_browser_forget(client, elm):
    client.force_login(elm.owner)
    assert "Clear-Site-Data" not in client.get("/accounts/logout/")
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize(
    ("cookie", "typed", "forgotten"),
    [
        ("a patient's own phone", {"keep": "on"}, '"cache"'),
        ("a patient's own phone", {}, '"cache", "storage"'),
        ("", {"keep": "on"}, '"cache", "storage"'),
    ],
)
def test_only_a_patients_own_phone_keeps_what_is_sealed_there(
    client, elm, settings, cookie, typed, forgotten
):
    client.force_login(elm.patient_user)
    if cookie:
        client.cookies[settings.OWN_DEVICE_COOKIE] = cookie
    assert client.post("/accounts/logout/", typed)["Clear-Site-Data"] == forgotten


def test_static_files_may_be_kept_and_still_carry_the_rest(client, settings):
    assert finders.find("css/hipwise.css")
    response = client.get(settings.STATIC_URL + "css/hipwise.css")
    if response.status_code == HTTPStatus.OK:
        assert set(missing(response)) <= {"Cache-Control: no-store"}


def test_what_a_page_says_once_is_in_no_cookie(client, elm):
    client.force_login(elm.front_desk)
    typed = {"given_names": "Zoltan", "family_name": "Kovacs", "birth_date": "1980-02-03"}
    choices = {"sex": "unknown", "language": "en", "delivery": "paper"}
    response = client.post("/c/elm/patients/new/", typed | choices, follow=True)
    assert "Kovacs is added" in response.content.decode()
    assert set(client.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


ABOUT_COOKIES = """
import json
from clinic import settings as s
names = [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME]
names += [s.KNOWN_BROWSER_COOKIE, s.LANGUAGE_COOKIE_NAME, s.SEEING_COOKIE_NAME]
names += [s.OWN_DEVICE_COOKIE]
flags = [name for name in dir(s) if name.endswith(("COOKIE_SECURE", "COOKIE_HTTPONLY"))]
same = [s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE]
hsts = [s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS]
print(json.dumps([names, [getattr(s, name) for name in flags], same, hsts]))
"""


def test_cookies_cannot_be_set_by_another_host(tmp_path):
    """As an installation with https has them."""
    told = subprocess.run(
        [sys.executable, "-c", ABOUT_COOKIES],
        env={"PUBLIC_URL": "https://hipwise.example.org", "HIPWISE_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    names, flags, same, hsts = json.loads(told.stdout)
    assert len(names) == 6
    assert all(name.startswith("__Host-") for name in names)
    assert flags == [True] * 6
    assert same == ["Lax"] * 2
    assert hsts == [True, 31_536_000, True]
