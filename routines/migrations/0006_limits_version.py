from django.db import migrations, models


class Migration(migrations.Migration):
    """Two owners who change the limits at once: the second is shown both (docs/adr/0035)."""

    dependencies = [("routines", "0005_walls")]

    operations = [
        migrations.AddField(
            model_name="doselimits",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
    ]
