"""The tables of this app."""

import django.db.models.deletion
import django_fsm
import qa_portal.clock
import qa_portal.trail.records
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from qa_portal.first_tables import CreateTogether


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("qa_portal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CarePlanningAudit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planning_audit",
                        to="qa_portal.meeting",
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="qa_portal.frameworkversion",
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("started", "In progress"), ("completed", "Completed")],
                        default="started",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("started_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "completed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("completed_at__isnull", True),
                                ("completed_by__isnull", True),
                                ("state", "started"),
                            ),
                            models.Q(
                                ("completed_at__isnull", False),
                                ("completed_by__isnull", False),
                                ("state", "completed"),
                            ),
                            _connector="OR",
                        ),
                        name="planning_audit_completed_at_by",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCarePlanningAudit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "step",
                    models.CharField(blank=True, default=qa_portal.trail.records.acting_step, max_length=80),
                ),
                (
                    "acting_as",
                    models.CharField(blank=True, default=qa_portal.trail.records.acting_role, max_length=120),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("started", "In progress"), ("completed", "Completed")],
                        default="started",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("started_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.meeting",
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.frameworkversion",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "completed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical care planning audit",
                "verbose_name_plural": "historical care planning audits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
    operations = [CreateTogether(operations)]
