"""What people do with a thematic review: one function a verb, keyword-only ``by``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from audits.actions.allocating import allocate_audit
from audits.cycles.bars import why_barred
from audits.models import BoardDecision, ThematicCase, ThematicReview
from qa_portal import clock
from qa_portal.activities.models import Activity
from qa_portal.activities.rules import may_keep_activity
from qa_portal.children.models import Subject
from qa_portal.children.rules import sight_of
from qa_portal.frameworks.vocabulary import ActivityKind
from qa_portal.people.directory import directory
from qa_portal.reporting.naming import refuse_names
from qa_portal.requests.actions import complete_request, open_request, return_request, send_request
from qa_portal.requests.models import RequestForResponse
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, leads_from_here, lock, take_step

from . import notices
from .rules import may_keep_review

#: Why a text may name nobody.
READ_BY_BOARDS = "Boards and trainers read it: say it without who it was."

#: What is agreed of a review before it begins.
AGREED = ("tool_key", "theme_agreed_on", "questions", "questions_agreed_on")


def prepare_review(activity: Activity, *, by: Any, **agreed: Any) -> ThematicReview:
    """Prepare the thematic review that is in the calendar: its tool, its theme, its question framework (KNO-19).

    Raises NotYours, NotNow where it is no thematic review, or is over, or prepared already.
    """
    with act("prepare_review", by=by):
        activity = lock(activity)
        policy = activity.policy
        if not may_keep_activity(by, activity):
            raise NotYours("This review is prepared by those who keep the calendar.")
        can_be = (
            activity.kind == ActivityKind.THEMATIC_REVIEW
            and policy.thematic is not None
            and policy.has_audits
        )
        if not can_be or not leads_from_here(activity, "hold"):
            raise NotNow(
                "Nothing is to be prepared: it is no thematic review under this procedure, or it is over."
            )
        if ThematicReview.objects.filter(activity=activity).exists():
            raise NotNow("Somebody has begun to prepare it meanwhile.")
        policy.tool(agreed["tool_key"])
        return ThematicReview.objects.create(
            activity=activity,
            framework=activity.framework,
            prepared_at=clock.now(),
            prepared_by=by,
            **{name: agreed[name] for name in AGREED if name in agreed},
        )


def change_review(review: ThematicReview, *, by: Any, **agreed: Any) -> ThematicReview:
    """Change what is agreed of it, until it begins. Raises NotYours and NotNow."""
    with act("change_review", by=by):
        review = _prepared(review, by)
        review.policy.tool(agreed["tool_key"])
        for name in AGREED:
            setattr(review, name, agreed[name])
        _touch(review)
    return review


def choose_cases(review: ThematicReview, *, by: Any, rows: Iterable[dict[str, Any]]) -> ThematicReview:
    """Choose its cases, each with its pair of auditors; one that isn't given any more is taken out (KNO-07).

    A row is ``{"id", "key", "reference", "first", "second"}``. Raises NotYours, NotNow, StandsInTheWay beside the row.
    """
    rows = list(rows)
    with act("choose_cases", by=by):
        review = _prepared(review, by)
        known = Subject.objects.select_related("team", "practitioner").in_bulk(
            [row["reference"].strip().upper() for row in rows], field_name="reference"
        )
        found = [blocker for number, row in enumerate(rows, 1) if (blocker := _unfit(row, number, known, by))]
        chosen = [row["reference"].strip().upper() for row in rows]
        found += [
            Blocker(f"The record {each} is there twice.")
            for each in sorted({c for c in chosen if chosen.count(c) > 1})
        ]
        if found:
            raise StandsInTheWay(found)
        kept = {case.pk: case for case in review.cases.all()}
        by_subject = {case.subject_id: case for case in kept.values()}
        for row in rows:
            subject = known[row["reference"].strip().upper()]
            case = by_subject.get(subject.pk) or ThematicCase(review=review, subject=subject)
            kept.pop(case.pk, None)
            case.first, case.second = row["first"], row["second"]
            case.save()
        for case in kept.values():
            case.delete()
        _touch(review)
    return review


def _unfit(row: dict[str, Any], number: int, known: dict[str, Subject], by: Any) -> Blocker | None:
    """Why a case can't be looked at so; None where it can."""
    place = f"#row-cases-{row.get('key', '')}"
    subject = known.get(row["reference"].strip().upper())
    if subject is None or not sight_of(by, subject).opens:
        return Blocker(
            f"Case {number}: there is no record “{row['reference'][:20]}” that opens to you.", place
        )
    if subject.closed_on is not None:
        return Blocker(f"Case {number}: the record {subject.reference} is closed.", place)
    if row["first"].pk == row["second"].pk:
        return Blocker(f"Case {number}: a pair is two people.", place)
    for auditor in (row["first"], row["second"]):
        if subject.is_restricted and not sight_of(auditor, subject).opens:
            return Blocker(
                f"Case {number}: the record is restricted, and {auditor.name} isn’t named on it.", place
            )
        if bars := why_barred(subject, auditor.pk):
            return Blocker(
                f"Case {number}: {auditor.name} can’t audit {subject.reference}: {bars[0]}.", place
            )
    return None


