from django.db import migrations

from qa_portal.trail.append_only import RefuseChanges


class Migration(migrations.Migration):
    """Every history of this app refuses update and delete, in the database itself."""

    dependencies = [("disputes", "0001_initial")]

    operations = [RefuseChanges()]
