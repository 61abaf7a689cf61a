from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0007_no_index_of_clinic_alone'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='prescription',
            options={'ordering': ['phase_id', 'position']},
        ),
        migrations.AlterModelOptions(
            name='programphase',
            options={'ordering': ['version_id', 'position']},
        ),
        migrations.AlterModelOptions(
            name='programversion',
            options={'ordering': ['program_id', '-number']},
        ),
        migrations.AlterModelOptions(
            name='sessionlogitem',
            options={'ordering': ['log_id', 'prescription__position']},
        ),
        migrations.AlterModelOptions(
            name='sessionlogrevision',
            options={'ordering': ['log_id', '-number']},
        ),
    ]
