from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """See this app's README for what it holds."""

    name = "moderation"
    default_auto_field = "django.db.models.BigAutoField"
