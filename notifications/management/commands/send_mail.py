"""``manage.py send_mail``: send what waits in the outbox, as beat does every fifteen seconds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from notifications.sender import send_mail


class Command(BaseCommand):
    """Runs the sender once."""

    help = "Sends what waits in the outbox; alerts at once, the rest as each person chose."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        self.stdout.write(str(send_mail()))
