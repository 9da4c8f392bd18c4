"""A request that is larger than any of our forms can be is answered before its body is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class BodyLimitMiddleware:
    """Answers 413 to a body larger than one document and a form's text together."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the announced length alone; without one, the server reads nothing."""
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > settings.UPLOAD_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
            return render(request, "documents/too_large.html", {"most": most}, status=413)
        return self.get_response(request)
