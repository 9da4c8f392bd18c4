from django.apps import AppConfig


class DisputesConfig(AppConfig):
    """QAPs, disputes and their stages: see this app's README."""

    name = "disputes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the app's clocks and papers known to the ground."""
        from disputes.clocks import register_clocks
        from disputes.reports import register_reports

        register_clocks()
        register_reports()
