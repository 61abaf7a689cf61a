"""What happened to each patient of the demo, told with the same actions the pages use."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from clinic.models import Clinic, User
from patients.actions.alerts import handle_alert
from patients.actions.programs import (
    activate_program,
    change_program,
    complete_program,
    create_program,
    resume_program,
    save_draft,
)
from patients.actions.screenings import override_finding, record_screening
from patients.actions.session_logs import ItemDone, log_session
from patients.demo import clock
from patients.demo.cast import Person, Story
from patients.demo.measured import tell_measures
from patients.models import Patient, Prescription, Program, ProgramVersion, Screening
from patients.models.program import Ending
from patients.models.session_log import Outcome, Source
from patients.plans import (
    PhasePlan,
    PrescriptionPlan,
    on_side,
    plan_of,
    plan_of_routines,
    plan_of_template,
)
from patients.screening_state import latest_screening
from routines.dose import Side
from routines.models import ProgramTemplate, Routine
from routines.screening import Answer, all_no, answers_from

# What patients write: in their own language, or in English where the demo has none.
NOTES = {
    "en": (
        "Easier than last week.",
        "A bit sore after gardening.",
        "Did it before breakfast.",
        "Could feel the spot right away.",
        "Long day at work, was tired.",
    ),
    "es": (
        "Más fácil que la semana pasada.",
        "Algo de molestia después del jardín.",
        "Lo hice antes del desayuno.",
        "Sentí el punto enseguida.",
        "Después de un día largo de trabajo.",
    ),
}


class Teller:
    """Tells stories of one clinic; the same seed tells the same ones."""

    def __init__(self, clinic: Clinic, *, practitioner: User, front_desk: User, seed: str):
        self.clinic = clinic
        self.practitioner = practitioner
        self.front_desk = front_desk
        self.random = random.Random(seed)
        self.today = clinic.today()

    def tell(self, person: Person, patient: Patient) -> None:
        """Let a patient have lived through the person's story."""
        told: dict[Story, Callable[[Person, Patient], object]] = {
            Story.ADHERENT: lambda p, who: self._followed(p, who, days=40, keeps=0.93),
            Story.IMPROVING: lambda p, who: self._followed(p, who, days=33, keeps=0.8),
            Story.STANDING: lambda p, who: self._followed(
                p, who, days=20, keeps=0.85, plan="no-floor"
            ),
            Story.LAPSED: lambda p, who: self._followed(p, who, days=38, keeps=0.6, until=12),
            Story.JUST_STARTED: lambda p, who: self._followed(p, who, days=2, keeps=1.0),
            Story.STOP_SIGN: self._stop_sign,
            Story.REVIEWED: self._reviewed,
            Story.FINISHED: self._finished,
            Story.GAVE_UP: self._gave_up,
            Story.CHANGED: self._changed,
            Story.STRETCH_ONLY: self._stretch_only,
            Story.OVERRIDDEN: self._overridden,
            Story.PAIN_RISING: self._pain_rising,
            Story.DRAFTED: self._drafted,
            Story.SCREENED: lambda p, who: self._screen(who),
            Story.NEW: lambda p, who: None,
        }
        told[person.story](person, patient)

    # Stories

    def _followed(
        self,
        person: Person,
        patient: Patient,
        *,
        days: int,
        keeps: float,
        until: int = 0,
        plan: str = "eight-weeks",
    ) -> Program:
        """Assigned `days` days ago; kept to it on that share of days, until so many days ago."""
        self._screen(patient)
        program = self._assign(patient, self._template(plan), Side(person.side), name=plan)
        clock.began(program, days)
        self._log_days(program, share=keeps, until=self.today - timedelta(days=until))
        if days > 7:  # whoever has just begun is still asked
            tell_measures(program, front_desk=self.front_desk, until=until)
        return program

    def _stop_sign(self, person: Person, patient: Patient) -> None:
        program = self._followed(person, patient, days=24, keeps=0.85, until=2)
        yesterday = self.today - timedelta(days=1)
        self._log(program, yesterday, before=4, signs=["beat"], note="Felt my pulse in the ball.")
        clock.paused(program, yesterday)

    def _reviewed(self, person: Person, patient: Patient) -> None:
        program = self._followed(person, patient, days=30, keeps=0.8, until=9)
        eight_ago = self.today - timedelta(days=8)
        self._log(program, eight_ago, before=5, signs=["nerve"], note="Tingling in the thigh.")
        clock.paused(program, eight_ago)
        for alert in patient.alerts.open():
            note = "Called the same day: the ball sat on the bone. No weakness."
            handle_alert(alert=alert, note=note, by=self.practitioner)
        self._screen(patient)
        program.refresh_from_db()
        note = "Seen in the clinic. Sensation normal; spot moved inwards and shown again."
        resume_program(program=program, note=note, by=self.practitioner)
        clock.reviewed(program, self.today - timedelta(days=5))
        program.paused_days = 3
        program.save(update_fields=["paused_days"])
        self._log_days(program, share=0.9, since=self.today - timedelta(days=4))

    def _finished(self, person: Person, patient: Patient) -> None:
        program = self._followed(person, patient, days=55, keeps=0.9, until=6)
        note = "No pain on stairs any more."
        complete_program(program=program, ending=Ending.BETTER, note=note, by=self.practitioner)
        clock.ended(program, 5)

    def _gave_up(self, person: Person, patient: Patient) -> None:
        program = self._followed(person, patient, days=45, keeps=0.3, until=28)
        note = "Started swimming instead."
        complete_program(program=program, ending=Ending.STOPPED, note=note, by=self.practitioner)
        clock.ended(program, 20)

    def _changed(self, person: Person, patient: Patient) -> None:
        program = self._followed(person, patient, days=21, keeps=0.85, until=7)
        draft = change_program(program=program, by=self.practitioner)
        draft = ProgramVersion.objects.for_clinic(self.clinic).with_everything().get(pk=draft.pk)
        shorter = [
            PhasePlan(phase.weeks, [eased(one) for one in phase.prescriptions])
            for phase in plan_of(draft)
        ]
        save_draft(
            version=draft,
            edit=draft.edit,
            review_on=self.today + timedelta(days=10),
            note="Shorter holds for now. Tell us how it feels.",
            phases=shorter,
            by=self.practitioner,
        )
        self._activate(program)
        program.versions.filter(number=2).update(
            activated_at=clock.moment(program, self.today - timedelta(days=6), minutes=-240)
        )
        self._log_days(program, share=0.9, since=self.today - timedelta(days=5))

    def _stretch_only(self, person: Person, patient: Patient) -> None:
        """Pregnant: whatever presses the belly is blocked, the stretch is not."""
        self._screen(patient, pregnant=Answer(yes=True))
        stretch = Routine.objects.for_clinic(self.clinic).get(slug="half-kneel-stretch")
        phases = plan_of_routines([stretch.now], weeks=4)
        program = self._create(patient, phases, name="Stretch only")
        self._activate(program)
        clock.began(program, 12)
        self._log_days(program, share=0.8)

    def _overridden(self, person: Person, patient: Patient) -> None:
        """On a blood thinner: softer, shorter and lighter, with the practitioner's reason."""
        screening = self._screen(patient, anticoag=Answer(yes=True))
        reason = "Prescriber agreed by phone; hands and soft ball only, light, reviewed monthly."
        override_finding(
            screening=screening,
            rule="anticoag",
            reason=reason,
            expires_on=self.today + timedelta(days=60),
            by=self.practitioner,
        )
        hands = Routine.objects.for_clinic(self.clinic).get(slug="hands-first-check")
        phases = plan_of_routines([hands.now], weeks=4)
        program = self._create(patient, on_side(phases, Side(person.side)), name="Hands only")
        self._activate(program)
        clock.began(program, 9)
        self._log_days(program, share=0.9)

    def _pain_rising(self, person: Person, patient: Patient) -> None:
        program = self._followed(person, patient, days=18, keeps=0.8, until=5)
        for days_ago in (3, 1):
            self._log(program, self.today - timedelta(days=days_ago), before=4, worse=True)

    def _drafted(self, person: Person, patient: Patient) -> None:
        self._screen(patient)
        phases = on_side(plan_of_template(self._template("gentle-start")), Side(person.side))
        self._create(patient, phases, name="Gentle start")

    # What the stories are made of

    def _screen(self, patient: Patient, **yes: Answer) -> Screening:
        latest = latest_screening(patient)
        return record_screening(
            patient=patient,
            answers=answers_from(all_no()) | yes,
            by=self.practitioner,
            after=latest.pk if latest else None,
        )

    def _template(self, slug: str) -> ProgramTemplate:
        return ProgramTemplate.objects.for_clinic(self.clinic).with_items().get(slug=slug)

    def _assign(
        self, patient: Patient, template: ProgramTemplate, side: Side, *, name: str
    ) -> Program:
        phases = on_side(plan_of_template(template), side)
        program = self._create(patient, phases, name=template.name)
        return self._activate(program)

    def _create(self, patient: Patient, phases: tuple[PhasePlan, ...], *, name: str) -> Program:
        return create_program(
            patient=patient,
            name=name,
            starts_on=self.today,
            review_on=self.today + timedelta(days=self.random.choice((4, 9, 12, 15, 18, 22, 27))),
            phases=phases,
            by=self.practitioner,
        )

    def _activate(self, program: Program) -> Program:
        activate_program(
            program=program,
            found_the_spot=True,
            showed_the_pressure=True,
            knows_the_stop_signs=True,
            has_the_program=True,
            by=self.practitioner,
        )
        program.refresh_from_db()
        return program

    def _log_days(
        self,
        program: Program,
        *,
        share: float,
        since: date | None = None,
        until: date | None = None,
    ) -> None:
        for day in days_between(since or program.starts_on, until or self.today):
            days_a_week = max(one.days_a_week for one in program.prescriptions_on(day))
            if self.random.random() < share * days_a_week / 7:
                self._log(program, day, before=self._pain(program, day))

    def _pain(self, program: Program, day: date) -> int:
        """Pain falls from about 6 by one in ten days, with better and worse days."""
        fallen = (day - program.starts_on).days / 10
        return min(9, max(0, round(6 - fallen + self.random.uniform(-1.2, 1.2))))

    def _log(
        self,
        program: Program,
        day: date,
        *,
        before: int,
        worse: bool = False,
        signs: list[str] | None = None,
        note: str = "",
    ) -> None:
        after = min(10, before + 3) if worse else max(0, before - self.random.choice((0, 1, 1, 2)))
        if not note and self.random.random() < 0.12:
            note = self.random.choice(NOTES.get(program.patient.language, NOTES["en"]))
        log, _new = log_session(
            program=program,
            key=UUID(int=self.random.getrandbits(128)),
            done_on=day,
            source=Source.PAPER,
            items=[self._done(one) for one in program.prescriptions_on(day)],
            pain_before=before,
            pain_worst=max(before, after),
            pain_after=after,
            stop_signs=signs or [],
            note=note,
            by=self.front_desk,
        )
        user = program.patient.user
        minutes = self.random.randrange(120)
        if user is not None:
            clock.logged(log, minutes=minutes, source=Source.SELF_REPORTED, by=user)
        else:
            clock.logged(log, minutes=minutes, source=Source.PAPER, by=self.front_desk)

    def _done(self, one: Prescription) -> ItemDone:
        whole = one.dose.hold * one.dose.hold_count
        pressure = self.random.randint(one.pressure_low, one.pressure_high)
        if self.random.random() < 0.08:
            return ItemDone(one, Outcome.SKIPPED, 0, None)
        if self.random.random() < 0.12:
            return ItemDone(one, Outcome.CHANGED, whole // 2, pressure)
        return ItemDone(one, Outcome.DONE, whole, pressure)


def eased(one: PrescriptionPlan) -> PrescriptionPlan:
    """The same with holds 15 s shorter, but of 20 s at least."""
    return replace(one, dose=replace(one.dose, hold=max(20, one.dose.hold - 15)))


def days_between(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
