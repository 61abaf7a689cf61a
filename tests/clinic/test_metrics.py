"""Who has the token reads figures; to everybody else there is no such page. Nobody's name is told."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from clinic import counters, trail
from clinic.backup.making import STAMP
from clinic.models import Clinic, Mail, TrailSeal
from clinic.models.mail import MailState
from clinic.nights import clean_up
from clinic.sealing import seal
from tests.patients.test_session_log_actions import log

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a token of the tests"


@pytest.fixture(autouse=True)
def _own_places(settings, tmp_path, monkeypatch):
    settings.METRICS_TOKEN = TOKEN
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.TRAIL_HEADS = tmp_path / "heads"
    monkeypatch.setattr(counters, "IN_MEMORY", tmp_path)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    counters.check_at_start()


def ask(token=TOKEN):
    return Client().get("/metrics", headers={"Authorization": f"Bearer {token}"})


def figures() -> dict[str, float]:
    answer = ask()
    assert answer.status_code == 200
    lines = [one for one in answer.content.decode().splitlines() if not one.startswith("#")]
    return {name: float(value) for name, value in (one.rsplit(" ", 1) for one in lines)}


@pytest.mark.parametrize("token", ["", "a token of the test", "\u2019"])
def test_without_the_token_there_is_no_such_page(token, db):
    answer, other = ask(token), Client().get("/nowhere")
    assert (answer.status_code, other.status_code) == (404, 404)
    assert "hipwise_" not in answer.content.decode()


def test_an_installation_without_a_token_tells_nobody(db, settings):
    settings.METRICS_TOKEN = ""
    assert ask("").status_code == 404


def test_requests_are_counted_by_view_and_status(elm, client):
    client.force_login(elm.practitioner)
    for patient_id in (elm.patient.pk, elm.patient.pk, 999_999_999):
        client.get(f"/c/elm/patients/{patient_id}/")
    client.get("/nowhere")
    told = figures()
    page = 'view="patients:patient_detail"'
    assert told[f'hipwise_requests_total{{status="2xx",{page}}}'] == 2
    assert told[f'hipwise_requests_total{{status="4xx",{page}}}'] == 1
    assert told['hipwise_requests_total{status="4xx",view="none"}'] == 1
    assert told[f"hipwise_request_seconds_count{{{page}}}"] == 3
    assert told[f'hipwise_request_seconds_bucket{{le="+Inf",{page}}}'] == 3


def test_nothing_of_a_person_or_clinic_is_told(elm, client):
    client.force_login(elm.practitioner)
    client.get(f"/c/elm/patients/{elm.patient.pk}/?search=anybody")
    client.get(f"/c/elm/{elm.patient.code}/")
    text = ask().content.decode()
    for private in ("elm", "anybody", elm.patient.code, elm.patient.family_name, elm.clinic.name):
        assert private not in text


def test_logs_are_counted_once_they_are_kept(elm, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        log(elm)
    assert figures()['hipwise_session_logs_total{source="self_reported"}'] == 1


def test_paper_is_counted_as_made_or_kept(db):
    counters.count_paper("made")
    counters.count_paper("kept")
    counters.count_paper("kept")
    told = figures()
    assert [told[f'hipwise_papers_total{{how="{how}"}}'] for how in ("made", "kept")] == [1, 2]


def test_what_waits_and_how_old_things_are_is_told(elm, settings):
    told = figures()
    assert (told["hipwise_jobs_waiting"], told["hipwise_job_oldest_seconds"]) == (0, 0)
    assert "hipwise_backup_age_seconds" not in told
    assert "hipwise_trail_head_age_seconds" not in told
    made = timezone.now() - timedelta(hours=27)
    settings.BACKUP_DIR.mkdir()
    (settings.BACKUP_DIR / f"hipwise-{made.strftime(STAMP)}.backup").touch()
    trail.record("clinic.clinic_edited", subject=elm.clinic, clinic=elm.clinic, by=None)
    seal(elm.clinic.pk)
    long_ago = timezone.now() - timedelta(days=1)
    for letter in "0f":  # neither key nor number of a seal says how old it is
        clinic = Clinic.objects.create(name=letter, slug=letter)
        head = {"number": 7, "lines": [], "made_at": long_ago}
        TrailSeal.objects.create(digest=letter * 64, clinic=clinic, **head)
    clean_up.enqueue()
    times = {"expires_at": made, "next_try_at": made}
    Mail.objects.create(kind="one", content="sealed", **times)
    Mail.objects.create(kind="two", state=MailState.FAILED, ended_at=made, **times)
    told = figures()
    assert (told["hipwise_mails_waiting"], told["hipwise_mails_failed"]) == (1, 1)
    assert told["hipwise_jobs_waiting"] == 1
    assert 27 * 3600 < told["hipwise_backup_age_seconds"] < 27 * 3600 + 60
    assert 0 <= told["hipwise_trail_head_age_seconds"] < 60
    assert told['hipwise_ready{check="backup"}'] == 0
    assert told['hipwise_ready{check="database"}'] == 1


COUNTS_IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from clinic.counters import Counters
Counters(Path(sys.argv[1])).papers.labels("made").inc()
print("counted", flush=True)
sys.stdin.read()
"""


def test_all_processes_are_added_up_and_leave_their_place_to_the_next(db):
    counters.count_paper("made")
    folder = counters.folder()

    def start() -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", COUNTS_IN_ANOTHER_PROCESS, str(folder)]
        pipe = subprocess.PIPE
        started = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        assert started.stdout is not None
        assert started.stdout.readline() == "counted\n"
        return started

    def made() -> float:
        return figures()['hipwise_papers_total{how="made"}']

    one, two = start(), start()
    assert made() == 3
    one.kill()
    one.communicate()
    three = start()
    assert made() == 4
    assert len(list(folder.glob("counter_*.db"))) == 3
    for process in (two, three):
        process.communicate("")


def test_a_worker_counts_where_no_web_process_has_been(tmp_path, monkeypatch):
    monkeypatch.setattr(counters, "IN_MEMORY", tmp_path / "of a worker")
    counters.IN_MEMORY.mkdir()
    counters.count_paper("made")
    assert counters.folder().stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_can_open_is_refused():
    counters.folder().chmod(0o755)
    with pytest.raises(ImproperlyConfigured, match="is not ours alone"):
        counters.check_at_start()
