from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from patients.actions.measurements import correct_measurement, record_check_in
from patients.forms.measurements import CheckInForm
from patients.models import Measurement, Program
from patients.models.measurement import Instrument
from patients.models.program import Status
from patients.models.session_log import LOG_DAYS_BACK
from patients.portal.access import PortalRequest, portal_view

LastOnes = dict[str, Measurement]


@portal_view
def check_in(request: PortalRequest) -> HttpResponse:
    """How the patient is doing; for some days they may put right what they said themselves."""
    programs = Program.objects.for_clinic(request.clinic).of_patient(request.patient)
    program = programs.shown_to_patients().first()
    if program is None:
        raise Http404
    if program.status != Status.ACTIVE:
        return redirect("portal:home")
    last = _last(request, program)
    own = last if _may_be_put_right(request, last) else {}
    form = _form(request, last, own)
    if form.is_valid():
        try:
            _save(request, program, own, form)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved. Thank you."))
            return redirect("portal:history")
    context = {"form": form, "own": own.get(Instrument.NPRS), "program": program}
    return TemplateResponse(request, "portal/check_in.html", context)


def _last(request: PortalRequest, program: Program) -> LastOnes:
    """The newest pain at rest and the newest ratings of own activities."""
    mine = Measurement.objects.for_clinic(request.clinic).of_patient(request.patient)
    newest = mine.of_program(program).of_check_ins()[:6]
    return {one.instrument: one for one in reversed(newest)}


def _may_be_put_right(request: PortalRequest, last: LastOnes) -> bool:
    """Whether both are the patient's own and of one of the last days."""
    since = request.clinic.today() - timedelta(days=LOG_DAYS_BACK)
    return (
        len(last) == 2
        and len({one.measured_on for one in last.values()}) == 1
        and all(one.by == request.user and one.measured_on >= since for one in last.values())
    )


def _form(request: PortalRequest, last: LastOnes, own: LastOnes) -> CheckInForm:
    data = request.POST if request.method == "POST" else None
    known = last.get(Instrument.PSFS)
    initial, rated = {}, []
    if own:
        based_on = sum(one.corrections for one in own.values())
        initial = {"pain": int(own[Instrument.NPRS].score), "based_on": based_on}
        rated = [rating for _activity, rating in own[Instrument.PSFS].ratings]
    return CheckInForm(
        data,
        known=known.activities if known else (),
        rated=rated,
        by_patient=True,
        initial=initial,
    )


def _save(request: PortalRequest, program: Program, own: LastOnes, form: CheckInForm) -> None:
    if not own:
        record_check_in(
            patient=request.patient,
            program=program,
            measured_on=request.clinic.today(),
            pain=form.cleaned_data["pain"],
            ratings=form.ratings,
            by=request.user,
        )
        return
    if form.cleaned_data["based_on"] != sum(one.corrections for one in own.values()):
        raise ValidationError(_("Your clinic corrected this meanwhile. Load the page again."))
    for one in own.values():
        correct_measurement(
            measurement=one,
            based_on=one.corrections,
            measured_on=one.measured_on,
            score=form.cleaned_data["pain"],
            ratings=form.ratings,
            by=request.user,
        )
