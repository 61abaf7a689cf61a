from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from clinic import trail
from clinic.models import TrailEntry
from patients.actions.alerts import handle_alert
from patients.actions.invitations import mail_invitation
from patients.actions.patients import archive_patient
from patients.actions.programs import complete_program, pause_program
from patients.chart import Step
from patients.models import Screening, SessionLogItem
from patients.models.program import Ending, PauseReason
from tests import factories
from tests.mail_server import MailServer
from tests.mailbox import deliver_due


def opened(client, world, user=None, patient=None):
    client.force_login(user or world.practitioner)
    response = client.get(f"/c/elm/patients/{(patient or world.patient).pk}/")
    assert response.status_code == 200
    return response


def printed(world, program, version=1):
    trail.record(
        "patients.handout_printed",
        subject=program,
        clinic=world.clinic,
        by=world.front_desk,
        patient_id=program.patient_id,
        version=version,
    )


def newcomer(world, **changes):
    return factories.make_patient(world.clinic, given_names="Bo", **changes)


def screened(world, patient, **changes):
    return factories.make_screening(patient, by=world.practitioner, **changes)


def test_it_shows_the_program_and_the_dose(client, elm):
    response = opened(client, elm)
    now = response.context["chart"].now
    assert (now.program, now.week, now.weeks, now.number, now.phases) == (elm.program, 2, 4, 1, 1)
    assert [p.routine_version for p in now.prescriptions] == [elm.routine.current]
    assert "45 s" in response.text
    assert "2–4" in response.text


def test_opening_it_is_in_the_trail(client, elm):
    opened(client, elm, elm.front_desk)
    entry = TrailEntry.objects.about(elm.patient).get()
    assert (entry.action, entry.actor, entry.patient_id) == (
        "patients.chart_opened",
        elm.front_desk,
        elm.patient.pk,
    )


@pytest.mark.parametrize(
    ("felt", "words"),
    [
        (5, "5, above 2–4"),
        (4, "4 (2–4)"),
        (2, "2 (2–4)"),
        (1, "1, below 2–4"),
        (None, "not said"),
    ],
)
def test_pressure_felt_stands_against_the_prescribed(client, elm, felt, words):
    elm.log.items.update(pressure=felt)
    assert words in opened(client, elm).text


def test_two_routines_done_as_prescribed_stand_in_one_line(client, elm):
    item = elm.log.items.get()
    other = item.prescription
    other.pk, other.position, other.side = None, 2, "left"
    other.save()
    SessionLogItem.objects.create(
        clinic=elm.clinic, log=elm.log, prescription=other, outcome="done", seconds=90, pressure=2
    )
    page = strip_tags(opened(client, elm).text)
    assert "As prescribed: 3 (2–4), 2 (2–4)" in page


def test_a_skipped_routine_says_so(client, elm):
    elm.log.items.update(outcome="skipped", pressure=None)
    assert "Not done" in opened(client, elm).text


def test_a_session_without_a_routine_is_listed_too(client, elm):
    elm.log.items.all().delete()
    shown = opened(client, elm).context["chart"].sessions
    assert [(one.log, one.items) for one in shown] == [(elm.log, [])]


def test_pain_before_and_after_and_the_newest_first(client, elm):
    yesterday = elm.clinic.today() - timedelta(days=1)
    factories.make_session_log(elm.program, by=elm.front_desk, done_on=yesterday)
    response = opened(client, elm)
    assert [one.log.done_on for one in response.context["chart"].sessions] == [
        elm.clinic.today(),
        yesterday,
    ]
    assert "4 → 3" in response.text
    assert "worst 4" in response.text


def test_the_time_held_is_what_the_patient_reads(client, elm):
    page = strip_tags(opened(client, elm).text)
    row = page[page.index("Last sessions") :]
    assert "Time held" in row
    assert "3 min" in row


def test_the_next_step_leads_from_record_to_paper(client, elm):
    patient = newcomer(elm)
    assert step_for(client, elm, patient) == Step.SCREEN
    screened(elm, patient)
    assert step_for(client, elm, patient) == Step.ASSIGN
    draft = factories.make_program(patient, elm.routine, by=elm.practitioner, status="draft")
    assert step_for(client, elm, patient) == Step.ACTIVATE
    version = draft.versions.get()
    version.activated_at, version.activated_by = timezone.now(), elm.practitioner
    version.save()
    draft.current, draft.status = version, "active"
    draft.save()
    assert step_for(client, elm, patient) == Step.PRINT
    printed(elm, draft)
    assert step_for(client, elm, patient) == Step.LOG
    pause_program(program=draft, reason=PauseReason.PRACTITIONER, by=elm.practitioner)
    assert step_for(client, elm, patient) == Step.RESUME
    type(draft).objects.filter(pk=draft.pk).update(pause_reason=PauseReason.STOP_SIGN)
    assert step_for(client, elm, patient) == Step.REVIEW


def step_for(client, world, patient):
    return opened(client, world, patient=patient).context["chart"].next


def test_an_old_screening_is_asked_again_before_a_program(client, elm):
    patient = newcomer(elm)
    screened(elm, patient, made_at=timezone.now() - timedelta(days=31))
    assert step_for(client, elm, patient) == Step.SCREEN


def test_only_the_version_followed_counts_as_printed(client, elm):
    printed(elm, elm.program, version=2)
    assert step_for(client, elm, elm.patient) == Step.PRINT
    printed(elm, elm.program, version=1)
    assert step_for(client, elm, elm.patient) == Step.LOG


def test_who_follows_it_online_needs_no_paper(client, elm):
    type(elm.patient).objects.filter(pk=elm.patient.pk).update(delivery="online")
    assert step_for(client, elm, elm.patient) == Step.FOLLOW


