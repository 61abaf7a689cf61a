from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0008_order_without_joins")]

    operations = [
        migrations.AddIndex(
            model_name="programversion",
            index=models.Index(
                condition=models.Q(activated_at=None),
                fields=["clinic", "made_at"],
                name="patients_programversion_drafts",
            ),
        ),
    ]
