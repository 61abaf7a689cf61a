"""What the buttons beside a plan do: add, remove, move, copy. Nothing is checked or saved here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients.plan_checks import MOST_PHASES, Bounds
from patients.plans import PrescriptionPlan
from patients.presets import Preset, fitted, preset_dose, suggested
from patients.typed_plans import (
    EACH,
    NUMBERS,
    TypedItem,
    TypedPhase,
    TypedPlan,
    dose_in,
    each_item,
    moved,
    new_item,
    numbers_of,
    removed,
)
from routines.dose import Side
from routines.models import RoutineVersion

MOST_ROUTINES = 45  # in a whole plan: a form has at most 1,000 fields
FIRST_WEEKS = "2"


@dataclass(frozen=True, slots=True)
class Arranged:
    """A plan with one thing changed; where the eye should go, and what to say."""

    plan: TypedPlan
    focus: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One thing asked for, like `up:0:1`: the place is the phase and the routine in it."""

    plan: TypedPlan
    data: Mapping[str, str]
    versions: Mapping[str, RoutineVersion]
    bounds: Bounds

    def make(self, asked: str) -> Arranged:
        """Do what was asked; what cannot be done or understood leaves the plan as typed."""
        what, *rest = asked.split(":")
        act = _ACTS.get(what)
        place = [int(part) for part in rest if part.isdecimal() and len(part) < 3]
        words = [part for part in rest if not part.isdecimal()]
        if act is None or not self._is_there(place):
            return Arranged(self.plan)
        return act(self, tuple(place), words[0] if words else "")

    def _is_there(self, place: list[int]) -> bool:
        if len(place) > 2:
            return False
        if place and place[0] >= len(self.plan.phases):
            return False
        return len(place) < 2 or place[1] < len(self.plan.phases[place[0]].items)

    def move_up(self, place: tuple[int, ...], _word: str) -> Arranged:
        return self._move(place, -1, "up")

    def move_down(self, place: tuple[int, ...], _word: str) -> Arranged:
        return self._move(place, 1, "down")

    def _move(self, place: tuple[int, ...], by: int, button: str) -> Arranged:
        if not place:
            return Arranged(self.plan)
        now = moved(self.plan, place, by)
        return Arranged(self.plan, f"{address(now)}-{button}", _("Moved."))

    def remove(self, place: tuple[int, ...], _word: str) -> Arranged:
        if not place:
            return Arranged(self.plan)
        removed(self.plan, place)
        said = _("Routine removed.") if len(place) == 2 else _("Phase removed.")
        return Arranged(self.plan, f"p{place[0]}" if len(place) == 2 else "phases", said)

    def add(self, place: tuple[int, ...], _word: str) -> Arranged:
        """Add the routine chosen in the phase's list, at the dose it suggests for that week."""
        if len(place) != 1:
            return Arranged(self.plan)
        version = self.versions.get(self.data.get(f"p{place[0]}-add", ""))
        if version is None:
            said = _("Choose a routine from the list first.")
            return Arranged(self.plan, f"p{place[0]}-add", said)
        if len(each_item(self.plan)) >= MOST_ROUTINES:
            text = _("A plan holds up to %(most)s routines. Remove one first.")
            return Arranged(self.plan, "", text % {"most": MOST_ROUTINES})
        phase = self.plan.phases[place[0]]
        dose = suggested(version, self._week_of(place[0]))
        side = phase.items[0].sides if phase.items else self._first_side()
        side = side if side in set(Side) else Side.BOTH.value
        one = PrescriptionPlan(version, replace(dose, side=Side(side)))
        phase.items.append(new_item(replace(one, dose=fitted(one.dose, version, self.bounds))))
        text = _("%(routine)s added.") % {"routine": version.shown_name}
        return Arranged(self.plan, f"p{place[0]}-i{len(phase.items) - 1}", text)

    def add_phase(self, _place: tuple[int, ...], _word: str) -> Arranged:
        """Add a phase like the last one, to change from there."""
        phases = self.plan.phases
        items = phases[-1].items if phases else []
        full = len(each_item(self.plan)) + len(items) > MOST_ROUTINES
        if full or len(phases) >= MOST_PHASES:
            return Arranged(self.plan, "", _("The plan is full. Remove a phase or routines first."))
        last = TypedPlan(phases[-1:]).copy().phases
        phases.extend(last or [TypedPhase(FIRST_WEEKS)])
        said = _("Phase added, a copy of the one before.") if last else _("Phase added.")
        return Arranged(self.plan, f"p{len(phases) - 1}", said)

    def set_preset(self, place: tuple[int, ...], word: str) -> Arranged:
        item = self._item(place)
        version = self.versions.get(item.routine) if item else None
        if item is None or version is None or word not in set(Preset):
            return Arranged(self.plan)
        preset = Preset(word)
        dose = preset_dose(preset, version, self._week_of(place[0]), self.bounds)
        item.main |= numbers_of(dose)
        item.right |= numbers_of(dose)
        text = _("%(routine)s: %(preset)s dose.")
        said = text % {"routine": version.shown_name, "preset": preset.label}
        return Arranged(self.plan, f"{address(place)}-preset-{preset}", said)

    def copy_to_routines(self, place: tuple[int, ...], _word: str) -> Arranged:
        """Give all other routines of the phase this dose, lowered where they may have less."""
        item = self._item(place)
        if item is None:
            return Arranged(self.plan)
        others = [one for one in self.plan.phases[place[0]].items if one is not item]
        lowered = sum(self._take_dose(other, item) for other in others)
        text = ngettext(
            "Copied to %(n)s other routine.", "Copied to %(n)s other routines.", len(others)
        )
        said = text % {"n": len(others)}
        if lowered:
            said += " " + _("Lowered where a routine may only have less.")
        return Arranged(self.plan, f"{address(place)}-routines", said)

    def copy_to_phases(self, place: tuple[int, ...], _word: str) -> Arranged:
        """Give this routine the same sides and dose in every other phase."""
        item = self._item(place)
        if item is None:
            return Arranged(self.plan)
        routine = self._routine_of(item)
        alike = [
            other
            for _p, _i, other in each_item(self.plan)
            if other is not item and self._routine_of(other) == routine
        ]
        for other in alike:
            other.sides = item.sides
            for mine, theirs in ((item.main, other.main), (item.right, other.right)):
                theirs |= {name: mine[name] for name in (*NUMBERS, "reason")}
        text = ngettext("Copied to %(n)s other phase.", "Copied to %(n)s other phases.", len(alike))
        said = text % {"n": len(alike)}
        return Arranged(self.plan, f"{address(place)}-phases", said)

    def set_sides(self, _place: tuple[int, ...], word: str) -> Arranged:
        if word not in set(Side):
            return Arranged(self.plan)
        for _p, _i, item in each_item(self.plan):
            if word == Side.RIGHT and item.sides == EACH:
                item.main = item.right
            item.sides = word
        return Arranged(self.plan, f"sides-{word}", _("Side set for the whole program."))

    def _take_dose(self, other: TypedItem, item: TypedItem) -> bool:
        """Copy a dose from one routine to another; says whether it had to be lowered."""
        version, dose = self.versions.get(other.routine), dose_in(item.main)
        if version is None or dose is None:
            other.main |= {name: item.main[name] for name in NUMBERS}
            other.right |= {name: item.right[name] for name in NUMBERS}
            return False
        allowed = fitted(dose, version, self.bounds)
        other.main |= numbers_of(allowed)
        right = dose_in(item.right)
        other.right |= numbers_of(fitted(right, version, self.bounds) if right else allowed)
        return allowed != dose

    def _item(self, place: tuple[int, ...]) -> TypedItem | None:
        return self.plan.phases[place[0]].items[place[1]] if len(place) == 2 else None

    def _routine_of(self, item: TypedItem) -> int | str:
        version = self.versions.get(item.routine)
        return version.routine_id if version else item.routine

    def _first_side(self) -> str:
        return next((item.sides for _p, _i, item in each_item(self.plan)), Side.BOTH.value)

    def _week_of(self, phase: int) -> int:
        """The first week of a phase, 1 for the plan's first, from the weeks as typed."""
        before = [one.weeks for one in self.plan.phases[:phase]]
        return 1 + sum(int(text) for text in before if text.isdecimal() and len(text) < 3)


def address(place: tuple[int, ...]) -> str:
    """The id on the page of a phase or of a routine in it: `p0-i1`."""
    return "-".join(letter + str(at) for letter, at in zip("pi", place, strict=False))


_ACTS: dict[str, Callable[[Arrangement, tuple[int, ...], str], Arranged]] = {
    "up": Arrangement.move_up,
    "down": Arrangement.move_down,
    "remove": Arrangement.remove,
    "add": Arrangement.add,
    "phase": Arrangement.add_phase,
    "preset": Arrangement.set_preset,
    "routines": Arrangement.copy_to_routines,
    "phases": Arrangement.copy_to_phases,
    "sides": Arrangement.set_sides,
}
