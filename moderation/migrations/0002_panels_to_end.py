from django.db import migrations, models
from django.db.models import Q

from qa_portal.live_migrations import AddIndexInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("moderation", "0001_initial"),
    ]

    operations = [
        AddIndexInUse(
            model_name="panel",
            index=models.Index(
                fields=["chair", "begins_at", "id"],
                condition=Q(("state__in", ["planned", "sitting"])),
                name="panel_to_end",
            ),
        ),
    ]
