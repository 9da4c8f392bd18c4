"""What somebody sees of a restricted record: its reference, and the way to emergency access (LEE-14)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .access import RecordIsRestricted


class RestrictedRecordMiddleware:
    """Answers ``RecordIsRestricted``, from whatever view it comes, with one page that holds nothing of the record."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """403: it is in this person's scope, and shut to them."""
        if not isinstance(exception, RecordIsRestricted):
            return None
        context = {"reference": exception.subject.reference, "pk": exception.subject.pk}
        return render(request, "children/restricted.html", context, status=403)
