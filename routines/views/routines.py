from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from clinic.stale import Stale
from routines.actions.routines import (
    archive_routine,
    copy_routine,
    create_routine,
    edit_routine,
    restore_routine,
)
from routines.actions.sign_offs import sign_off_routine
from routines.content import EMPTY
from routines.drawing_choices import drawing_groups
from routines.forms.library import LibraryFilterForm, ReadingForm
from routines.forms.routine_editor import RoutineEditor
from routines.models import DoseLimits, ProgramTemplate, Routine, RoutineSignOff, RoutineVersion
from routines.readability import HARDEST, grade
from routines.sources import cited
from routines.stop_signs import EMERGENCIES, WARNINGS


@staff_view(Permission.ROUTINE_VIEW)
def routine_list(request: StaffRequest) -> HttpResponseBase:
    """The library: the clinic's own routines, the built-in ones, and the plans made of them."""
    form = LibraryFilterForm(request.GET)
    routines = form.filtered(
        Routine.objects.for_clinic(request.clinic)
        .offered()
        .with_current()
        .with_acceptance(request.clinic)
    )
    in_use = [routine for routine in routines if routine.archived_at is None]
    context = {
        "form": form,
        "own": [routine for routine in in_use if not routine.is_built_in],
        "built_in": [routine for routine in in_use if routine.is_built_in],
        "archived": [r for r in routines if r.archived_at and not r.is_built_in],
        "templates": ProgramTemplate.objects.for_clinic(request.clinic).with_items(),
    }
    return TemplateResponse(request, "routines/routine_list.html", context)


@staff_view(Permission.ROUTINE_VIEW)
def routine_detail(request: StaffRequest, routine_id: int) -> HttpResponseBase:
    """One routine as it is offered now, or as one of its earlier versions said."""
    routines = Routine.objects.for_clinic(request.clinic).offered()
    routine = get_object_or_404(routines.select_related("current"), pk=routine_id)
    reading = ReadingForm(request.GET)
    if not reading.is_valid():
        raise Http404
    versions = RoutineVersion.objects.for_clinic(request.clinic).with_everything()
    number = reading.cleaned_data["version"] or routine.now.number
    version = get_object_or_404(versions, routine=routine, number=number)
    context = {
        "routine": routine,
        "version": version,
        "versions": routine.versions.select_related("made_by"),
        "side": reading.cleaned_data["side"] or "right",
        "accepted": RoutineSignOff.objects.for_clinic(request.clinic).of_version(version).first(),
        "warnings": WARNINGS,
        "emergencies": EMERGENCIES,
        "sources": cited(version.content.sources),
    }
    return TemplateResponse(request, "routines/routine_detail.html", context)


@staff_view(Permission.ROUTINE_EDIT)
def routine_create(request: StaffRequest) -> HttpResponseBase:
    """Write an own routine from scratch."""
    limits = DoseLimits.of(request.clinic)
    editor = RoutineEditor(request.POST or None, limits=limits, content=EMPTY, version=0)
    if editor.is_valid():
        try:
            routine = create_routine(clinic=request.clinic, content=editor.content, by=request.user)
        except ValidationError as error:
            editor.refuse(error)
        else:
            messages.success(request, _("Saved. Your routine is in the library."))
            _warn_if_hard_to_read(request, routine)
            return redirect(routine.url_in(request.clinic))
    context = {"editor": editor, "limits": limits, "drawing_groups": drawing_groups()}
    return TemplateResponse(request, "routines/routine_create.html", context)


@staff_view(Permission.ROUTINE_EDIT)
def routine_edit(request: StaffRequest, routine_id: int) -> HttpResponseBase:
    """Change an own routine: saving makes its next version."""
    routines = Routine.objects.owned_by(request.clinic).offered().with_current()
    routine = get_object_or_404(routines, pk=routine_id)
    now, limits = routine.now, DoseLimits.of(request.clinic)
    editor = RoutineEditor(
        request.POST or None, limits=limits, content=now.content, version=now.number
    )
    if editor.is_valid() and _saved(routine, editor, request):
        return redirect(routine.url_in(request.clinic))
    context = {"routine": routine, "editor": editor, "limits": limits}
    context["drawing_groups"] = drawing_groups()
    status = 409 if editor.stale_version else 200
    return TemplateResponse(request, "routines/routine_edit.html", context, status=status)


