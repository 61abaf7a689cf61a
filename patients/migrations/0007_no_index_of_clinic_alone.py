import django.db.models.deletion
from django.db import migrations, models

# Dropped by name: altering the column would make SQLite build each table anew, without the
# triggers that freeze some of them. The names are Django's own, the same on both databases.
INDEXES = {
    "alert": "patients_alert_clinic_id_84d02593",
    "invitation": "patients_invitation_clinic_id_5bc4c573",
    "patient": "patients_patient_clinic_id_3ba5a264",
    "prescription": "patients_prescription_clinic_id_dcfdc6fb",
    "program": "patients_program_clinic_id_f43abc2f",
    "programphase": "patients_programphase_clinic_id_200452fa",
    "programreview": "patients_programreview_clinic_id_a3f52182",
    "programversion": "patients_programversion_clinic_id_5207757a",
    "screening": "patients_screening_clinic_id_b0bc968f",
    "screeningoverride": "patients_screeningoverride_clinic_id_2a7e254f",
    "sessionlog": "patients_sessionlog_clinic_id_1d868d20",
    "sessionlogitem": "patients_sessionlogitem_clinic_id_2b4c6269",
    "sessionlogrevision": "patients_sessionlogrevision_clinic_id_9afba340",
}


def without_index(model: str, index: str) -> migrations.SeparateDatabaseAndState:
    table = f"patients_{model}"
    clinic = models.ForeignKey(
        to="clinic.clinic",
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        db_index=False,
    )
    create = f"CREATE INDEX {index} ON {table} (clinic_id)"
    return migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunSQL(f"DROP INDEX {index}", create)],
        state_operations=[migrations.AlterField(model, "clinic", clinic)],
    )


class Migration(migrations.Migration):
    dependencies = [("patients", "0006_sessions_by_clinic_and_patient")]

    operations = [without_index(model, index) for model, index in INDEXES.items()]
