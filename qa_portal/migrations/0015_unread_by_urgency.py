from django.db import migrations, models
from django.db.models import Q

from qa_portal.live_migrations import AddIndexInUse, RemoveIndexInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("qa_portal", "0014_improvement"),
    ]

    operations = [
        AddIndexInUse(
            model_name="message",
            index=models.Index(
                fields=["recipient", "urgency", "id"],
                condition=Q(("read_at__isnull", True)),
                name="message_unread_by_urgency",
            ),
        ),
        RemoveIndexInUse(model_name="message", name="message_unread"),
        # A pair of grades, "requires_improvement>requires_improvement", is longer than forty letters.
        migrations.AlterField(
            model_name="figure", name="stands", field=models.CharField(blank=True, max_length=60)
        ),
    ]
