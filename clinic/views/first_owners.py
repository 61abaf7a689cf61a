"""Where the address on the console leads: to a clinic and its first owner."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from clinic import tokens
from clinic.access import public_view
from clinic.actions.first_owners import open_clinic, usable_key
from clinic.actions.members import InvitationUsed
from clinic.forms.first_owners import FirstOwnerForm
from clinic.new_accounts import let_in

CAME_BY = "first_owner"


@public_view
@never_cache
@require_safe
def first_owner_open(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address. Nothing else happens, whatever it is."""
    tokens.keep(request, CAME_BY, tokens.hash_of(token))
    return redirect("first_owner_create")


@public_view
@never_cache
@sensitive_post_parameters()
def first_owner_create(request: HttpRequest) -> HttpResponse:
    """Make a clinic, and one's own account as its owner."""
    key = usable_key(tokens.kept(request, CAME_BY))
    if key is None:
        return TemplateResponse(request, "clinic/first_owner_unusable.html", status=404)
    form = FirstOwnerForm(request.POST or None)
    if form.is_valid():
        try:
            clinic, owner = open_clinic(key=key, **form.typed)
        except InvitationUsed:
            return TemplateResponse(request, "clinic/first_owner_unusable.html", status=404)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            tokens.forget(request, CAME_BY)
            return let_in(request, owner, redirect(clinic))
    return TemplateResponse(request, "clinic/first_owner_create.html", {"form": form})
