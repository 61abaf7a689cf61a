from django.db import migrations

from clinic.frozen import frozen_table


class Migration(migrations.Migration):
    dependencies = [("routines", "0001_tables")]

    operations = [
        frozen_table("routines_routineversion"),
        frozen_table("routines_routinestep"),
        frozen_table("routines_routinephase"),
    ]
