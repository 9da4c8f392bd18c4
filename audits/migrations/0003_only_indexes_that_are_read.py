from django.db import migrations

from qa_portal.live_migrations import OnlyTheseIndexes


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("audits", "0002_logs_are_append_only"),
    ]

    operations = [OnlyTheseIndexes({"historicalcareplanningaudit": ["id", "meeting"]})]
