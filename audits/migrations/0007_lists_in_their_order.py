from django.db import migrations, models

from qa_portal.live_migrations import AddIndexInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("audits", "0006_issues_with_other_agencies"),
    ]

    operations = [
        AddIndexInUse(
            model_name="audit",
            index=models.Index(fields=["-allocated_at", "-id"], name="audit_newest_first"),
        ),
        AddIndexInUse(
            model_name="drawline",
            index=models.Index(fields=["draw", "id"], name="draw_line_in_order"),
        ),
    ]
