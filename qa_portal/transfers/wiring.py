"""What allocation and transfers register when the portal loads."""

from qa_portal.children.allocation import alert_on_missing_iros
from qa_portal.deadlines.checks import register_check

register_check(alert_on_missing_iros)
