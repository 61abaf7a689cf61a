"""What is done about patients while nobody waits."""

from django.http import QueryDict
from django.utils import timezone

from clinic import walls
from clinic.jobs import job
from clinic.models import Clinic
from clinic.walls import within
from patients.actions.handouts import lay_out_handout
from patients.actions.nightly_review import review_at_night
from patients.actions.reminders import remind
from patients.forms.handouts import HandoutForm
from patients.models import OwnDevice, Program, Reminder
from patients.printing import for_paper

AT_ONCE = 500  # reminders; the others a minute later


@job
def review_clinics() -> None:
    """Each clinic by itself: what goes wrong at one keeps no other waiting."""
    for clinic_id in Clinic.objects.values_list("pk", flat=True):
        review_clinic.enqueue(clinic_id)


@job
def review_clinic(clinic_id: int) -> None:
    """Raise what a practitioner should see, withdraw what is no longer true, drop old phones' keys."""
    with within(clinic_id):
        review_at_night(clinic=Clinic.objects.get(pk=clinic_id))
        OwnDevice.objects.for_clinic(clinic_id).outdated().delete()


def enqueue_reminders() -> None:
    """Each reminder that is due now in a job of its own."""
    with walls.within_every_clinic(walls.Reason.REMINDERS):
        due = Reminder.objects.filter(is_on=True, next_at__lte=timezone.now())
        ids = list(due.order_by("next_at").values_list("clinic_id", "pk")[:AT_ONCE])
    for clinic_id, reminder_id in ids:
        send_reminder.enqueue(clinic_id, reminder_id)


@job
def send_reminder(clinic_id: int, reminder_id: int) -> None:
    """Send what is due; done twice, the second time nothing is."""
    with within(clinic_id):
        reminder = Reminder.objects.for_clinic(clinic_id).filter(pk=reminder_id).first()
        if reminder:
            remind(reminder=reminder)


@job
def print_ahead(clinic_id: int, program_id: int) -> None:
    """Lay out the handout of a version that was just activated, as the clinic usually prints."""
    with within(clinic_id):
        program = for_paper(Program.objects.for_clinic(clinic_id).filter(pk=program_id))
        if program is None or program.current is None:
            return
        with timezone.override(program.clinic.zone):
            options = HandoutForm(
                QueryDict(), clinic=program.clinic, patient=program.patient
            ).options
            lay_out_handout(program=program, options=options)
