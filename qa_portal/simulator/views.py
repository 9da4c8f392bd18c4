"""The page on which a version of a framework is tried on open work."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from qa_portal.dashboards.paging import LongList
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.queries import policy_of, versions_in_force
from qa_portal.frameworks.rules import may_read_frameworks

from .trying import Trial


@require_safe
def try_framework(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Whose dates would move, from when to when, and who would be told (NEW-06). May: whoever reads the frameworks.

    It gives references and no name, of a restricted record not even that; nothing is written.
    """
    if not may_read_frameworks(request.user):
        raise Http404
    version = get_object_or_404(FrameworkVersion, key=key, number=number)
    trial = Trial(version)
    page = LongList(trial.moving()).get_page(request.GET.get("page"))
    in_force = versions_in_force().get(key)
    context = {
        "version": version,
        "page": page,
        "moved": trial.moved(page.object_list),
        "numbers": trial.numbers(),
        "told": trial.told(policy_of(in_force)) if in_force else [],
        "is_in_force": version == in_force,
        "trail": [
            ("Frameworks", reverse("framework_list")),
            (key, reverse("framework", args=[key])),
            (f"Version {number}", reverse("framework_version", args=[key, number])),
        ],
    }
    return render(request, "simulator/try.html", context)
