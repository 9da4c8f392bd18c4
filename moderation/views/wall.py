"""One screen to show on the wall while a panel sits: an audit at a time, who is in, then what each gave."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from moderation.blockers import missing_of
from moderation.models import Moderation, Panel
from moderation.pages import panel_or_404, row_of, trail_to
from moderation.queries import item_for_page
from moderation.rules import may_see_grades, may_see_item
from moderation.spread import spread_of
from qa_portal.children.access import open_page
from qa_portal.children.rules import sight_of
from qa_portal.workflow.steps import steps_open_to

from .items import PAGES


class Wall(View):
    """The wall. May: members and the quality assurance team, once the panel is convened.

    A child is on it by reference alone. The page asks for itself again every few seconds; such an answer is no further
    look at a record, as a draft isn't.
    """

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The audit at ``?place=``, the first one that isn't dealt with by default."""
        panel = panel_or_404(request, pk)
        if not panel.is_for_member or panel.convened_at is None:
            raise Http404
        row = self._row(panel, request.GET.get("place", ""))
        context: dict[str, Any] = {"panel": panel, "trail": trail_to(panel), "number": len(panel.items)}
        if row is not None:
            context |= self._shown(request, panel, row)
        return render(request, "moderation/wall.html", context)

    def _row(self, panel: Panel, place: str) -> Moderation | None:
        if place.isdecimal() and len(place) < 5:
            found = next((item for item in panel.items if item.place == int(place)), None)
            if found is None:
                raise Http404
            return found
        waiting = [item for item in panel.items if item.is_open]
        return next(iter(waiting or panel.items), None)

    def _shown(self, request: HttpRequest, panel: Panel, row: Moderation) -> dict[str, Any]:
        """What is shown of one audit: the reference and who is in; what each gave, once this person may see it."""
        places = [item.place for item in panel.items]
        here = places.index(row.place)
        address = reverse("panel_wall", args=[panel.pk])
        context: dict[str, Any] = {
            "row": row_of(request.user, row),
            "place": here + 1,
            "previous": f"{address}?place={places[here - 1]}" if here else "",
            "next": f"{address}?place={places[here + 1]}" if here + 1 < len(places) else "",
            "again": f"{address}?place={row.place}",
            "standing": [
                (each.member.person.name, each.get_state_display(), each.is_in) for each in row.grades.all()
            ],
            "is_live": row.is_open,
        }
        item = item_for_page(row.pk) if row.is_revealed else row
        if item is not row and not self._opens(request, item):
            return context
        item.panel = panel
        if may_see_item(request.user, item):
            # Before all are in the grades are shown from the audit's own page, with the reason.
            context["steps"] = [
                {"label": step.label, "url": f"{reverse(PAGES[step.name], args=[item.pk])}?from=wall"}
                for step in steps_open_to(request.user, item)
                if step.is_primary and not step.blockers and not (step.name == "reveal" and missing_of(item))
            ]
        if item is not row and may_see_grades(request.user, item):
            context["spread"] = spread_of(item)
            context["agreed_words"] = item.audit.in_words(item.grade, item.point) if item.is_agreed else ""
            context["reason"] = item.reason
        return context

    def _opens(self, request: HttpRequest, item: Moderation) -> bool:
        """Whether the record opens to whoever shows the wall: logged when they turn to it, not each time it is asked
        for again."""
        if not sight_of(request.user, item.audit.subject).opens:
            return False
        if not request.htmx:
            item.audit.subject = open_page(request, item.audit.subject_id, number=item.pk)
        return True
