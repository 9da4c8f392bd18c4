from django.db import migrations, models

from qa_portal.live_migrations import AddIndexInUse, RemoveIndexInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("disputes", "0002_logs_are_append_only"),
    ]

    operations = [
        RemoveIndexInUse(model_name="dispute", name="dispute_register"),
        AddIndexInUse(
            model_name="dispute",
            index=models.Index(fields=["-raised_at", "-id"], name="dispute_newest_first"),
        ),
        AddIndexInUse(
            model_name="dispute",
            index=models.Index(fields=["state", "-raised_at", "-id"], name="dispute_by_state"),
        ),
        AddIndexInUse(
            model_name="dispute",
            index=models.Index(fields=["theme", "-raised_at", "-id"], name="dispute_by_theme"),
        ),
    ]
