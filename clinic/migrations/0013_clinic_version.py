from django.db import migrations, models


class Migration(migrations.Migration):
    """Two owners who change the settings at once: the second is shown both (docs/adr/0035)."""

    dependencies = [("clinic", "0012_demo_clinics")]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
    ]
