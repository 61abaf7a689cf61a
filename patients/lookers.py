"""Who has had a patient's data before their eyes, summed up from the trail."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from clinic.models import Membership, TrailEntry, User
from clinic.models.trail import LOOKS
from patients.models import Patient

PRINTED = Q(action="patients.handout_printed")


@dataclass(frozen=True, slots=True)
class Looker:
    """One person: how often they opened something about the patient, and when they last did."""

    name: str
    role: str
    is_patient: bool
    opened: int
    printed: int
    done: int
    last: datetime


def lookers(patient: Patient) -> list[Looker]:
    """Everybody whom the trail knows to have seen the patient's data, the latest first."""
    lines = TrailEntry.objects.for_clinic(patient.clinic_id).of_patient(patient.pk)
    sums = (
        lines.exclude(actor=None)
        .order_by()
        .values("actor")
        .annotate(
            lines=Count("pk"),
            opened=Count("pk", filter=LOOKS),
            printed=Count("pk", filter=PRINTED),
            last=Max("happened_at"),
        )
        .order_by("-last")
    )
    people = User.objects.in_bulk([one["actor"] for one in sums])
    members = Membership.objects.for_clinic(patient.clinic_id).filter(user__in=people)
    roles = {member.user_id: member.get_role_display() for member in members}
    return [
        Looker(
            name=str(people[one["actor"]]),
            role=str(roles.get(one["actor"], "")),
            is_patient=one["actor"] == patient.user_id,
            opened=one["opened"],
            printed=one["printed"],
            done=one["lines"] - one["opened"] - one["printed"],
            last=one["last"],
        )
        for one in sums
    ]
