"""The figures of audits. Nobody waits for them, so they read what they need; grades are those that count (WAL-25).

Compliance checks are never among graded audits: they have measures of their own (WAL-29).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, F, Q

from audits.counting import counted, is_challenged
from audits.models import Answer, Audit, Cycle, SafetyAlert
from qa_portal.dashboards.insights import counted_since, month_of
from qa_portal.figures.measures import AN_HOUR, Measure, Row, register_measure
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.vocabulary import Measures

PROGRESS, GRADES, COMPLIANCE, THEMES = (
    "audits.progress",
    "audits.grades",
    "audits.compliance",
    "audits.themes",
)
ALERTS_OPEN, ALERTS_RAISED = "audits.alerts_open", "audits.alerts_raised"

#: Where an audit of a cycle stands, as the dashboard tells it.
WRITTEN, CHECKED, DONE, CHALLENGED = "written", "checked", "done", "challenged"
_STATES = {
    WRITTEN: Audit.WRITABLE,
    CHECKED: (Audit.State.SUBMITTED, Audit.State.TO_MODERATE, Audit.State.ACCEPTED),
}


def count_progress() -> Iterator[Row]:
    """The cycles under way: how many audits are being written, checked, back with the team, challenged."""
    returned = Q(audits__state__in=[str(state) for state in Audit.COUNTED])
    cycles = Cycle.objects.filter(state=Cycle.State.SENT).select_related("framework", "team")
    standing = {
        stands: Count("audits", filter=Q(audits__state__in=[str(s) for s in states]))
        for stands, states in _STATES.items()
    }
    challenged = Count("audits", filter=returned & Q(audits__in=Audit.objects.filter(is_challenged())))
    for cycle in cycles.annotate(**standing, done=Count("audits", filter=returned), challenged=challenged):
        cycle.done -= cycle.challenged
        for stands in (WRITTEN, CHECKED, DONE, CHALLENGED):
            if number := getattr(cycle, stands):
                label = f"{cycle}, {cycle.team}"[:80]
                yield Row(number, team=cycle.team_id, along=str(cycle.pk), within=label, stands=stands)


def count_grades() -> Iterator[Row]:
    """The overall grades that count, by the month of their return, team and tool."""
    grouped = (
        counted(Audit.objects.filter(returned_at__gte=counted_since()))
        .exclude(grade="")
        .exclude(tool_key__in=compliance_tools())
        .order_by()
        .annotate(month=month_of("returned_at"))
        .values_list("team", "month", "grade", "tool_key")
        .annotate(number=Count("pk"))
    )
    for team, month, grade, tool, number in grouped:
        yield Row(number, team=team, month=month, along=grade, within=tool)


def count_compliance() -> Iterator[Row]:
    """Of the answers to compliance checks that were returned, how many are Yes: by month, team and tool."""
    audits = counted(Audit.objects.filter(returned_at__gte=counted_since(), tool_key__in=compliance_tools()))
    grouped = (
        Answer.objects.filter(audit__in=audits, value__in=["yes", "partly", "no"])
        .order_by()
        .annotate(month=month_of("audit__returned_at"), tool=F("audit__tool_key"))
        .values_list("audit__team", "month", "tool")
        .annotate(number=Count("pk", filter=Q(value="yes")), out_of=Count("pk"))
    )
    for team, month, tool, number, out_of in grouped:
        yield Row(number, out_of, team=team, month=month, along=tool)


def compliance_tools() -> set[str]:
    """The keys of the tools that measure compliance, in any version that was ever published."""
    versions = FrameworkVersion.objects.filter(published_at__isnull=False).select_related("document")
    tools = (tool for version in versions for tool in policy_of(version).tools)
    return {tool.key for tool in tools if tool.measures == Measures.COMPLIANCE}


def count_themes() -> Iterator[Row]:
    """The themes of audits that count, each as a strength or a risk, in the words of the procedure (WAL-22)."""
    tagged = counted(Audit.objects.filter(returned_at__gte=counted_since())).exclude(themes={}).order_by()
    numbers: Counter[tuple] = Counter()
    rows = tagged.annotate(month=month_of("returned_at")).values_list("team", "month", "framework", "themes")
    labels = _Labels()
    for team, month, framework, themes in rows.iterator(chunk_size=2000):
        for theme, kind in themes.items():
            numbers[team, month, labels.of(framework, theme), kind] += 1
    for (team, month, theme, kind), number in numbers.items():
        yield Row(number, team=team, month=month, along=theme[:80], stands=kind)


class _Labels:
    """Themes in the words of the version that an audit was written under."""

    def __init__(self) -> None:
        self._policies = {
            version.pk: policy_of(version)
            for version in FrameworkVersion.objects.filter(published_at__isnull=False)
        }

    def of(self, framework: int, theme: str) -> str:
        policy = self._policies.get(framework)
        return policy.theme_label(theme) if policy else theme


def count_alerts_open() -> Iterator[Row]:
    """The safety alerts that are open, by the rung on which they stand (WAL-19)."""
    numbers: Counter[tuple] = Counter()
    waiting = SafetyAlert.objects.exclude(resolved_at__isnull=False).select_related("framework", "subject")
    for alert in waiting:
        rung = alert.rung_policy
        name = rung.name if rung else "Not yet with anybody"
        numbers[alert.subject.team_id, alert.rung, name[:80]] += 1
    for (team, rung, name), number in numbers.items():
        yield Row(number, team=team, along=str(rung), within=name)


def count_alerts_raised() -> Iterator[Row]:
    """The safety alerts that were raised, by month; open and resolved."""
    grouped = (
        SafetyAlert.objects.filter(raised_at__gte=counted_since())
        .order_by()
        .annotate(month=month_of("raised_at"))
        .values_list("subject__team", "month")
        .annotate(
            resolved=Count("pk", filter=Q(resolved_at__isnull=False)),
            waiting=Count("pk", filter=Q(resolved_at__isnull=True)),
        )
    )
    for team, month, resolved, waiting in grouped:
        for stands, number in (("resolved", resolved), ("open", waiting)):
            if number:
                yield Row(number, team=team, month=month, stands=stands)


def register_counts() -> None:
    """Have the figures kept; called when the app loads."""
    register_measure(Measure(PROGRESS, count_progress))
    register_measure(Measure(GRADES, count_grades, every=AN_HOUR))
    register_measure(Measure(COMPLIANCE, count_compliance, every=AN_HOUR))
    register_measure(Measure(THEMES, count_themes, every=AN_HOUR))
    register_measure(Measure(ALERTS_OPEN, count_alerts_open))
    register_measure(Measure(ALERTS_RAISED, count_alerts_raised))
