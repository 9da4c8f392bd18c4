"""How a challenge ends or goes on: settled after the meeting, taken up its rungs, decided (WAL-12, WAL-13)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from audits.climbing import notices
from audits.grading import words_of_finding
from audits.models import Challenge, ChallengeRung, GradeGiven
from audits.rules import is_reviewer_of
from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines, open_deadlines_of
from qa_portal.deadlines.words import by_when
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, lock, take_step

from .challenging import CLOCK, everybody_of
from .filing import file_audit
from .inadequate import found_inadequate
from .regrading import follow_grade
from .rungs import missing_to_climb, open_rung


def settle_challenge(
    challenge: Challenge,
    *,
    by: Any,
    summary: str,
    outcome: str,
    grade: str,
    point: int | None = None,
    seen_version: int | None = None,
) -> Challenge:
    """Resolve it after the meeting: the grade that stands, amended or not, and an amended report (WAL-12).

    It is the auditor who amends it: a manager records that it stands. Raises as ``take_step``; StandsInTheWay.
    """
    missing = _missing_of_grade(challenge, grade, point) + _missing_words(summary=summary, outcome=outcome)
    audit = challenge.audit
    if not missing and (grade, point) != (audit.grade, audit.point) and not is_reviewer_of(by, audit):
        sentence = (
            f"{audit.reviewer.name} amends the grade: ask them to record it, or go on to the formal process."
        )
        missing = [Blocker(sentence, "#id_grade")]
    if missing:
        raise StandsInTheWay(missing)
    with transaction.atomic():
        challenge = take_step(
            challenge, "settle", by=by, reason=outcome, seen_version=seen_version, grade=grade, point=point
        )
        return _conclude(challenge, by=by, summary=summary, outcome=outcome)


def take_challenge_formal(
    challenge: Challenge, *, by: Any, summary: str = "", reason: str, seen_version: int | None = None
) -> Challenge:
    """Go on to the formal process with the reasons: its first rung is asked, and its clock runs (WAL-13).

    Raises as ``take_step``; StandsInTheWay without the reasons, and without the summary of a meeting that was held.
    """
    missing = _missing_words(reason=reason)
    if challenge.met_on is not None:
        missing += _missing_words(summary=summary or challenge.summary)
    if missing:
        raise StandsInTheWay(missing)
    with transaction.atomic():
        challenge = take_step(challenge, "go_formal", by=by, reason=reason.strip(), seen_version=seen_version)
        challenge.summary = summary.strip() or challenge.summary
        challenge.save(update_fields=["summary"])
        meet_deadlines(challenge, CLOCK)
        return _on_rung(challenge, by=by, reason=reason.strip())


def climb_challenge(
    challenge: Challenge,
    *,
    by: Any,
    discussed_on: dt.date,
    summary: str,
    reason: str,
    was_audited_again: bool = False,
    is_exceptional: bool = False,
    seen_version: int | None = None,
) -> Challenge:
    """Take it to the next rung with what was discussed on this one, and the reasons; to the last in exceptional
    circumstances alone (WAL-13). Raises as ``take_step``; StandsInTheWay."""
    missing = _missing_words(summary=summary) + missing_to_climb(challenge, reason, is_exceptional)
    if missing:
        raise StandsInTheWay(missing)
    with transaction.atomic():
        challenge = take_step(challenge, "climb", by=by, reason=reason.strip(), seen_version=seen_version)
        below = challenge.taken.get(number=challenge.rung - 1)
        _answer_rung(below, by=by, discussed_on=discussed_on, summary=summary, again=was_audited_again)
        below.is_resolved, below.reason = False, reason.strip()
        below.save()
        meet_deadlines(challenge, CLOCK)
        return _on_rung(challenge, by=by, reason=reason.strip())


def decide_challenge(
    challenge: Challenge,
    *,
    by: Any,
    discussed_on: dt.date,
    summary: str,
    outcome: str,
    grade: str,
    point: int | None = None,
    was_audited_again: bool = False,
    seen_version: int | None = None,
) -> Challenge:
    """Decide on this rung which grade stands, with the written response (WAL-13). Raises as ``take_step``;
    StandsInTheWay."""
    missing = _missing_of_grade(challenge, grade, point) + _missing_words(summary=summary, outcome=outcome)
    if missing:
        raise StandsInTheWay(missing)
    with transaction.atomic():
        challenge = take_step(
            challenge, "decide", by=by, reason=outcome, seen_version=seen_version, grade=grade, point=point
        )
        rung = challenge.taken.get(number=challenge.rung)
        _answer_rung(rung, by=by, discussed_on=discussed_on, summary=summary, again=was_audited_again)
        rung.is_resolved = True
        rung.save()
        return _conclude(challenge, by=by, summary="", outcome=outcome)


def _answer_rung(rung: ChallengeRung, *, by: Any, discussed_on: dt.date, summary: str, again: bool) -> None:
    rung.discussed_on, rung.summary, rung.was_audited_again = discussed_on, summary.strip(), again
    rung.answered_at, rung.answered_by = clock.now(), by


def _on_rung(challenge: Challenge, *, by: Any, reason: str) -> Challenge:
    """The rung that it stands on now is asked, its clock runs, and everybody else is told."""
    rung, deadline = open_rung(challenge, challenge.taken, CLOCK, team_pk=challenge.audit.subject.team_id)
    policy = challenge.rung_policy
    words = {
        "rung": rung.name,
        "who": by.name,
        "reason": reason if reason.endswith((".", "!", "?", "…")) else f"{reason}.",
        "by_when": by_when(deadline.due_at, clock.now()),
    }
    occasion = f"rung {challenge.rung}"
    notices.tell_about_challenge(
        notices.CHALLENGE_FORMAL,
        challenge,
        [str(policy.held_by)],
        occasion=occasion,
        without=challenge.judged,
        **words,
    )
    others = [*everybody_of(challenge), *(str(word) for word in policy.also_tell)]
    notices.tell_about_challenge(
        notices.CHALLENGE_WENT_ON, challenge, others, occasion=occasion, but_not=by, **words
    )
    return challenge


def _conclude(challenge: Challenge, *, by: Any, summary: str, outcome: str) -> Challenge:
    """The grade that is recorded stands: it joins the history, and the report is amended, as a further version."""
    challenge.outcome = outcome.strip()
    challenge.summary = summary.strip() or challenge.summary
    challenge.save(update_fields=["outcome", "summary"])
    meet_deadlines(challenge, CLOCK)
    audit = lock(challenge.audit)
    was = audit.grade
    if (audit.grade, audit.point) != (challenge.grade, challenge.point):
        with act("resolve_challenge", by=by, reason=outcome):
            audit.grade, audit.point = challenge.grade, challenge.point
            audit.version += 1
            audit.save(update_fields=["grade", "point", "version"])
    GradeGiven.objects.create(
        audit=audit,
        occasion=GradeGiven.Occasion.CHALLENGE,
        grade=challenge.grade,
        point=challenge.point,
        reason=outcome.strip(),
        given_at=clock.now(),
        given_by=by,
    )
    if was != audit.grade:
        if audit.grade == Grade.INADEQUATE:
            found_inadequate(audit, by=by, because=words_of_finding(audit, by.name))
        follow_grade(audit, by=by)
    is_due = open_deadlines_of(audit, "audit_file").filter(due_at__lte=clock.now()).exists()
    if audit.filed_at is not None or is_due:
        audit = file_audit(audit, by=by, because="Its grade was challenged, and that is resolved.")
        report = "The amended report is on the record."
    else:
        report = "It stands in the report that goes on the record."
    challenge.audit = audit
    notices.tell_about_challenge(
        notices.CHALLENGE_RESOLVED,
        challenge,
        everybody_of(challenge),
        occasion="resolved",
        but_not=by,
        who=by.name,
        grade=f"{audit.grade_label} stands" if was == audit.grade else f"now {audit.grade_label}",
        report=report,
    )
    return challenge


def _missing_words(**said: str) -> list[Blocker]:
    sentences = {
        "summary": "Write what was discussed.",
        "outcome": "Write the outcome and its reason.",
        "reason": "Say what is still in dispute, and why.",
    }
    return [Blocker(sentences[name], f"#id_{name}") for name, text in said.items() if not text.strip()]


def _missing_of_grade(challenge: Challenge, grade: str, point: int | None) -> list[Blocker]:
    scale = challenge.audit.policy.scale
    if grade not in {str(band.grade) for band in scale.bands}:
        return [Blocker("Choose the grade that stands.", "#id_grade")]
    if point is not None and scale.grade_of(point) != grade:
        return [Blocker(f"{point} isn’t in the band {scale.label(grade)}.", "#id_point")]
    return []
