"""One escalation of a thousand overdue tickets by django-helpdesk; run by its own environment, not by the portal's.

Prints the seconds of the sweep as JSON. Arguments: the socket's folder, the account, the database.
"""

import datetime as dt
import json
import sys
import tempfile
import time

import django
from django.conf import settings

TICKETS = 1000


def main(host: str, user: str, name: str) -> None:
    """Configure a bare project, migrate, fill, sweep."""
    settings.configure(
        BASE_DIR=tempfile.gettempdir(),
        MEDIA_ROOT=tempfile.gettempdir(),
        SECRET_KEY="benchmark",
        DEBUG=False,
        USE_TZ=True,
        ROOT_URLCONF="",
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.humanize",
            "django.contrib.messages",
            "django.contrib.sessions",
            "django.contrib.sites",
            "rest_framework",
            "helpdesk",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DATABASES={
            "default": {"ENGINE": "django.db.backends.postgresql", "HOST": host, "USER": user, "NAME": name}
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        SITE_ID=1,
        HELPDESK_TEAMS_MODE_ENABLED=False,
        SILENCED_SYSTEM_CHECKS=["admin.E403", "admin.E408", "admin.E409", "admin.E410"],
    )
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.urls import include, path
    from helpdesk.models import FollowUp, Queue, Ticket

    settings.ROOT_URLCONF = (path("", include("helpdesk.urls", namespace="helpdesk")),)
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    owner = get_user_model().objects.create_user("owner", "owner@example.invalid", "x")
    queue = Queue.objects.create(
        title="Demo", slug="demo", escalate_days=1, email_address="demo@example.invalid"
    )
    ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=10)  # noqa: TID251  not the portal
    common = {"queue": queue, "priority": 4, "assigned_to": owner, "submitter_email": "asks@example.invalid"}
    Ticket.objects.bulk_create(
        Ticket(title=f"Ticket {n}", created=ago, modified=ago, secret_key=f"k{n}", **common)
        for n in range(TICKETS)
    )
    Ticket.objects.update(created=ago)
    started = time.perf_counter()
    call_command("escalate_tickets", verbosity=0)
    seconds = time.perf_counter() - started
    assert FollowUp.objects.count() == TICKETS, FollowUp.objects.count()
    print(json.dumps({"seconds_a_row": seconds / TICKETS, "version": __import__("importlib.metadata").metadata.version(
        "django-helpdesk")}))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
