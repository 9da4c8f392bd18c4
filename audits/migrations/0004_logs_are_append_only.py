from django.db import migrations

from qa_portal.trail.append_only import RefuseChanges


class Migration(migrations.Migration):
    """Every history of audits refuses update and delete, in the database itself."""

    dependencies = [("audits", "0003_cycles_and_audits")]

    operations = [RefuseChanges()]
