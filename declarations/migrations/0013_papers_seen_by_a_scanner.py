"""What carries a virus is not kept; what nobody has looked at is called so."""

from django.db import migrations, models

SEEN = models.CharField(choices=[("waiting", "未查毒"), ("clean", "未发现病毒")], default="waiting", max_length=8)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0012_service_beside_the_licence")]

    operations = [migrations.AlterField("attachment", "scan", SEEN)]
