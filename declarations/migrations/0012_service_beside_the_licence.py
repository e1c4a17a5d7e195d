"""What one may take beside the licence, at a price of its own (F128)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0011_approval_inside_the_house")]

    operations = [
        migrations.AddField(
            "declaration",
            "service",
            models.TextField(blank=True, default="", max_length=1000, verbose_name="可另行选择的技术服务"),
            preserve_default=False,
        ),
        migrations.AddField(
            "declaration",
            "service_price",
            models.CharField(blank=True, default="", max_length=200, verbose_name="技术服务价格"),
            preserve_default=False,
        ),
    ]
