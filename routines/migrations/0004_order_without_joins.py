from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('routines', '0003_no_index_of_clinic_alone'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='routinephase',
            options={'ordering': ['version_id', 'first_week']},
        ),
        migrations.AlterModelOptions(
            name='routinestep',
            options={'ordering': ['version_id', 'position']},
        ),
        migrations.AlterModelOptions(
            name='routineversion',
            options={'ordering': ['routine_id', '-number']},
        ),
        migrations.AlterModelOptions(
            name='templateitem',
            options={'ordering': ['phase_id', 'position']},
        ),
        migrations.AlterModelOptions(
            name='templatephase',
            options={'ordering': ['template_id', 'position']},
        ),
    ]
