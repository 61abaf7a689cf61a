"""A plan as somebody is typing it: texts, not yet checked, so that nothing typed is ever lost."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from patients.plans import PhasePlan, PrescriptionPlan
from routines.dose import BOUNDS, Dose, Side

EACH = "each"  # each side on its own: the second way of dosing both sides
NUMBERS = tuple(BOUNDS)
TEXTS = ("note", "reason")
_PHASE = re.compile(r"p(\d{1,2})-weeks")
_ITEM = re.compile(r"p(\d{1,2})-i(\d{1,2})-routine")


@dataclass
class TypedItem:
    """One routine of a phase; `right` is used only while each side is dosed on its own."""

    routine: str
    sides: str
    main: dict[str, str]
    right: dict[str, str]


@dataclass
class TypedPhase:
    weeks: str
    items: list[TypedItem] = field(default_factory=list)


@dataclass
class TypedPlan:
    """Phases as typed. `data()` is what a form would send; `typed_in()` reads it back."""

    phases: list[TypedPhase] = field(default_factory=list)

    def copy(self) -> "TypedPlan":
        return deepcopy(self)

    def data(self) -> dict[str, str]:
        sent = {}
        for p, phase in enumerate(self.phases):
            sent[f"p{p}-weeks"] = phase.weeks
            for i, item in enumerate(phase.items):
                at = f"p{p}-i{i}"
                sent |= {f"{at}-routine": item.routine, f"{at}-sides": item.sides}
                sent |= {f"{at}-main-{name}": text for name, text in item.main.items()}
                sent |= {f"{at}-right-{name}": text for name, text in item.right.items()}
        return sent


def typed_in(data: Mapping[str, str]) -> TypedPlan:
    """What a form sent, in its order; anything that is not of a plan is passed over."""
    phases = sorted({int(found[1]) for key in data if (found := _PHASE.fullmatch(key))})
    items = sorted(
        {(int(found[1]), int(found[2])) for key in data if (found := _ITEM.fullmatch(key))}
    )
    return TypedPlan(
        [
            TypedPhase(
                _text(data, f"p{p}-weeks"), [_item(data, f"p{q}-i{i}") for q, i in items if q == p]
            )
            for p in phases
        ]
    )


def _item(data: Mapping[str, str], at: str) -> TypedItem:
    return TypedItem(
        routine=_text(data, f"{at}-routine"),
        sides=_text(data, f"{at}-sides"),
        main={name: _text(data, f"{at}-main-{name}") for name in (*NUMBERS, *TEXTS)},
        right={name: _text(data, f"{at}-right-{name}") for name in (*NUMBERS, *TEXTS)},
    )


def _text(data: Mapping[str, str], key: str) -> str:
    return str(data.get(key, ""))


def typed(phases: Sequence[PhasePlan]) -> TypedPlan:
    """A plan as its form shows it: a left and a right dose of one routine are one item."""
    return TypedPlan([TypedPhase(str(one.weeks), _items(one.prescriptions)) for one in phases])


def _items(prescriptions: Sequence[PrescriptionPlan]) -> list[TypedItem]:
    items: list[TypedItem] = []
    waiting = list(prescriptions)
    while waiting:
        one = waiting.pop(0)
        follows = waiting[0] if waiting and _is_other_side(one, waiting[0]) else None
        if follows:
            waiting.pop(0)
        items.append(_typed_item(one, follows))
    return items


def _is_other_side(one: PrescriptionPlan, following: PrescriptionPlan) -> bool:
    sides = (one.dose.side, following.dose.side)
    return one.routine_version == following.routine_version and sides == (Side.LEFT, Side.RIGHT)


def _typed_item(one: PrescriptionPlan, right: PrescriptionPlan | None) -> TypedItem:
    return TypedItem(
        routine=str(one.routine_version.pk),
        sides=EACH if right else one.dose.side.value,
        main=_typed_dose(one),
        right=_typed_dose(right or one),
    )


def _typed_dose(one: PrescriptionPlan) -> dict[str, str]:
    return numbers_of(one.dose) | {"note": one.note, "reason": one.reason}


def numbers_of(dose: Dose) -> dict[str, str]:
    return {name: str(getattr(dose, name)) for name in NUMBERS}


def dose_in(numbers: Mapping[str, str], side: Side = Side.BOTH) -> Dose | None:
    """The dose as typed, if it can be one."""
    texts = {name: numbers.get(name, "").strip() for name in NUMBERS}
    if not all(text.isdecimal() and len(text) < 6 for text in texts.values()):
        return None
    if int(texts["hold"]) == 0:
        return None
    return Dose(side=side, **{name: int(text) for name, text in texts.items()})


def new_item(one: PrescriptionPlan) -> TypedItem:
    return _typed_item(one, None)


Place = tuple[int, ...]


def moved(plan: TypedPlan, place: Place, by: int) -> Place:
    """Move a phase, or a routine within its phase, up (-1) or down (+1); returns where it is now."""
    *outer, at = place
    row: list = plan.phases if not outer else plan.phases[outer[0]].items
    to = at + by
    if not 0 <= to < len(row):
        return place
    row[at], row[to] = row[to], row[at]
    return (*outer, to)


def removed(plan: TypedPlan, place: Place) -> None:
    *outer, at = place
    row: list = plan.phases if not outer else plan.phases[outer[0]].items
    del row[at]


def each_item(plan: TypedPlan) -> list[tuple[int, int, TypedItem]]:
    return [
        (p, i, item) for p, phase in enumerate(plan.phases) for i, item in enumerate(phase.items)
    ]
