"""Once each night, whoever asks, and however many workers there are."""

from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from clinic.models import Night, RenderedPaper
from clinic.nights import begin_night, check_trail, clean_up, night_of, nightly_jobs

NIGHT = datetime(2026, 5, 5, 2, 0, tzinfo=UTC)


def test_a_night_begins_once(elm):
    assert begin_night(NIGHT) == NIGHT.date()
    assert begin_night(NIGHT.replace(hour=23)) is None
    assert Night.objects.count() == 1
    assert DBTaskResult.objects.count() == len(nightly_jobs())


def test_it_waits_for_the_night(db):
    Night.objects.create(day=NIGHT.date() - timedelta(days=1))
    assert begin_night(NIGHT.replace(hour=1)) is None
    assert not DBTaskResult.objects.exists()


def test_a_night_lasts_until_the_next(db):
    assert begin_night(NIGHT.replace(hour=1)) == NIGHT.date() - timedelta(days=1)
    assert begin_night(NIGHT) == NIGHT.date()


def test_a_night_that_was_missed_is_made_up_for_in_the_day(db):
    assert begin_night(NIGHT.replace(hour=15)) == NIGHT.date()


def test_every_job_that_an_app_names_is_one():
    named = [one for app in apps.get_app_configs() for one in getattr(app, "nightly", ())]
    assert len(named) == len(nightly_jobs()) >= 3
    assert all(isinstance(one, Task) for one in nightly_jobs())


def test_sessions_that_ended_are_thrown_away(db):
    Session.objects.create(session_key="old", session_data="", expire_date=NIGHT)
    Session.objects.create(
        session_key="new", session_data="", expire_date=timezone.now().replace(year=2100)
    )
    clean_up.call()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_paper_that_nobody_asked_for_in_a_month_is_thrown_away(db):
    for label, days in (("old", 31), ("new", 29)):
        made = timezone.now() - timedelta(days=days)
        RenderedPaper.objects.create(digest=label, label=label, pdf=b"%PDF", made_at=made)
    clean_up.call()
    assert list(RenderedPaper.objects.values_list("label", flat=True)) == ["new"]


def test_a_trail_that_is_not_sound_is_a_failed_job(committing, elm, settings, tmp_path):
    settings.TRAIL_HEADS = tmp_path
    (tmp_path / str(elm.clinic.pk)).write_text(f"{elm.clinic.pk}:7:{'0' * 64}\n")
    Night.objects.create(day=night_of(timezone.now()))
    check_trail.enqueue()
    call_command("work", "--once")
    (checked,) = DBTaskResult.objects.all()
    assert "CommandError" in checked.traceback
