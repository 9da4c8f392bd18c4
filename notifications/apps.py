from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """See this app's README for what it holds."""

    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
