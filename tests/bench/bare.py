"""
Bare views: what the least Django takes for the same session, the same query and the same rows.

The limits that the product is measured against; served by `bare_settings`, never by Hipwise.
"""

from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.hashers import check_password
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from clinic.models import Clinic, Membership, RenderedPaper, TrailEntry, User
from patients.chart import PRINTED
from patients.models import (
    Alert,
    Measurement,
    Patient,
    Prescription,
    Program,
    ProgramVersion,
    Screening,
    SessionLog,
    SessionLogItem,
)
from patients.models.patient_queryset import REVIEW_AHEAD_DAYS
from patients.models.program import Status
from patients.pain import PAINS
from patients.progress import progress_on
from patients.standing import standings
from patients.views.today import Section


def clinic_of(request: HttpRequest, slug: str) -> Clinic:
    members = Membership.objects.of_user(request.user).select_related("clinic")
    return get_object_or_404(members, clinic__slug=slug).clinic


def patient_list(request: HttpRequest, slug: str) -> HttpResponse:
    clinic = clinic_of(request, slug)
    today = clinic.today()
    found = Patient.objects.for_clinic(clinic).active().for_list(today).neediest_first()
    page = Paginator(found, 50).get_page(1)
    rows = standings(page.object_list, today=today)
    return render(request, "bare/patient_list.html", {"rows": rows})


def patient_detail(request: HttpRequest, slug: str, patient_id: int) -> HttpResponse:
    clinic = clinic_of(request, slug)
    patient = get_object_or_404(Patient.objects.for_clinic(clinic).for_chart(), pk=patient_id)
    logs = SessionLog.objects.for_clinic(clinic).of_patient(patient)
    versions = ProgramVersion.objects.for_clinic(clinic).filter(program__patient=patient)
    lines = TrailEntry.objects.for_clinic(clinic).of_patient(patient.pk)
    screening = Screening.objects.for_clinic(clinic).of_patient(patient).newest_first().first()
    context = {
        "patient": patient,
        "versions": versions.select_related("program", "activated_by", "made_by"),
        "prescriptions": Prescription.objects.for_clinic(clinic)
        .filter(phase__version__program__patient=patient)
        .select_related("phase", "routine_version"),
        "sessions": logs.filter(pk__in=logs.values("pk")[:14]).with_felt(),
        "alerts": Alert.objects.for_clinic(clinic).filter(patient=patient),
        "printouts": lines.filter(action=PRINTED).select_related("actor")[:20],
        "measures": Measurement.objects.for_clinic(clinic).of_patient(patient),
        "screening": screening,
        "overrides": screening.overrides.select_related("by"),
    }
    return render(request, "bare/patient_detail.html", context)


def today(request: HttpRequest, slug: str) -> HttpResponse:
    clinic = clinic_of(request, slug)
    day = clinic.today()
    patients = Patient.objects.for_clinic(clinic).active().with_last_session()
    programs = Program.objects.for_clinic(clinic).followed()
    drafts = ProgramVersion.objects.for_clinic(clinic).drafts()
    alerts = Alert.objects.for_clinic(clinic).open().select_related("patient", "program")
    sessions = SessionLog.objects.for_clinic(clinic).select_related("patient")
    context = {
        "alerts": Section.of(alerts.most_urgent_first()),
        "quiet": Section.of(patients.quiet_for_a_week(day).order_by("last_session_on", "pk")),
        "reviews": Section.of(
            programs.filter(current__review_on__lte=day + timedelta(days=REVIEW_AHEAD_DAYS))
            .select_related("patient", "current")
            .order_by("current__review_on")
        ),
        "drafts": Section.of(drafts.select_related("program__patient").order_by("made_at")),
        "sessions": sessions.order_by("-logged_at", "-pk")[:10],
    }
    return render(request, "bare/today.html", context)


def home(request: HttpRequest) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.select_related("clinic"), user=request.user)
    programs = Program.objects.for_clinic(patient.clinic).of_patient(patient)
    program = programs.filter(status=Status.ACTIVE).with_phases().get()
    day = patient.clinic.today()
    progress = progress_on(day, program, program.prescriptions_on(day).with_steps())
    return render(request, "bare/home.html", {"program": program, "progress": progress})


def log_create(request: HttpRequest) -> HttpResponse:
    """Store what was sent: one row, one commit, and the disk has it."""
    patient = get_object_or_404(Patient.objects.select_related("clinic"), user=request.user)
    day = patient.clinic.today()
    with transaction.atomic():
        SessionLog.objects.create(
            clinic=patient.clinic,
            patient=patient,
            program_version_id=request.POST["version"],
            key=uuid4(),
            done_on=day,
            logged_on=day,
            source="self_reported",
            by=request.user,
            pain_before=request.POST["pain_before"],
            pain_worst=request.POST["pain_worst"],
            pain_after=request.POST["pain_after"],
        )
    return redirect("/my/")


def log_create_told(request: HttpRequest) -> HttpResponse:
    """Ask and store what the product does, items and a line of the trail; nothing is checked."""
    patient = get_object_or_404(Patient.objects.select_related("clinic"), user=request.user)
    day = patient.clinic.today()
    program = Program.objects.for_clinic(patient.clinic).shown_to(patient)
    assert program is not None
    prescribed = list(program.prescriptions_on(day).with_routine())
    pains = {name: request.POST[name] for name in PAINS}
    with transaction.atomic():
        Program.objects.filter(pk=program.pk).select_for_update().values("status").get()
        log = SessionLog.objects.create(
            clinic=patient.clinic,
            patient=patient,
            program_version=program.current,
            key=uuid4(),
            done_on=day,
            logged_on=day,
            source="self_reported",
            by=request.user,
            **pains,
        )
        SessionLogItem.objects.bulk_create(
            SessionLogItem(
                clinic=patient.clinic,
                log=log,
                prescription=one,
                outcome=request.POST[f"{one.pk}-outcome"],
                seconds=request.POST[f"{one.pk}-seconds"],
                pressure=request.POST[f"{one.pk}-pressure"],
            )
            for one in prescribed
        )
        TrailEntry.objects.create(
            clinic=patient.clinic,
            actor=request.user,
            action="bench.logged",
            subject_type="patients.sessionlog",
            subject_id=log.pk,
            patient_id=patient.pk,
            mark="-",
        )
    return redirect("/my/")


def sign_in(request: HttpRequest) -> HttpResponse:
    """Compare the password, begin a session, and the disk has it."""
    user = get_object_or_404(User, username=request.POST.get("login"))
    if not check_password(request.POST["password"], user.password):
        raise Http404
    request.session.cycle_key()
    request.session["who"] = user.pk
    return redirect("/my/")


def handout(request: HttpRequest, slug: str) -> HttpResponse:
    clinic_of(request, slug)
    pdf = RenderedPaper.objects.values_list("pdf", flat=True).first()
    return HttpResponse(pdf, content_type="application/pdf")


urlpatterns = [
    path("c/<slug:slug>/patients/", patient_list),
    path("c/<slug:slug>/patients/<int:patient_id>/", patient_detail),
    path("c/<slug:slug>/", today),
    path("c/<slug:slug>/handout.pdf", handout),
    path("my/", home),
    path("my/log/", log_create),
    path("my/log/told/", log_create_told),
    path("accounts/login/", sign_in),
]
