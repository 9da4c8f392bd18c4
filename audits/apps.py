from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """See this app's README for what it holds."""

    name = "audits"
    default_auto_field = "django.db.models.BigAutoField"
