"""A clinic's own routines: copied, written, changed by a next version, put away."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from clinic import trail
from clinic.models import Clinic, User
from clinic.stale import Stale
from routines.actions.versions import write_version
from routines.content import RoutineContent
from routines.content_checks import problems_of_content
from routines.models import DoseLimits, Routine


@transaction.atomic
def create_routine(*, clinic: Clinic, content: RoutineContent, by: User) -> Routine:
    """Write a clinic's own routine from scratch."""
    _check(content, clinic)
    routine = _new(clinic, content, by)
    trail.record("routines.routine_created", subject=routine, clinic=clinic, by=by)
    return routine


@transaction.atomic
def copy_routine(*, routine: Routine, clinic: Clinic, by: User) -> Routine:
    """Make a clinic's own routine that starts as a copy of another one's current version."""
    source = routine.current
    if source is None:
        raise ValidationError(_("This routine has no version to copy."))
    name = _("%(name)s, our version") % {"name": source.shown_name[:100]}
    copy = _new(clinic, replace(source.shown_content, name=name), by)
    copy.copied_from = source
    copy.full_clean()
    copy.save(update_fields=["copied_from"])
    trail.record(
        "routines.routine_copied", subject=copy, clinic=clinic, by=by, copied_from=routine.pk
    )
    return copy


@transaction.atomic
def edit_routine(
    *, routine: Routine, content: RoutineContent, started_from: int, by: User
) -> Routine:
    """
    Make the next version of a clinic's own routine; the versions before stay as they are.

    `started_from` is the number of the version its writer saw: refused when there
    is a newer one. Nothing changed: no version is made.
    """
    routine, clinic = _locked_own(routine)
    current = routine.current
    if routine.archived_at:
        raise ValidationError(_("This routine is archived. Restore it to change it."))
    if current is None or current.number != started_from:
        raise Stale(routine)
    changed = current.content.differences(content)
    if not changed:
        return routine
    _check(content, clinic)
    write_version(routine=routine, content=content, number=current.number + 1, by=by)
    trail.record(
        "routines.routine_edited",
        subject=routine,
        clinic=clinic,
        by=by,
        version=current.number + 1,
        fields=changed,
    )
    return routine


@transaction.atomic
def archive_routine(*, routine: Routine, by: User) -> Routine:
    """Offer a clinic's own routine no longer; whoever has it prescribed keeps it."""
    routine, clinic = _locked_own(routine)
    if routine.archived_at is None:
        routine.archived_at = timezone.now()
        routine.save(update_fields=["archived_at"])
        trail.record("routines.routine_archived", subject=routine, clinic=clinic, by=by)
    return routine


@transaction.atomic
def restore_routine(*, routine: Routine, by: User) -> Routine:
    """Offer an archived routine again."""
    routine, clinic = _locked_own(routine)
    if routine.archived_at is not None:
        routine.archived_at = None
        routine.save(update_fields=["archived_at"])
        trail.record("routines.routine_restored", subject=routine, clinic=clinic, by=by)
    return routine


def _locked_own(routine: Routine) -> tuple[Routine, Clinic]:
    """The routine as it is now, held until the action is done, and whose it is."""
    if routine.clinic is None:
        raise ValidationError(_("A built-in routine cannot be changed. Copy it, and change that."))
    locked = Routine.objects.for_clinic(routine.clinic).select_for_update().get(pk=routine.pk)
    return locked, routine.clinic


def _check(content: RoutineContent, clinic: Clinic) -> None:
    problems = problems_of_content(content, limits=DoseLimits.of(clinic))
    if problems:
        raise ValidationError([str(problem.message) for problem in problems])


def _new(clinic: Clinic, content: RoutineContent, by: User) -> Routine:
    routine = Routine(clinic=clinic, slug=_free_slug(clinic, content.name))
    routine.full_clean()
    routine.save()
    write_version(routine=routine, content=content, number=1, by=by)
    return routine


def _free_slug(clinic: Clinic, name: str) -> str:
    """A short name no routine of the clinic has: with a number when the plain one is taken."""
    stem = slugify(name)[:70] or "routine"
    taken = set(
        Routine.objects.owned_by(clinic)
        .filter(slug__startswith=stem)
        .values_list("slug", flat=True)
    )
    number = 2
    slug = stem
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
