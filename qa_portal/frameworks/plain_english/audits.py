"""Audits in plain English: what an audit goes through, cycles, grades, moderation, filing."""

from qa_portal.frameworks.policy import Framework, Moderation, Monthly
from qa_portal.frameworks.vocabulary import Filing, ModerationWhen, Practice
from qa_portal.frameworks.wording import Chapter, Table, days, listed, months, names_of, people, sentence


def audits(framework: Framework) -> Chapter:
    """What an audit goes through until it is back with the team."""
    heading = f"{framework.terms.audit}: what it goes through"
    if not framework.has_audits:
        return Chapter("audits", heading, sentences=("The procedure has no audits.",))
    said = [*_steps(framework), *_check(framework), *_moderation(framework)]
    returning = framework.returning
    said.append(f"An accepted one is sent to {people(returning.to)}")
    if returning.inadequate_also_to:
        said.append(f"An inadequate one is sent to {people(returning.inadequate_also_to)} as well")
    if returning.reaudit_also_to:
        said.append(f"A repeated one is sent to {people(returning.reaudit_also_to)} as well")
    said.append(_filing(framework))
    return Chapter("audits", heading, sentences=tuple(map(sentence, said)))


_HELD = {
    Practice.REQUIRED: "is always held",
    Practice.OR_WHY_NOT: "is held, or it is recorded why not",
    Practice.NONE: "isn't part of the procedure",
}


def _steps(framework: Framework) -> list[str]:
    steps = framework.audit_steps
    said = [
        f"It covers the {months(steps.months_reviewed)} before its date, or the time since involvement began",
        f"{steps.conversation_name}: it {_HELD[steps.conversation]}",
        f"Contact with child, person or family: it {_HELD[steps.family]}",
        "Grades are given after reading the record and again after the conversation; both stand"
        if steps.grades_twice
        else "Grades are given once",
    ]
    if steps.reflective_offer:
        said.append("Its return offers practitioner and Team Manager a reflective conversation")
    if steps.earlier_practice:
        said.append("Practice by an earlier practitioner or team is fed back to them")
    return said


def _check(framework: Framework) -> list[str]:
    check = framework.check
    if check is None:
        return ["A completed one isn't checked by anybody else first"]
    late = (
        "what isn't amended in time isn't accepted, and is due in the next cycle"
        if check.late_goes_to_next_cycle
        else "what isn't amended in time stays overdue"
    )
    return [
        f"A completed one is checked by {people(check.by, 'or')}, who accept it or send it back with comments",
        f"It is amended within {framework.lasts('audit_amend')}, or {days(check.amend_with_discussion)} where a "
        f"discussion was offered; {late}",
    ]


def _moderation(framework: Framework) -> list[str]:
    moderation = framework.moderation
    if moderation is None:
        return ["None is moderated"]
    which = [framework.scale.label(grade) for grade in moderation.grades]
    share = f"{moderation.share} per cent {'of the others' if which else 'of them'}, drawn by chance"
    when = (
        "before their return to the team"
        if moderation.when == ModerationWhen.BEFORE_RETURN
        else "after their return to the team"
    )
    drawn = [f"every one graded {listed(which, 'or')}"] if which else []
    drawn += [share] if moderation.share else []
    said = [f"Moderated {when}: {listed(drawn)}. Panels sit in {names_of(moderation.months)}"]
    said.append(
        "The moderated grade is the accepted one; both stand in the report"
        if moderation.is_final
        else "The moderator's grade stands beside the auditor's"
    )
    said.append(f"The grade of a panel is recorded by {people(moderation.recorded_by, 'or')}")
    return said + _panel(moderation)


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _panel(moderation: Moderation) -> list[str]:
    panel = moderation.panel
    few = f"at least {panel.at_least} members grade" if panel.at_least > 1 else "at least one member grades"
    said = [f"On a panel {few} alone, from {people(moderation.sits)}; then they see each other's grades"]
    if panel.invited:
        said.append(f"For each audit it invites {people(panel.invited)}")
    said.append(
        "The auditor's overall grade is shown while they grade"
        if panel.shows_reviewers_grade
        else "The auditor's overall grade isn't shown until theirs are in"
    )
    if panel.working_month:
        said.append("They have until the last working day of the panel's month")
    if panel.meets_auditor:
        said.append("The moderator meets the auditor")
    if panel.joint_a_year:
        said.append(f"Several audit one case jointly, {_times(panel.joint_a_year)} a year")
    if panel.feedback_on_record:
        said.append("The written feedback to the auditor is attached to the record")
    return said


