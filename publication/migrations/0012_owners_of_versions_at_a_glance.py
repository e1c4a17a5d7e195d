import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publication', '0011_records_of_one_owner'),
    ]

    operations = [
        migrations.AddField(
            model_name='version',
            name='owners_hash',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Cast(django.db.models.functions.text.MD5(django.db.models.functions.comparison.Cast('owners', models.TextField())), models.UUIDField()), output_field=models.UUIDField()),
        ),
        migrations.RemoveConstraint(
            model_name='version',
            name='version_number_once',
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('record', 'number'), include=('id', 'effective_at', 'recorded_at', 'owners_hash'), name='version_number_once'),
        ),
        migrations.AlterField(
            model_name='version',
            name='record',
            field=models.ForeignKey(db_index=False, on_delete=models.deletion.PROTECT, related_name='versions', to='publication.record'),
        ),
    ]
