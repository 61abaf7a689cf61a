import pytest
from django.core.exceptions import ValidationError

from clinic.models import TrailEntry
from patients.actions.alerts import handle_alert, raise_alert
from patients.models import Alert
from patients.models.alert import AlertKind, Urgency


def raised(world, **changes):
    values = {
        "patient": world.patient,
        "program": world.program,
        "session_log": world.log,
        "kind": AlertKind.STOP_SIGN,
        "urgency": Urgency.SAME_DAY,
        "stop_signs": ["beat"],
        "by": world.patient_user,
    }
    return raise_alert(**values | changes)


def test_raising_puts_it_before_the_practitioners(elm):
    alert = raised(elm)
    assert list(Alert.objects.for_clinic(elm.clinic).open()) == [alert, elm.alert]
    entry = TrailEntry.objects.about(alert).get()
    assert (entry.action, entry.patient_id) == ("patients.alert_raised", elm.patient.pk)
    assert entry.details == {"kind": "stop_sign", "urgency": 2}


def test_nobody_need_have_raised_it(elm):
    alert = raised(elm, by=None, program=None, session_log=None, stop_signs=())
    assert TrailEntry.objects.about(alert).get().actor is None


def test_an_alert_stays_in_its_clinic(elm, oak):
    with pytest.raises(ValidationError):
        raised(elm, program=oak.program)


def test_the_most_urgent_come_first_and_then_the_oldest(elm):
    elm.alert.delete()
    later, soon = raised(elm, urgency=Urgency.ROUTINE), raised(elm, urgency=Urgency.URGENT)
    again = raised(elm, urgency=Urgency.URGENT)
    assert list(Alert.objects.for_clinic(elm.clinic).most_urgent_first()) == [soon, again, later]


def test_handling_needs_a_note_and_is_told_once(elm):
    alert = raised(elm)
    with pytest.raises(ValidationError):
        handle_alert(alert=alert, note="  ", by=elm.practitioner)
    handle_alert(alert=alert, note=" Called her. ", by=elm.practitioner)
    alert.refresh_from_db()
    assert (alert.handling_note, alert.handled_by) == ("Called her.", elm.practitioner)
    assert list(TrailEntry.objects.about(alert).values_list("action", flat=True)) == [
        "patients.alert_handled",
        "patients.alert_raised",
    ]


def test_the_second_to_handle_it_learns_who_was_first(elm):
    alert = raised(elm)
    handle_alert(alert=alert, note="Called her.", by=elm.practitioner)
    with pytest.raises(ValidationError, match=elm.practitioner.username):
        handle_alert(alert=alert, note="Called too.", by=elm.owner)
    alert.refresh_from_db()
    assert alert.handling_note == "Called her."


def test_a_long_note_is_refused_and_nothing_is_kept(elm):
    alert = raised(elm)
    with pytest.raises(ValidationError):
        handle_alert(alert=alert, note="x" * 1001, by=elm.practitioner)
    alert.refresh_from_db()
    assert alert.handled_at is None