def _filing(framework: Framework) -> str:
    filing = framework.filing
    when = {
        Filing.ON_RETURN: "with its return to the team",
        Filing.AFTER_SIGN_OFF: "once it is signed that all tasks are done",
    }
    moment = when.get(filing.when) or f"{framework.lasts('audit_file')} after its return to the team"
    told = f"; alerted: {people(filing.tell)}" if filing.tell else ""
    if filing.inadequate_also_tell:
        told += f"; of an inadequate one {people(filing.inadequate_also_tell)} as well"
    event = ", as a significant event" if filing.is_significant else ""
    return f"Its report is put on the record {moment}, with a case note{event}{told}"


def cycles(framework: Framework) -> Chapter | None:
    """When audits take place, and how cases are drawn and paired."""
    if not framework.has_audits:
        return None
    cycles, selection = framework.cycles, framework.selection
    said = [f"{len(cycles.months)} cycles a year: {names_of(cycles.months)}"]
    if cycles.themed_a_year:
        said.append(f"{cycles.themed_a_year} of them are themed")
    if cycles.schedule_agreed_by:
        said.append(f"The schedule of themes is agreed by: {cycles.schedule_agreed_by}")
    said.append(
        f"Each is completed within {days(cycles.complete_within)} of its allocation"
        if cycles.complete_within
        else "Each is completed by the last working day of its month"
    )
    said.append(f"Cycles are opened, drawn and sent by: {people(cycles.opened_by, 'or')}")
    if cycles.tell:
        said.append(f"Told of an allocation, beside whoever audits: {people(cycles.tell)}")
    for each in cycles.monthly:
        said.append(_monthly(framework, each))
    said.append("Cases are drawn by chance" + (", spread over all teams" if selection.by_team else ""))
    if selection.one_a_cycle:
        said.append("No practitioner has two in one cycle")
    if selection.months_between:
        said.append(f"Two of one practitioner's work lie {months(selection.months_between)} apart at least")
    if selection.allocated_months:
        said.append(
            f"A case has been with its practitioner for {months(selection.allocated_months)}, where possible"
        )
    if selection.not_own_team:
        said.append("Nobody takes a case of a team that they manage or belong to")
    said.append("Nobody takes a case that they worked on or supervised")
    tables = [
        Table(
            "Who audits",
            ("Role", "How many each in a cycle"),
            tuple((member.role.label, str(member.each)) for member in selection.cohort),
        )
    ]
    for each in cycles.monthly:
        tables.append(
            Table(
                f"Who audits with “{framework.tool(each.tool).title}”",
                ("Role", "How many each in a cycle"),
                tuple((member.role.label, str(member.each)) for member in each.cohort),
            )
        )
    if selection.agencies:
        tables.append(
            Table(
                "Agencies that audit",
                ("Agency", "At least in a cycle"),
                tuple((each.label, str(each.at_least or "No quota")) for each in selection.agencies),
            )
        )
    return Chapter(
        "cycles", framework.terms.cycle, sentences=tuple(map(sentence, said)), tables=tuple(tables)
    )


def _monthly(framework: Framework, each: Monthly) -> str:
    title = framework.tool(each.tool).title
    when = names_of(framework.cycles.months_of(each.tool))
    before = f", reminded {days(each.remind_before)} before" if each.remind_before else ""
    late = f"; when it is late {people(each.tell_when_late)} are told too" if each.tell_when_late else ""
    return (
        f"“{title}” has a cycle in {when}, whatever else is audited: it is sent within the first "
        f"{days(each.sent_within)} of the month{before}{late}"
    )


def scale(framework: Framework) -> Chapter | None:
    """The grades with their descriptors."""
    scale = framework.scale
    if scale is None:
        return None
    rows = tuple(
        (band.label, f"{band.lowest} to {band.highest}" if scale.has_points else "", band.descriptor)
        for band in scale.bands
    )
    said = (
        "The whole is graded in points." if scale.overall_in_points else "The whole is graded with a grade."
    )
    table = Table("The four grades", ("Grade", "Points", "What it takes"), rows)
    return Chapter("scale", "How practice is graded", sentences=(said,), tables=(table,))
