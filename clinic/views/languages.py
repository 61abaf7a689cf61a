from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clinic import cookies, languages, walls
from clinic.access import public_view
from clinic.actions.accounts import edit_account
from clinic.models import User


@public_view
@never_cache
@require_POST
def language_choose(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: to an account wherever it is used, else in this browser."""
    code = request.POST.get("language", "")
    answer = HttpResponseRedirect(way_back(request))
    if not languages.is_spoken(code):
        return answer
    if isinstance(request.user, User):
        with walls.as_user(request.user):
            edit_account(user=request.user, language=code)
        request.session[languages.LANGUAGE] = code
    name, seconds = settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_COOKIE_AGE
    cookies.keep(answer, name, code, seconds=seconds)
    return answer


def way_back(request: HttpRequest) -> str:
    """The page where something was chosen; another site's address leads to the start."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    return back if is_ours and back.startswith("/") else "/"
