"""A payment that both sides entered is one: the word of the payer points at that of the payee."""

import django.db.models.deletion
from django.db import migrations, models

import tenancy.rls
from tenancy.rls import TenantLink


class Migration(migrations.Migration):
    dependencies = [("licensing", "0014_the_packet_is_kept")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="same_as",
            field=tenancy.rls.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="told_by_payer",
                to="licensing.payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("province", "same_as"), name="payment_told_once_by_each_side"
            ),
        ),
        TenantLink("payment", "same_as"),
    ]
