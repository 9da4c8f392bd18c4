"""Write docs/frameworks.md from the models."""

from django.conf import settings
from django.core.management.base import BaseCommand

from qa_portal.frameworks.reference import reference


class Command(BaseCommand):
    """The reference of every key that a framework can have."""

    help = "Writes docs/frameworks.md: every key of a framework, from the models themselves."
    requires_system_checks = ()

    def handle(self, *args, **options):
        """Write it."""
        path = settings.BASE_DIR / "docs" / "frameworks.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(reference(), encoding="utf-8")
        self.stdout.write("docs/frameworks.md is written.")
