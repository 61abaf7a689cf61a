"""What the package for a patient's own device holds, and how long it may be used."""

from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone, translation

from patients.guiding import Kind, Screen, guide_through
from patients.models import OwnDevice, Program, ProgramPhase
from patients.portal.advice import advised
from patients.portal.guided_pages import is_open
from patients.portal.sealed_sessions import packed_for
from routines.stop_signs import EMERGENCIES, WARNINGS, known

# A program that was paused or changed must not live on in a phone that never hears of it.
KEPT_DAYS = 3


def mark_of(program: Program | None) -> str:
    """Changes with whatever the package says: a device that has another mark fetches it anew."""
    said: list[object] = [translation.get_language()]
    if program is not None:
        phase = phase_on(program, program.clinic.today())
        said += [program.pk, program.status, program.current_id, program.is_in_doubt]
        said += [program.starts_on, program.clinic.version, phase.pk if phase else None]
    return sha256(repr(said).encode()).hexdigest()[:16]


def phase_on(program: Program, day: date) -> ProgramPhase | None:
    """The phase of the version that is followed now; None without one."""
    if program.current is None:
        return None
    return program.current.phase_in_week(program.week_on(day))


def package_of(device: OwnDevice, program: Program | None) -> dict[str, Any]:
    """The program and every screen of its session; without screens where nothing may be pressed."""
    clinic = device.clinic
    context: dict[str, Any] = {
        "program": program,
        "mark": mark_of(program),
        "made_at": timezone.now(),
        "good_until": datetime.combine(clinic.today(), time.min, clinic.zone)
        + timedelta(days=KEPT_DAYS),
        "warnings": WARNINGS,
        "emergencies": EMERGENCIES,
        "advice": advised(known([one.id for one in (*EMERGENCIES, *WARNINGS)]), clinic),
    }
    if program is None or not is_open(program) or program.is_in_doubt:
        return context
    phase = phase_on(program, clinic.today())
    if phase is None:
        return context
    guide = guide_through(phase.prescribed.with_steps())
    pages = [_page(guide.at(number), guide.at(number + 1), number) for number in _numbers(guide)]
    return context | {
        "phase": phase,
        "packed": packed_for(device, phase),
        "good_until": _good_until(program, phase),
        "guide": guide,
        "pages": pages,
        "prescriptions": guide.prescriptions,
        "numbers": range(11),
    }


def _numbers(guide: Any) -> range:
    return range(1, guide.last + 1)


def _page(screen: Screen | None, following: Screen | None, number: int) -> dict[str, Any]:
    assert screen is not None
    return {
        "number": number,
        "screen": screen,
        "next": following,
        "hold": screen.key if screen.kind is Kind.HOLD else "",
    }


def _good_until(program: Program, phase: ProgramPhase) -> datetime:
    """Until the third day has begun, or the day on which another phase begins."""
    today = program.clinic.today()
    days = [today + timedelta(days=after) for after in range(1, KEPT_DAYS + 1)]
    last = next((day for day in days if phase_on(program, day) != phase), days[-1])
    return datetime.combine(last, time.min, program.clinic.zone)
