from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from clinic.access import public_view
from clinic.demo_mails import newest_mails
from clinic.demo_mark import is_demo
from clinic.production import is_on_this_machine

FROM_HERE = {"127.0.0.1", "::1"}


@public_view
def demo_mails(request: HttpRequest) -> HttpResponse:
    """What the demo mailed to its invented people; nowhere else is there such a page."""
    here = request.META.get("REMOTE_ADDR") in FROM_HERE and is_on_this_machine(settings.PUBLIC_URL)
    if not here or not is_demo() or settings.SMTP:
        raise Http404
    return TemplateResponse(request, "clinic/demo_mails.html", {"mails": newest_mails()})
