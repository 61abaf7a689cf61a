from django.db import migrations, models


class Migration(migrations.Migration):
    """Lines of a clinic and of a patient lie in their order to the last: the id is in it as well."""

    dependencies = [("clinic", "0016_seeing")]

    operations = [
        migrations.RemoveIndex(model_name="trailentry", name="clinic_trail_newest"),
        migrations.AddIndex(
            model_name="trailentry",
            index=models.Index(
                fields=["clinic", "-happened_at", "-id"], name="clinic_trail_newest"
            ),
        ),
        migrations.RemoveIndex(model_name="trailentry", name="clinic_trail_patient"),
        migrations.AddIndex(
            model_name="trailentry",
            index=models.Index(
                fields=["clinic", "patient_id", "-happened_at", "-id"], name="clinic_trail_patient"
            ),
        ),
    ]
