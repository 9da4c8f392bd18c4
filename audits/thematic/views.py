"""The pages of thematic reviews: the review, one of its cases, each step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views import View

from audits.models import ThematicCase, ThematicReview
from audits.rules import may_read_audit
from qa_portal.activities.models import Activity
from qa_portal.activities.rules import may_keep_activity
from qa_portal.activities.views import trail_to
from qa_portal.children.pages import RecordPage
from qa_portal.children.queries import visible_to as records_visible_to
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.vocabulary import ActivityKind
from qa_portal.people.words import in_post
from qa_portal.requests.actions import open_request
from qa_portal.workflow.pages import buttons_of
from qa_portal.workflow.steps import leads_from_here

from . import actions
from .queries import cases_of, parts_of, visible_to
from .rules import may_keep_review, may_read_case, may_read_review

#: The page of each step, by its name.
PAGES = {"begin": "thematic_begin", "endorse": "thematic_endorse", "close": "thematic_close"}


def review_or_404(request: HttpRequest, pk: int) -> ThematicReview:
    """One review that this person may see. Raises Http404."""
    also = (
        "framework",
        "activity__team",
        "activity__framework",
        "activity__lead",
        "endorsed_by",
        "closed_by",
    )
    review = visible_to(request.user).select_related(*also).filter(pk=pk).first()
    if review is None:
        raise Http404
    return review


def trail_of(user: Any, review: ThematicReview) -> list[tuple[str, str]]:
    """The way back."""
    return [*trail_to(user, review.activity), ("The review", review.get_absolute_url())]


def on_activity(context: Mapping, activity: Activity) -> str:
    """What a thematic review's activity shows: the way to the review, or to preparing it."""
    user = context["request"].user
    if activity.kind != ActivityKind.THEMATIC_REVIEW or activity.policy.thematic is None:
        return ""
    review = ThematicReview.objects.select_related("activity").filter(activity=activity).first()
    may_prepare = review is None and may_keep_activity(user, activity) and leads_from_here(activity, "hold")
    if review is not None and not may_read_review(user, review):
        review = None
    return render_to_string(
        "audits/thematic/_on_activity.html",
        {"review": review, "may_prepare": may_prepare, "activity": activity},
    )


class ReviewPage(View):
    """A thematic review: what is agreed, its cases with their three parts, feedback, endorsement, boards."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page. A case says its record's reference to those alone to whom the record opens."""
        review, user = review_or_404(request, pk), request.user
        keeps = may_keep_review(user, review)
        cases = cases_of(review)
        opens = set(
            records_visible_to(user).filter(pk__in=[c.subject_id for c in cases]).values_list("pk", flat=True)
        )
        for case in cases:
            case.parts, case.opens = parts_of(case), case.subject_id in opens
        decided = list(review.decisions.select_related("recorded_by"))
        boards = review.thematic.boards
        context = {
            "review": review,
            "trail": trail_to(user, review.activity),
            "facts": facts_of(review),
            "steps": buttons_of(user, review, PAGES),
            "cases": cases,
            "fewest": review.thematic.fewest_cases,
            "boards": [
                (board, decided[place] if place < len(decided) else None)
                for place, board in enumerate(boards)
            ],
            "may_prepare": keeps and leads_from_here(review, "begin"),
            "may_feed_back": keeps and leads_from_here(review, "endorse"),
            "may_decide": keeps and leads_from_here(review, "close") and len(decided) < len(boards),
        }
        return render(request, "audits/thematic/review.html", context)


def facts_of(review: ThematicReview) -> list[tuple[str, str]]:
    """What is known of it, in words."""
    activity, agreed_by = review.activity, review.thematic.agreed_by
    facts = [
        ("Theme", activity.title),
        ("Service", activity.team.name),
        ("First day", weekday_date(activity.begins_on)),
        ("Venue", activity.place),
        ("Who leads it", in_post(activity.lead)),
        ("Group", activity.with_whom),
        ("Tool", review.policy.tool(review.tool_key).title),
    ]
    if review.theme_agreed_on:
        facts.append(("Theme agreed", f"{agreed_by}, {weekday_date(review.theme_agreed_on)}"))
    if review.questions_agreed_on:
        facts.append(("Questions agreed", f"{agreed_by}, {weekday_date(review.questions_agreed_on)}"))
    if review.endorsed_at:
        facts.append(("Endorsed", f"{in_post(review.endorsed_by)}, {weekday_date(review.endorsed_at)}"))
    if review.closed_at:
        facts.append(("Closed", f"{in_post(review.closed_by)}, {weekday_date(review.closed_at)}"))
    return [(key, value) for key, value in facts if value]


def case_or_404(pk: int) -> ThematicCase:
    """One case with its review. Raises Http404."""
    also = (
        "review__activity__framework",
        "review__framework",
        "audit__framework",
        "first",
        "second",
        "celebrated_by",
    )
    case = ThematicCase.objects.select_related(*also).filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


class CasePage(RecordPage):
    """One case, for those who read the review and for its pair: the questions, its three parts, what is left to do."""

    template_name = "audits/thematic/case.html"

    def record_key(self) -> int:
        """Its record."""
        return case_or_404(self.kwargs["pk"]).subject_id

    def number(self) -> int:
        """The case."""
        return self.kwargs["pk"]

    def read_case(self) -> ThematicCase:
        """The case on the record that the page has opened. Raises Http404 for whoever doesn't read it."""
        subject = self.subject
        case = case_or_404(self.kwargs["pk"])
        case.subject = subject
        if not may_read_case(self.request.user, case):
            raise Http404
        if case.audit is not None:
            case.audit.subject = subject
        return case

    def show(self) -> dict[str, Any]:
        """All that is known of it."""
        case, user = self.read_case(), self.request.user
        counted = next(each for each in cases_of(case.review) if each.pk == case.pk)
        asked = open_request(case)
        keeps = may_keep_review(user, case.review)
        audit = case.audit
        return {
            "case": case,
            "review": case.review,
            "parts": parts_of(counted),
            "pair": [in_post(case.first), in_post(case.second)],
            "is_seconds": asked is not None and asked.to_person_id == user.pk,
            "audit": audit,
            "reads_audit": audit is not None and may_read_audit(user, audit),
            "voices": list(audit.voices.filter(recorded_at__isnull=False)) if audit is not None else [],
            "may_celebrate": keeps and audit is not None and audit.submitted_at is not None,
            "reads_review": may_read_review(user, case.review),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The second of the pair has looked at it with the first."""
        case = self.read_case()
        asked = open_request(case)
        if asked is None or asked.to_person_id != request.user.pk:
            raise Http404
        actions.complete_as_second(case, by=request.user)
        return redirect(case)
