"""What people bring to the portal: an administrator's entry in the navigation, one's own page."""

from django.urls import reverse
from django.utils.html import format_html

from qa_portal.dashboards.navigation import register_nav
from qa_portal.dashboards.slots import fill_slot

from .rules import is_administrator


def profile_link(context: object) -> str:
    """One's own page, in the menu under one's name."""
    return format_html('<li><a href="{}">Your profile and cover</a></li>', reverse("profile"))


register_nav("Manage", "manage", shown_to=is_administrator, order=70)
fill_slot("account", profile_link, order=10)
