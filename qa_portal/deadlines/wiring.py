"""What the ledger needs of the database when the portal loads, and the closure days' entry in the navigation."""

from django.db.backends.signals import connection_created

from qa_portal.dashboards.navigation import register_nav
from qa_portal.people.rules import is_administrator
from qa_portal.sqlite import ask_for_limits

connection_created.connect(ask_for_limits, dispatch_uid="sqlite-limits")
register_nav("Closure days", "closure_days", shown_to=is_administrator, order=81)
