from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import AppConfig


class QaPortalConfig(AppConfig):
    """The ground floor: people, children, frameworks, deadlines, documents, workflow."""

    name = "qa_portal"
    verbose_name = "QA portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let each concept register what it brings: deadline kinds, checks, navigation, slots.

        A concept folder that has something to register keeps it in its ``wiring.py``.
        """
        for concept in sorted(p.name for p in Path(__file__).parent.iterdir() if p.is_dir()):
            if (
                concept.isidentifier()
                and find_spec(f"qa_portal.{concept}")
                and find_spec(f"qa_portal.{concept}.wiring")
            ):
                import_module(f"qa_portal.{concept}.wiring")
