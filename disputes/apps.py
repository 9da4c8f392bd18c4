from typing import Any

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    """QAPs, disputes and their stages: see this app's README."""

    name = "disputes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the app's clocks and papers known to the ground."""
        from disputes.clocks import register_clocks
        from disputes.reports import register_reports
        from disputes.summary import register_disputes, register_qaps
        from qa_portal.demo.story import register_chapter

        register_clocks()
        register_reports()
        register_qaps()
        register_disputes()
        register_chapter(20, _demo_chapter)


def _demo_chapter(story: Any) -> None:
    from disputes.demo import tell

    tell(story)
