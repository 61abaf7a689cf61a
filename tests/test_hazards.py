"""What could hurt a patient, as far as no other test holds it: docs/security/hazards.md lists all."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients.actions.programs import activate_program, change_program
from patients.models import Prescription
from patients.paper_codes import paper_address
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "UTC",
]


def text_of(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def namesakes(elm):
    """Two patients of one name, born on different days."""
    name = {"given_names": "Eva", "family_name": "Novak"}
    return [
        factories.make_patient(elm.clinic, **name, birth_date=f"19{year}-03-14")
        for year in (51, 62)
    ]


def test_two_of_one_name_are_told_apart(client, elm, namesakes):
    client.force_login(elm.practitioner)
    found = text_of(client.post("/c/elm/patients/", {"q": "Novak"}))
    assert found.count("Novak") >= 2
    assert all(f"14 Mar 19{year}" in found for year in (51, 62))
    for patient, year in zip(namesakes, (51, 62), strict=True):
        program = factories.make_program(patient, elm.routine, by=elm.practitioner)
        factories.make_screening(patient, by=elm.practitioner)
        for page in (
            f"patients/{patient.pk}/",
            f"programs/{program.pk}/",
            f"programs/{program.pk}/sessions/new/",
            f"patients/{patient.pk}/screening/",
        ):
            assert f"14 Mar 19{year}" in text_of(client.get(f"/c/elm/{page}")), page


@pytest.mark.parametrize("page", ["", "log/", "session/", "history/", "stop/", "account/"])
def test_who_looks_after_two_sees_whose_page_it_is(client, elm, page):
    for name in ("Tom", "Tim"):
        child = factories.make_patient(
            elm.clinic, given_names=name, guardian_name="Ana", user=elm.patient_user
        )
        factories.make_program(child, elm.routine, by=elm.practitioner)
    client.force_login(elm.patient_user)
    child = elm.patient_user.patients.get(given_names="Tim")
    client.post("/my/which/", {"record": child.pk})
    text = text_of(client.get(f"/my/{page}"))
    assert "You are looking after Tim" in text
    assert "Tom" not in text


def test_the_dose_is_the_same_on_every_page_and_has_its_unit(client, elm):
    Prescription.objects.update(hold=35, holds=3, side="left", pressure_low=1, pressure_high=3)
    client.force_login(elm.practitioner)
    handout = text_of(client.get(f"/c/elm/programs/{elm.program.pk}/handout/"))
    chart = text_of(client.get(f"/c/elm/programs/{elm.program.pk}/"))
    client.force_login(elm.patient_user)
    home = text_of(client.get("/my/"))
    guided = " ".join(text_of(client.get(f"/my/session/{number}/")) for number in range(1, 6))
    for name, text in {"handout": handout, "chart": chart, "home": home, "guided": guided}.items():
        assert re.search(r"\b35 (s|sec|seconds)\b", text), name
        assert re.search(r"\b1\s?(–|to)\s?3\b", text), name
        assert re.search(r"\bleft\b", text, re.IGNORECASE), name
        assert not re.search(r"\b35 (min|minutes)\b", text), name


def test_the_next_version_is_what_is_printed(client, elm):
    old = elm.program.current
    client.force_login(elm.practitioner)
    address = f"/c/elm/programs/{elm.program.pk}/handout/"
    assert "Version 1" in text_of(client.get(address))
    change_program(program=elm.program, by=elm.practitioner)
    assert "Version 1" in text_of(client.get(address))
    activate_program(program=elm.program, by=elm.practitioner)
    text = text_of(client.get(address))
    assert "Version 2" in text
    assert "replaces" in text
    assert client.get(paper_address(old)).context["state"] == "replaced"


def test_paper_of_a_version_that_a_restore_took_away_is_not_called_current(client, elm):
    """The database is older than the paper: version 2 was printed and is not there any more."""
    change_program(program=elm.program, by=elm.practitioner)
    printed = paper_address(activate_program(program=elm.program, by=elm.practitioner))
    type(elm.program).objects.filter(pk=elm.program.pk).update(
        current=elm.program.versions.get(number=1)
    )
    assert client.get(printed).context["state"] == "replaced"


def test_an_alert_stays_in_sight_until_somebody_deals_with_it(client, elm, monkeypatch):
    client.force_login(elm.practitioner)
    now = timezone.now()
    for days in (0, 1, 30):
        monkeypatch.setattr(timezone, "now", lambda days=days: now + timedelta(days=days))
        client.force_login(elm.practitioner)
        assert elm.patient.name in text_of(client.get("/c/elm/"))


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_is_the_clinics_own_at_each_hour_of_a_year(elm, zone, monkeypatch):
    elm.clinic.time_zone = zone
    start = datetime(2026, 1, 1, tzinfo=UTC)
    wrong = []
    for hour in range(365 * 24):
        moment = start + timedelta(hours=hour)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        if elm.clinic.today() != moment.astimezone(ZoneInfo(zone)).date():
            wrong.append(moment)
    print(f"\n{zone}: {len(wrong)} wrong days of {365 * 24} hours")
    assert not wrong


PROMISES = re.compile(
    r"\b(cures?|cured|heals?|healed|will (relieve|fix|get rid of|remove)|guarantee[ds]?"
    r"|pain[- ]free|proven)\b",
    re.IGNORECASE,
)


def test_no_page_promises_a_cure():
    pages = [
        *ROOT.glob("templates/portal/**/*.html"),
        *ROOT.glob("templates/routines/**/*.html"),
        ROOT / "routines/library/routines.json",
        ROOT / "routines/library/templates.json",
        ROOT / "routines/library/stop_signs.json",
    ]
    found = {}
    for page in pages:
        said = PROMISES.findall(page.read_text())
        if said:
            found[str(page.relative_to(ROOT))] = said
    assert found == {}
