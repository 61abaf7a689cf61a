"""The staff door. A view names its door in its first line; fetching is authorising."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from clinic import record_limit, second_factor, second_step, trail, walls
from clinic.fresh import FRESH, ask_again, is_fresh
from clinic.idle import keep_to
from clinic.models import Clinic, Membership, User
from clinic.permissions import Permission

AUDIENCE = "audience"
PERMISSION = "permission"

View = Callable[..., HttpResponseBase]


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


class StaffRequest(MemberRequest):
    """A request that came in by the staff door."""

    clinic: Clinic
    membership: Membership


def staff_view(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """
    Open a view to members of the clinic in its address who hold `permission`.

    Strangers get 404 (they may not learn that the clinic exists); members
    without the permission get 403. What is `fresh` asks again who it is, unless
    that was shown in the last minutes (docs/adr/0021).
    """

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapper(
            request: StaffRequest, *args: Any, clinic_slug: str, **kwargs: Any
        ) -> HttpResponseBase:
            with walls.as_user(request.user):
                membership = (
                    Membership.objects.filter(user=request.user, clinic__slug=clinic_slug)
                    .select_related("clinic")
                    .first()
                )
                if membership is None:
                    raise Http404
                if not second_factor.is_proved(request):
                    return second_step.lead_to_it(request)
                request.clinic = membership.clinic
                walls.go_into(request.clinic)
                request.membership = membership
                if not membership.can(permission):
                    raise PermissionDenied
                if fresh and not is_fresh(request):
                    return ask_again(request)
                keep_to(request, membership.clinic.idle_minutes)
                timezone.activate(membership.clinic.zone)
                response = record_limit.within_limit(request, made(view(request, *args, **kwargs)))
                trail.write_viewing(request, response)
                return response

        setattr(wrapper, AUDIENCE, "staff")
        setattr(wrapper, PERMISSION, permission)
        setattr(wrapper, FRESH, fresh)
        return wrapper

    return decorator


def member_view(view: View) -> View:
    """Open a view to everybody who is signed in, whatever their role; it shows only their own."""

    @wraps(view)
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with walls.as_user(request.user):
            return made(view(request, *args, **kwargs))

    setattr(wrapper, AUDIENCE, "member")
    return wrapper


def made(response: HttpResponseBase) -> HttpResponseBase:
    """A page made behind its door: once that is shut, nothing of the clinic is in sight."""
    return response.render() if isinstance(response, SimpleTemplateResponse) else response


def public_view(view: View) -> View:
    """Open a view to everybody: it shows nobody's data."""
    view = login_not_required(view)
    setattr(view, AUDIENCE, "public")
    return view