def _saved(routine: Routine, editor: RoutineEditor, request: StaffRequest) -> bool:
    """Make the next version, or say in the editor why not."""
    before = routine.now.number
    try:
        routine = edit_routine(
            routine=routine,
            content=editor.content,
            started_from=editor.started_from,
            by=request.user,
        )
    except Stale as stale:
        editor.tell_stale(stale.current.now)
        return False
    except ValidationError as error:
        editor.refuse(error)
        return False
    number = {"number": routine.now.number}
    if routine.now.number == before:
        messages.info(request, _("Nothing was changed: it is still version %(number)d.") % number)
    else:
        messages.success(request, _("Saved as version %(number)d.") % number)
        _warn_if_hard_to_read(request, routine)
    return True


def _warn_if_hard_to_read(request: StaffRequest, routine: Routine) -> None:
    """Steps that many patients could not read are saved all the same, and it is said."""
    hard = grade("\n".join(step.text for step in routine.now.content.steps))
    if hard > HARDEST:
        text = _(
            "The steps are hard to read: about school year %(year)d. Shorter words and sentences "
            "help; year %(most)d or below is the aim."
        )
        messages.warning(request, text % {"year": round(hard), "most": HARDEST})


@staff_view(Permission.ROUTINE_EDIT)
@require_POST
def routine_copy(request: StaffRequest, routine_id: int) -> HttpResponseBase:
    """Make an own routine that starts as a copy, and go on to change it."""
    routines = Routine.objects.for_clinic(request.clinic).offered().with_current()
    routine = get_object_or_404(routines, pk=routine_id)
    copy = copy_routine(routine=routine, clinic=request.clinic, by=request.user)
    messages.success(request, _("Copied. This one is your clinic’s own: change what you like."))
    return redirect("routines:routine_edit", request.clinic.slug, copy.pk)


@staff_view(Permission.ROUTINE_EDIT)
@require_POST
def routine_archive(request: StaffRequest, routine_id: int) -> HttpResponseBase:
    """Offer an own routine no longer."""
    routine = get_object_or_404(Routine.objects.owned_by(request.clinic), pk=routine_id)
    archive_routine(routine=routine, by=request.user)
    messages.success(request, _("Archived. Programs that use it keep it."))
    return redirect(routine.url_in(request.clinic))


@staff_view(Permission.ROUTINE_EDIT)
@require_POST
def routine_restore(request: StaffRequest, routine_id: int) -> HttpResponseBase:
    """Offer an archived routine again."""
    routine = get_object_or_404(Routine.objects.owned_by(request.clinic), pk=routine_id)
    restore_routine(routine=routine, by=request.user)
    messages.success(request, _("Restored. The routine is offered again."))
    return redirect(routine.url_in(request.clinic))


@staff_view(Permission.ROUTINE_SIGN_OFF)
@require_POST
def routine_sign_off(request: StaffRequest, routine_id: int) -> HttpResponseBase:
    """Accept the version that was read, unless a newer one has taken its place."""
    routines = Routine.objects.for_clinic(request.clinic).offered().select_related("current")
    routine = get_object_or_404(routines, pk=routine_id)
    if request.POST.get("version") == str(routine.now.number):
        sign_off_routine(version=routine.now, clinic=request.clinic, by=request.user)
        messages.success(request, _("Accepted. Your name and the date stand on its page."))
    else:
        messages.error(
            request, _("Not accepted: there is a newer version now. Please read it first.")
        )
    return redirect(routine.url_in(request.clinic))
