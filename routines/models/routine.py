from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.models import Clinic
from clinic.tenancy import ClinicShared, SharedQuerySet
from routines.attributes import Attribute, Position
from routines.balls import Ball, BallFacts
from routines.content import PhaseContent, RoutineContent, StepContent
from routines.dose import Side
from routines.limits import Caps
from routines.models.dose import DoseFields

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words


class FrozenError(TypeError):
    """Somebody tried to change a version that may already be prescribed."""


class Frozen(ClinicShared):
    """A row that is written once. The database refuses to change it too (clinic/frozen.py)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenError("a routine version never changes: make the next one")
        super().save(*args, **kwargs)


class RoutineQuerySet(SharedQuerySet):
    def in_use(self) -> Self:
        return self.filter(archived_at=None)

    def offered(self) -> Self:
        """Those that say something: every routine, from the moment its action is done."""
        return self.filter(current__isnull=False)

    def with_current(self) -> Self:
        """With the current version, its steps and its phases: what a card or a page shows."""
        return self.select_related("current").prefetch_related("current__steps", "current__phases")

    def with_acceptance(self, clinic: Clinic) -> Self:
        """With `is_accepted`: whether a practitioner of the clinic accepted the current version."""
        accepted = RoutineVersion.objects.filter(
            pk=models.OuterRef("current"), sign_offs__clinic=clinic
        )
        return self.annotate(is_accepted=models.Exists(accepted))


class Routine(ClinicShared):
    """One technique in the library. What it says is in its versions; the current one is offered."""

    slug = models.SlugField(max_length=80)
    current = models.ForeignKey(
        "routines.RoutineVersion", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    copied_from = models.ForeignKey(
        "routines.RoutineVersion",
        on_delete=models.PROTECT,
        related_name="copies",
        null=True,
        blank=True,
    )
    order = models.PositiveSmallIntegerField(default=100)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = RoutineQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "slug"], name="routines_routine_slug_once_per_clinic"
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(clinic=None),
                name="routines_routine_slug_once_built_in",
            ),
        ]

    def __str__(self) -> str:
        return self.current.name if self.current else self.slug

    @property
    def is_built_in(self) -> bool:
        return self.clinic_id is None

    @property
    def now(self) -> "RoutineVersion":
        """The current version of a routine that is offered."""
        if self.current is None:
            raise ValueError(f"{self.slug} has no version")
        return self.current

    def url_in(self, clinic: Clinic) -> str:
        return reverse("routines:routine_detail", args=[clinic.slug, self.pk])


class RoutineVersionQuerySet(SharedQuerySet):
    def with_everything(self) -> Self:
        """With steps and phases: what a handout or a patient's page shows."""
        return self.select_related("routine").prefetch_related("steps", "phases")


