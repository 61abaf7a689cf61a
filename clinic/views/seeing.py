from dataclasses import replace
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clinic import cookies, walls
from clinic.access import public_view
from clinic.actions.accounts import AccountFields, edit_account
from clinic.models import User
from clinic.seeing import SWITCHES, seeing_of
from clinic.views.languages import way_back

IS_ON = {"on": True, "off": False}


@public_view
@never_cache
@require_POST
def seeing_choose(request: HttpRequest) -> HttpResponse:
    """Larger words or stronger contrast from now on: on one's account, and in this browser."""
    chosen = {name: IS_ON[value] for name in SWITCHES if (value := request.POST.get(name)) in IS_ON}
    answer = HttpResponseRedirect(way_back(request))
    if not chosen:
        return answer
    seeing = replace(seeing_of(request), **chosen)
    if isinstance(request.user, User):
        with walls.as_user(request.user):
            edit_account(user=request.user, **cast(AccountFields, chosen))
    name, seconds = settings.SEEING_COOKIE_NAME, settings.LANGUAGE_COOKIE_AGE
    cookies.keep(answer, name, seeing.as_cookie, seconds=seconds)
    return answer
