"""The pages for what went wrong. Each says what happened and how to go on; none repeats what was asked for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that no form of the portal sends."""
    return render(request, "400.html", status=400)


@requires_csrf_token
def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but this is not hers to do."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or it isn't hers to see; the page doesn't tell which."""
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our mistake. The page asks nothing of the database, which may be the cause."""
    return HttpResponse(_plain_500(), status=500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: nearly always a page left open while the session ended."""
    return render(request, "403_csrf.html", status=403)


def _plain_500() -> str:
    from django.template import loader

    return loader.render_to_string("500.html")
