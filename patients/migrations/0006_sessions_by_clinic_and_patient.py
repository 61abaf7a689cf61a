from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0005_overrides_may_be_renewed")]

    operations = [
        migrations.RemoveIndex(model_name="sessionlog", name="patients_sessionlog_by_day"),
        migrations.AddIndex(
            model_name="sessionlog",
            index=models.Index(
                fields=["clinic", "patient", "-done_on"], name="patients_sessionlog_by_patient"
            ),
        ),
    ]
