"""`manage.py prepare`: makes the database ready for this version of the portal; does nothing that is done already."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from qa_portal.demo.story import DOMAIN, PASSWORD
from qa_portal.people.models import User

EMPTY = "It is empty: make its first administrator, in another terminal, with `make administrator`"
WHO = ("iro", "social.worker", "team.manager", "service.manager", "iro.manager", "administrator")
SIGN_INS = f"Sign in as {', '.join(f'{who}@{DOMAIN}' for who in WHO)}; password {PASSWORD}"


class Command(BaseCommand):
    """Migrates, loads the shipped frameworks and, in a new demo, the demo council. Safe to run at each start."""

    help = "Migrate, load the shipped frameworks and (with DEMO=1, the first time) the demo council."

    def handle(self, *args, **options) -> None:
        """Run the steps that are needed, each said in one line."""
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("  Preparing the database")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_frameworks", stdout=StringIO())
        if settings.DEMO and not User.objects.exists():
            self.stdout.write("  Loading the demo council")
            with transaction.atomic():  # a demo that was cut short must not stay as half a council
                call_command("load_demo", stdout=StringIO())
        self._leave_word()

    def _leave_word(self) -> None:
        """A file that the supervisor shows beside the address: how to get in, or how to begin."""
        path = Path(settings.VAR_DIR) / "how-to-sign-in.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if settings.DEMO:
            path.write_text(SIGN_INS)
        elif not User.objects.exists():
            path.write_text(EMPTY)
