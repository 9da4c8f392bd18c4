"""What of audits falls due with the rest: by whose procedure, who hears of it, and what must follow from it, once.

The frameworks are those that ship; who is told is written by hand from their clocks.yaml.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from audits.actions.following import assure_improvement
from audits.models import Audit
from qa_portal.children.models import Subject
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.outbox.models import Message
from tests.factories.audits import audit_at
from tests.factories.audits_after import audit_after, level_dispute_at
from tests.factories.audits_climb import alert_at, challenge_at
from tests.factories.outside import outside_at
from tests.factories.people import Council
from tests.factories.records import child
from tests.house.scene_audits_after import working_by

#: What is wrong with what follows from a breach, in words.
Check = Callable[[Deadline], list[str]]

QUALITY = ("insights_member", "insights_manager", "insights_service_manager", "insights_head")
REVIEWER = "sister_team_manager"


# -- what must follow, once ------------------------------------------------------------------------------------------


def _refused(deadline: Deadline) -> list[str]:
    """Not amended in time: not accepted, and due again at the end of the next cycle's month (WAL-08)."""
    audit = deadline.about
    wrong = _told_once(audit, "audit_not_accepted", (REVIEWER, *QUALITY[:3]))
    if audit.state != Audit.State.NOT_ACCEPTED or _steps(audit, "refuse") != 1:
        wrong.append(f"it is {audit.state}, refused {_steps(audit, 'refuse')} times")
    if [each.kind for each in open_deadlines_of(audit)] != ["audit_complete"]:
        wrong.append(f"its clocks are {[each.kind for each in open_deadlines_of(audit)]}")
    return wrong


def _filed(deadline: Deadline) -> list[str]:
    """The report is asked for, and those whom the framework names are alerted (MER-14)."""
    audit = deadline.about
    wrong = _told_once(audit, "audit_filed", ("social_worker", "team_manager", "service_manager"))
    reports = Document.objects.filter(report_key="audit", about_id=audit.pk).count()
    if reports != 1 or audit.filed_at is None or _steps(audit, "file_audit") != 1:
        wrong.append(f"it has {reports} reports, filed {_steps(audit, 'file_audit')} times")
    return wrong


def _reaudit_is_due(deadline: Deadline) -> list[str]:
    """Whoever allocates besides the clock's holder is told (WAL-16)."""
    return _told_once(deadline.about, "audit_reaudit_due", QUALITY[1:])


def _climbed(deadline: Deadline) -> list[str]:
    """A safety alert is on its second stage: that one is alerted, and its clock runs (WAL-19)."""
    alert = deadline.about
    wrong = _told_once(alert, "safety_alert_climbed", ("head_of_service",))
    wrong += _told_once(alert, "safety_alert_went_on", ("team_manager", *QUALITY))
    clocks = [each.owner for each in open_deadlines_of(alert)]
    if alert.rung != 2 or alert.taken.count() != 2 or _steps(alert, "climb") != 1:
        wrong.append(f"it is on stage {alert.rung}, climbed {_steps(alert, 'climb')} times")
    if clocks != ["head_of_service"]:
        wrong.append(f"its clocks are {clocks}")
    return wrong


def _chased(deadline: Deadline) -> list[str]:
    """Another agency is asked again, by one reminder (KNO-20)."""
    issue = deadline.about
    wrong = _told_once(issue, "outside_issue_unanswered", ("insights_manager", REVIEWER))
    letters = Document.objects.filter(report_key="outside_reminder", about_id=issue.pk).count()
    if (issue.chases, letters, _steps(issue, "chase")) != (1, 1, 1):
        wrong.append(f"it was chased {issue.chases} times, with {letters} letters")
    return wrong


def _steps(thing: Any, step: str) -> int:
    return thing.history.filter(step=step).count()


def _told_once(thing: Any, event: str, parts: tuple[str, ...]) -> list[str]:
    """Whether exactly these were told of it, once each."""
    told = Message.objects.filter(event=event, about_type__model=thing._meta.model_name, about_id=thing.pk)
    heard = Counter(told.values_list("recipient__email", flat=True))
    wanted = Counter(f"{part.replace('_', '.')}@ambleford.example" for part in parts)
    return [] if heard == wanted else [f"{event} was told to {sorted(heard.elements())}"]


# -- what falls due --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Running:
    """A clock of audits: who hears when it passes, and what follows from that beyond it."""

    kind: str
    told: tuple[str, ...]
    follows: Check | None = None


