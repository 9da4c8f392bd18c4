from django.db import migrations, models
from django.db.models import Q

from qa_portal.live_migrations import AddIndexInUse, RemoveIndexInUse

BOOKED = Q(("conversation_held_on", None), ("conversation_on__isnull", False), ("conversation_why_not", ""))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("audits", "0008_more_lists_in_their_order"),
    ]

    operations = [
        AddIndexInUse(
            model_name="audit",
            index=models.Index(
                fields=["reviewer", "conversation_on", "id"],
                condition=BOOKED,
                name="audit_booked_of_reviewer",
            ),
        ),
        AddIndexInUse(
            model_name="audit",
            index=models.Index(
                fields=["subject", "conversation_on"], condition=BOOKED, name="audit_booked_of_subject"
            ),
        ),
        RemoveIndexInUse(model_name="audit", name="audit_conversations"),
    ]
