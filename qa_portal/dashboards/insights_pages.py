"""The page of the Insights dashboard."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qa_portal.figures.queries import counted_at
from qa_portal.people.directory import directory

from .insights import charts, measures_shown, sees_insights
from .workload_pages import TeamFilter


@require_safe
def insights(request: HttpRequest) -> HttpResponse:
    """All charts, of the whole council or of one team with those below it. May: the quality assurance team."""
    if not sees_insights(request.user):
        raise Http404
    book = directory()
    named = sorted(((str(pk), name) for pk, name in book.team_names.items()), key=lambda pair: pair[1])
    form = TeamFilter(request.GET if request.GET else None, teams=named)
    team = form.cleaned_data.get("team", "") if form.is_bound and form.is_valid() else ""
    context = {
        "form": form,
        "of": book.team_names[int(team)] if team else "The whole council",
        "as_of": counted_at(measures_shown()),
        "sections": charts(book.teams_under(int(team)) if team else None, team),
    }
    return render(request, "dashboards/insights.html", context)
