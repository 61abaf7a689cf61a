from django.db import migrations, models


class Migration(migrations.Migration):
    """A patient has one program in the making: a double click makes no second one."""

    dependencies = [("patients", "0003_patient_phone_digits")]

    operations = [
        migrations.AddConstraint(
            model_name="program",
            constraint=models.UniqueConstraint(
                condition=models.Q(status="draft"),
                fields=["patient"],
                name="patients_program_one_draft",
                violation_error_message=(
                    "There is a draft for this patient already. Open it, or discard it first."
                ),
            ),
        ),
    ]
