"""
A guided session as a row of screens: one thing on each, from “get ready” to “how hard was it”.

The screens are worked out from what is prescribed; only how far somebody is gets stored.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from patients.models import Prescription
from routines.dose import Side
from routines.models import RoutineStep
from routines.moments import Moments, moments_of

# Both sides are drawn on paper with the right side first.
ORDER = {Side.LEFT: (Side.LEFT,), Side.RIGHT: (Side.RIGHT,), Side.BOTH: (Side.RIGHT, Side.LEFT)}
MOST_LOGGED = 7200  # seconds of one routine that a session log can tell
BREATH = 10  # seconds: 4 in and 6 out (clinical.md 2b)


class Kind(StrEnum):
    """What a screen asks for."""

    INTRO = "intro"
    STEP = "step"
    HOLD = "hold"
    REST = "rest"
    SWITCH = "switch"
    FELT = "felt"


@dataclass(frozen=True, slots=True)
class Screen:
    """
    One screen of a session. `seconds` is how long it is timed; 0 where it is not.

    `hold` is which hold of its side this is, `number` which of all holds of the
    prescription: the key of its time. What goes `by_itself` starts without a tap.
    """

    kind: Kind
    prescription: Prescription
    side: Side
    steps: tuple[RoutineStep, ...] = ()
    hold: int = 0
    number: int = 0
    seconds: int = 0
    by_itself: bool = False
    routine: int = 1

    @property
    def key(self) -> str:
        """The name under which its seconds are kept."""
        return f"{self.prescription.pk}-{self.number}"

    @property
    def breaths(self) -> int:
        return max(1, self.seconds // BREATH)


@dataclass(frozen=True, slots=True)
class Guide:
    """All screens of one session, counted from 1."""

    screens: tuple[Screen, ...]
    prescriptions: tuple[Prescription, ...] = field(default=())

    def at(self, number: int) -> Screen | None:
        return self.screens[number - 1] if 1 <= number <= len(self.screens) else None

    @property
    def last(self) -> int:
        return len(self.screens)

    @property
    def seconds(self) -> int:
        """How long all holds and rests take, without getting ready."""
        return sum(screen.seconds for screen in self.screens)

    def first_hold_after(self, number: int) -> int:
        """The next screen with a hold, for somebody who knows how to get ready."""
        for later, screen in enumerate(self.screens[number:], start=number + 1):
            if screen.kind is Kind.HOLD:
                return later
        return number


def guide_through(prescriptions: Iterable[Prescription]) -> Guide:
    """The screens of these prescriptions, one after the other. Ask for their steps first."""
    prescribed = tuple(prescriptions)
    screens = [
        screen
        for routine, one in enumerate(prescribed, start=1)
        for screen in _screens(one, routine)
    ]
    return Guide(tuple(screens), prescribed)


def _screens(one: Prescription, routine: int) -> Iterator[Screen]:
    sides = ORDER[Side(one.side)]
    moments = moments_of(one.routine_version.steps_for(one.side))
    yield Screen(Kind.INTRO, one, sides[0], routine=routine)
    for step in moments.before:
        yield Screen(Kind.STEP, one, sides[0], (step,), routine=routine)
    for turn, side in enumerate(sides):
        if turn:
            steps = (*moments.leaving, *moments.switching)
            yield Screen(Kind.SWITCH, one, side, steps, seconds=one.rest, routine=routine)
        yield from _holds(one, side, moments, before=turn * one.holds, routine=routine)
    yield Screen(Kind.FELT, one, sides[-1], routine=routine)


def _holds(
    one: Prescription, side: Side, moments: Moments[RoutineStep], *, before: int, routine: int
) -> Iterator[Screen]:
    for hold in range(1, one.holds + 1):
        rests = hold > 1 and one.rest > 0
        if rests:
            yield Screen(
                Kind.REST,
                one,
                side,
                moments.resting,
                hold=hold,
                seconds=one.rest,
                by_itself=True,
                routine=routine,
            )
        yield Screen(
            Kind.HOLD,
            one,
            side,
            moments.during,
            hold=hold,
            number=before + hold,
            seconds=one.hold,
            by_itself=rests,
            routine=routine,
        )


def seconds_of(held: Mapping[str, int], one: Prescription) -> int:
    """Seconds held of one prescription so far, over all its holds and sides."""
    keys = (f"{one.pk}-{number}" for number in range(1, one.dose.hold_count + 1))
    return min(MOST_LOGGED, sum(held.get(key, 0) for key in keys))
