"""Panels: the list, a panel's own page, its calendar file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from moderation.blockers import fewest_members
from moderation.calendar_file import FILE_NAME, calendar_of
from moderation.models import Panel
from moderation.pages import panel_or_404, row_of, trail_to
from moderation.queries import page_of_panels
from moderation.rules import may_keep_panel, may_plan_panels, member_of
from qa_portal.dashboards.paging import PAGE
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.documents.views import FILE_HEADERS
from qa_portal.frameworks.queries import policies_by_key
from qa_portal.outbox.calendar_file import CONTENT_TYPE
from qa_portal.people.words import in_post
from qa_portal.workflow.pages import buttons_of


class Panels(View):
    """The panels that a person may see, newest first. May: everybody; most see none."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        plans = any(may_plan_panels(request.user, policy) for policy in policies_by_key().values())
        page = page_of_panels(request.user, request.GET.get("page"))
        return render(request, "moderation/panels.html", {"page": page, "may_plan": plans})


#: The page on which each step of a panel is taken.
PAGES = {"convene": "panel_convene", "begin": "panel_begin", "end": "panel_end", "cancel": "panel_cancel"}


class PanelPage(View):
    """A panel: where it stands, what can be done, its agenda as this person sees it, who sits on it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page. Whoever is invited finds the audits alone that they are invited for."""
        panel = panel_or_404(request, pk)
        user = request.user
        page = Paginator(panel.items, PAGE).get_page(request.GET.get("page"))
        rows = [row_of(user, item) for item in page.object_list]
        to_grade = [row for item in panel.items if (row := row_of(user, item)).action == "Grade it alone"]
        keeps = may_keep_panel(user, panel)
        context = {
            "panel": panel,
            "trail": trail_to(panel)[:-1],
            "page": page,
            "rows": rows,
            "to_grade": to_grade,
            "seat": member_of(user, panel),
            "members": [(in_post(m.person, m.role), m) for m in panel.members.all()]
            if panel.is_for_member
            else [],
            "facts": facts_of(panel),
            "drawn": panel.draws.first() if panel.is_for_member else None,
            "buttons": self._buttons(panel, keeps),
            "keeps": keeps,
        }
        return render(request, "moderation/panel.html", context)

    def _buttons(self, panel: Panel, keeps: bool) -> list[dict[str, Any]]:
        found = buttons_of(self.request.user, panel, PAGES)
        if keeps and panel.convened_at is None and not panel.is_over:
            label = "Draw the agenda again" if panel.draws.first() else "Draw the agenda"
            found.insert(0, {"label": label, "url": reverse("panel_draw", args=[panel.pk])})
        if keeps and panel.begun_at is None and not panel.is_over:
            found.append(
                {"label": "Change date, place or members", "url": reverse("panel_edit", args=[panel.pk])}
            )
        if panel.is_for_member and panel.members_grade:
            found.append({"label": "Show it on the wall", "url": reverse("panel_wall", args=[panel.pk])})
        return found


def facts_of(panel: Panel) -> list[tuple[str, str]]:
    """What a panel is, in words."""
    facts = [
        ("Begins", weekday_time(panel.begins_at)),
        ("Where", panel.place or "Not said yet"),
        ("Chair", in_post(panel.chair)),
    ]
    if not panel.is_over:
        facts.append(("Grade alone by", weekday_time(panel.grade_until)))
        facts.append(("Members at least", str(fewest_members(panel))))
    if panel.ended_at:
        facts.append(("Ended", weekday_date(panel.ended_at)))
    facts.append(("Procedure", f"{panel.policy.title}, version {panel.policy.about.version}"))
    return facts


class PanelCalendar(View):
    """The calendar file of a panel that is to sit. May: whoever sees the panel."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file."""
        panel = panel_or_404(request, pk)
        if panel.is_over or panel.convened_at is None:
            raise Http404
        response = HttpResponse(calendar_of(panel), content_type=CONTENT_TYPE, headers=FILE_HEADERS)
        response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
        return response
