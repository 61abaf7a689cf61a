"""Bringing the built-in library into the database, as often as one likes."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic import walls
from routines.actions.versions import write_version
from routines.library import (
    LIBRARY,
    ItemData,
    LibraryDataError,
    RoutineData,
    TemplateData,
    TemplatePhaseData,
    read_routines,
    read_templates,
)
from routines.models import ProgramTemplate, Routine, TemplateItem, TemplatePhase


@transaction.atomic
@walls.within_every_clinic(walls.Reason.LIBRARY)
def load_library(*, folder: Path = LIBRARY) -> Counter[str]:
    """
    Make the database hold what the data files say; returns how many of what were made.

    A changed routine becomes its next version, an unchanged one is left alone, and
    one that is no longer in the files is archived. It belongs to no clinic, so
    no clinic's trail has a line of it: the versions themselves are the record.
    """
    routines = read_routines(folder)
    templates = read_templates(routines, folder)
    done: Counter[str] = Counter()
    for data in routines:
        done[_load_routine(data)] += 1
    gone = Routine.objects.built_in().in_use().exclude(slug__in=[data.slug for data in routines])
    done["routines archived"] += gone.update(archived_at=timezone.now())
    for template in templates:
        done[_load_template(template)] += 1
    slugs = [template.slug for template in templates]
    ProgramTemplate.objects.built_in().exclude(slug__in=slugs).delete()
    return done


def _load_routine(data: RoutineData) -> str:
    routine, _new = Routine.objects.built_in().get_or_create(
        slug=data.slug, defaults={"clinic": None, "order": data.order}
    )
    routine = Routine.objects.select_for_update(of=("self",)).get(pk=routine.pk)
    if routine.order != data.order or routine.archived_at:
        routine.order, routine.archived_at = data.order, None
        routine.save(update_fields=["order", "archived_at"])
    if routine.current and routine.current.digest == data.content.digest:
        return "routines unchanged"
    latest = routine.versions.first()
    number = max(data.version, latest.number + 1 if latest else 1)
    try:
        write_version(routine=routine, content=data.content, number=number, by=None)
    except ValidationError as error:
        raise _told("routines.json", data.slug, error) from error
    return "routine versions made"


def _load_template(data: TemplateData) -> str:
    template = ProgramTemplate.objects.built_in().with_items().filter(slug=data.slug).first()
    if template and _data_of(template) == data:
        return "templates unchanged"
    template = template or ProgramTemplate(clinic=None, slug=data.slug)
    template.name, template.summary, template.order = data.name, data.summary, data.order
    template.review_after_weeks = data.review_after_weeks
    try:
        template.full_clean()
        template.save()
        template.phases.all().delete()
        for position, phase in enumerate(data.phases, start=1):
            _write_phase(template, position, phase)
    except ValidationError as error:
        raise _told("templates.json", data.slug, error) from error
    return "templates made"


def _write_phase(template: ProgramTemplate, position: int, data: TemplatePhaseData) -> None:
    phase = TemplatePhase(clinic=None, template=template, position=position, weeks=data.weeks)
    phase.full_clean()
    phase.save()
    for number, item in enumerate(data.items, start=1):
        routine = Routine.objects.built_in().get(slug=item.routine)
        row = TemplateItem(
            clinic=None, phase=phase, position=number, routine=routine, **asdict(item.dose)
        )
        row.full_clean()
        row.save()


def _data_of(template: ProgramTemplate) -> TemplateData:
    """A template in the database, as a data file would have it."""
    return TemplateData(
        slug=template.slug,
        order=template.order,
        name=template.name,
        summary=template.summary,
        review_after_weeks=template.review_after_weeks,
        phases=tuple(
            TemplatePhaseData(
                weeks=phase.weeks,
                items=tuple(ItemData(item.routine.slug, item.dose) for item in phase.items.all()),
            )
            for phase in template.phases.all()
        ),
    )


def _told(file: str, entry: str, error: ValidationError) -> LibraryDataError:
    """The first thing the tables refuse, by the field's name where there is one."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    field, messages = next(iter(by_field.items()))
    return LibraryDataError(file, entry, field.replace("__all__", "the whole"), messages[0])
