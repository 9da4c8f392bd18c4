from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """See this app's README for what it holds."""

    name = "moderation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have calibration counted, and its page found."""
        from moderation.calibration.counts import register_calibration
        from moderation.calibration.pages import may_be_moderated
        from qa_portal.dashboards.navigation import register_nav

        register_calibration()
        register_nav("Calibration", "calibration", shown_to=may_be_moderated, order=44, group="Figures")
