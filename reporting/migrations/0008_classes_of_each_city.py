import django.db.models.deletion
import django.db.models.functions.datetime
import tenancy.models.base
from django.db import migrations, models

from tenancy.rls import AppendOnly, TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0007_kept_figures'),
        ('tenancy', '0008_refused_registrations_free_their_code'),
    ]

    operations = [
        migrations.CreateModel(
            name='Focus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('classes', models.JSONField(verbose_name='主体类别')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='结合本地资源的说明')),
                ('recorded_by', models.BigIntegerField(null=True)),
                ('recorded_by_name', models.CharField(max_length=60)),
                ('province', models.ForeignKey(default=tenancy.models.base.active_province, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.province')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.region', verbose_name='行政区')),
            ],
            options={
                'ordering': ['region__path', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('classes', []), _negated=True), name='focus_is_at_least_one_class')],
            },
        ),
        TenantTable("focus"),
        AppendOnly("focus"),
    ]
