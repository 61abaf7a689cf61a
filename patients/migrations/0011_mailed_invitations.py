from django.db import migrations, models


class Migration(migrations.Migration):
    """
    Invitations may be e-mailed; a sheet has a long key and one to type; guardians of several.

    Sheets printed before have one key, the one to type: it is found as a token too.
    """

    dependencies = [("patients", "0010_walls")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="code_hash",
            field=models.CharField(blank=True, max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="e-mailed to"),
        ),
        migrations.RemoveConstraint(
            model_name="patient", name="patients_patient_user_once_per_clinic"
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.UniqueConstraint(
                condition=models.Q(("guardian_name", "")),
                fields=("clinic", "user"),
                name="patients_patient_user_once_per_clinic",
                violation_error_message="The account of this patient opens another record "
                "without a guardian too. Leave the guardian’s name, or invite the patient anew "
                "first.",
            ),
        ),
    ]
