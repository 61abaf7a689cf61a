import django.db.models.deletion
from django.db import migrations, models

# Dropped by name, as in 0007. A key is once for a patient and a prescription once in a session:
# the indexes that see to it begin with the patient and the session.
PATIENT = "patients_sessionlog_patient_id_be9eb34e"
LOG = "patients_sessionlogitem_log_id_0bbe289c"


class Migration(migrations.Migration):
    """A stored session writes an index less, and one less for each of its routines."""

    dependencies = [("patients", "0017_own_devices")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX {PATIENT}",
                    f"CREATE INDEX {PATIENT} ON patients_sessionlog (patient_id)",
                ),
                migrations.RunSQL(
                    f"DROP INDEX {LOG}", f"CREATE INDEX {LOG} ON patients_sessionlogitem (log_id)"
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    "sessionlog",
                    "patient",
                    models.ForeignKey(
                        to="patients.patient",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="session_logs",
                        db_index=False,
                    ),
                ),
                migrations.AlterField(
                    "sessionlogitem",
                    "log",
                    models.ForeignKey(
                        to="patients.sessionlog",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        db_index=False,
                    ),
                ),
            ],
        )
    ]
