from collections.abc import Iterator
from dataclasses import asdict

from clinic.models import User
from routines.content import RoutineContent
from routines.models import Routine, RoutinePhase, RoutineStep, RoutineVersion


def write_version(
    *, routine: Routine, content: RoutineContent, number: int, by: User | None
) -> RoutineVersion:
    """
    Write down what a routine says from now on, and offer it.

    Part of an action, which locks the routine, chooses the number and writes the trail.
    """
    version = RoutineVersion(
        clinic=routine.clinic,
        routine=routine,
        number=number,
        name=content.name,
        summary=content.summary,
        role=content.role,
        position=content.position,
        ball=content.ball,
        ball_note=content.ball_note,
        needs_unlock=content.needs_unlock,
        cap_hold=content.cap_hold,
        cap_pressure=content.cap_pressure,
        sources=", ".join(content.sources),
        digest=content.digest,
        made_by=by,
        **{attribute.value: True for attribute in content.attributes},
        **asdict(content.dose),
    )
    version.full_clean()
    version.save()
    for row in _parts(version, content):
        row.full_clean()
        row.save()
    routine.current = version
    routine.save(update_fields=["current"])
    return version


def _parts(
    version: RoutineVersion, content: RoutineContent
) -> Iterator[RoutinePhase | RoutineStep]:
    own = {"clinic": version.clinic, "version": version}
    for phase in content.phases:
        yield RoutinePhase(**own, **asdict(phase))
    for position, step in enumerate(content.steps, start=1):
        yield RoutineStep(**own, position=position, **asdict(step))