def test_sessions_of_this_week_stand_against_the_prescribed(client, elm):
    first = elm.program.starts_on
    printed(elm, elm.program)
    factories.make_session_log(elm.program, by=elm.front_desk, done_on=first, logged_on=first)
    response = opened(client, elm)
    assert response.context["chart"].done_this_week == 1
    assert "This week: 1 of 5 sessions." in response.text


def test_the_front_desk_waits_for_a_practitioner_and_learns_no_reason(client, elm):
    patient = newcomer(elm)
    screened(elm, patient, needs_review=["aaa_known"])
    response = opened(client, elm, elm.front_desk, patient)
    assert not response.context["chart"].may_next
    assert "This waits for a practitioner." in response.text
    assert "Something is new" not in response.text
    assert "/screening/" not in response.text


def test_the_front_desk_prints_and_logs(client, elm):
    response = opened(client, elm, elm.front_desk)
    assert f"/c/elm/programs/{elm.program.pk}/handout/" in response.text
    assert f"/c/elm/programs/{elm.program.pk}/sessions/new/" in response.text


def test_open_alerts_come_with_a_form_and_closed_ones_with_what_was_done(client, elm):
    response = opened(client, elm)
    assert f'action="/c/elm/alerts/{elm.alert.pk}/handle/"' in response.text
    handle_alert(alert=elm.alert, note="Moved the ball.", by=elm.practitioner)
    response = opened(client, elm)
    assert (response.context["chart"].alerts, response.context["chart"].handled_alerts) == (
        [],
        [elm.alert],
    )
    assert "Moved the ball." in response.text


def test_the_most_urgent_alert_comes_first(client, elm):
    urgent = factories.make_alert(elm.patient, urgency=3)
    assert opened(client, elm).context["chart"].alerts == [urgent, elm.alert]


def test_the_front_desk_cannot_close_an_alert(client, elm):
    response = opened(client, elm, elm.front_desk)
    assert "A practitioner deals with it." in response.text
    assert "/handle/" not in response.text


def test_who_printed_which_version(client, elm):
    printed(elm, elm.program)
    response = opened(client, elm)
    assert [e.details["version"] for e in response.context["chart"].printouts] == [1]
    assert f"by {elm.front_desk}" in response.text


def test_versions_of_every_program_are_listed(client, elm):
    complete_program(
        program=elm.program, ending=Ending.BETTER, note="Walks again.", by=elm.practitioner
    )
    second = factories.make_program(elm.patient, elm.routine, by=elm.practitioner, status="draft")
    chart = opened(client, elm).context["chart"]
    assert chart.versions == [second.versions.get(), elm.program.versions.get()]
    assert (chart.now, chart.draft) == (None, second.versions.get())


def test_it_says_how_the_program_reaches_them(client, elm):
    assert "They sign in with their own account." in opened(client, elm).text
    patient = newcomer(elm)
    assert "They have no account yet." in opened(client, elm, patient=patient).text
    factories.make_invitation(patient, by=elm.front_desk)
    assert "the invitation is good until" in opened(client, elm, patient=patient).text


def test_an_archived_record_can_be_read_and_restored(client, elm):
    patient = newcomer(elm)
    archive_patient(patient=patient, by=elm.practitioner)
    response = opened(client, elm, patient=patient)
    assert response.context["chart"].next == Step.NONE
    assert f'action="/c/elm/patients/{patient.pk}/restore/"' in response.text
    assert f"/c/elm/patients/{patient.pk}/edit/" not in response.text


def test_a_note_keeps_its_lines_and_no_markup(client, elm):
    patient = newcomer(elm, note="One\n<script>two</script>")
    text = opened(client, elm, patient=patient).text
    assert "One<br>&lt;script&gt;two&lt;/script&gt;" in text


@pytest.mark.parametrize("wrong", ["0", "999999999", "9" * 30, "9" * 5000])
def test_an_unknown_id_is_not_found(client, elm, wrong):
    client.force_login(elm.practitioner)
    assert client.get(f"/c/elm/patients/{wrong}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_its_queries_do_not_grow(client, elm, rows, django_assert_num_queries):
    day = date(2026, 1, 1)
    for n in range(rows - 1):
        factories.make_session_log(elm.program, by=elm.front_desk, done_on=day)
        factories.make_alert(elm.patient)
        factories.make_invitation(elm.patient, by=elm.front_desk)
        screened(elm, elm.patient)
        printed(elm, elm.program, version=n)
    latest = Screening.objects.for_clinic(elm.clinic).newest_first().first()
    latest.overrides.create(
        clinic=elm.clinic,
        rule="htn",
        reason="x" * 20,
        expires_on=elm.clinic.today(),
        by=elm.practitioner,
    )
    client.force_login(elm.practitioner)
    with django_assert_num_queries(13):
        client.get(f"/c/elm/patients/{elm.patient.pk}/")


def test_a_mail_that_the_server_refuses_is_told_until_another_leaves(client, elm, settings):
    type(elm.patient).objects.filter(pk=elm.patient.pk).update(email="ana@example.org")
    elm.patient.refresh_from_db()
    with MailServer() as server:
        settings.EMAIL_BACKEND = "clinic.smtp.Smtp"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        for answers, told in (({"RCPT": "550 nobody here"}, True), ({}, False)):
            server.answers = answers
            mail_invitation(patient=elm.patient, by=elm.front_desk)
            deliver_due()
            text = opened(client, elm).text
            assert ("could not be delivered: the mail server refused this address." in text) is told
            assert ("Ask them for the right one." in text) is told
        server.shutdown()
