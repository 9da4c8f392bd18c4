"""The summary of a record, and the list of records that are a person's own."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from qa_portal.children.models import CaseNote, Subject
from qa_portal.children.pages import RecordPage
from qa_portal.children.people import people_on
from qa_portal.children.queries import in_scope_of, siblings_of, with_opens
from qa_portal.children.reads import SUMMARY
from qa_portal.children.rules import may_ask_who_saw, may_restrict_record
from qa_portal.children.summary import WorkItem, panels_for, starts_for, work_on
from qa_portal.deadlines.kinds import upcoming_kinds
from qa_portal.deadlines.words import DueState, in_words, weekday_date
from qa_portal.people.directory import directory


class RecordSummary(RecordPage):
    """One page for a child: everything current and past, people, documents, notes, alerts (LEE-07)."""

    template_name = "children/record.html"
    tab = "summary"

    def show(self) -> dict[str, Any]:
        """Everything, in a constant number of queries."""
        user, subject = self.request.user, self.subject
        read = SUMMARY.of(subject)
        current, past = work_on(user, subject)
        upcoming = set(upcoming_kinds())
        deadlines = read["deadlines"]
        alerts = [d for d in deadlines if d.kind not in upcoming]
        notes = read["notes"]
        return {
            "glance": glance_at(subject, alerts, current, notes),
            "current": current,
            "past": past,
            "alerts": alerts,
            "upcoming": [d for d in deadlines if d.kind in upcoming],
            "people": people_on(subject),
            "siblings": siblings_of(user, subject),
            "notes": notes,
            "documents": read["documents"],
            "starts": starts_for(user, subject),
            "panels": panels_for(user, subject, "main"),
            "side_panels": panels_for(user, subject, "side"),
            "may_restrict": may_restrict_record(user, subject),
            "may_ask": may_ask_who_saw(user, subject),
        }


def glance_at(
    subject: Subject, alerts: list[Any], current: list[WorkItem], notes: list[CaseNote]
) -> list[dict[str, str]]:
    """The four things that are asked first, each in a few words: no query beyond those of the page."""
    cards = []
    if alerts:
        due = in_words(alerts[0])
        tone = {DueState.OVERDUE: "bad", DueState.TODAY: "warn", DueState.SOON: "warn"}.get(due.state, "")
        value = due.short[:1].upper() + due.short[1:]
        cards.append({"label": "Due next", "value": value, "note": alerts[0].label, "tone": tone})
    else:
        cards.append({"label": "Due next", "value": "Nothing is due", "note": ""})
    kinds = ", ".join(dict.fromkeys(item.what for item in current))
    cards.append({"label": "Open work", "value": str(len(current) or "None"), "note": kinds[:80]})
    last = next((m for m in SUMMARY.of(subject)["meetings"] if m.is_completed), None)
    if last:
        note = f"Next: {weekday_date(last.next_on)}" if last.next_on else ""
        cards.append(
            {"label": f"Last: {str(last).lower()}", "value": weekday_date(last.held_on), "note": note}
        )
    if notes:
        day = weekday_date(notes[0].occurred_at)
        cards.append({"label": "Last case note", "value": day, "note": notes[0].get_type_display()})
    return cards


class RecordList(View):
    """The records that a person may open: their own, their teams', or all in scope; 25 a page."""

    SHOWN = (("own", "Those I work with"), ("teams", "My teams’"), ("all", "All I may see"))

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list. Names are shown where the record opens, else the reference alone."""
        book, user = directory(), request.user
        acts_for, teams = book.acts_for(user.pk), book.teams_managed_by(user.pk)
        own = Q(iro__in=acts_for) | Q(practitioner__in=acts_for) | Q(cp_chair__in=acts_for)
        scope = {"own": own, "teams": Q(team__in=teams), "all": Q()}
        chosen = request.GET.get("show", "")
        if chosen not in scope:
            chosen = "teams" if teams else "all" if book.is_quality_team(user.pk) else "own"
        records = with_opens(user, in_scope_of(user)).filter(scope[chosen], closed_on=None)
        page = Paginator(records.select_related("team", "practitioner", "iro"), 25).get_page(
            request.GET.get("page")
        )
        return render(
            request,
            "children/records.html",
            {
                "page": page,
                "chosen": chosen,
                "choices": [
                    (key, label, f"{reverse('records')}?show={key}")
                    for key, label in self.SHOWN
                    if key != "teams" or teams
                ],
            },
        )
