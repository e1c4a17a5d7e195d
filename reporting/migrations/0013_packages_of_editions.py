import django.db.models.deletion
import django.db.models.functions.datetime
import tenancy.models.base
import tenancy.rls
from django.db import migrations, models

from tenancy.rls import AppendOnly, TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0012_definitions_of_kept_figures'),
        ('tenancy', '0008_refused_registrations_free_their_code'),
    ]

    operations = [
        migrations.CreateModel(
            name='EditionPackage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('content', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('edition', tenancy.rls.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='packages', to='reporting.edition')),
                ('province', models.ForeignKey(default=tenancy.models.base.active_province, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.province')),
            ],
            options={
                'ordering': ['edition'],
                'constraints': [models.UniqueConstraint(fields=('province', 'edition'), name='package_of_edition_once')],
            },
        ),
        TenantTable("editionpackage"),
        AppendOnly("editionpackage"),
    ]
