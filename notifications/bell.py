"""The bell in the head of every page: how many notices a person hasn't read."""

from __future__ import annotations

from collections.abc import Mapping

from django.template.loader import render_to_string

from qa_portal.signin.backend import MOST_UNREAD


def bell(context: Mapping) -> str:
    """The bell with its number, for whoever is signed in."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return ""
    number = getattr(user, "unread_notices", 0)  # read with the person; none yet while she is signing in
    return render_to_string("notifications/bell.html", {"number": number, "more": number >= MOST_UNREAD})
