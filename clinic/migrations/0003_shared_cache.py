from django.core.management import call_command
from django.db import migrations


def make_cache_table(apps, schema_editor):
    """The cache every process shares; Django makes its table by command only."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("clinic", "0002_trail_is_append_only")]

    # Backwards: the table stays, it holds nothing that lasts.
    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop)]
