from django.db import migrations

from clinic.wall_policies import OWN, walled_table


class Migration(migrations.Migration):
    """On PostgreSQL, the rows of one clinic only: docs/adr/0018."""

    dependencies = [
        ("patients", "0009_drafts_by_clinic"),
        ("clinic", "0007_walls"),
    ]

    operations = [
        walled_table("patients_alert"),
        walled_table("patients_invitation"),
        walled_table("patients_patient", OWN),
        walled_table("patients_prescription"),
        walled_table("patients_program"),
        walled_table("patients_programphase"),
        walled_table("patients_programreview"),
        walled_table("patients_programversion"),
        walled_table("patients_screening"),
        walled_table("patients_screeningoverride"),
        walled_table("patients_sessionlog"),
        walled_table("patients_sessionlogitem"),
        walled_table("patients_sessionlogrevision"),
    ]
