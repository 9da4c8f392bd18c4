"""What the ledger needs of the database when the portal loads."""

from django.db.backends.signals import connection_created

from qa_portal.sqlite import ask_for_limits

connection_created.connect(ask_for_limits, dispatch_uid="sqlite-limits")
