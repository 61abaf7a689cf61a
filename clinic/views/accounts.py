from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from clinic import kept_forms
from clinic.access import MemberRequest, member_view


@member_view
def kept_form(request: MemberRequest) -> HttpResponse:
    """What its writer typed before they had to sign in, or say who they are, once more."""
    form = kept_forms.kept_form(request)
    if form is None:
        return redirect("front")
    return TemplateResponse(request, "clinic/kept_form.html", {"kept": form})
