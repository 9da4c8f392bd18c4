"""Time limits in plain English."""

from qa_portal.frameworks.policy import Clock, Framework
from qa_portal.frameworks.vocabulary import LENGTH_SAID_BY, ClockName
from qa_portal.frameworks.wording import Chapter, Table, days, listed, months, people, sentence

_OF_QAPS = frozenset({ClockName.QAP_ANSWER, ClockName.QAP_CONSIDER, ClockName.QAP_REVIEW})
_OF_DISPUTES = frozenset(
    {
        ClockName.INFORMAL_LIMIT,
        ClockName.STAGE_SEND,
        ClockName.STAGE_ANSWER,
        ClockName.STAGE_CONSIDER,
        ClockName.STAGE_CONFIRM,
        ClockName.STAGE_OPENS,
        ClockName.DISPUTE_CAP,
        ClockName.IRO_MISSING,
        ClockName.CAFCASS_REFERRAL,
    }
)


def _complete_within(framework: Framework) -> str:
    within = framework.cycles.complete_within
    return days(within) if within else "The last working day of the cycle"


_OF_AUDITS = {
    ClockName.AUDIT_BOOK: lambda framework: "The last working day of the cycle",
    ClockName.AUDIT_COMPLETE: _complete_within,
    ClockName.AUDIT_REAUDIT: lambda framework: (
        months(framework.reaudit.months_after) if framework.reaudit else "Never by rule"
    ),
    ClockName.AUDIT_SUSTAINED: lambda framework: months(framework.follow_up.sustained_after_months),
    ClockName.CHALLENGE_ANSWER: lambda framework: "As each step says",
    ClockName.SAFETY_ANSWER: lambda framework: "As each stage says",
}


def clocks(framework: Framework) -> Chapter:
    """Each time limit."""
    rows = tuple(
        (
            name.label,
            _lasts(framework, name),
            _reminders(framework.clocks[name], framework),
            _alerts(framework.clocks[name]),
            people(framework.clocks[name].may_change_due, "or") or "Nobody",
        )
        for name in type(next(iter(framework.clocks)))
        if name in framework.clocks and not _is_idle(framework, name)
    )
    heads = (
        "What is due",
        "Within",
        "Reminders",
        "When it isn't done",
        "Who may change the date in one case",
    )
    return Chapter("clocks", "Time limits", tables=(Table("Each time limit", heads, rows),))


def _is_idle(framework: Framework, name: ClockName) -> bool:
    """Whether it times something that the procedure doesn't have: a clock of a section that was taken over."""
    if name in _OF_QAPS:
        return not framework.qap.offered
    if name in _OF_DISPUTES:
        return not framework.disputes.offered
    if name == ClockName.AUDIT_SIGN_OFF and framework.has_audits:
        return framework.follow_up.signed_off_by is None
    return name.startswith(("audit_", "challenge_", "safety_")) and not framework.has_audits


def _lasts(framework: Framework, name: ClockName) -> str:
    if name in _OF_AUDITS:
        return _OF_AUDITS[name](framework)
    if name in LENGTH_SAID_BY:
        levels = framework.disputes.levels
        if name == "stage_answer":
            lengths = dict.fromkeys(str(level.answer_within) for level in levels)
            return next(iter(lengths)) if len(lengths) == 1 else "As each level says"
        if name == "dispute_cap" and framework.disputes.cap is None:
            return "No limit"
        return str(framework.lasts(name))
    lasts = framework.clocks[name].lasts
    return str(lasts) if lasts else "A date that a person sets"


def _reminders(clock: Clock, framework: Framework) -> str:
    times = [f"{ahead} before" for ahead in clock.warn]
    if clock is framework.clocks.get("dispute_cap") and framework.disputes.cap:
        times.insert(0, f"on working day {framework.disputes.cap.warn_on_day}")
    if clock.warn_on_due_day:
        times.append("on the morning of the day")
    return (
        f"To {people(clock.tell_when_due_soon)}: {listed(times)}"
        if times and clock.tell_when_due_soon
        else "None"
    )


def _alerts(clock: Clock) -> str:
    said = [
        f"{'at once' if step.after.is_at_once else f'after {step.after}'}: {people(step.tell)}"
        for step in clock.overdue
    ]
    return sentence("; ".join(said)) if said else "Nobody is told"
