"""Show the grades, agree one, feed back to whoever audited (MER-04, MER-05, WAL-18)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from audits.actions.moderating import moderate_returned, record_moderated_grade
from audits.models import Audit
from moderation import notices
from moderation.blockers import reasons_to_reveal
from moderation.models import MemberGrade, Moderation
from moderation.rules import may_feed_back
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines
from qa_portal.documents.reports import request_report
from qa_portal.requests.actions import withdraw_requests
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock, take_step, take_step_by_time

from .grading import CLOCK


def reveal_grades(
    item: Moderation, *, by: Any, reason: str = "", seen_version: int | None = None
) -> Moderation:
    """Show the members each other's grades, once all are in or with the reason why it isn't waited for the others.

    Raises as ``take_step``; StandsInTheWay where nobody has graded, or somebody hasn't and no reason is given.
    """
    with transaction.atomic():
        item = lock(item)
        if hindering := reasons_to_reveal(item, reason):
            raise StandsInTheWay(hindering)
        item = take_step(item, "reveal", by=by, reason=reason.strip(), seen_version=seen_version)
        leave_waiting(item, "The grades were shown before theirs was in.")
    return item


def leave_waiting(item: Moderation, reason: str) -> None:
    """Nobody is waited for any more: their requests are withdrawn and their clocks end. Belongs in a transaction."""
    for grade in item.grades.filter(state=str(MemberGrade.State.ASKED)):
        take_step_by_time(grade, "leave", reason=reason)
        withdraw_requests(grade)
        cancel_deadlines(grade, CLOCK)


def agree_grade(
    item: Moderation,
    *,
    by: Any,
    grade: str,
    point: int | None = None,
    reason: str,
    quality: str = "",
    seen_version: int | None = None,
) -> Moderation:
    """Record what the panel agreed: the grade with its reasons, and the quality of the audit apart from that.

    The audit is moderated in the same transaction: before its return it goes on to be returned, an Inadequate sets off
    what a reviewer's does (MER-09). A joint audit changes nothing of the audit: it is there to learn to judge alike
    (KNO-05). Raises as ``take_step``, and as the audit's own action.
    """
    missing, policy = [], item.policy.moderation.panel
    if not reason.strip():
        missing.append(Blocker("Write the panel’s reasons. They stand in the report.", "#id_reason"))
    if policy.quality and quality not in {band.key for band in policy.quality}:
        missing.append(Blocker("Score the quality of the audit.", "#id_quality"))
    if missing:
        raise StandsInTheWay(missing)
    with transaction.atomic():
        item = take_step(
            item,
            "agree",
            by=by,
            seen_version=seen_version,
            grade=grade,
            point=point,
            reason=reason.strip(),
            quality=quality,
        )
        if not item.panel.is_joint:
            _record(item.audit, by=by, grade=grade, point=point, reason=reason)
    return item


def _record(audit: Audit, **given: Any) -> None:
    if audit.state == Audit.State.TO_MODERATE:
        record_moderated_grade(audit, **given)
    elif audit.state in Audit.COUNTED:
        moderate_returned(audit, **given)
    else:
        was_recorded = audit.state == Audit.State.ACCEPTED
        raise NotNow(
            "The grade of a panel has been recorded for this audit meanwhile, outside this panel."
            if was_recorded
            else f"This audit is now “{audit.get_state_display()}”, so no grade is agreed for it.",
            "Take it off the agenda, with that as the reason.",
        )


def give_feedback(
    item: Moderation, *, by: Any, feedback: Mapping[str, str], met_on: dt.date | None = None
) -> Moderation:
    """Write the feedback to whoever audited, on the procedure's template; they are told. Written again, it takes the
    place of what was written before.

    Where the framework says so it is attached to the record, unless the audit is still with its reviewer: what is on a
    record is read by its team (WAL-18). Raises NotYours, NotNow before the panel agreed, StandsInTheWay for a heading
    without a word, or for a meeting that is still to come.
    """
    policy = item.policy.moderation.panel
    missing = [
        Blocker("Write a sentence or two.", f"#id_{heading.key}")
        for heading in policy.feedback
        if not feedback.get(heading.key, "").strip()
    ]
    if met_on is not None and met_on > clock.today():
        missing.append(Blocker("Enter the day on which you met.", "#id_met_on"))
    if missing:
        raise StandsInTheWay(missing)
    with act("give_feedback", by=by):
        item = lock(item)
        if not may_feed_back(by, item):
            raise NotYours(
                "The feedback is written by a member of the panel who hasn’t stepped out of this audit."
            )
        if not item.is_agreed:
            raise NotNow("The panel hasn’t agreed a grade yet. The feedback follows that.")
        item.feedback = {heading.key: feedback[heading.key].strip() for heading in policy.feedback}
        item.met_on = met_on or item.met_on
        item.fed_back_at, item.fed_back_by = clock.now(), by
        item.version += 1
        item.save(update_fields=["feedback", "met_on", "fed_back_at", "fed_back_by", "version"])
        audit = item.audit
        notices.tell_people(
            notices.FEEDBACK,
            [audit.reviewer_id],
            about=item,
            subject=audit.subject,
            occasion=f"{item.pk}:{item.version}",
            url=f"{item.get_absolute_url()}feedback/read/",
            who=by.name,
        )
        if policy.feedback_on_record and audit.returned_at is not None:
            request_report("moderation_feedback", about=item, subject=audit.subject, by=by)
    return item
