import django.db.models.deletion
from django.db import migrations, models

# By its name, which is Django's own on both databases: altering the column would make SQLite build
# the table anew, without the triggers that keep its lines as they are.
INDEX = "clinic_trailentry_clinic_id_ad6e5879"


class Migration(migrations.Migration):
    """A clinic's lines lie in order under their clinic: an index of it alone is written for nothing."""

    dependencies = [("clinic", "0017_newest_lines")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX {INDEX}", f"CREATE INDEX {INDEX} ON clinic_trailentry (clinic_id)"
                )
            ],
            state_operations=[
                migrations.AlterField(
                    "trailentry",
                    "clinic",
                    models.ForeignKey(
                        to="clinic.clinic",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        db_index=False,
                    ),
                )
            ],
        )
    ]
