import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import clinic.chain
from clinic.frozen import freeze, frozen_table, thaw

LINES = "clinic_trailentry"


def thaw_lines(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    thaw(editor, LINES)


def freeze_lines(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    freeze(editor, LINES)


def mark_lines(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put a mark on the lines from before there were marks."""
    lines = apps.get_model("clinic", "TrailEntry").objects.using(editor.connection.alias)
    for line in lines.filter(mark="").iterator():
        nonce = clinic.chain.new_nonce()
        content = [
            line.clinic_id,
            line.actor_id,
            line.action,
            line.subject_type,
            line.subject_id,
            line.patient_id,
            line.details,
            clinic.chain.moment(line.happened_at),
            nonce,
        ]
        mark = clinic.chain.mark_of(settings.TRAIL_KEY, content)
        lines.filter(pk=line.pk).update(nonce=nonce, mark=mark)


class Migration(migrations.Migration):
    # SQLite makes a table anew to add columns, and its triggers go with the old one.
    dependencies = [("clinic", "0004_rendered_paper")]

    operations = [
        migrations.RunPython(thaw_lines, freeze_lines),
        migrations.AddField(
            model_name="trailentry",
            name="nonce",
            field=models.CharField(default="", max_length=24),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="trailentry",
            name="mark",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="trailentry",
            name="nonce",
            field=models.CharField(default=clinic.chain.new_nonce, max_length=24),
        ),
        migrations.RunPython(mark_lines, migrations.RunPython.noop),
        migrations.RunPython(freeze_lines, thaw_lines),
        migrations.CreateModel(
            name="TrailSeal",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("lines", models.JSONField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinic.clinic",
                    ),
                ),
            ],
            options={
                "ordering": ["clinic", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clinic", "number"), name="clinic_trailseal_number_once"
                    )
                ],
            },
        ),
        frozen_table("clinic_trailseal"),
    ]
