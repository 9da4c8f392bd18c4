"""What the frameworks bring to the portal: their entry in the navigation."""

from qa_portal.dashboards.navigation import register_nav

from .rules import may_keep_frameworks, may_read_frameworks

# Whoever keeps them finds them under Manage.
register_nav("Frameworks", "framework_list", shown_to=may_read_frameworks & ~may_keep_frameworks, order=80)
