from django.apps import AppConfig


class DisputesConfig(AppConfig):
    """See this app's README for what it holds."""

    name = "disputes"
    default_auto_field = "django.db.models.BigAutoField"
