"""Reports in plain English: which there are, who writes them, who gets them and when."""

from qa_portal.frameworks.policy import Framework, ReportPlan
from qa_portal.frameworks.wording import Chapter, Table, people, sentence


def reports(framework: Framework) -> Chapter | None:
    """The reports of the service and their distribution lists."""
    policy = framework.reports
    if policy is None:
        return None
    said = [
        f"Reports are drafted and written by {people(policy.written_by, 'or')}, and published by "
        f"{people(policy.published_by, 'or')}",
        f"In what leaves the service, numbers below {policy.smallest_number} are left out",
    ]
    rows = tuple((plan.report.label, _to(plan)) for plan in policy.plans)
    return Chapter(
        "reports",
        "Reports",
        sentences=tuple(map(sentence, said)),
        tables=(
            Table(
                "Who gets which report",
                ("Report", "Who gets it, and within how many working days after its period"),
                rows,
            ),
        ),
    )


def _to(plan: ReportPlan) -> str:
    return "; ".join(
        f"{each.name}{', outside the service' if each.outside else ''} "
        f"({plan.within_days if each.within_days is None else each.within_days})"
        for each in plan.to
    )
