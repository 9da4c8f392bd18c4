"""What still stands in the way of a thematic review's step."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from qa_portal import clock
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.vocabulary import ReportName
from qa_portal.improvement.models import ServiceAction
from qa_portal.reporting.models import Report
from qa_portal.workflow.blockers import Blocker

from .queries import cases_of, is_being_written, parts_of


def blockers_to_review(review: Any, step: str) -> list[Blocker]:
    """What still stands in the way of beginning, endorsing, closing it."""
    if step == "begin":
        return _to_begin(review)
    if step == "endorse":
        return _to_endorse(review)
    return _to_close(review) if step == "close" else []


def _to_begin(review: Any) -> list[Blocker]:
    """Theme and questions agreed, enough cases, enough notice (KNO-07, KNO-19)."""
    thematic, activity = review.thematic, review.activity
    form, cases = (reverse(name, args=[review.pk]) for name in ("thematic_edit", "thematic_cases"))
    found = []
    if activity.called_off_at is not None:
        found.append(Blocker("It was called off.", activity.get_absolute_url()))
    if review.theme_agreed_on is None:
        found.append(
            Blocker(f"Say when the {thematic.agreed_by} agreed the theme.", f"{form}#id_theme_agreed_on")
        )
    if not review.questions.strip() or review.questions_agreed_on is None:
        found.append(Blocker("Write the question framework, and when it was agreed.", f"{form}#id_questions"))
    number = review.cases.count()
    if number < thematic.fewest_cases:
        found.append(Blocker(f"It has {number} of at least {thematic.fewest_cases} cases.", cases))
    earliest = current_calendar().add_working_days(clock.today(), thematic.notice_days)
    if activity.begins_on < earliest:
        sentence = (
            f"It begins on {weekday_date(activity.begins_on)}. Case holders have {thematic.notice_days} working days "
            f"of notice, so it can begin on {weekday_date(earliest)}."
        )
        found.append(Blocker(sentence, reverse("activity_change", args=[activity.pk])))
    return found


def _to_endorse(review: Any) -> list[Blocker]:
    """Every case complete, feedback given, findings agreed, a plan, the report published (KNO-10, KNO-19)."""
    activity, found = review.activity, []
    page = review.get_absolute_url()
    cases = cases_of(review)
    unwritten = sum(map(is_being_written, cases))
    complete = sum(parts_of(case).is_complete for case in cases)
    if unwritten:
        found.append(
            Blocker(f"The file review of {unwritten} of {len(cases)} cases isn’t complete.", f"{page}#cases")
        )
    elif complete < review.thematic.fewest_cases:
        found.append(
            Blocker(
                f"{complete} cases are complete; it has at least {review.thematic.fewest_cases}.",
                f"{page}#cases",
            )
        )
    if review.feedback_on is None:
        found.append(Blocker("Record the feedback session.", reverse("thematic_feedback", args=[review.pk])))
    if activity.closed_at is None:
        found.append(Blocker("Its findings aren’t agreed yet.", activity.get_absolute_url()))
    kind = ContentType.objects.get_for_model(activity)
    if not ServiceAction.objects.filter(about_type=kind, about_id=activity.pk).exists():
        found.append(Blocker("Its action plan is empty.", activity.get_absolute_url()))
    report = Report.objects.filter(
        kind=ReportName.THEMATIC, about_id=review.pk, published_at__isnull=False, ended_at=None
    )
    if not report.exists():
        found.append(Blocker("Its report isn’t published yet.", reverse("report_service")))
    return found


def _to_close(review: Any) -> list[Blocker]:
    """Each board has decided, each family that was heard is informed in writing (KNO-08, KNO-10)."""
    decided = review.decisions.count()
    found = [
        Blocker(f"Record what the {board} decided.", reverse("thematic_board", args=[review.pk]))
        for board in review.thematic.boards[decided:]
    ]
    waiting = sum(parts.to_inform - parts.informed for parts in map(parts_of, cases_of(review)))
    if waiting:
        who = "One family still has" if waiting == 1 else f"{waiting} people of families still have"
        found.append(
            Blocker(
                f"{who} to be informed of what was done with their feedback.",
                f"{review.get_absolute_url()}#cases",
            )
        )
    return found
