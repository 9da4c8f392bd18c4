"""A challenge to a grade: informal, then formal, rung by rung, until it is resolved (WAL-12, WAL-13)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.climbing import notices
from audits.clocks import run_part_clock
from audits.models import Audit, Challenge
from audits.rules import is_party_to_challenge, may_challenge, may_settle_informally
from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.deadlines.words import by_when
from qa_portal.documents.actions import attach_document
from qa_portal.documents.uploads import CheckedUpload, title_from
from qa_portal.people.roles import Role
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock

CLOCK = "challenge_answer"

#: Those who take part in a challenge, whoever made it.
PARTIES = ("reviewer", "practitioner", "team_manager")


def start_challenge(
    audit: Audit,
    *,
    by: Any,
    response: str,
    criteria: str,
    evidence: str,
    file: CheckedUpload | None = None,
) -> Challenge:
    """Challenge the grade of a returned audit, in writing: what is wrong, the grading criteria, the evidence (WAL-12).

    The clock of the meeting runs; until it is resolved the audit is neither final nor counted. Raises NotYours, NotNow
    before the return, at the end and where it is challenged already, StandsInTheWay where a part is missing.
    """
    said = {"response": response.strip(), "criteria": criteria.strip(), "evidence": evidence.strip()}
    missing = [Blocker(WORDS[name], f"#id_{name}") for name, text in said.items() if not text]
    if missing:
        raise StandsInTheWay(missing)
    with act("start_challenge", by=by, reason=response):
        audit = lock(audit)
        if not may_challenge(by, audit):
            raise NotYours("A grade is challenged by those whom the council’s procedure names.")
        if not may_be_challenged(audit):
            raise NotNow("There is no grade to challenge: it isn’t returned yet, or it has ended.")
        if audit.challenges.exists():
            raise NotNow(f"{why_not_again(audit)} Nothing of yours was saved over it.")
        challenge = Challenge.objects.create(audit=audit, raised_at=clock.now(), raised_by=by, **said)
        if file is not None:
            challenge.document = attach_document(
                audit.subject, by=by, upload=file, title=title_from(file.name), about=challenge
            )
            challenge.save(update_fields=["document"])
        deadline = run_part_clock(
            challenge,
            CLOCK,
            owner=audit.reviewer_role or "reviewer",
            owner_person=audit.reviewer,
            lasts=audit.policy.challenge.meet_within,
            label="Meet about the challenge to the grade",
        )
        notices.tell_about_challenge(
            notices.CHALLENGED,
            challenge,
            everybody_of(challenge),
            occasion="raised",
            but_not=by,
            who=by.name,
            grade=audit.grade_label,
            by_when=by_when(deadline.due_at, clock.now()),
        )
    return challenge


#: What is said of each part that is missing.
WORDS = {
    "response": "Say what you disagree with, and why.",
    "criteria": "Cite the grading criteria that it rests on.",
    "evidence": "Say where the evidence of the work is.",
}


def may_be_challenged(audit: Audit) -> bool:
    """Whether there is a grade to challenge: the team has the audit, and it isn't over."""
    return bool(audit.grade) and audit.returned_at is not None and not audit.is_over


def why_not_again(audit: Audit) -> str:
    """Why its grade can't be challenged a second time; "" where it never was. What was resolved stands (WAL-13)."""
    if under_way(audit) is not None:
        return "Its grade is under challenge already."
    return "Its grade was challenged once, and that is resolved." if audit.challenges.all() else ""


def under_way(audit: Audit) -> Challenge | None:
    """The challenge that is still open; None where its grade isn't challenged."""
    return next((each for each in audit.challenges.all() if each.is_open), None)


def everybody_of(challenge: Challenge) -> list[str | int]:
    """Those who take part, whoever made it, and whoever is copied in."""
    copied = [str(word) for word in challenge.audit.policy.challenge.copied_to]
    return [challenge.raised_by_id, *PARTIES, *copied]


def record_meeting(challenge: Challenge, *, by: Any, met_on: dt.date, summary: str = "") -> Challenge:
    """Record when auditor, practitioner and manager met; from then the summary and the outcome are due (WAL-12).

    Raises NotYours, NotNow once it is formal or resolved, StandsInTheWay for a day before the challenge or to come.
    """
    with act("record_meeting", by=by):
        challenge = lock(challenge)
        if not may_record_meeting(by, challenge):
            raise NotYours("The meeting is recorded by those who take part in it.")
        if not may_still_meet(challenge):
            raise NotNow("The informal part of this challenge is over.")
        if not clock.london_date(challenge.raised_at) <= met_on <= clock.today():
            raise StandsInTheWay([Blocker("Enter a day from the challenge until today.", "#id_met_on")])
        is_first = challenge.met_on is None
        challenge.met_on, challenge.summary = met_on, summary.strip()
        challenge.version += 1
        challenge.save(update_fields=["met_on", "summary", "version"])
        if is_first:
            meet_deadlines(challenge, CLOCK)
            _await_outcome(challenge, by=by)
    return challenge


def may_record_meeting(user: Any, challenge: Challenge) -> bool:
    """Records the meeting: whoever takes part in it."""
    return may_settle_informally(user, challenge) or is_party_to_challenge(user, challenge)


def may_still_meet(challenge: Challenge) -> bool:
    """Whether it is still informal."""
    return challenge.state == Challenge.State.INFORMAL


def _await_outcome(challenge: Challenge, *, by: Any) -> None:
    audit = challenge.audit
    is_today = challenge.met_on == clock.today()
    deadline = run_part_clock(
        challenge,
        CLOCK,
        owner=str(Role.TEAM_MANAGER),  # who shares them, as the procedure has it
        lasts=audit.policy.challenge.summary_within,
        starts_at=clock.now() if is_today else clock.at_london(challenge.met_on, dt.time(12)),
        label="Share summary and outcome of the challenge",
    )
    notices.tell_about_challenge(
        notices.CHALLENGE_MET,
        challenge,
        everybody_of(challenge),
        occasion="met",
        but_not=by,
        by_when=by_when(deadline.due_at, clock.now()),
    )
