from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from clinic import walls


def mark_staff(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever works at a clinic already needs one too."""
    alias = editor.connection.alias
    users = apps.get_model("clinic", "User").objects.using(alias)
    with walls.within_every_clinic(walls.Reason.MIGRATION, using=alias):
        users.filter(memberships__isnull=False).update(needs_second_factor=True)


class Migration(migrations.Migration):
    dependencies = [("clinic", "0009_nights")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="needs_second_factor",
            field=models.BooleanField(
                default=False,
                help_text="Whoever has worked at a clinic, from then on (docs/adr/0024).",
            ),
        ),
        migrations.RunPython(mark_staff, migrations.RunPython.noop),
    ]
