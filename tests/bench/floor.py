"""The floor page: what a page of this size costs at the least, on this machine, under this middleware.

A bare view: session, user, one query of 25 rows, one template. The template is a frozen one of its own, so that a base
template that grows shows in the figures.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qa_portal.children.models import Subject


def floor(request: HttpRequest) -> HttpResponse:
    """Twenty-five rows in a table."""
    rows = Subject.objects.order_by("pk")[:25]
    return render(request, "bench/floor.html", {"rows": rows})
