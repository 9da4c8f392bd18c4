from typing import Any

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """Audits of practice, and the reviewing officer's own, which a looked-after review carries. See README.md."""

    name = "audits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make audits known to the pages of the ground, and put the IRO's own into the review that carries it."""
        from audits.actions.monthly import remind_of_monthly_audits
        from audits.actions.replacing import return_allocation
        from audits.actions.unsent import remind_of_unsent_cycles
        from audits.climbing.summary import register_climbing
        from audits.equality.counts import register_equality
        from audits.insights.charts import register_charts
        from audits.insights.counts import register_counts
        from audits.kinds import register_kinds
        from audits.models import CarePlanningAudit, GoodPractice, ThematicCase
        from audits.narrated import register_narratives
        from audits.notices import CONVERSATION_BOOKED
        from audits.outcomes.beside import link_to_outcomes
        from audits.outcomes.rules import has_outcomes
        from audits.outside.rules import sees_outside_issues
        from audits.outside.summary import register_outside
        from audits.queries import planning_audit_of
        from audits.reporting import register_reporting
        from audits.reports import register_reports
        from audits.rules import may_see_cycles, may_see_reaudits
        from audits.summary import register_audits, trail_of_readable
        from audits.thematic.actions import return_as_second
        from audits.thematic.queries import of_case
        from audits.thematic.reporting import register_thematic_reports
        from audits.thematic.views import on_activity
        from audits.writing.calendar_file import attached_calendar
        from qa_portal.children.changes import register_trail
        from qa_portal.children.meetings import register_part
        from qa_portal.dashboards.insights import sees_insights
        from qa_portal.dashboards.navigation import register_nav
        from qa_portal.dashboards.slots import fill_slot
        from qa_portal.deadlines.checks import register_check
        from qa_portal.demo.story import register_chapter
        from qa_portal.frameworks.rules import may_edit_tools
        from qa_portal.outbox.attachments import register_attachment
        from qa_portal.requests.pages import register_request_page
        from qa_portal.supervision.beside import register_beside

        register_attachment(CONVERSATION_BOOKED.event, attached_calendar)
        register_audits()
        register_charts()
        register_equality()
        register_nav("By characteristics", "equality", shown_to=sees_insights, order=45, group="Figures")
        register_counts()
        register_climbing()
        register_outside()
        register_narratives()
        register_kinds()
        register_check(remind_of_monthly_audits)
        register_check(remind_of_unsent_cycles)
        _wire_steps()
        register_chapter(30, _demo_chapter)
        register_nav("Audit tools", "audit_tools", shown_to=may_edit_tools, order=49, group="Audits")
        register_nav("Good practice", "good_practice_list", order=60, group="Audits")
        register_nav("Re-audits", "reaudits", shown_to=may_see_reaudits, order=48, group="Audits")
        register_nav("Audits’ outcomes", "my_outcomes", shown_to=has_outcomes, order=47, group="Audits")
        register_nav(
            "Other agencies", "outside_issues", shown_to=sees_outside_issues, order=50, group="Audits"
        )
        register_beside("outcomes", link_to_outcomes)
        register_reports()
        register_reporting()
        register_thematic_reports()
        fill_slot("activity", on_activity)
        register_request_page("audits.thematiccase", "audit", "thematic_case", return_as_second)
        register_trail("thematic_cases", ThematicCase, "Case of a thematic review", seen_by=of_case)
        register_request_page("audits.audit", "audit", "audit", return_allocation)
        register_nav("Audit cycles", "cycles", shown_to=may_see_cycles, order=44, group="Audits")
        register_part("planning_audit", planning_audit_of, order=10)
        register_trail(
            "planning_audits",
            CarePlanningAudit,
            "IRO audit: care planning and review",
            path="meeting__subject",
        )
        register_trail(
            "good_practice",
            GoodPractice,
            "Good practice",
            path="audit__subject",
            seen_by=trail_of_readable("audit"),
        )


def _wire_steps() -> None:
    from audits import blockers, models
    from audits.reading import read_ground_of
    from audits.thematic.blockers import blockers_to_review
    from qa_portal.workflow.wired import wire

    wire(models.Audit, blockers=blockers.blockers_to_audit, ground=read_ground_of)
    wire(models.CarePlanningAudit, blockers=blockers.blockers_to_planning)
    wire(models.Challenge, blockers=blockers.blockers_to_challenge)
    wire(models.Cycle, blockers=blockers.blockers_to_cycle)
    wire(models.GoodPractice, blockers=blockers.blockers_to_example)
    wire(models.OutsideIssue, blockers=blockers.blockers_to_outside)
    wire(models.SafetyAlert, blockers=blockers.blockers_to_alert)
    wire(models.ThematicReview, blockers=blockers_to_review)


def _demo_chapter(story: Any) -> None:
    from audits.demo import tell

    tell(story)
