"""What the frameworks bring to the portal: their entry in the navigation."""

from qa_portal.dashboards.navigation import register_nav

from .rules import may_read_frameworks

register_nav("Frameworks", "framework_list", shown_to=may_read_frameworks, order=80)
