import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("qa_portal", "0002_logs_are_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="answers_request",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="It is the clock of a request, which my work shows instead.",
            ),
        ),
        migrations.AddField(
            model_name="deadline",
            name="with_person",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