@dataclass(frozen=True)
class Falling:
    """A thing of audits under a procedure, and those of its clocks that fall due; its other ones don't."""

    framework: str
    make: Callable[[Council, Subject], Any]
    clocks: tuple[Running, ...]


MERTON, WALTHAM_FOREST, KNOWSLEY = "merton", "waltham-forest", "knowsley"
WITH_REVIEWER = (REVIEWER, *QUALITY)

FALLING = (
    Falling(MERTON, lambda c, s: audit_at("allocated", c, s),
            (Running("audit_book", WITH_REVIEWER), Running("audit_complete", WITH_REVIEWER))),
    Falling(MERTON, lambda c, s: level_dispute_at("raised", c, s), (
        Running("audit_moderate", ("insights_manager",)),
        Running("audit_level", ("insights_head", "insights_service_manager")),
    )),
    Falling(MERTON, lambda c, s: audit_after("accepted", c, s), (Running("audit_return", QUALITY),)),
    Falling(MERTON, lambda c, s: audit_after("returned", c, s, grade="inadequate"), (
        Running("audit_assure", ("service_manager", "head_of_service", "insights_head")),
        Running("audit_discuss", ("team_manager", "service_manager", *QUALITY)),
        Running("audit_file", ("insights_member",), _filed),
        Running("action_done", ("social_worker",)),
    )),
    Falling(MERTON, lambda c, s: _improved(audit_after("finalised", c, s), c), (
        Running("audit_sustained", ("insights_member", "insights_manager")),
        Running("audit_file", ("insights_member",), _filed),
    )),
    Falling(WALTHAM_FOREST, lambda c, s: audit_after("submitted", c, s),
            (Running("audit_check", QUALITY[:2]),)),
    Falling(WALTHAM_FOREST, lambda c, s: audit_after("sent_back", c, s),
            (Running("audit_amend", WITH_REVIEWER, _refused),)),
    Falling(WALTHAM_FOREST, lambda c, s: audit_after("returned", c, s), (
        Running("audit_discuss", ("team_manager", *QUALITY)),
        Running("audit_reaudit", ("insights_member",), _reaudit_is_due),
        Running("action_done", ("social_worker", "team_manager")),
    )),
    Falling(WALTHAM_FOREST, lambda c, s: challenge_at("informal", c, s),
            (Running("challenge_answer", WITH_REVIEWER),)),
    Falling(WALTHAM_FOREST, lambda c, s: challenge_at("formal", c, s),
            (Running("challenge_answer", QUALITY),)),
    Falling(WALTHAM_FOREST, lambda c, s: alert_at("raised", c, s),
            (Running("safety_answer", ("team_manager", *QUALITY), _climbed),)),
    Falling(WALTHAM_FOREST, lambda c, s: alert_at("unresolved", c, s),
            (Running("safety_answer", QUALITY, _climbed),)),
    Falling(KNOWSLEY, lambda c, s: outside_at("sent", c, audit=audit_after("returned", c, s)), (
        Running("audit_sign_off", ("team_manager", *QUALITY)),
        Running("agency_reply", ("insights_manager", REVIEWER), _chased),
    )),
)  # fmt: skip

#: How many clocks that are.
CLOCKS = sum(len(each.clocks) for each in FALLING)


def lay_audits(council: Council) -> dict[int, Running]:
    """Have all of it run, each on a record of its own; the clocks that are to fall due, by the deadline's key."""
    found: dict[int, Running] = {}
    for falling in FALLING:
        with working_by(council.team, falling.framework):
            record = child(council)
            falling.make(council, record)
        for clock in falling.clocks:
            deadline = Deadline.objects.filter(
                subject=record, kind=clock.kind, met_at=None, cancelled_at=None
            ).first()
            found[deadline.pk] = clock
    return found


def kinds_that_fall_due() -> set[str]:
    """The kinds of clocks that fall due here."""
    return {running.kind for falling in FALLING for running in falling.clocks}


def report_on(council: Council, subject: Subject) -> Audit:
    """A returned audit on a record whose report waits to be made."""
    with working_by(council.team, WALTHAM_FOREST):
        return audit_after("returned", council, subject)


def _improved(audit: Audit, council: Council) -> Audit:
    return assure_improvement(audit, by=council.team_manager, evidence="The plan is there.").audit
