"""What a framework may not say although each of its words is known: procedures that contradict themselves.

Each check names the sections that it reads, and is made as soon as those are sound. It yields the path of what can't
stand, what is wrong with it, and what would be right.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .policy import NON_RESPONSE
from .policy.part import is_longer
from .vocabulary import (
    DATED_BY_A_PERSON,
    LENGTH_SAID_BY,
    CaseKind,
    ClockName,
    DisputeNext,
    Informal,
    LadderName,
    QapNext,
)
from .vocabulary import SubjectKind as Kind
from .yaml_source import Path

Contradiction = tuple[Path, str, str]

KIND_OF_RECORD = dict.fromkeys(CaseKind, Kind.CHILD) | {
    CaseKind.FOSTERING: Kind.FOSTER_CARER,
    CaseKind.ADULT: Kind.ADULT,
}


@dataclass(frozen=True)
class _Check:
    reads: tuple[str, ...]
    find: Callable[..., Iterator[Contradiction]]


_checks: list[_Check] = []


def _check(*reads: str):
    def register(find):
        _checks.append(_Check(reads, find))
        return find

    return register


def contradictions(sections: Mapping[str, Any]) -> list[Contradiction]:
    """All that contradicts itself in the sections given: by name, those that are sound by themselves."""
    return [
        found
        for check in _checks
        if all(name in sections for name in check.reads)
        for found in check.find(*(sections[name] for name in check.reads))
    ]


def _twice(entries, attribute: str, path: Path, what: str) -> Iterator[Contradiction]:
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        name = getattr(entry, attribute)
        if name in seen:
            yield (
                (*path, index, attribute),
                f"{what} “{name}” is given twice",
                f"Entry {seen[name] + 1} has it already",
            )
        seen.setdefault(name, index)


@_check("disputes")
def levels_and_cap(disputes) -> Iterator[Contradiction]:
    """A cap that not even one level fits into, a warning after the cap, two levels of one name."""
    yield from _twice(disputes.levels, "name", ("disputes", "levels"), "the level")
    cap = disputes.cap
    if cap is None:
        return
    if cap.warn_on_day > cap.working_days:
        instead = f"Warn on working day {cap.working_days} or before"
        yield ("disputes", "cap", "warn_on_day"), "the warning would come after the cap", instead
    for index, level in enumerate(disputes.levels):
        within = level.answer_within
        too_long = (within.working_days or 0) > cap.working_days or (
            within.hours or 0
        ) > cap.working_days * 24
        if too_long:
            yield (
                ("disputes", "cap", "working_days"),
                f"the cap of {cap.working_days} working days is shorter than level {index + 1} alone ({within})",
                f"Lengthen the cap, or give {level.name} no more than {cap.working_days} working days",
            )


@_check("disputes")
def outcomes_of_a_stage(disputes) -> Iterator[Contradiction]:
    """Outcomes given twice, silence without a name, Cafcass where there is none, and outcomes that lead nowhere."""
    path = ("disputes", "outcomes")
    yield from _twice(disputes.outcomes, "key", path, "the outcome")
    keys = [outcome.key for outcome in disputes.outcomes]
    if NON_RESPONSE not in keys:
        yield (
            path,
            f"no outcome has the key {NON_RESPONSE}",
            "A manager's silence is an outcome of its own: add it (LAW-04)",
        )
    elif disputes.unanswered_opens_next and DisputeNext.PROCEED not in disputes.outcome(NON_RESPONSE).next:
        yield (
            ("disputes", "unanswered_opens_next"),
            f"an unanswered stage opens the next one, but {NON_RESPONSE} doesn't lead to proceed",
            f"Add proceed to the next actions of {NON_RESPONSE}, or say false here",
        )
    for index, outcome in enumerate(disputes.outcomes):
        for name in ("next", "next_at_last_level"):
            if DisputeNext.REFER_CAFCASS in (getattr(outcome, name) or ()) and not disputes.cafcass.available:
                instead = "Take refer_cafcass out, or make the referral available under cafcass"
                yield (*path, index, name), "leads to Cafcass, but there is no referral to Cafcass", instead
        for kind in sorted(disputes.kinds):
            ways = disputes.next_steps(outcome.key, level=disputes.last_level, case_kind=kind)
            if not set(ways) - {DisputeNext.PROCEED}:
                yield (
                    (*path, index),
                    f"leads nowhere at the last level, where there is no level to proceed to ({kind})",
                    "Say with next_at_last_level what may follow there, for example [complete]",
                )
                break
    if not any(DisputeNext.COMPLETE in (*o.next, *(o.next_at_last_level or ())) for o in disputes.outcomes):
        yield path, "no outcome ends the dispute", "Give one of them complete as a next action"


@_check("disputes")
def confirmation(disputes) -> Iterator[Contradiction]:
    """A deputy for nobody, or for oneself."""
    if disputes.deputy and not disputes.confirmer:
        yield (
            ("disputes", "deputy"),
            "stands in for a confirmer, but nobody confirms",
            "Name a confirmer, or no deputy",
        )
    elif disputes.deputy and disputes.deputy == disputes.confirmer:
        yield ("disputes", "deputy"), "is the confirmer", "Name another role: nobody confirms their own work"


@_check("qap")
def outcomes_of_a_qap(qap) -> Iterator[Contradiction]:
    """Outcomes given twice, and a QAP that never ends."""
    yield from _twice(qap.outcomes, "key", ("qap", "outcomes"), "the outcome")
    if not any(QapNext.COMPLETE in outcome.next for outcome in qap.outcomes):
        yield ("qap", "outcomes"), "no outcome ends the QAP", "Give one of them complete as a next action"


@_check("qap", "disputes")
def levels_reached_from_a_qap(qap, disputes) -> Iterator[Contradiction]:
    """Levels that there aren't, or that can't be reached without passing by one that may not be skipped."""
    if qap.proceed_to is None:
        return
    path = ("qap", "proceed_to")
    if not qap.proceed_to and any(QapNext.PROCEED in outcome.next for outcome in qap.outcomes):
        yield (
            path,
            "no level is named, but outcomes of the QAP lead to proceed",
            "Name the levels, or leave the key out",
        )
    for index, number in enumerate(qap.proceed_to):
        if not 1 <= number <= disputes.last_level:
            yield (*path, index), f"there is no level {number}", f"The levels are 1 to {disputes.last_level}"
        elif not disputes.may_open(number):
            passed = next(n for n in range(1, number) if not disputes.level(n).may_be_skipped)
            instead = f"Take {number} out, or let level {passed} be skipped (may_be_skipped: true)"
            yield (*path, index), f"passes by level {passed}, which may not be skipped", instead


@_check("serves", "disputes")
def kinds_of_dispute(serves, disputes) -> Iterator[Contradiction]:
    """Disputes about records that the framework doesn't serve."""
    yield from _kinds_not_served(serves, disputes, "disputes")


