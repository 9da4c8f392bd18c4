from django.db import migrations

from qa_portal.trail.append_only import RefuseChanges


class Migration(migrations.Migration):
    """The histories of plan and supervision refuse update and delete, in the database itself."""

    dependencies = [("qa_portal", "0006_plan_and_supervision")]

    operations = [RefuseChanges()]
