"""The summary of a record, and the list of records that are a person's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Page
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from qa_portal.children.models import CaseNote, Subject
from qa_portal.children.pages import RecordPage
from qa_portal.children.people import people_on
from qa_portal.children.queries import scope_of, siblings_of, with_opens
from qa_portal.children.reads import SUMMARY
from qa_portal.children.rules import Asker, asker, may_ask_who_saw, may_restrict_record
from qa_portal.children.summary import WorkItem, panels_for, starts_for, work_on
from qa_portal.dashboards.paging import PAGE, counted, number_of, read_page
from qa_portal.deadlines.kinds import kinds_off_record, upcoming_kinds
from qa_portal.deadlines.words import DueState, in_words, weekday_date
from qa_portal.reading.prepared import Keys, Parts, Start, prepared


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
        left_out = set(kinds_off_record())
        deadlines = [d for d in read["deadlines"] if d.kind not in left_out]
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
        who = asker(request.user)
        chosen = request.GET.get("show", "")
        if chosen not in dict(self.SHOWN):
            chosen = "teams" if who.teams else "all" if who.sees_all else "own"
        context = {
            "page": records_for(who, chosen, request.GET.get("page")),
            "chosen": chosen,
            "choices": [
                (key, label, f"{reverse('records')}?show={key}")
                for key, label in self.SHOWN
                if key != "teams" or who.teams
            ],
        }
        return render(request, "children/records.html", context)


def records_for(who: Asker, chosen: str, asked_for: str | None) -> Page:
    """One page of the open records in somebody's scope: ``own``, of her ``teams``, or ``all``."""

    def read(offset: int) -> tuple[list[Subject], int]:
        found = _records(**vars(who), own=chosen == "own", of_teams=chosen == "teams", offset=offset)
        return found["records"], number_of(found["number"])

    return read_page(asked_for, read)


@prepared
def _records(
    person: int,
    acts_for: Keys,
    posts: Keys,
    teams: Keys,
    sees_all: bool,
    now: dt.datetime,
    own: bool,
    of_teams: bool,
    offset: Start,
) -> Parts:
    who = Asker(person, acts_for, posts, teams, sees_all, now)
    found = scope_of(who).filter(closed_on=None)
    if own:
        found = found.filter(Q(iro__in=acts_for) | Q(practitioner__in=acts_for) | Q(cp_chair__in=acts_for))
    if of_teams:
        found = found.filter(team__in=teams)
    shown = with_opens(who, found).select_related("team", "practitioner", "iro")
    return {"records": shown[offset : offset + PAGE], "number": counted(found, offset)}
