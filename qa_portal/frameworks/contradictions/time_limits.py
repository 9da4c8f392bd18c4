"""Contradictions in how long things take and who hears when they aren't done: clocks and ladders."""

from collections.abc import Iterator

from qa_portal.deadlines.calendar import Duration
from qa_portal.frameworks.policy.part import is_longer
from qa_portal.frameworks.vocabulary import (
    DATED_BY_A_PERSON,
    LENGTH_SAID_BY,
    CaseKind,
    ClockName,
    Informal,
    LadderName,
    Practice,
)

from .checks import Contradiction, check


@check("serves", "qap", "disputes", "clocks")
def clocks_that_are_missing(serves, qap, disputes, clocks) -> Iterator[Contradiction]:
    """A time limit that the procedure uses and doesn't describe."""
    used = {
        ClockName.QAP_ANSWER: qap.offered,
        ClockName.QAP_CONSIDER: qap.offered,
        ClockName.QAP_REVIEW: qap.offered,
        ClockName.INFORMAL_LIMIT: disputes.informal != Informal.NONE,
        ClockName.STAGE_SEND: disputes.offered,
        ClockName.STAGE_ANSWER: disputes.offered,
        ClockName.STAGE_CONSIDER: disputes.offered,
        ClockName.STAGE_CONFIRM: disputes.confirmer is not None,
        ClockName.STAGE_OPENS: disputes.offered,
        ClockName.DISPUTE_CAP: disputes.cap is not None,
        ClockName.IRO_MISSING: CaseKind.LOOKED_AFTER in disputes.kinds,
        ClockName.CAFCASS_REFERRAL: disputes.cafcass.available,
    }
    for name, is_used in used.items():
        if is_used and name not in clocks:
            yield ("clocks",), f"the clock “{name.value}” is missing", f"It times: {name.label.lower()}"


@check(
    "tools",
    "clocks",
    "audit_steps",
    "check",
    "moderation",
    "inadequate",
    "filing",
    "follow_up",
    "reaudit",
    "challenge",
)
def clocks_of_audits(
    tools, clocks, audit_steps, check, moderation, inadequate, filing, follow_up, reaudit, challenge
) -> Iterator[Contradiction]:
    """A time limit that the procedure's audits use and doesn't describe."""
    if not tools:
        return
    soon = follow_up and (follow_up.soon_after or follow_up.soon_after_reaudit)
    used = {
        ClockName.AUDIT_COMPLETE: True,
        ClockName.AUDIT_RETURN: True,
        ClockName.AUDIT_DISCUSS: True,
        ClockName.ACTION_DONE: True,
        ClockName.SAFETY_ANSWER: True,
        ClockName.AUDIT_BOOK: audit_steps and audit_steps.conversation != Practice.NONE,
        ClockName.AUDIT_CHECK: check,
        ClockName.AUDIT_AMEND: check,
        ClockName.AUDIT_MODERATE: moderation and any(map(moderation.holds_up, moderation.grades)),
        ClockName.AUDIT_FILE: filing and filing.waits_for_clock,
        ClockName.AUDIT_DISCUSS_SOON: soon,
        ClockName.AUDIT_SIGN_OFF: follow_up and follow_up.signed_off_by,
        ClockName.AUDIT_ASSURE: inadequate and inadequate.assured_by,
        ClockName.AUDIT_LEVEL: inadequate and inadequate.level_decided_by,
        ClockName.AUDIT_REAUDIT: reaudit,
        ClockName.AUDIT_SUSTAINED: follow_up and follow_up.loop_after,
        ClockName.CHALLENGE_ANSWER: challenge,
    }
    for name, is_used in used.items():
        if is_used and name not in clocks:
            yield ("clocks",), f"the clock “{name.value}” is missing", f"It times: {name.label.lower()}"


@check("clocks")
def lengths_of_clocks(clocks) -> Iterator[Contradiction]:
    """Lengths said twice, lengths of what a person dates, clocks without a length."""
    for name, clock in clocks.items():
        path = ("clocks", name.value)
        if clock.lasts and name in LENGTH_SAID_BY:
            yield (
                (*path, "lasts"),
                "is said elsewhere already",
                f"Leave it out here; “{LENGTH_SAID_BY[name]}” says it",
            )
        elif clock.lasts and name in DATED_BY_A_PERSON:
            yield (*path, "lasts"), "a person sets this date in each case", "Leave lasts out"
        elif clock.lasts is None and name not in LENGTH_SAID_BY and name not in DATED_BY_A_PERSON:
            yield path, "nothing says how long this clock runs", "Add, for example,  lasts: {working_days: 1}"


@check("clocks")
def who_hears_of_clocks(clocks) -> Iterator[Contradiction]:
    """Reminders to nobody, people to remind of nothing, alerts in the wrong order."""
    for name, clock in clocks.items():
        path = ("clocks", name.value)
        reminds = bool(clock.warn) or clock.warn_on_due_day or name == ClockName.DISPUTE_CAP
        if (clock.warn or clock.warn_on_due_day) and not clock.tell_when_due_soon:
            yield (
                path,
                "reminds nobody",
                "Say with tell_when_due_soon whom to remind, or take the reminders out",
            )
        if clock.tell_when_due_soon and not reminds:
            instead = "Say when with warn or warn_on_due_day, or take tell_when_due_soon out"
            yield (*path, "tell_when_due_soon"), "says whom to remind, but never reminds", instead
        for index in range(1, len(clock.overdue)):
            if is_longer(clock.overdue[index].after, clock.overdue[index - 1].after) is False:
                instead = "List the alerts in the order in which they go out, one entry for each moment"
                yield (*path, "overdue", index), "doesn't come after the alert above it", instead


@check("clocks", "qap", "disputes", "cycles")
def reminders_before_the_start(clocks, qap, disputes, cycles) -> Iterator[Contradiction]:
    """A reminder so early that the clock hasn't even started."""
    lengths = {name: [clock.lasts] for name, clock in clocks.items() if clock.lasts}
    if qap.answer_within:
        lengths[ClockName.QAP_ANSWER] = [qap.answer_within]
    lengths[ClockName.STAGE_ANSWER] = [level.answer_within for level in disputes.levels]
    if disputes.cap:
        lengths[ClockName.DISPUTE_CAP] = [disputes.cap.duration]
    if cycles and cycles.complete_within:
        lengths[ClockName.AUDIT_COMPLETE] = [Duration(working_days=cycles.complete_within)]
    for name, clock in clocks.items():
        for index, ahead in enumerate(clock.warn):
            longest = [is_longer(length, ahead) for length in lengths.get(name, [])]
            if longest and all(longer is False for longer in longest):
                yield (
                    ("clocks", name.value, "warn", index),
                    f"a reminder {ahead} before would come before the clock starts",
                    "Remind later than that",
                )


@check("ladders", "disputes")
def rungs(ladders, disputes) -> Iterator[Contradiction]:
    """No line of management, or a level answered by someone who stands on no ladder."""
    if LadderName.LINE_MANAGEMENT not in ladders:
        instead = "Unanswered work climbs it: list the roles, lowest first (LEE-02)"
        yield ("ladders",), "line_management is missing", instead
        return
    standing = {role for ladder in ladders.values() for role in ladder}
    for index, level in enumerate(disputes.levels):
        if level.answered_by not in standing:
            yield (
                ("disputes", "levels", index, "answered_by"),
                f"{level.answered_by.value} stands on no ladder, so silence at this level would climb nowhere",
                "Put the role on line_management where it belongs",
            )
