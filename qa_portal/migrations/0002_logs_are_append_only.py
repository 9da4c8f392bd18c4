from django.db import migrations

from qa_portal.trail.append_only import RefuseChanges


class Migration(migrations.Migration):
    """The access log and every history refuse update and delete, in the database itself."""

    dependencies = [("qa_portal", "0001_initial")]

    operations = [RefuseChanges("AccessLogEntry")]
