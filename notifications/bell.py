"""The bell in the head of every page: how many notices a person hasn't read."""

from __future__ import annotations

from collections.abc import Mapping

from django.template.loader import render_to_string

from .queries import MOST_COUNTED, unread_count


def bell(context: Mapping) -> str:
    """The bell with its number, for whoever is signed in."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return ""
    number = unread_count(user)
    return render_to_string("notifications/bell.html", {"number": number, "more": number > MOST_COUNTED})
