"""
The main job at two clinics at once, in any order Hypothesis thinks of, beside a small model.

People press what the pages show them. After each step the records of both clinics have to
be what the model says. HIPWISE_FUZZ=all in the environment makes the stories many and long.
"""

import os
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from patients.models import Alert, Patient, Program, Screening, SessionLog
from routines.stop_signs import STOP_SIGNS
from tests.clients import SignedInClient
from tests.conftest import World
from tests.malformed import encoded, forms_on

EVERYTHING = os.environ.get("HIPWISE_FUZZ") == "all"
STORIES, STEPS = (430, 50) if EVERYTHING else (8, 25)
FORM = "application/x-www-form-urlencoded"
SIGNS = ["", "beat", "sharp"]
counted = {"steps": 0, "requests": 0}


@dataclass
class Record:
    """What the model knows of a patient."""

    clinic: int
    pk: int
    archived: bool = False
    screened: bool = False
    to_review: bool = False
    program: int | None = None
    statuses: dict[int, str] = field(default_factory=dict)
    sessions: dict[int, int] = field(default_factory=dict)  # their corrections
    alerts: int = 0

    @property
    def status(self) -> str:
        return self.statuses.get(self.program or 0, "")

    @property
    def is_current(self) -> bool:
        return self.screened and not self.to_review


