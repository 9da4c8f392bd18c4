"""Two-step sign-in for everybody, where the council asks for it."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

FINE = "portal_two_step_is_set_up"
OPEN_PREFIXES = ("/account/", "/session/", "/static/", "/health")


class RequireTwoStepMiddleware:
    """With REQUIRE_MFA, a person who hasn't set up two-step sign-in yet is led to that page and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.REQUIRE_MFA
            and request.user.is_authenticated
            and not request.path.startswith(OPEN_PREFIXES)
            and not self._is_set_up(request)
        ):
            messages.info(request, "Set up two-step sign-in before you go on: your council asks for it.")
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _is_set_up(self, request: HttpRequest) -> bool:
        if not request.session.get(FINE) and is_mfa_enabled(request.user):
            request.session[FINE] = True
        return bool(request.session.get(FINE))
