"""What a framework says, in plain English: for the page that shows it and for what changes with a new version."""

from collections.abc import Callable, Iterable

from qa_portal.deadlines.words import clock_time, weekday_date

from .policy import Clock, Framework
from .policy.qap import Raisers
from .vocabulary import LENGTH_SAID_BY, DisputeNext, Informal, QapNext
from .wording import Chapter, Table, kinds, listed, people, sentence, with_article


def in_plain_english(framework: Framework) -> list[Chapter]:
    """What a framework says, chapter by chapter."""
    return [chapter(framework) for chapter in _CHAPTERS]


def differences(old: Framework, new: Framework) -> list[tuple[str, list[str], list[str]]]:
    """What a new version says otherwise: heading, what it no longer says, what it says now; chapters that differ."""
    found = []
    for before, after in zip(in_plain_english(old), in_plain_english(new), strict=True):
        gone = [line for line in before.lines if line not in after.lines]
        come = [line for line in after.lines if line not in before.lines]
        if gone or come:
            found.append((after.heading, gone, come))
    return found


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


def _about(framework: Framework) -> Chapter:
    about = framework.about
    facts = (
        ("Title", framework.title),
        ("Service", framework.service),
        ("Whose records it serves", listed(kind.label for kind in framework.serves)),
        ("Version of the procedure", about.version),
        ("Author", about.author),
        ("Source", about.source or ""),
        ("What changed", about.changes),
        ("Approved by", about.approved_by or "Nobody yet"),
        ("Implemented on", weekday_date(about.implemented_on) or "Not said"),
        ("To be reviewed on", weekday_date(about.review_on) or "Not said"),
        ("Takes over from", listed(framework.includes)),
        ("The working day closes at", clock_time(framework.closes_at)),
    )
    return Chapter("about", "About this framework", facts=tuple(fact for fact in facts if fact[1]))


def _qap(framework: Framework) -> Chapter:
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


def _disputes(framework: Framework) -> Chapter:
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


def _clocks(framework: Framework) -> Chapter:
    rows = tuple(
        (
            name.label,
            _lasts(framework, name),
            _reminders(framework.clocks[name], framework),
            _alerts(framework.clocks[name]),
            people(framework.clocks[name].may_change_due, "or") or "Nobody",
        )
        for name in type(next(iter(framework.clocks)))
        if name in framework.clocks
    )
    heads = (
        "What is due",
        "Within",
        "Reminders",
        "When it isn't done",
        "Who may change the date in one case",
    )
    return Chapter("clocks", "Time limits", tables=(Table("Each time limit", heads, rows),))


def _lasts(framework: Framework, name) -> str:
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


def _ladders(framework: Framework) -> Chapter:
    said = tuple(
        f"{name.label}: {' → '.join(role.label for role in ladder)}"
        for name, ladder in framework.ladders.items()
    )
    return Chapter("ladders", "Whom unanswered work climbs to", sentences=said)


def _positive_alerts(framework: Framework) -> Chapter:
    alerts = framework.positive_alerts
    said = "They aren't used."
    if alerts.enabled:
        said = sentence(
            f"the {people(alerts.who, 'or')} may commend good practice; told of it: {people(alerts.tell)}"
        )
    return Chapter("positive_alerts", "Positive alerts", sentences=(said,))


def _audit(framework: Framework) -> Chapter:
    audit = framework.iro_audit
    if audit is None:
        return Chapter("iro_audit", "Audit of a review", sentences=("A review carries no audit of its own.",))
    tables = tuple(
        Table(
            section.title,
            ("Question", "Answer", "Must be answered"),
            tuple((q.text, q.answer.label, "Yes" if q.mandatory else "No") for q in section.questions),
        )
        for section in audit.sections
    )
    return Chapter("iro_audit", audit.title, sentences=(audit.about,), tables=tables)


def _themes(framework: Framework) -> Chapter:
    return Chapter("themes", "Themes of issues", sentences=tuple(theme.label for theme in framework.themes))


def _terms(framework: Framework) -> Chapter:
    fields = type(framework.terms).model_fields
    facts = tuple((fields[name].description.rstrip("."), getattr(framework.terms, name)) for name in fields)
    return Chapter("terms", "Words on screen", facts=facts)


_CHAPTERS: tuple[Callable[[Framework], Chapter], ...] = (
    _about,
    _qap,
    _disputes,
    _clocks,
    _ladders,
    _positive_alerts,
    _themes,
    _audit,
    _terms,
)
