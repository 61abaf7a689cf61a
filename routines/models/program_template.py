from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicShared, SharedQuerySet
from routines.dose import total_session_seconds
from routines.models.dose import DoseFields


class ProgramTemplateQuerySet(SharedQuerySet):
    def with_items(self) -> Self:
        return self.prefetch_related("phases__items__routine__current")


class ProgramTemplate(ClinicShared):
    """A plan to start a program from: phases, and in each the routines with their doses."""

    slug = models.SlugField(max_length=80)
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    review_after_weeks = models.PositiveSmallIntegerField(_("first review after (weeks)"))
    order = models.PositiveSmallIntegerField(default=100)

    objects = ProgramTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "slug"], name="routines_programtemplate_slug_once_per_clinic"
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(clinic=None),
                name="routines_programtemplate_slug_once_built_in",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        return self.in_readers_words(self.name)

    @property
    def shown_summary(self) -> str:
        return self.in_readers_words(self.summary)

    @property
    def weeks(self) -> int:
        return sum(phase.weeks for phase in self.phases.all())


class TemplatePhase(ClinicShared):
    """Some weeks of a template with the same routines."""

    template = models.ForeignKey(ProgramTemplate, on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    weeks = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["template_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "position"], name="routines_templatephase_position_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weeks__range=(1, 52)),
                name="routines_templatephase_weeks_1_to_52",
            ),
        ]

    def __str__(self) -> str:
        return f"Phase {self.position} of {self.template}"

    @property
    def first_week(self) -> int:
        """The week of the plan in which it begins, from 1. Ask for the template's items first."""
        phases = self.template.phases.all()
        return 1 + sum(phase.weeks for phase in phases if phase.position < self.position)

    @property
    def last_week(self) -> int:
        return self.first_week + self.weeks - 1

    @property
    def session_seconds(self) -> int:
        """Seconds one session takes, without the changes between routines."""
        return total_session_seconds(item.dose for item in self.items.all())


class TemplateItem(ClinicShared, DoseFields):
    """One routine in a template's phase, with the dose it starts at."""

    phase = models.ForeignKey(TemplatePhase, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    routine = models.ForeignKey("routines.Routine", on_delete=models.PROTECT, related_name="+")

    class Meta(DoseFields.Meta):
        abstract = False
        ordering = ["phase_id", "position"]
        constraints = [
            *DoseFields.Meta.constraints,
            models.UniqueConstraint(
                fields=["phase", "position"], name="routines_templateitem_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.routine} in {self.phase}"
