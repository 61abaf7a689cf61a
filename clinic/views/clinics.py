from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from clinic.access import StaffRequest, staff_view
from clinic.actions.clinics import edit_clinic, remove_logo, set_logo
from clinic.forms.clinics import ClinicForm
from clinic.permissions import Permission
from clinic.stale import Stale, catch_up


@staff_view(Permission.CLINIC_EDIT)
def clinic_edit(request: StaffRequest) -> HttpResponse:
    logo = getattr(request.clinic, "logo", None)
    typed = copy(request.clinic)  # the form writes into it; the page's head keeps what is saved
    form = ClinicForm(
        request.POST or None, request.FILES or None, instance=typed, has_logo=logo is not None
    )
    context, status = {"form": form, "logo": logo}, 200
    if form.is_valid():
        try:
            save(request, form)
        except Stale as stale:
            context["differences"] = form.differences(stale.current)
            catch_up(form, stale.current.version)
            status = 409
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect("clinic_edit", request.clinic.slug)
    return TemplateResponse(request, "clinic/clinic_edit.html", context, status=status)


@transaction.atomic
def save(request: StaffRequest, form: ClinicForm) -> None:
    """The details and the logo, or neither."""
    version = form.cleaned_data["version"]
    edit_clinic(clinic=request.clinic, version=version, by=request.user, **form.details)
    if form.cleaned_data["logo"]:
        set_logo(clinic=request.clinic, logo=form.cleaned_data["logo"], by=request.user)
    elif form.cleaned_data.get("remove_logo"):
        remove_logo(clinic=request.clinic, by=request.user)


@staff_view(Permission.PATIENT_VIEW)
def clinic_logo(request: StaffRequest) -> HttpResponse:
    """The clinic's logo, as the PNG that we encoded ourselves."""
    logo = getattr(request.clinic, "logo", None)
    if logo is None:
        raise Http404
    headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(logo.png), content_type="image/png", headers=headers)
