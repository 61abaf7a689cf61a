from django.db import migrations

from clinic.frozen import frozen_table


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_tables")]

    operations = [frozen_table("patients_sessionlogrevision")]
