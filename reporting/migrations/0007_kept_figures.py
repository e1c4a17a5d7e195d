import django.db.models.deletion
import tenancy.models.base
from django.db import migrations, models

from tenancy.rls import TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0006_activities'),
        ('tenancy', '0008_refused_registrations_free_their_code'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('known_at', models.DateTimeField()),
                ('counting', models.JSONField()),
                ('figures', models.JSONField()),
                ('province', models.ForeignKey(default=tenancy.models.base.active_province, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.province')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('province', 'month'), name='kept_figures_once')],
            },
        ),
        TenantTable("keptfigures"),
    ]
