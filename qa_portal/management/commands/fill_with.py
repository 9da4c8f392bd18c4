"""`manage.py fill_with --deadlines 1000000`: an invented council of any size, to measure with."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from qa_portal.children.models import Subject
from qa_portal.demo.filling import copy_story, tell_once
from qa_portal.people.models import User


class Command(BaseCommand):
    """Tells the demonstration once and has PostgreSQL copy it; refuses a database that holds anything."""

    help = (
        "Fills an empty PostgreSQL database with an invented council that has so many open deadlines, and children, "
        "disputes, requests and messages in proportion. For measuring; everybody has the demonstration's password."
    )

    def add_arguments(self, parser) -> None:
        """How many."""
        parser.add_argument("--deadlines", type=int, required=True, help="how many open deadlines")

    def handle(self, *args, **options) -> None:
        """Refuse where it isn't for, else fill."""
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL can be filled: set DATABASE_URL.")
        if User.objects.exists() or Subject.objects.exists():
            raise CommandError("This database holds people or records. Give an empty one.")
        if options["deadlines"] < 1:
            raise CommandError("Say how many deadlines: --deadlines 10000")
        started = time.monotonic()
        tell_once()
        rows = copy_story(options["deadlines"])
        for table, number in rows.items():
            self.stdout.write(f"{number:>12,}  {table}")
        self.stdout.write(f"{sum(rows.values()):>12,}  rows in {time.monotonic() - started:.0f} seconds.")