class Story(RuleBasedStateMachine):
    """Two clinics, each with its owner at the screen."""

    patients = Bundle("patients")

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.worlds = [World("elm"), World("oak")]
        self.clients = []
        for world in self.worlds:
            client = SignedInClient()
            client.force_login(world.owner)
            self.clients.append(client)
        Alert.objects.all().delete()
        self.records: list[Record] = []
        self.not_ours = {world.patient.pk for world in self.worlds}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def press(self, record: Record, page: str, form: str, **changes: str) -> int:
        """Open a page, fill in one of its forms, send it. 0 where the page has no such form."""
        at = f"/c/{self.worlds[record.clinic].clinic.slug}/"
        client = self.clients[record.clinic]
        opened = client.get(at + page)
        counted["requests"] += 2
        assert opened.status_code in {200, 302, 404, 405}, page
        shown = forms_on(at + page, opened.content.decode()) if opened.status_code == 200 else []
        found = [one for one in shown if one.action.endswith(form) and one.method == "post"]
        fields = found[0].filled(**changes) if found else list(changes.items())
        sent = client.post(at + form, encoded(fields), content_type=FORM)
        assert sent.status_code in {200, 302, 404, 409}, (page, form, sent.status_code)
        return sent.status_code

    @rule(target=patients, clinic=st.integers(0, 1), number=st.integers(1, 999))
    def add(self, clinic, number):
        record = Record(clinic, 0)
        known = set(Patient.objects.values_list("pk", flat=True))
        self.press(
            record,
            "patients/new/",
            "patients/new/",
            family_name=f"Number {number}",
            add_anyway="on",
        )
        (record.pk,) = set(Patient.objects.values_list("pk", flat=True)) - known
        self.records.append(record)
        return record

    @rule(record=patients)
    def screen(self, record):
        page = f"patients/{record.pk}/screening/"
        self.press(record, page, page)
        if not record.archived:
            record.screened, record.to_review = True, False

    @rule(record=patients)
    def assign(self, record):
        page = f"patients/{record.pk}/programs/new/"
        routine = self.worlds[record.clinic].routine.pk
        self.press(record, page, page, routines=str(routine))
        if record.archived or "draft" in record.statuses.values():
            return
        made = Program.objects.filter(patient=record.pk).values_list("pk", flat=True)
        (new,) = set(made) - set(record.statuses)
        record.statuses[new] = "draft"

    @rule(record=patients)
    def activate(self, record):
        drafts = [pk for pk, status in record.statuses.items() if status == "draft"]
        for pk in drafts:
            self.press(record, f"programs/{pk}/", f"programs/{pk}/activate/")
            is_following = {"active", "paused"} & set(record.statuses.values())
            if record.is_current and not record.archived and not is_following:
                record.statuses[pk], record.program = "active", pk

    @rule(record=patients, sign=st.sampled_from(SIGNS))
    def log(self, record, sign):
        if record.program is None:
            return
        page = f"programs/{record.program}/sessions/new/"
        signs = {"stop_signs": sign} if sign else {}
        known = set(record.sessions)
        self.press(record, page, page, **signs)
        if record.status != "active":
            return
        logged = SessionLog.objects.filter(patient=record.pk).values_list("pk", flat=True)
        (new,) = set(logged) - known
        record.sessions[new] = 0
        if sign:
            record.statuses[record.program] = "paused"
            record.alerts += 1
            record.to_review = record.to_review or bool(STOP_SIGNS[sign].reopens)

    @rule(record=patients)
    def review(self, record):
        if record.program is None:
            return
        page = f"programs/{record.program}/resume/"
        self.press(record, page, page)
        if record.status == "paused" and record.is_current:
            record.statuses[record.program] = "active"
            record.alerts = 0

    @rule(record=patients, which=st.integers(0, 50))
    def correct(self, record, which):
        if not record.sessions:
            return
        pk = sorted(record.sessions)[which % len(record.sessions)]
        page = f"sessions/{pk}/edit/"
        after = str(1 + record.sessions[pk] % 2)
        self.press(record, page, page, pain_after=str(3 - int(after)), note=f"Note {which} {after}")
        record.sessions[pk] += 1

    @rule(record=patients)
    def complete(self, record):
        if record.program is None:
            return
        page = f"programs/{record.program}/complete/"
        self.press(record, page, page, ending="better")
        if record.status in {"active", "paused"}:
            record.statuses[record.program] = "completed"

    @rule(record=patients)
    def deal_with_alerts(self, record):
        for alert in Alert.objects.filter(patient=record.pk, handled_at=None):
            page = f"alerts/{alert.pk}/handle/"
            self.press(record, page, page)
        record.alerts = 0

    @rule(record=patients)
    def archive(self, record):
        self.press(record, f"patients/{record.pk}/", f"patients/{record.pk}/archive/")
        is_following = {"active", "paused"} & set(record.statuses.values())
        if not is_following and not record.alerts:
            record.archived = True

    @rule(record=patients)
    def restore(self, record):
        self.press(record, f"patients/{record.pk}/", f"patients/{record.pk}/restore/")
        record.archived = False

    @rule(record=patients)
    def look_from_the_other_clinic(self, record):
        stranger = self.clients[1 - record.clinic]
        for slug in ("elm", "oak"):
            page = f"/c/{slug}/patients/{record.pk}/"
            assert stranger.get(page).status_code == 404
            assert stranger.post(page + "archive/").status_code == 404
            assert stranger.post(page + "edit/", {"given_names": "x"}).status_code == 404
        for pk in [*record.statuses, 0][:1]:
            assert stranger.post(f"/c/oak/programs/{pk}/activate/").status_code in {404}

    @invariant()
    def the_records_are_what_the_model_says(self):
        counted["steps"] += 1
        kept = {}
        for patient in Patient.objects.exclude(pk__in=self.not_ours):
            kept[patient.pk] = Record(
                ["elm", "oak"].index(patient.clinic.slug),
                patient.pk,
                patient.archived_at is not None,
            )
        for program in Program.objects.filter(patient__in=kept):
            kept[program.patient_id].statuses[program.pk] = str(program.status)
        for log in SessionLog.objects.filter(patient__in=kept):
            assert log.clinic.slug == ["elm", "oak"][kept[log.patient_id].clinic]
            kept[log.patient_id].sessions[log.pk] = log.corrections
        for alert in Alert.objects.filter(patient__in=kept, handled_at=None):
            kept[alert.patient_id].alerts += 1
        for screening in Screening.objects.filter(patient__in=kept).order_by("pk"):
            kept[screening.patient_id].screened = True
            kept[screening.patient_id].to_review = bool(screening.needs_review)
        for record in self.records:
            kept[record.pk].program = record.program
            assert kept[record.pk] == record
        assert len(kept) == len(self.records)


@pytest.mark.django_db
def test_two_clinics_at_work_stay_what_the_model_says():
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=STEPS,
            derandomize=not EVERYTHING,
            database=None,
            phases=[Phase.generate],  # a story is short enough to read as it is
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"\n{counted['steps']} steps, {counted['requests']} requests, 0 differences, 0 x 5xx")
