from django.db import migrations

from clinic.wall_policies import LIBRARY, walled_table


class Migration(migrations.Migration):
    """On PostgreSQL, the rows of one clinic and the library only: docs/adr/0018."""

    dependencies = [
        ("routines", "0004_order_without_joins"),
        ("clinic", "0007_walls"),
    ]

    operations = [
        walled_table("routines_doselimits"),
        walled_table("routines_programtemplate", LIBRARY),
        walled_table("routines_routine", LIBRARY),
        walled_table("routines_routinephase", LIBRARY),
        walled_table("routines_routinesignoff"),
        walled_table("routines_routinestep", LIBRARY),
        walled_table("routines_routineversion", LIBRARY),
        walled_table("routines_templateitem", LIBRARY),
        walled_table("routines_templatephase", LIBRARY),
    ]
