"""Ends sessions that were idle too long, and keeps the others alive."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from qa_portal.sessions.ending import has_ended, mark_active

# A request with this header is the page's own doing (a poll of the inbox, say), and no sign that a person is
# there.
BACKGROUND_HEADER = "X-Background"


@receiver(user_logged_in)
def session_begins(sender, request: HttpRequest, **_more) -> None:
    """The limits of a session count from signing in."""
    mark_active(request)


class SessionEndMiddleware:
    """Signs out a person whose session has ended and says so on the sign-in page; anything else that she does counts as
    activity, the saving of a draft while typing included, but not a request that carries `X-Background: 1`.

    A disabled person is anonymous already (the authentication backend refuses her at each request); what is
    left of her session is thrown away here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            if SESSION_KEY in request.session:
                request.session.flush()
            return self.get_response(request)
        if has_ended(request):
            logout(request)
            messages.info(
                request,
                "You were signed out because your session ended. What you typed was saved as a draft.",
            )
            return self._signed_out(request)
        if request.headers.get(BACKGROUND_HEADER) != "1":
            mark_active(request)
        response = self.get_response(request)
        # No copy of a child's record on the disk of a shared machine, nor behind the Back button after signing out.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def _signed_out(self, request: HttpRequest) -> HttpResponse:
        if (
            request.headers.get("HX-Request") == "true"
            or request.headers.get(BACKGROUND_HEADER) == "1"
            or request.path == reverse("session_stay")
        ):
            # A fragment of a page can't become a sign-in page: htmx is told to reload the whole.
            return HttpResponse(
                "Your session has ended. Sign in again.", status=401, headers={"HX-Refresh": "true"}
            )
        back = request.get_full_path() if request.method == "GET" else "/"
        return redirect_to_login(back, settings.LOGIN_URL)
