from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0004_one_draft_per_patient")]

    operations = [
        migrations.RemoveConstraint(
            model_name="screeningoverride",
            name="patients_screeningoverride_once_per_rule",
        ),
        migrations.AddConstraint(
            model_name="screeningoverride",
            constraint=models.UniqueConstraint(
                fields=("screening", "rule", "expires_on"),
                name="patients_screeningoverride_once_per_day",
            ),
        ),
    ]
