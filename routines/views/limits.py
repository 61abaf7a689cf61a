from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from clinic.stale import Stale, catch_up
from routines.actions.limits import change_limits
from routines.forms.limits import DoseLimitsForm
from routines.models import DoseLimits


@staff_view(Permission.LIMITS_EDIT)
def dose_limits_edit(request: StaffRequest) -> HttpResponseBase:
    """How far the clinic's practitioners may go; the owner sets it."""
    limits, version = DoseLimits.versioned(request.clinic)
    form = DoseLimitsForm(request.POST or None, limits=limits, version=version)
    context, status = {"form": form, "beyond": limits.beyond_clinical()}, 200
    if form.is_valid():
        try:
            change_limits(
                clinic=request.clinic,
                limits=form.limits(),
                version=form.cleaned_data["version"],
                by=request.user,
            )
        except Stale as stale:
            context["differences"] = form.differences(stale.current.limits)
            catch_up(form, stale.current.version)
            status = 409
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved. New and changed programs are held to these."))
            return redirect("routines:dose_limits_edit", request.clinic.slug)
    return TemplateResponse(request, "routines/dose_limits_edit.html", context, status=status)
