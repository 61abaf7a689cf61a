from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from clinic.access import MemberRequest, member_view
from clinic.models import Membership


@member_view
def front(request: MemberRequest) -> HttpResponse:
    """Send everybody to their own front page: staff to their clinic, patients to their program."""
    membership = Membership.objects.filter(user=request.user).select_related("clinic").first()
    if membership is not None:
        return redirect(membership.clinic)
    if request.user.patients.exists():
        return redirect("portal:home")
    raise Http404
