from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0003_rating_of_the_filing")]

    operations = [
        migrations.AddField(
            model_name="declaration",
            name="arrived_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="declaration",
            name="due_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
