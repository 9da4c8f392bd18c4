"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

from qa_portal.sessions.ending import seconds_left


def portal(request: HttpRequest) -> dict:
    """The council's name and colour, whether this is the demo, and when the session ends (seconds from now)."""
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    return {
        "council_name": settings.COUNCIL_NAME,
        "council_colour": settings.COUNCIL_COLOUR,
        "demo": settings.DEMO,
        "idle_timeout_seconds": settings.SESSION_IDLE_SECONDS,
        "session_ends_in": seconds_left(request) if signed_in else None,
    }