@_check("serves", "qap")
def kinds_of_qap(serves, qap) -> Iterator[Contradiction]:
    """QAPs about records that the framework doesn't serve."""
    yield from _kinds_not_served(serves, qap, "qap")


def _kinds_not_served(serves, process, section: str) -> Iterator[Contradiction]:
    for index, rule in enumerate(process.may_be_raised):
        for place, kind in enumerate(rule.for_kinds):
            record = KIND_OF_RECORD[kind]
            if record not in serves:
                path = (section, "may_be_raised", index, "for_kinds", place)
                instead = f"Add {record.value} to serves, or take {kind.value} out"
                yield (
                    path,
                    f"{kind.value} is about a {record.label.lower()}, whom the framework doesn't serve",
                    instead,
                )


@_check("serves", "qap", "disputes", "clocks")
def clocks_that_are_missing(serves, qap, disputes, clocks) -> Iterator[Contradiction]:
    """A time limit that the procedure uses and doesn't describe."""
    used = {
        ClockName.QAP_ANSWER: qap.offered,
        ClockName.QAP_CONSIDER: qap.offered,
        ClockName.QAP_REVIEW: qap.offered,
        ClockName.INFORMAL_LIMIT: disputes.informal != Informal.NONE,
        ClockName.STAGE_SEND: True,
        ClockName.STAGE_ANSWER: True,
        ClockName.STAGE_CONSIDER: True,
        ClockName.STAGE_CONFIRM: disputes.confirmer is not None,
        ClockName.STAGE_OPENS: True,
        ClockName.DISPUTE_CAP: disputes.cap is not None,
        ClockName.IRO_MISSING: CaseKind.LOOKED_AFTER in disputes.kinds,
        ClockName.CAFCASS_REFERRAL: disputes.cafcass.available,
    }
    for name, is_used in used.items():
        if is_used and name not in clocks:
            yield ("clocks",), f"the clock “{name.value}” is missing", f"It times: {name.label.lower()}"


@_check("clocks")
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


@_check("clocks")
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


@_check("clocks", "qap", "disputes")
def reminders_before_the_start(clocks, qap, disputes) -> Iterator[Contradiction]:
    """A reminder so early that the clock hasn't even started."""
    lengths = {name: [clock.lasts] for name, clock in clocks.items() if clock.lasts}
    lengths[ClockName.QAP_ANSWER] = [qap.answer_within]
    lengths[ClockName.STAGE_ANSWER] = [level.answer_within for level in disputes.levels]
    if disputes.cap:
        lengths[ClockName.DISPUTE_CAP] = [disputes.cap.duration]
    for name, clock in clocks.items():
        for index, ahead in enumerate(clock.warn):
            longest = [is_longer(length, ahead) for length in lengths.get(name, [])]
            if longest and all(longer is False for longer in longest):
                yield (
                    ("clocks", name.value, "warn", index),
                    f"a reminder {ahead} before would come before the clock starts",
                    "Remind later than that",
                )


@_check("ladders", "disputes")
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


@_check("positive_alerts")
def commending(positive_alerts) -> Iterator[Contradiction]:
    """Commendations by nobody, or to nobody."""
    if positive_alerts.enabled:
        for name, what in (("who", "nobody may send one"), ("tell", "nobody is told of one")):
            if not getattr(positive_alerts, name):
                yield (
                    ("positive_alerts",),
                    f"positive alerts are enabled, but {what}",
                    f"Give {name} at least one entry",
                )


@_check("themes")
def themes_once(themes) -> Iterator[Contradiction]:
    """Themes given twice."""
    yield from _twice(themes, "key", ("themes",), "the theme")


@_check("iro_audit")
def questions_once(iro_audit) -> Iterator[Contradiction]:
    """Sections and question ids given twice."""
    if iro_audit is None:
        return
    yield from _twice(iro_audit.sections, "key", ("iro_audit", "sections"), "the section")
    seen: set[str] = set()
    for s, section in enumerate(iro_audit.sections):
        for q, question in enumerate(section.questions):
            if question.id in seen:
                path = ("iro_audit", "sections", s, "questions", q, "id")
                yield (
                    path,
                    f"the question id “{question.id}” is given twice",
                    "Each question needs its own, for good",
                )
            seen.add(question.id)
