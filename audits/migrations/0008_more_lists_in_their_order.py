from django.db import migrations, models
from django.db.models import Q

from qa_portal.live_migrations import AddIndexInUse, RemoveIndexInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("audits", "0007_lists_in_their_order"),
    ]

    operations = [
        AddIndexInUse(
            model_name="audit",
            index=models.Index(
                fields=["conversation_on", "id"],
                condition=Q(("conversation_on__isnull", False)),
                name="audit_conversations",
            ),
        ),
        RemoveIndexInUse(model_name="goodpractice", name="good_practice_by_state"),
        AddIndexInUse(
            model_name="goodpractice",
            index=models.Index(
                fields=["state", "-decided_at", "-proposed_at", "-id"], name="good_practice_in_order"
            ),
        ),
    ]
