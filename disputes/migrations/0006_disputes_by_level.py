from django.db import migrations, models
from django.db.models import Max, OuterRef, Subquery

from qa_portal.live_migrations import AddIndexInUse, change_in_pieces


def say_level_reached(apps, disputes):
    stages = apps.get_model("disputes", "DisputeStage").objects.filter(dispute=OuterRef("pk"))
    highest = stages.order_by().values("dispute").annotate(highest=Max("level")).values("highest")
    disputes.filter(stages__isnull=False).update(level_reached=Subquery(highest))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("disputes", "0005_the_level_reached"),
    ]

    operations = [
        change_in_pieces("disputes", "Dispute", say_level_reached),
        AddIndexInUse(
            model_name="dispute",
            index=models.Index(
                fields=["level_reached", "state", "-raised_at", "-id"], name="dispute_by_level"
            ),
        ),
    ]
