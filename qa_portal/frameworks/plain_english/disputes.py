"""Disputes and QAPs in plain English."""

from collections.abc import Iterable

from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.policy.qap import Raisers
from qa_portal.frameworks.vocabulary import DisputeNext, Informal, QapNext
from qa_portal.frameworks.wording import Chapter, Table, kinds, listed, people, sentence, with_article


def _raisers(process: Raisers, what: str) -> list[str]:
    return [
        sentence(
            f"the {people(rule.by, 'or')} may raise {what} for a record that is: {kinds(rule.for_kinds)}"
            + (
                " (records of which they are the reviewing officer or chair)"
                if rule.own_records_only
                else " (any record)"
            )
        )
        for rule in process.may_be_raised
    ]


def qap(framework: Framework) -> Chapter:
    """The quality assurance process."""
    qap, name = framework.qap, framework.terms.qap_short
    if not qap.offered:
        return Chapter("qap", framework.terms.qap, sentences=("The council doesn't use it.",))
    said = _raisers(qap, with_article(name))
    said.append(
        sentence(f"It can start from: {listed((start.label.lower() for start in qap.starts_from), 'or')}")
    )
    said.append(
        sentence(
            f"A request must go to the {people(qap.request_to)}, to be answered within {qap.answer_within}"
        )
    )
    if qap.request_may_also_go_to:
        said.append(sentence(f"It may also go to {people(qap.request_may_also_go_to)}"))
    if any(QapNext.PROCEED in outcome.next for outcome in qap.outcomes):
        reached = qap.proceed_to or [number for number, _ in framework.disputes.numbered_levels()]
        levels = listed((framework.disputes.level(number).name for number in reached), "or")
        said.append(sentence(f"It can lead to {levels}"))
    rows = tuple(
        (outcome.label, listed((step.label for step in outcome.next), "or")) for outcome in qap.outcomes
    )
    table = Table("What may follow each decision", ("Decision", "May be followed by"), rows)
    return Chapter("qap", framework.terms.qap, sentences=tuple(said), tables=(table,))


_INFORMALLY = {
    Informal.REQUIRED: "Before the first stage the informal attempt is recorded, or why there was none",
    Informal.ASKED: "The informal attempt is asked for, and may be left out",
    Informal.NONE: "There is no informal attempt before the first stage",
}


def disputes(framework: Framework) -> Chapter:
    """The formal process."""
    disputes = framework.disputes
    if not disputes.offered:
        return Chapter(
            "disputes", framework.terms.dispute_process, sentences=("The council doesn't use it.",)
        )
    said = _raisers(disputes, with_article(framework.terms.dispute.lower()))
    said.append(_INFORMALLY[disputes.informal])
    if disputes.cap:
        said.append(
            f"All stages together take at most {disputes.cap.working_days} working days from the sending of the first "
            f"request; a warning goes out on working day {disputes.cap.warn_on_day}"
        )
    else:
        said.append("No limit is set to all stages together")
    if disputes.confirmer:
        deputy = f", or their deputy, the {disputes.deputy.label}," if disputes.deputy else ""
        said.append(
            f"The {disputes.confirmer.label}{deputy} confirms each stage before its next action takes effect"
        )
    else:
        said.append("Nobody confirms a stage: its next action takes effect at once")
    said.append(
        "An unanswered stage opens the next one by itself"
        if disputes.unanswered_opens_next
        else "An unanswered stage alerts, and offers the next one ready to send; it opens nothing by itself"
    )
    if disputes.bypass_needs_reason:
        said.append("Going past a level needs a reason on the record")
    said.append(f"It is closed by: {people(disputes.closers, 'or')}")
    said.append(f"It is reopened, with a reason, by: {people(disputes.reopeners, 'or')}")
    said.append(_cafcass(framework))
    if disputes.also_to_practitioner:
        said.append("A stage's request may be sent to the practitioner as well")
    if disputes.child_told:
        said.append("It is recorded whether the child was told and offered an advocate, or why not")
    levels = Table(
        "Who answers each level",
        ("Level", "Answered by", "Within", "Opened by", "May be passed by"),
        tuple(
            (
                level.name,
                level.answered_by.label,
                str(level.answer_within),
                people(level.initiated_by, "or") or "Whoever raises it",
                "Yes" if level.may_be_skipped else "No",
            )
            for level in disputes.levels
        ),
    )
    outcomes = Table(
        "What may follow each outcome",
        ("Outcome", "May be followed by", "At the last level"),
        tuple((o.label, _steps(o.next), _steps(o.at_last_level)) for o in disputes.outcomes),
    )
    return Chapter(
        "disputes",
        framework.terms.dispute_process,
        sentences=tuple(map(sentence, said)),
        tables=(levels, outcomes),
    )


def _steps(steps: Iterable[DisputeNext]) -> str:
    return listed((step.label for step in steps), "or")


def _cafcass(framework: Framework) -> str:
    cafcass = framework.disputes.cafcass
    if not cafcass.available:
        return "There is no referral to Cafcass"
    ends = "which ends the dispute" if cafcass.closes_dispute else "beside the dispute, which stays open"
    return f"It can be referred to Cafcass where the record is: {kinds(cafcass.for_kinds)}; {ends}"
