"""`manage.py load_demo`: the invented council, in an empty portal."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from qa_portal.demo.story import tell_story
from qa_portal.people.models import User


class Command(BaseCommand):
    """Loads the demonstration through the portal's own actions; refuses where people are already."""

    help = "Load the demo council into an empty portal (DEMO=1 only)."

    def handle(self, *args, **options) -> None:
        """Refuse outside a demo and where there are people, then tell the story."""
        if not settings.DEMO:
            raise CommandError("The demo council is for a demo alone: set DEMO=1.")
        if User.objects.exists():
            raise CommandError("This portal has people already. The demo council needs an empty one.")
        tell_story()
        self.stdout.write("The demo council is loaded.")