def begin_review(review: ThematicReview, *, by: Any) -> ThematicReview:
    """Begin it: each case is allocated to its pair, and its holder has notice, which is recorded (KNO-19).

    Raises as ``take_step`` and ``allocate_audit``: nothing of it happens then.
    """
    with transaction.atomic():
        review = take_step(review, "begin", by=by)
        for case in review.cases.select_related("subject", "first", "second", "review__activity"):
            case.audit = allocate_audit(
                case.subject,
                by=by,
                framework=review.framework,
                tool_key=review.tool_key,
                reviewer=case.first,
                reason=str(review),
            )
            send_request(
                kind=RequestForResponse.Kind.AUDIT,
                about=case,
                subject=case.subject,
                to_role=next(iter(sorted(directory().roles_of(case.second_id))), ""),
                to_person=case.second,
                note=f"{review}. Look at the record together with {case.first.name}.",
                by=by,
            )
            told = notices.give_notice(case, by=by)
            book = directory()
            case.noticed = ", ".join(book.people[each.person_pk].name for each in told)[:200]
            case.noticed_at = clock.now()
            case.save()
    return review


def complete_as_second(case: ThematicCase, *, by: Any) -> ThematicCase:
    """Say, as the second of a pair, that one has looked at the record with the first. Raises NotYours and NotNow."""
    request = open_request(case)
    if request is None:
        raise NotNow("There is nothing to be done here any more.")
    complete_request(request, by=by)
    return case


def return_as_second(request: RequestForResponse, *, by: Any, note: str) -> RequestForResponse:
    """Return it with a note that says why: somebody else is to be the second. Raises as ``return_request``."""
    return return_request(request, by=by, note=note)


def record_feedback(
    review: ThematicReview, *, by: Any, feedback_on: dt.date, feedback_with: str
) -> ThematicReview:
    """Record the feedback session with all workers and managers (KNO-19). Raises NotYours, NotNow, StandsInTheWay."""
    refuse_names(READ_BY_BOARDS, feedback_with=feedback_with)
    with act("record_feedback", by=by):
        review = lock(review)
        if not may_keep_review(by, review):
            raise NotYours("The feedback session is recorded by those who keep the review.")
        if not leads_from_here(review, "endorse"):
            raise NotNow("It isn’t under way.")
        review.feedback_on, review.feedback_with = feedback_on, feedback_with
        _touch(review)
    return review


def endorse_review(review: ThematicReview, *, by: Any, words: str) -> ThematicReview:
    """Endorse its report: the unit answers for the analysis (KNO-19). Raises as ``take_step``, and StandsInTheWay."""
    refuse_names(READ_BY_BOARDS, words=words)
    return take_step(review, "endorse", by=by, words=words)


def record_decision(review: ThematicReview, *, by: Any, examined_on: dt.date, decision: str) -> BoardDecision:
    """Record what the next board decided on the report, and when: one board after the other (KNO-10).

    Raises NotYours, NotNow before it is endorsed or once each board has decided, StandsInTheWay for a day before the
    board before it, or to come.
    """
    refuse_names(READ_BY_BOARDS, decision=decision)
    with act("record_decision", by=by):
        review = lock(review)
        if not may_keep_review(by, review):
            raise NotYours("What boards decide is recorded by those who keep the review.")
        before = list(review.decisions.all())
        if not leads_from_here(review, "close") or len(before) >= len(review.thematic.boards):
            raise NotNow("It goes to the boards once it is endorsed, and to each of them once.")
        if before and examined_on < before[-1].examined_on:
            raise StandsInTheWay([Blocker(f"It is examined after {before[-1].board}.", "#id_examined_on")])
        if examined_on > clock.today():
            raise StandsInTheWay([Blocker("Enter a day that has come.", "#id_examined_on")])
        return BoardDecision.objects.create(
            review=review,
            position=len(before) + 1,
            board=review.thematic.boards[len(before)],
            examined_on=examined_on,
            decision=decision,
            recorded_at=clock.now(),
            recorded_by=by,
        )


def close_review(review: ThematicReview, *, by: Any) -> ThematicReview:
    """Close it: each board has decided, each family that was heard is informed. Raises as ``take_step``."""
    return take_step(review, "close", by=by)


def celebrate_case(case: ThematicCase, *, by: Any, celebrated_on: dt.date, celebrated: str) -> ThematicCase:
    """Record that a case is celebrated as outstanding, in words that name nobody; training is told (KNO-23).

    Raises NotYours, NotNow before its file review is complete, StandsInTheWay where it names somebody.
    """
    refuse_names(READ_BY_BOARDS, celebrated=celebrated)
    with act("celebrate_case", by=by):
        review = lock(case.review)
        if not may_keep_review(by, review) or not sight_of(by, case.subject).opens:
            raise NotYours("What is celebrated is recorded by those who keep the review.")
        if case.audit is None or case.audit.submitted_at is None:
            raise NotNow("Its file review isn’t complete yet.")
        case.review = review
        case.celebrated, case.celebrated_on, case.celebrated_by = celebrated, celebrated_on, by
        case.save()
        notices.tell_training(case)
    return case


def _prepared(review: ThematicReview, by: Any) -> ThematicReview:
    review = lock(review)
    if not may_keep_review(by, review):
        raise NotYours("This review is prepared by those who keep the calendar.")
    if not leads_from_here(review, "begin"):
        raise NotNow("It has begun, so what was agreed stays.")
    return review


def _touch(review: ThematicReview) -> None:
    review.version += 1
    review.save()
