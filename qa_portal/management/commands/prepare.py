"""`manage.py prepare`: makes the database ready for this version of the portal; does nothing that is done already."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from qa_portal.people.models import User

HINT = "It is empty: make its first administrator, in another terminal, with `make administrator`"


class Command(BaseCommand):
    """Migrates, loads the shipped frameworks and, in a new demo, the demo council. Safe to run at each start."""

    help = "Migrate, load the shipped frameworks and (with DEMO=1, the first time) the demo council."

    def handle(self, *args, **options) -> None:
        """Run the steps that are needed, each said in one line."""
        connection = connections[DEFAULT_DB_ALIAS]
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("  Preparing the database")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        self._run_if_there("load_frameworks")
        if settings.DEMO and not User.objects.exists():
            self.stdout.write("  Loading the demo council")
            with transaction.atomic():  # a demo that was cut short must not stay as half a council
                self._run_if_there("load_demo")
        self._leave_first_steps()

    def _run_if_there(self, name: str) -> None:
        if name in get_commands():
            call_command(name, verbosity=0, stdout=StringIO())

    def _leave_first_steps(self) -> None:
        """A file that the supervisor shows beside the address, while nobody can sign in yet."""
        path = Path(settings.VAR_DIR) / "first-steps.txt"
        if User.objects.exists():
            path.unlink(missing_ok=True)
        else:
            path.write_text(HINT)