class RoutineVersion(Frozen, DoseFields):
    """
    What a routine said at one time: text, drawings, default dose. It never changes.

    `cap_hold` (seconds) and `cap_pressure` (0-10) bound custom doses of this routine.
    """

    routine = models.ForeignKey(Routine, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    role = models.CharField(_("when it is used"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=20, choices=Position)
    ball = models.CharField(_("ball"), max_length=20, choices=Ball)
    ball_note = models.CharField(_("about the ball"), max_length=200, blank=True)
    belly = models.BooleanField(Attribute.BELLY.label, default=False)
    prone = models.BooleanField(Attribute.PRONE.label, default=False)
    floor = models.BooleanField(Attribute.FLOOR.label, default=False)
    kneel = models.BooleanField(Attribute.KNEEL.label, default=False)
    hipext = models.BooleanField(Attribute.HIPEXT.label, default=False)
    firm = models.BooleanField(Attribute.FIRM.label, default=False)
    needs_unlock = models.BooleanField(_("only when a practitioner turns it on"), default=False)
    cap_hold = models.PositiveSmallIntegerField(_("longest hold allowed"))
    cap_pressure = models.PositiveSmallIntegerField(_("highest pressure allowed"))
    sources = models.CharField(_("sources"), max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        "clinic.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = RoutineVersionQuerySet.as_manager()

    class Meta(DoseFields.Meta):
        abstract = False
        ordering = ["routine_id", "-number"]
        constraints = [
            *DoseFields.Meta.constraints,
            models.UniqueConstraint(
                fields=["routine", "number"], name="routines_routineversion_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(position__in=Position.values, ball__in=Ball.values),
                name="routines_routineversion_choices_known",
            ),
            models.CheckConstraint(
                condition=models.Q(cap_hold__range=(5, 600), cap_pressure__range=(0, 10)),
                name="routines_routineversion_caps_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (version {self.number})"

    @property
    def shown_name(self) -> str:
        return self.in_readers_words(self.name)

    @property
    def shown_summary(self) -> str:
        return self.in_readers_words(self.summary)

    @property
    def shown_role(self) -> str:
        return self.in_readers_words(self.role)

    @property
    def shown_ball_note(self) -> str:
        return self.in_readers_words(self.ball_note)

    @property
    def attributes(self) -> frozenset[Attribute]:
        return frozenset(a for a in Attribute if getattr(self, a.value))

    @property
    def caps(self) -> Caps:
        return Caps(hold=self.cap_hold, pressure=self.cap_pressure)

    @property
    def cover(self) -> str:
        """The drawing that stands for the routine: its middle step, or a person at rest."""
        steps = list(self.steps.all())
        return steps[len(steps) // 2].drawing if steps else "rest-on-back"

    def steps_for(self, side: Side | str) -> "list[RoutineStep]":
        """The steps of somebody who works `side`: without “now the other side” for one side."""
        both = side == Side.BOTH
        return [step for step in self.steps.all() if both or not step.both_sides_only]

    @property
    def has_ball(self) -> bool:
        return self.ball != Ball.NONE

    @property
    def ball_facts(self) -> BallFacts:
        return Ball(self.ball).facts

    @property
    def attribute_words(self) -> "list[Words]":
        """What it does that a screening looks at, in words and always in the same order."""
        return [attribute.label for attribute in Attribute if attribute in self.attributes]

    @property
    def shown_content(self) -> RoutineContent:
        """The same in the reader's language: what a copy starts from."""
        return replace(
            self.content,
            name=self.shown_name,
            summary=self.shown_summary,
            role=self.shown_role,
            ball_note=self.shown_ball_note,
            steps=tuple(replace(one.content, text=one.shown_text) for one in self.steps.all()),
        )

    @property
    def content(self) -> RoutineContent:
        """What the version says, as a value. Ask for its steps and phases first."""
        return RoutineContent(
            name=self.name,
            summary=self.summary,
            role=self.role,
            position=Position(self.position),
            ball=Ball(self.ball),
            ball_note=self.ball_note,
            attributes=self.attributes,
            needs_unlock=self.needs_unlock,
            dose=self.dose,
            phases=tuple(phase.content for phase in self.phases.all()),
            cap_hold=self.cap_hold,
            cap_pressure=self.cap_pressure,
            sources=tuple(part.strip() for part in self.sources.split(",") if part.strip()),
            steps=tuple(step.content for step in self.steps.all()),
        )


class RoutinePhase(Frozen):
    """The dose a routine suggests for some weeks of a plan, before anybody customises it."""

    version = models.ForeignKey(RoutineVersion, on_delete=models.CASCADE, related_name="phases")
    first_week = models.PositiveSmallIntegerField()
    last_week = models.PositiveSmallIntegerField()
    hold = models.PositiveSmallIntegerField()
    pressure_low = models.PositiveSmallIntegerField()
    pressure_high = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["version_id", "first_week"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "first_week"], name="routines_routinephase_week_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    first_week__gte=1,
                    last_week__gte=models.F("first_week"),
                    hold__range=(5, 600),
                    pressure_low__lte=models.F("pressure_high"),
                    pressure_high__lte=10,
                ),
                name="routines_routinephase_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"weeks {self.first_week} to {self.last_week} of {self.version}"

    @property
    def content(self) -> PhaseContent:
        return PhaseContent(
            first_week=self.first_week,
            last_week=self.last_week,
            hold=self.hold,
            pressure_low=self.pressure_low,
            pressure_high=self.pressure_high,
        )


class RoutineStep(Frozen):
    """One thing to do, with the drawing that shows it."""

    version = models.ForeignKey(RoutineVersion, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("what to do"), max_length=300)
    drawing = models.CharField(_("drawing"), max_length=80)
    # “Switch to the other side” would be wrong, even harmful, where one side is prescribed.
    both_sides_only = models.BooleanField(_("only when both sides are done"), default=False)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="routines_routinestep_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"

    @property
    def shown_text(self) -> str:
        return self.in_readers_words(self.text)

    @property
    def content(self) -> StepContent:
        return StepContent(self.text, self.drawing, self.both_sides_only)
