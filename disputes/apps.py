from typing import Any

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    """QAPs, disputes and their stages: see this app's README."""

    name = "disputes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the app's clocks and papers known to the ground."""
        from disputes.actions.moving import follow_team
        from disputes.insights import register_insights
        from disputes.kinds import register_kinds
        from disputes.narrated import register_narratives
        from disputes.reporting import register_reporting
        from disputes.reports import register_reports
        from disputes.summary import register_disputes, register_qaps
        from qa_portal.demo.story import register_chapter
        from qa_portal.transfers.actions import when_records_move

        register_insights()
        register_kinds()
        register_narratives()
        _wire_steps()
        register_reports()
        register_reporting()
        register_qaps()
        register_disputes()
        when_records_move(follow_team)
        register_chapter(20, _demo_chapter)


def _wire_steps() -> None:
    from disputes import blockers, models
    from disputes.reading import read_ground_of
    from qa_portal.workflow.wired import wire

    wire(models.CafcassReferral, blockers=blockers.blockers_to_referral)
    wire(models.Dispute, blockers=blockers.blockers_to_dispute)
    wire(models.DisputeStage, blockers=blockers.blockers_to_stage, ground=read_ground_of)
    wire(models.Qap, blockers=blockers.blockers_to_qap)
    wire(models.SignificantInformation, blockers=blockers.blockers_to_information)


def _demo_chapter(story: Any) -> None:
    from disputes.demo import tell
    from disputes.reporting.demo import reported

    tell(story)
    reported(story)
