"""What follows an audit, in plain English: discussion, re-audits, an Inadequate, challenges, alerts, supervision."""

from collections.abc import Iterable

from qa_portal.frameworks.policy import Framework, Rung
from qa_portal.frameworks.vocabulary import ClockName
from qa_portal.frameworks.wording import Chapter, Table, listed, months, people, sentence


def what_follows(framework: Framework) -> Chapter | None:
    """What follows the return to the team, and re-audits."""
    follow_up, terms = framework.follow_up, framework.terms
    if not framework.has_audits or follow_up is None:
        return None
    said = [
        f"The {follow_up.discussed_by.label} discusses it with the practitioner within "
        f"{framework.lasts('audit_discuss')}, and records that as supervision"
    ]
    pressing = [framework.scale.label(grade) for grade in follow_up.soon_after]
    if follow_up.soon_after_reaudit:
        pressing.append(f"a {terms.reaudit.lower()} that stays below Good, or falls")
    if pressing:
        said.append(f"Within {framework.lasts('audit_discuss_soon')} instead: {listed(pressing, 'or')}")
    if follow_up.signed_off_by:
        said.append(f"The {follow_up.signed_off_by.label} signs that all identified tasks are done")
    if follow_up.head_follows_reaudit:
        said.append(
            f"The {follow_up.head_follows_reaudit.label} records the follow-up of a {terms.reaudit.lower()}"
        )
    said.append(f"It is finalised by: {people(follow_up.finalised_by, 'or')}")
    tracked = [framework.scale.label(grade) for grade in follow_up.loop_after]
    if tracked:
        said.append(
            f"Tracked until the loop is closed: {listed(tracked)}; {months(follow_up.sustained_after_months)} later "
            "it is checked that the improvement has lasted"
        )
    return Chapter(
        "follow_up", "What follows", sentences=tuple(map(sentence, [*said, *_reaudits(framework)]))
    )


def _reaudits(framework: Framework) -> list[str]:
    reaudit, name = framework.reaudit, framework.terms.reaudit
    if reaudit is None:
        return ["None is repeated by rule"]
    grades = listed((framework.scale.label(grade) for grade in reaudit.after), "or")
    said = [
        f"{name}: after {grades}, by the {people(reaudit.by, 'or')}, allocated at least "
        f"{months(reaudit.months_after)} after the first was completed"
    ]
    if reaudit.not_in_moderation_months:
        said.append("There are none in the months in which panels sit")
    if reaudit.second_with_manager:
        said.append("The Team Manager joins the conversation of a second one")
    if reaudit.further_tell:
        said.append(f"Told where another is needed: {people(reaudit.further_tell)}")
    if reaudit.second_tell:
        said.append(
            f"Told where a second one hasn't reached the required outcome: {people(reaudit.second_tell)}"
        )
    return said


def inadequate(framework: Framework) -> Chapter | None:
    """What an Inadequate sets off at once."""
    policy = framework.inadequate
    if policy is None:
        return None
    said = [f"Told at once: {people(policy.tell)}"]
    if policy.assured_by:
        said.append(
            f"The {policy.assured_by.label} reviews the record and assures safety within "
            f"{framework.lasts('audit_assure')}"
        )
    if policy.level_decided_by:
        said.append(
            f"A dispute on the level of concern is decided by the {policy.level_decided_by.label} within "
            f"{framework.lasts('audit_level')}"
        )
    heading = f"At once, when the grade is {framework.scale.label('inadequate')}"
    return Chapter("inadequate", heading, sentences=tuple(map(sentence, said)))


def challenge(framework: Framework) -> Chapter | None:
    """How a grade is challenged."""
    policy = framework.challenge
    if policy is None:
        return None
    said = [
        f"A grade may be challenged by: {people(policy.by, 'or')}",
        f"They and the {framework.terms.reviewer.lower()} meet within {policy.meet_within}; summary and outcome are "
        f"shared within {policy.summary_within}",
    ]
    if policy.copied_to:
        said.append(f"Copied in: {people(policy.copied_to)}")
    table = _rungs("The formal process", policy.rungs)
    return Chapter("challenge", "Challenge to a grade", sentences=tuple(map(sentence, said)), tables=(table,))


def safety_alerts(framework: Framework) -> Chapter | None:
    """What happens with an immediate concern for safety."""
    policy = framework.safety_alerts
    if policy is None:
        return None
    said = ["It can be raised at any time, and never waits for anything else"]
    if policy.tell:
        said.append(f"Told at once as well: {people(policy.tell)}")
    said.append(f"Taken to the next stage by: {people(policy.escalated_by, 'or')}")
    table = _rungs("Who must answer", policy.rungs)
    return Chapter("safety_alerts", "Safety alerts", sentences=tuple(map(sentence, said)), tables=(table,))


def other_agencies(framework: Framework) -> Chapter | None:
    """What happens with an issue about another service or agency."""
    policy = framework.other_agencies
    if policy is None:
        return None
    said = [
        f"Escalated to them, once the {framework.terms.audit.lower()} is with its team, by: "
        f"{people(policy.escalated_by, 'or')}; the letter names no child",
        f"Their reply is waited for by the {policy.followed_up_by.label}"
        + (
            f", and due within {framework.lasts(ClockName.AGENCY_REPLY)}"
            if ClockName.AGENCY_REPLY in framework.clocks
            else ""
        ),
    ]
    if policy.tell:
        said.append(f"Told that it was escalated, and of the reply: {people(policy.tell)}")
    return Chapter(
        "other_agencies",
        "Issues about other services and agencies",
        sentences=tuple(map(sentence, said)),
    )


def supervision(framework: Framework) -> Chapter | None:
    """How often each kind of case is supervised."""
    if not framework.supervision:
        return None
    rows = tuple(
        (
            each.kind.label,
            f"Every {each.weeks} weeks",
            f"Within {each.first_within_days} days" if each.first_within_days else "",
            f"To {each.may_extend_to_weeks} weeks, agreed by the {each.extended_by.label}"
            if each.may_extend_to_weeks
            else "",
        )
        for each in framework.supervision
    )
    heads = ("Kind of case", "At least", "The first", "May be extended")
    return Chapter(
        "supervision",
        "Supervision",
        tables=(Table("How often each kind of case is supervised", heads, rows),),
    )


def _rungs(caption: str, rungs: Iterable[Rung]) -> Table:
    rows = tuple(
        (
            rung.name,
            rung.held_by.label,
            str(rung.within),
            people(rung.also_tell),
            "In exceptional circumstances alone" if rung.only_exceptionally else "",
        )
        for rung in rungs
    )
    return Table(caption, ("Stage", "Whose it is", "Within", "Also told", "When"), rows)
