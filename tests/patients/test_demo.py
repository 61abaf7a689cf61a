"""The demo: made once, the same for everybody but for its passwords."""

import json
import stat

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from clinic.models import Clinic, Membership, User
from patients.models import Alert, Patient, Program, SessionLog


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def said(capsys) -> dict:
    capsys.readouterr()
    call_command("demo", "--json")
    return json.loads(capsys.readouterr().out)


def test_it_makes_two_clinics_with_everybody_in_them(db, data_dir, capsys):
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
        "routine_id",
        "template_id",
        "invitation_id",
        "code",
        "version_number",
    }

    # Without its accounts file it is not made again over what is there.
    (data_dir / "demo-accounts.json").unlink()
    with pytest.raises(CommandError, match=r"demo-accounts\.json is gone"):
        call_command("demo")
