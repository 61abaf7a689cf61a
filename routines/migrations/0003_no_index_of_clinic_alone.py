import django.db.models.deletion
from django.db import migrations, models

# Dropped by name: altering the column would make SQLite build each table anew, without the
# triggers that freeze some of them. The names are Django's own, the same on both databases.
INDEXES = {
    "doselimits": "routines_doselimits_clinic_id_6274240c",
    "routinesignoff": "routines_routinesignoff_clinic_id_bce61c1e",
}


def without_index(model: str, index: str) -> migrations.SeparateDatabaseAndState:
    table = f"routines_{model}"
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
    dependencies = [("routines", "0002_versions_are_frozen")]

    operations = [without_index(model, index) for model, index in INDEXES.items()]
