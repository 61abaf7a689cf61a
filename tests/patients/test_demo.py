"""The demo: made once, the same for everybody but for its passwords."""

import json
import stat
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError

from clinic import demo_mark, second_factor
from clinic.models import Clinic, Membership, User
from clinic.production import is_on_this_machine
from patients.models import Alert, Patient, Program, SessionLog
from tests.one_time_codes import STEP, code_at


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def said(capsys) -> dict:
    capsys.readouterr()
    call_command("demo", "--json")
    return json.loads(capsys.readouterr().out)


def codes_around_now(secret: str) -> set[str]:
    return {code_at(secret, time.time() - STEP), code_at(secret, time.time())}


def test_every_page_of_a_demo_says_so(client, elm, data_dir):
    pages = ("/accounts/login/", "/c/elm/")
    client.force_login(elm.owner)
    assert not any("Demo: invented people" in client.get(page).content.decode() for page in pages)
    (data_dir / "demo-accounts.json").touch()
    assert "Demo: invented people" in client.get("/c/elm/").content.decode()
    client.logout()
    assert "Demo: invented people" in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("https://demo.localhost", True),
        ("https://hipwise.example.org", False),
        ("http://192.168.1.7:8000", False),
        ("https://localhost.example.org", False),
        ("https://127.0.0.1.example.org", False),
    ],
)
def test_this_machine_is_known_by_its_address(url, is_here):
    assert is_on_this_machine(url) is is_here


@pytest.mark.any_database
def test_it_makes_two_clinics_with_everybody_in_them(db, data_dir, capsys, settings):
    demo = said(capsys)
    for slug in ("elm", "oak"):
        clinic = Clinic.objects.get(slug=slug)
        roles = Membership.objects.for_clinic(clinic).values_list("role", flat=True)
        assert sorted(roles) == ["front_desk", "owner", "practitioner"]
        assert Patient.objects.for_clinic(clinic).count() == 20
        assert Patient.objects.for_clinic(clinic).exclude(user=None).count() == 4
        statuses = set(Program.objects.for_clinic(clinic).values_list("status", flat=True))
        assert statuses == {"draft", "active", "paused", "completed", "stopped"}
        sides = set(
            Program.objects.for_clinic(clinic).values_list(
                "current__phases__prescriptions__side", flat=True
            )
        )
        assert {"left", "right", "both"} <= sides
        assert Alert.objects.for_clinic(clinic).open().exists()
        assert SessionLog.objects.for_clinic(clinic).count() > 150

    # Run again it says the same and makes nothing twice.
    before = (User.objects.count(), SessionLog.objects.count())
    assert said(capsys) == demo
    assert (User.objects.count(), SessionLog.objects.count()) == before

    # The accounts can be read by their owner only, and every one of them opens.
    for name in ("demo-accounts.json", "demo-accounts.txt"):
        assert stat.S_IMODE((data_dir / name).stat().st_mode) == 0o600
    for account in demo["accounts"]:
        user = User.objects.get(username=account["login"])
        assert user.check_password(account["password"])
    assert [clinic["slug"] for clinic in demo["clinics"]] == ["elm", "oak"]
    assert set(demo["ids"]["elm"]) == {
        "patient_id",
        "program_id",
        "draft_program_id",
        "paused_program_id",
        "ended_program_id",
        "archived_patient_id",
        "session_log_id",
        "screening_id",
        "alert_id",
        "measurement_id",
        "question_id",
        "routine_id",
        "template_id",
        "invitation_id",
        "membership_id",
        "paper_patient_id",
        "staff_invitation_id",
        "code",
        "version_number",
        "screen_number",
        "help_topic",
    }

    # Staff show a second factor, whose code the command prints; patients do without.
    for account in demo["accounts"]:
        assert bool(account["totp_secret"]) is (account["role"] != "patient")
        user = User.objects.get(username=account["login"])
        assert second_factor.has_one(user) is (account["role"] != "patient")
    staff = demo["accounts"][0]
    call_command("demo", "--code", staff["login"])
    assert capsys.readouterr().out.strip() in codes_around_now(staff["totp_secret"])
    with pytest.raises(CommandError, match="no member of staff"):
        call_command("demo", "--code", "nobody")

    # It keeps to this machine.
    settings.PUBLIC_URL = "https://hipwise.example.org"
    for serve in (lambda: call_command("demo"), demo_mark.refuse_elsewhere):
        with pytest.raises((CommandError, ImproperlyConfigured), match="on this machine only"):
            serve()
    Clinic.objects.update(is_demo=False)
    demo_mark.refuse_elsewhere()
    settings.PUBLIC_URL = "http://localhost:8000"

    # Without its accounts file it is not made again over what is there.
    (data_dir / "demo-accounts.json").unlink()
    with pytest.raises(CommandError, match=r"demo-accounts\.json is gone"):
        call_command("demo")
