"""`manage.py count_figures`: count the figures of all dashboards now. Beat has the old ones counted each minute."""

from django.core.management.base import BaseCommand

from qa_portal.figures.actions import count_figures


class Command(BaseCommand):
    """Counts all measures."""

    help = "Count the figures of all dashboards now."

    def handle(self, *args, **options) -> None:
        """Count, and say what was counted."""
        self.stdout.write("Counted: " + ", ".join(sorted(count_figures(all_of_them=True))))
