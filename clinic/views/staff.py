from django.http import HttpResponse
from django.template.response import TemplateResponse

from clinic import mails
from clinic.access import StaffRequest, staff_view
from clinic.models import Membership, StaffInvitation
from clinic.permissions import PERMISSION_WORDS, Permission, Role, permissions_of


@staff_view(Permission.STAFF_VIEW)
def staff_list(request: StaffRequest) -> HttpResponse:
    """Who works here, and the one table of who may do what."""
    members = Membership.objects.for_clinic(request.clinic).select_related("user")
    invitations = StaffInvitation.objects.for_clinic(request.clinic).waiting()
    waiting = list(invitations) if request.membership.can(Permission.STAFF_EDIT) else []
    sent = mails.newest_of(waiting)
    context = {
        "waiting": [(one, sent.get(one.pk)) for one in waiting],
        "members": members.order_by("user__last_name", "user__first_name", "user__username"),
        "roles": Role.labels,
        "table": [
            (words, [permission in permissions_of(role) for role in Role])
            for permission, words in PERMISSION_WORDS.items()
        ],
    }
    return TemplateResponse(request, "clinic/staff_list.html", context)
