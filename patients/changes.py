"""What changed from one version of a program to the next, in words."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from patients.plans import PhasePlan, PrescriptionPlan
from routines.dose import Dose, Side
from routines.templatetags.routines import dose_line, seconds

SIDES = {
    Side.LEFT: gettext_lazy("left"),
    Side.RIGHT: gettext_lazy("right"),
    Side.BOTH: gettext_lazy("both sides"),
}


def changes(old: Sequence[PhasePlan], new: Sequence[PhasePlan]) -> list[str]:
    """Sentences; what happened alike in several phases is said once. Empty when all is the same."""
    said: dict[str, list[int]] = {}
    for number, (before, after) in enumerate(zip_longest(old, new), start=1):
        for sentence in _in_phase(before, after):
            said.setdefault(sentence, []).append(number)
    most = max(len(old), len(new))
    return [f"{_phases(numbers, most)}: {sentence}" for sentence, numbers in said.items()]


def _phases(numbers: list[int], most: int) -> str:
    if len(numbers) == most > 1:
        return _("All phases")
    names = ", ".join(str(number) for number in numbers)
    return ngettext("Phase %(names)s", "Phases %(names)s", len(numbers)) % {"names": names}


def _in_phase(before: PhasePlan | None, after: PhasePlan | None) -> Iterator[str]:
    if after is None:
        yield _("removed")
        return
    if before is None:
        weeks = ngettext("new, %(n)s week", "new, %(n)s weeks", after.weeks)
        yield weeks % {"n": after.weeks}
        before = PhasePlan(after.weeks)
    if before.weeks != after.weeks:
        yield _("%(old)s → %(new)s weeks") % {"old": before.weeks, "new": after.weeks}
    was, now = _by_routine(before), _by_routine(after)
    for routine in [*was, *(one for one in now if one not in was)]:
        yield from _of_routine(was.get(routine, []), now.get(routine, []))
    stayed = [routine for routine in was if routine in now]
    if stayed != [routine for routine in now if routine in was]:
        yield _("another order")


def _by_routine(phase: PhasePlan) -> dict[int, list[PrescriptionPlan]]:
    rows: dict[int, list[PrescriptionPlan]] = {}
    for one in phase.prescriptions:
        rows.setdefault(one.routine_version.routine_id, []).append(one)
    return rows


def _of_routine(was: list[PrescriptionPlan], now: list[PrescriptionPlan]) -> Iterator[str]:
    name = (now or was)[0].routine_version.shown_name
    if not now:
        yield _("%(routine)s removed") % {"routine": name}
    elif not was:
        for one in now:
            values = {"routine": name, "dose": dose_line(one.dose)}
            yield _("%(routine)s added, %(dose)s") % values
    elif len(was) != len(now):
        doses = "; ".join(dose_line(one.dose) for one in now)
        yield _("%(routine)s now %(doses)s") % {"routine": name, "doses": doses}
    else:
        for before, after in zip(was, now, strict=True):
            yield from _of_prescription(name, before, after)


def _of_prescription(name: str, was: PrescriptionPlan, now: PrescriptionPlan) -> Iterator[str]:
    parts = list(_of_dose(was.dose, now.dose))
    if was.note != now.note:
        parts.append(_("another note"))
    if was.routine_version != now.routine_version:
        number = now.routine_version.number
        parts.append(_("version %(number)s of the routine") % {"number": number})
    if parts:
        one_sided = was.dose.side == now.dose.side != Side.BOTH
        side = f" ({SIDES[now.dose.side]})" if one_sided else ""
        yield f"{name}{side}: {', '.join(parts)}"


def _of_dose(was: Dose, now: Dose) -> Iterator[str]:
    if was.side != now.side:
        yield f"{SIDES[was.side]} → {SIDES[now.side]}"
    if was.hold != now.hold:
        text = _("hold %(old)s → %(new)s")
        yield text % {"old": seconds(was.hold), "new": seconds(now.hold)}
    if was.holds != now.holds:
        yield _("%(old)s → %(new)s holds a side") % {"old": was.holds, "new": now.holds}
    if was.rest != now.rest:
        text = _("rest %(old)s → %(new)s")
        yield text % {"old": seconds(was.rest), "new": seconds(now.rest)}
    old = (was.pressure_low, was.pressure_high)
    new = (now.pressure_low, now.pressure_high)
    if old != new:
        values = {"a": old[0], "b": old[1], "c": new[0], "d": new[1]}
        yield _("pressure %(a)s–%(b)s → %(c)s–%(d)s") % values
    if was.times_a_day != now.times_a_day:
        values = {"old": was.times_a_day, "new": now.times_a_day}
        yield _("%(old)s → %(new)s times a day") % values
    if was.days_a_week != now.days_a_week:
        values = {"old": was.days_a_week, "new": now.days_a_week}
        yield _("%(old)s → %(new)s days a week") % values
