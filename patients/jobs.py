"""What is done about patients while nobody waits."""

from django.http import QueryDict
from django.utils import timezone

from clinic.jobs import job
from clinic.walls import within
from patients.actions.handouts import lay_out_handout
from patients.forms.handouts import HandoutForm
from patients.models import Program
from patients.printing import for_paper


@job
def print_ahead(clinic_id: int, program_id: int) -> None:
    """Lay out the handout of a version that was just activated, as the clinic usually prints."""
    with within(clinic_id):
        program = for_paper(Program.objects.for_clinic(clinic_id)).filter(pk=program_id).first()
        if program is None or program.current is None:
            return
        with timezone.override(program.clinic.zone):
            options = HandoutForm(QueryDict(), clinic=program.clinic).options
            lay_out_handout(program=program, options=options)
