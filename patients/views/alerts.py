from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from clinic import trail
from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from patients.actions.alerts import handle_alert
from patients.forms.alerts import AlertForm
from patients.models import Alert


@staff_view(Permission.ALERT_HANDLE)
def alert_handle(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Write down what was done about an alert; a paused program waits for its own review."""
    alerts = Alert.objects.for_clinic(request.clinic).select_related(
        "patient__clinic", "program", "session_log", "handled_by"
    )
    alert = get_object_or_404(alerts, pk=alert_id)
    trail.viewed(request, "patients.alert_opened", subject=alert, patient_id=alert.patient_id)
    form = AlertForm(request.POST or None)
    if form.is_valid():
        try:
            handle_alert(alert=alert, note=form.cleaned_data["note"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Noted. The alert is closed."))
            return redirect(alert.patient)
    return TemplateResponse(request, "patients/alert_handle.html", {"alert": alert, "form": form})
