"""What a framework is, its ladders, themes and words, in plain English."""

from qa_portal.deadlines.words import clock_time, weekday_date
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.wording import Chapter, Table, listed, people, sentence


def about(framework: Framework) -> Chapter:
    """Where it comes from and who answers for it (WAL-31)."""
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


def ladders(framework: Framework) -> Chapter:
    """Whom unanswered work climbs to."""
    said = tuple(
        f"{name.label}: {' → '.join(role.label for role in ladder)}"
        for name, ladder in framework.ladders.items()
    )
    return Chapter("ladders", "Whom unanswered work climbs to", sentences=said)


def positive_alerts(framework: Framework) -> Chapter:
    """Commending good practice."""
    alerts = framework.positive_alerts
    said = "They aren't used."
    if alerts.enabled:
        said = sentence(
            f"the {people(alerts.who, 'or')} may commend good practice; told of it: {people(alerts.tell)}"
        )
    return Chapter("positive_alerts", "Positive alerts", sentences=(said,))


def review_audit(framework: Framework) -> Chapter:
    """The reviewing officer's own audit of a review."""
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


def themes(framework: Framework) -> Chapter:
    """The themes."""
    return Chapter("themes", "Themes of issues", sentences=tuple(theme.label for theme in framework.themes))


def terms(framework: Framework) -> Chapter:
    """The words on screen."""
    fields = type(framework.terms).model_fields
    facts = tuple((fields[name].description.rstrip("."), getattr(framework.terms, name)) for name in fields)
    return Chapter("terms", "Words on screen", facts=facts)
