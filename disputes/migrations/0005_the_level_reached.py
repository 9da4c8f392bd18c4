from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0004_only_indexes_that_are_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispute",
            name="level_reached",
            field=models.PositiveIntegerField(
                default=0, verbose_name="highest level that a stage was opened at"
            ),
        ),
    ]
