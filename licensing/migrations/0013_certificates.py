"""Certificates of licences and benefits."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import tenancy.models.base
import tenancy.rls
from tenancy.rls import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("licensing", "0012_a_page_is_its_senders"),
        ("tenancy", "0008_refused_registrations_free_their_code"),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("effective_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("number", models.CharField(max_length=24, verbose_name="证明编号")),
                ("inventor", models.CharField(blank=True, max_length=60, verbose_name="发明人")),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("entered_by", models.BigIntegerField(null=True)),
                ("entered_by_name", models.CharField(max_length=60)),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                ("revoked_by_name", models.CharField(blank=True, max_length=60)),
                ("revoke_reason", models.CharField(blank=True, max_length=300, verbose_name="撤销理由")),
                (
                    "organisation",
                    tenancy.rls.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="tenancy.organisation",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        default=tenancy.models.base.active_province,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.province",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["province", "organisation", "-id"], name="certificate_of_unit")],
                "constraints": [
                    models.UniqueConstraint(fields=("province", "number"), name="certificate_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("revoke_reason", ""), ("revoked_at", None))
                        | models.Q(("revoked_at__isnull", False), models.Q(("revoke_reason", ""), _negated=True)),
                        name="certificate_revoked_with_reason",
                        violation_error_message="撤销证明须写明理由",
                    ),
                ],
            },
        ),
        TenantTable("certificate"),
    ]
