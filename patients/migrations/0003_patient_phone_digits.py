from django.db import migrations, models


class Migration(migrations.Migration):
    """Search phones by their digits."""

    dependencies = [
        ("patients", "0002_revisions_are_frozen"),
    ]

    operations = [
        migrations.AddField(
            model_name="patient",
            name="phone_digits",
            field=models.CharField(blank=True, editable=False, max_length=40),
            # Nobody has records yet: the column starts empty.
        ),
    ]
