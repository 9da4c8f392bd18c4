"""What the pages of cycles have in common, and those that are only read: the list and a cycle's own page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from audits.cycles.agencies import by_agency
from audits.cycles.listing import (
    cycle_seen_by,
    page_of_cycles,
    read_cycle,
    sees_all_cycles,
)
from audits.cycles.monthly import owed_months
from audits.cycles.replacing import replaceable_among
from audits.forms.cycles import AuditsOfCycleFilter, CycleFilter
from audits.models import Cycle
from audits.queries import is_read_by, standing_of
from audits.rules import may_keep_cycle, may_open_cycles, may_see_cycles
from qa_portal.children.rules import asker
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.queries import policies_by_key
from qa_portal.people.words import in_post
from qa_portal.workflow.pages import buttons_of


def cycle_or_404(request: HttpRequest, pk: int) -> Cycle:
    """One cycle that this person may see. Raises Http404."""
    cycle = cycle_seen_by(request.user, pk) if may_see_cycles(request.user) else None
    if cycle is None:
        raise Http404
    return cycle


def draws_or_404(request: HttpRequest, pk: int) -> Cycle:
    """One cycle whose draws this person may see: the quality assurance team, and whoever keeps it. Raises Http404."""
    cycle = cycle_or_404(request, pk)
    if not (sees_all_cycles(request.user) or may_keep_cycle(request.user, cycle)):
        raise Http404
    return cycle


def trail_to(cycle: Cycle) -> list[tuple[str, str]]:
    """The way back from a page below a cycle."""
    return [("Audit cycles", reverse("cycles")), (str(cycle), cycle.get_absolute_url())]


class Cycles(View):
    """Every cycle that a person may see, newest first. May: the quality assurance team and managers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        if not may_see_cycles(request.user):
            raise Http404
        form = CycleFilter(request.GET or None)
        state = form.cleaned_data.get("state") if form.is_bound and form.is_valid() else None
        policies = policies_by_key()
        context = {
            "page": page_of_cycles(request.user, state or None, request.GET.get("page")),
            "form": form,
            "is_filtered": bool(state),
            "may_open": any(may_open_cycles(request.user, policy) for policy in policies.values()),
            "owed": owed_months(policies) if sees_all_cycles(request.user) else (),
        }
        return render(request, "audits/cycles.html", context)


#: The page on which each step of a cycle is taken.
PAGES = {"draw": "cycle_draw", "send": "cycle_send", "close": "cycle_close"}


class CyclePage(View):
    """A cycle: where it stands, what can be done, its audits and how far they have got."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; a manager sees the audits of their own teams alone."""
        cycle = cycle_or_404(request, pk)
        user = request.user
        form = AuditsOfCycleFilter(request.GET or None)
        stands = form.cleaned_data.get("stands") if form.is_bound and form.is_valid() else None
        read = read_cycle(cycle, user, stands or None, request.GET.get("page"))
        replaceable, who = replaceable_among(user, read.page.object_list), asker(user)
        for audit in read.page.object_list:
            audit.may_replace = audit.pk in replaceable
            audit.stands = standing_of(audit, is_read_by(who, audit))
        sees_draws = sees_all_cycles(user) or may_keep_cycle(user, cycle)
        is_sent = cycle.sent_at is not None
        context = {
            "cycle": cycle,
            "terms": cycle.policy.terms,
            "trail": trail_to(cycle)[:-1],
            "steps": [
                button
                | {
                    "label": label_of(cycle, button["name"], button["label"]),
                    "is_primary": button["is_primary"]
                    and not (button["name"] == "draw" and cycle.has_been_drawn),
                }
                for button in buttons_of(user, cycle, PAGES)
            ],
            "facts": facts_of(cycle),
            "drawn": read.drawn if sees_draws else None,
            "sees_draws": sees_draws,
            "is_sent": is_sent,
            "progress": read.progress if is_sent else None,
            "offers_reflection": cycle.policy.audit_steps.reflective_offer,
            "agencies": by_agency(cycle) if is_sent and sees_draws else (),
            "page": read.page,
            "form": form,
            "is_filtered": bool(stands),
        }
        return render(request, "audits/cycle.html", context)


def label_of(cycle: Cycle, step: str, label: str) -> str:
    """A step in words; a second draw says that it is one."""
    return "Draw again" if step == "draw" and cycle.has_been_drawn else label


def facts_of(cycle: Cycle) -> list[tuple[str, str]]:
    """What a cycle is, in words."""
    terms = cycle.policy.terms
    facts = [
        ("Service", cycle.team.name),
        ("Tool", cycle.tool.title),
        (terms.focus, cycle.focus),
        ("Runs", f"{weekday_date(cycle.begins_on)} until {weekday_date(cycle.ends_on)}"),
        ("Cases asked for", str(cycle.size)),
    ]
    if cycle.is_themed:
        facts.append(("What the theme came from", cycle.came_from))
    if cycle.agreed_on:
        facts.append(("Agreed", f"{cycle.agreed_by}, {weekday_date(cycle.agreed_on)}"))
    facts.append(("Opened", f"{in_post(cycle.opened_by)}, {weekday_date(cycle.opened_at)}"))
    if cycle.sent_at:
        facts.append(("Sent", f"{in_post(cycle.sent_by)}, {weekday_date(cycle.sent_at)}"))
    if cycle.closed_at:
        facts.append(("Closed", f"{in_post(cycle.closed_by)}, {weekday_date(cycle.closed_at)}"))
    facts.append(("Procedure", f"{cycle.policy.title}, version {cycle.policy.about.version}"))
    return facts
