"""The page of calibration: for the quality assurance team by reviewer, team, tool and cycle; for anybody their own."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qa_portal.dashboards.paging import PAGE
from qa_portal.figures.queries import counted_at
from qa_portal.people.directory import directory
from qa_portal.people.roles import MANAGERS, QUALITY_TEAM, REVIEWERS

from .agreement import FEWEST
from .counts import CALIBRATION, EVERYTHING
from .reading import BY, chart_of, keys_by, lines_of, name_of


def may_be_moderated(user: Any) -> bool:
    """Who finds it in the menu: whoever may be asked to audit, and the quality assurance team."""
    return bool(directory().roles_of(user.pk) & (MANAGERS | REVIEWERS | QUALITY_TEAM))


@require_safe
def calibration(request: HttpRequest) -> HttpResponse:
    """How far grades agree. Who isn't in the quality assurance team sees what is their own, whatever they ask for."""
    book = directory()
    sees_all = book.is_quality_team(request.user.pk)
    asked = request.GET.get("by", "")
    by = asked if sees_all and asked in BY else "reviewer"
    own = f"reviewer:{request.user.pk}:"
    keys = sorted(keys_by(by), key=lambda key: name_of(key, book)) if sees_all else [own]
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    lines = lines_of(page.object_list, book)
    context = {
        "as_of": counted_at([CALIBRATION]),
        "chart": chart_of(lines_of([EVERYTHING], book) if sees_all else lines),
        "lines": lines,
        "page": page,
        "ways": [(key, heading, key == by) for key, heading in BY.items()] if sees_all else [],
        "heading": BY[by],
        "fewest": FEWEST,
    }
    return render(request, "moderation/calibration.html", context)
