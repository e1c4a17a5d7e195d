import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import tenancy.models.base
import tenancy.rls
from tenancy.rls import TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0010_funds_ledger'),
        ('tenancy', '0008_refused_registrations_free_their_code'),
    ]

    operations = [
        migrations.AddField(
            model_name='summaryedition',
            name='papers',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='SummaryPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('file', models.FileField(max_length=200, upload_to='summaries/%Y/%m/')),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('size', models.PositiveIntegerField()),
                ('media_type', models.CharField(max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('entered_by_name', models.CharField(max_length=120)),
                ('removed_at', models.DateTimeField(null=True)),
                ('province', models.ForeignKey(default=tenancy.models.base.active_province, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.province')),
                ('summary', tenancy.rls.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='reporting.summary')),
            ],
            options={
                'ordering': ['summary', 'id'],
            },
        ),
        TenantTable("summarypaper"),
    ]
