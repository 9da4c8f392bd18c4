"""Contradictions in what is done: disputes, QAPs, commendations, themes."""

from collections.abc import Iterator

from qa_portal.frameworks.policy import NON_RESPONSE
from qa_portal.frameworks.vocabulary import CaseKind, DisputeNext, QapNext
from qa_portal.frameworks.vocabulary import SubjectKind as Kind
from qa_portal.frameworks.wording import with_article

from .checks import Contradiction, check, twice

KIND_OF_RECORD = dict.fromkeys(CaseKind, Kind.CHILD) | {
    CaseKind.FOSTERING: Kind.FOSTER_CARER,
    CaseKind.ADULT: Kind.ADULT,
}


@check("disputes")
def levels_and_cap(disputes) -> Iterator[Contradiction]:
    """A cap that not even one level fits into, a warning after the cap, two levels of one name."""
    yield from twice(disputes.levels, "name", ("disputes", "levels"), "the level")
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


@check("disputes")
def outcomes_of_a_stage(disputes) -> Iterator[Contradiction]:
    """Outcomes given twice, silence without a name, Cafcass where there is none, and outcomes that lead nowhere."""
    if not disputes.offered:
        return
    path = ("disputes", "outcomes")
    yield from twice(disputes.outcomes, "key", path, "the outcome")
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


@check("disputes")
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


@check("qap")
def outcomes_of_a_qap(qap) -> Iterator[Contradiction]:
    """Outcomes given twice, and a QAP that never ends."""
    yield from twice(qap.outcomes, "key", ("qap", "outcomes"), "the outcome")
    if qap.offered and not any(QapNext.COMPLETE in outcome.next for outcome in qap.outcomes):
        yield ("qap", "outcomes"), "no outcome ends the QAP", "Give one of them complete as a next action"


@check("qap", "disputes")
def levels_reached_from_a_qap(qap, disputes) -> Iterator[Contradiction]:
    """Levels that there aren't, or that can't be reached without passing by one that may not be skipped."""
    if qap.offered and not disputes.offered:
        for index, outcome in enumerate(qap.outcomes):
            if QapNext.PROCEED in outcome.next:
                path = ("qap", "outcomes", index, "next")
                yield path, "leads to proceed, but the procedure has no disputes", "Take proceed out"
        return
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


@check("serves", "disputes")
def kinds_of_dispute(serves, disputes) -> Iterator[Contradiction]:
    """Disputes about records that the framework doesn't serve."""
    yield from _kinds_not_served(serves, disputes, "disputes")


@check("serves", "qap")
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
                    f"{kind.value} is about {with_article(record.label.lower())}, whom the framework doesn't serve",
                    instead,
                )


@check("positive_alerts")
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


@check("themes")
def themes_once(themes) -> Iterator[Contradiction]:
    """Themes given twice."""
    yield from twice(themes, "key", ("themes",), "the theme")
