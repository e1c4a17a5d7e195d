from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("reporting", "0011_papers_of_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="keptfigures",
            name="definitions",
            field=models.CharField(default="", max_length=64),
        ),
    ]
