from django.apps import AppConfig


class QaPortalConfig(AppConfig):
    """The ground floor: people, children, frameworks, deadlines, documents, workflow."""

    name = "qa_portal"
    verbose_name = "QA portal"
    default_auto_field = "django.db.models.BigAutoField"
