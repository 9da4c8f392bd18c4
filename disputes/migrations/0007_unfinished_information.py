from django.db import migrations, models
from django.db.models import Q

from qa_portal.live_migrations import AddIndexInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("disputes", "0006_disputes_by_level"),
    ]

    operations = [
        AddIndexInUse(
            model_name="significantinformation",
            index=models.Index(
                fields=["raised_at", "id"], condition=Q(("state", "drafted")), name="information_unfinished"
            ),
        ),
    ]
