"""The tables of this app."""

import datetime
import django.db.models.deletion
import django.db.models.functions.text
import django_fsm
import qa_portal.clock
import qa_portal.trail.records
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from qa_portal.first_tables import CreateTogether


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("team", "Team"), ("service", "Service"), ("department", "Department")],
                        default="team",
                        max_length=12,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="below",
                        to="qa_portal.team",
                    ),
                ),
                (
                    "framework_key",
                    models.CharField(
                        blank=True,
                        help_text="The procedure this team works by. Empty: the one of the team above.",
                        max_length=60,
                        verbose_name="framework",
                    ),
                ),
                ("is_open", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "ordering": ["name"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="email address")),
                ("name", models.CharField(max_length=120)),
                ("job_title", models.CharField(blank=True, max_length=120)),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("is_superuser", models.BooleanField(default=False)),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("at_once", "At once, one email each"),
                            ("daily", "Once a day, all in one email"),
                        ],
                        default="at_once",
                        max_length=10,
                    ),
                ),
                ("joined_at", models.DateTimeField(default=qa_portal.clock.now)),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="user_email_unique_any_case"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("child", "Child or young person"),
                            ("foster_carer", "Foster carer"),
                            ("adult", "Adult"),
                        ],
                        default="child",
                        max_length=12,
                    ),
                ),
                (
                    "reference",
                    models.CharField(help_text="The council's case number.", max_length=30, unique=True),
                ),
                ("first_name", models.CharField(max_length=80)),
                ("last_name", models.CharField(max_length=80)),
                ("known_as", models.CharField(blank=True, max_length=80)),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("died_on", models.DateField(blank=True, null=True, verbose_name="date of death")),
                (
                    "other_reference",
                    models.CharField(
                        blank=True, help_text="Another system's number for the same person.", max_length=60
                    ),
                ),
                (
                    "case_kind",
                    models.CharField(
                        choices=[
                            ("assessment", "Assessment and intervention"),
                            ("child_in_need", "Child in need"),
                            ("disability", "Child with a disability"),
                            ("child_protection", "Child protection or court"),
                            ("looked_after", "Looked after"),
                            ("care_experienced", "Care experienced"),
                            ("fostering", "Fostering"),
                            ("adult", "Adult's service"),
                        ],
                        max_length=20,
                        verbose_name="kind of case",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="record closed on")),
                (
                    "is_restricted",
                    models.BooleanField(default=False, verbose_name="restricted to named people"),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subjects",
                        to="qa_portal.team",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="caseload",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "iro",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewed",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewing officer",
                    ),
                ),
                (
                    "cp_chair",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chaired",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="child-protection chair",
                    ),
                ),
                ("corrected_fields", models.JSONField(blank=True, default=list, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["last_name", "first_name", "pk"],
                "indexes": [models.Index(fields=["last_name", "first_name", "id"], name="subject_by_name")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="AccessLogEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_log",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("viewed", "Seen"),
                            ("refused", "Refused"),
                            ("emergency", "Emergency access opened"),
                            ("downloaded", "Document opened"),
                            ("exported", "In an exported list"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "page",
                    models.CharField(
                        help_text="The name of the page, and the number of what it showed.", max_length=80
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        help_text="The relation that gave the right, or why not.", max_length=120
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "access log",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["subject", "-at"], name="access_by_subject"),
                    models.Index(fields=["person", "-at"], name="access_by_person"),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("practitioner", "Allocated practitioner"),
                            ("iro", "Reviewing officer"),
                            ("cp_chair", "Child-protection chair"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="qa_portal.team",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "ordering": ["-starts_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("subject", "relation"),
                        name="allocation_one_open_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="allocation_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False), ("team__isnull", False), _connector="OR"
                        ),
                        name="allocation_to_someone",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("social_worker", "Social worker"),
                            ("team_manager", "Team Manager"),
                            ("service_manager", "Service Manager"),
                            ("head_of_service", "Head of Service"),
                            ("assistant_director", "Assistant Director"),
                            ("service_director", "Service Director"),
                            ("corporate_director", "Corporate Director"),
                            ("iro", "Independent Reviewing Officer"),
                            ("fostering_iro", "Fostering Independent Reviewing Officer"),
                            ("cp_chair", "Child-protection chair"),
                            ("iro_manager", "IRO Manager"),
                            ("insights_member", "Insights team member"),
                            ("insights_manager", "Insights Team Manager"),
                            ("insights_service_manager", "Insights Service Manager"),
                            ("insights_head", "Insights Head of Service"),
                            ("principal_social_worker", "Principal Social Worker"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="qa_portal.team"
                    ),
                ),
            ],
            options={
                "ordering": ["team__name", "role"],
                "constraints": [
                    models.UniqueConstraint(fields=("role", "team"), name="post_role_team_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="qa_portal.post",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_acting", models.BooleanField(default=False, verbose_name="acting up")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "ordering": ["-starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="appointment_ends_after_start",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("size", models.PositiveBigIntegerField(help_text="In bytes.")),
                ("content_type", models.CharField(max_length=100)),
                ("created_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("stored_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("stored_at__isnull", True)),
                        fields=["created_at"],
                        name="file_pending",
                    )
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("upload", "Uploaded document"),
                            ("report", "Report"),
                            ("letter", "Letter"),
                            ("referral", "Cafcass referral"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=150)),
                ("report_key", models.CharField(blank=True, max_length=60)),
                (
                    "about_type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                ("about_id", models.PositiveBigIntegerField(blank=True, null=True)),
                ("addressed_to", models.CharField(blank=True, max_length=300)),
                ("content", models.JSONField(blank=True, default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Being made"),
                            ("stored", "On the record"),
                            ("failed", "Could not be made"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="qa_portal.storedfile",
                    ),
                ),
                ("added_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("stored_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(blank=True, default=qa_portal.clock.now, null=True)),
                ("last_error", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["-added_at", "-pk"],
                "indexes": [
                    models.Index(fields=["subject", "-added_at"], name="document_by_subject"),
                    models.Index(fields=["about_type", "about_id"], name="document_about"),
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["next_try_at"],
                        name="document_to_make",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("state", "stored")),
                            models.Q(models.Q(("state", "stored"), _negated=True), ("file__isnull", True)),
                            _connector="OR",
                        ),
                        name="document_stored_has_file",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_notes",
                        to="qa_portal.subject",
                    ),
                ),
                ("title", models.CharField(max_length=100)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("case_note", "Case note"),
                            ("management_decision", "Management decision"),
                            ("supervision", "Supervision"),
                            ("quality_assurance", "Quality Assurance"),
                            ("contact", "Contact"),
                            ("visit", "Visit"),
                        ],
                        default="case_note",
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(max_length=20000)),
                ("is_significant", models.BooleanField(default=False, verbose_name="significant event")),
                ("occurred_at", models.DateTimeField(verbose_name="date and time")),
                ("recorded_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="qa_portal.casenote",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_notes",
                        to="qa_portal.document",
                    ),
                ),
            ],
            options={
                "ordering": ["-occurred_at", "-pk"],
                "indexes": [
                    models.Index(fields=["subject", "-occurred_at"], name="casenote_by_subject"),
                    models.Index(
                        condition=models.Q(("is_significant", True)),
                        fields=["subject", "-occurred_at"],
                        name="casenote_significant",
                    ),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ClosureDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "closure day",
                "ordering": ("day",),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("address", "Address"),
                            ("placement", "Placement address"),
                            ("phone", "Telephone"),
                            ("email", "Email"),
                            ("school", "School"),
                        ],
                        max_length=10,
                    ),
                ),
                ("detail", models.TextField(max_length=500)),
                ("is_concealed", models.BooleanField(default=False, verbose_name="concealed")),
                (
                    "concealed_because",
                    models.CharField(blank=True, max_length=200, verbose_name="why it is concealed"),
                ),
            ],
            options={
                "ordering": ["kind", "pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Cover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "absent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "covered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["-starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="cover_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("absent", models.F("covered_by")), _negated=True),
                        name="cover_by_another",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="FrameworkVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                (
                    "source",
                    models.CharField(
                        choices=[("shipped", "Shipped with the portal"), ("council", "The council's own")],
                        max_length=10,
                    ),
                ),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of what it says, includes flattened.", max_length=64),
                ),
                ("loaded_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "loaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
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
                "ordering": ("key", "-number"),
                "constraints": [
                    models.UniqueConstraint(fields=("key", "number"), name="framework_version_number_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", False), ("published_by__isnull", True), _connector="OR"
                        ),
                        name="framework_version_published_at_by",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                (
                    "clock_name",
                    models.CharField(help_text="The framework's clock that it runs by.", max_length=40),
                ),
                (
                    "about_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                ("about_id", models.PositiveBigIntegerField()),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="qa_portal.frameworkversion",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="What is due, as an imperative: Answer stage 1.", max_length=120
                    ),
                ),
                ("owner", models.CharField(help_text="The role or relation that must act.", max_length=30)),
                (
                    "owner_post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="qa_portal.post",
                    ),
                ),
                (
                    "owner_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("parties", models.JSONField(blank=True, default=dict, editable=False)),
                ("starts_at", models.DateTimeField()),
                (
                    "length",
                    models.JSONField(
                        blank=True,
                        editable=False,
                        help_text="How long it was given; empty where a date was set.",
                        null=True,
                    ),
                ),
                (
                    "is_dated_by_person",
                    models.BooleanField(
                        default=False, help_text="Somebody chose the date: no calendar re-dates it."
                    ),
                ),
                (
                    "first_due_at",
                    models.DateTimeField(help_text="As first computed; changes with the calendar only."),
                ),
                ("due_at", models.DateTimeField(help_text="As it stands, extensions counted.")),
                ("met_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "breached_at",
                    models.DateTimeField(blank=True, help_text="The true moment of the breach.", null=True),
                ),
                ("breach_handled_at", models.DateTimeField(blank=True, null=True)),
                ("breach_attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("plan", models.JSONField(default=list, editable=False)),
                ("next_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("set_aside_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("last_error", models.CharField(blank=True, editable=False, max_length=200)),
            ],
            options={
                "ordering": ["due_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False), ("set_aside_at__isnull", True)),
                        fields=["next_at", "id"],
                        name="deadline_to_sweep",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("breach_attempts__lt", 3),
                            ("breach_handled_at__isnull", True),
                            ("breached_at__isnull", False),
                        ),
                        fields=["breached_at"],
                        name="deadline_to_handle",
                    ),
                    models.Index(
                        condition=models.Q(("cancelled_at__isnull", True), ("met_at__isnull", True)),
                        fields=["owner_post", "due_at"],
                        name="deadline_open_of_post",
                    ),
                    models.Index(
                        condition=models.Q(("cancelled_at__isnull", True), ("met_at__isnull", True)),
                        fields=["owner_person", "due_at"],
                        name="deadline_open_of_person",
                    ),
                    models.Index(
                        condition=models.Q(("cancelled_at__isnull", True), ("met_at__isnull", True)),
                        fields=["subject", "due_at"],
                        name="deadline_open_of_subject",
                    ),
                    models.Index(fields=["about_type", "about_id"], name="deadline_about"),
                    models.Index(
                        condition=models.Q(("set_aside_at__isnull", False)),
                        fields=["set_aside_at"],
                        name="deadline_set_aside",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at__isnull", True), ("met_at__isnull", True)),
                        fields=("kind", "about_type", "about_id"),
                        name="deadline_one_open_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("met_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"
                        ),
                        name="deadline_one_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DemoClock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("offset", models.DurationField(default=datetime.timedelta)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="DemoMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(max_length=200)),
                ("from_address", models.CharField(max_length=200)),
                ("to_address", models.CharField(max_length=300)),
                ("heading", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("html", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField(default=qa_portal.clock.now)),
            ],
            options={
                "ordering": ["-sent_at", "-pk"],
                "indexes": [models.Index(fields=["-sent_at", "-id"], name="demo_mail_newest")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="DirectoryVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("form", models.CharField(max_length=120)),
                ("object_key", models.CharField(max_length=200)),
                ("base", models.JSONField()),
                ("data", models.JSONField()),
                ("saved_at", models.DateTimeField(default=qa_portal.clock.now)),
            ],
            options={
                "indexes": [models.Index(fields=["saved_at"], name="draft_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "form", "object_key"), name="draft_one_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="DueDateChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="qa_portal.deadline",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("extension", "Agreed change of date"),
                            ("calendar", "Change of the working-day calendar"),
                        ],
                        max_length=10,
                    ),
                ),
                ("from_due_at", models.DateTimeField()),
                ("to_due_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=500)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(default=qa_portal.clock.now)),
            ],
            options={
                "ordering": ["approved_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_due_at", models.F("to_due_at")), _negated=True),
                        name="due_date_change_moves",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergencies",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.TextField(max_length=1000)),
                ("opened_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-opened_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("opened_at"))),
                        name="emergency_ends_later",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="FrameworkDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="document",
                        to="qa_portal.frameworkversion",
                    ),
                ),
                ("text", models.TextField(help_text="YAML, as written.")),
                ("content", models.JSONField(help_text="The same with its includes flattened.")),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Guardian",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guardians",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guardianships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "person"), name="guardian_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAllocation",
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
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("practitioner", "Allocated practitioner"),
                            ("iro", "Reviewing officer"),
                            ("cp_chair", "Child-protection chair"),
                        ],
                        max_length=12,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "person",
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
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.team",
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
                "verbose_name": "historical allocation",
                "verbose_name_plural": "historical allocations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAppointment",
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
                ("is_acting", models.BooleanField(default=False, verbose_name="acting up")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.post",
                    ),
                ),
                (
                    "person",
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
                "verbose_name": "historical appointment",
                "verbose_name_plural": "historical appointments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCaseNote",
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
                ("title", models.CharField(max_length=100)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("case_note", "Case note"),
                            ("management_decision", "Management decision"),
                            ("supervision", "Supervision"),
                            ("quality_assurance", "Quality Assurance"),
                            ("contact", "Contact"),
                            ("visit", "Visit"),
                        ],
                        default="case_note",
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(max_length=20000)),
                ("is_significant", models.BooleanField(default=False, verbose_name="significant event")),
                ("occurred_at", models.DateTimeField(verbose_name="date and time")),
                ("recorded_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "recorded_by",
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
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.casenote",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.document",
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
                "verbose_name": "historical case note",
                "verbose_name_plural": "historical case notes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalClosureDay",
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
                ("day", models.DateField(db_index=True, verbose_name="day")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("history_change_reason", models.TextField(blank=True, null=True)),
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
                "verbose_name": "historical closure day",
                "verbose_name_plural": "historical closure days",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContact",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("address", "Address"),
                            ("placement", "Placement address"),
                            ("phone", "Telephone"),
                            ("email", "Email"),
                            ("school", "School"),
                        ],
                        max_length=10,
                    ),
                ),
                ("detail", models.TextField(max_length=500)),
                ("is_concealed", models.BooleanField(default=False, verbose_name="concealed")),
                (
                    "concealed_because",
                    models.CharField(blank=True, max_length=200, verbose_name="why it is concealed"),
                ),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
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
                "verbose_name": "historical contact",
                "verbose_name_plural": "historical contacts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCover",
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
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("reason", models.CharField(max_length=200)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "absent",
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
                    "covered_by",
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
                "verbose_name": "historical cover",
                "verbose_name_plural": "historical covers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDeadline",
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
                ("kind", models.CharField(max_length=40)),
                (
                    "clock_name",
                    models.CharField(help_text="The framework's clock that it runs by.", max_length=40),
                ),
                ("about_id", models.PositiveBigIntegerField()),
                (
                    "label",
                    models.CharField(
                        help_text="What is due, as an imperative: Answer stage 1.", max_length=120
                    ),
                ),
                ("owner", models.CharField(help_text="The role or relation that must act.", max_length=30)),
                ("starts_at", models.DateTimeField()),
                (
                    "is_dated_by_person",
                    models.BooleanField(
                        default=False, help_text="Somebody chose the date: no calendar re-dates it."
                    ),
                ),
                (
                    "first_due_at",
                    models.DateTimeField(help_text="As first computed; changes with the calendar only."),
                ),
                ("due_at", models.DateTimeField(help_text="As it stands, extensions counted.")),
                ("met_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "breached_at",
                    models.DateTimeField(blank=True, help_text="The true moment of the breach.", null=True),
                ),
                ("breach_handled_at", models.DateTimeField(blank=True, null=True)),
                ("breach_attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("next_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("set_aside_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("last_error", models.CharField(blank=True, editable=False, max_length=200)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "about_type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
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
                    "owner_post",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.post",
                    ),
                ),
                (
                    "owner_person",
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
                "verbose_name": "historical deadline",
                "verbose_name_plural": "historical deadlines",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDocument",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("upload", "Uploaded document"),
                            ("report", "Report"),
                            ("letter", "Letter"),
                            ("referral", "Cafcass referral"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=150)),
                ("report_key", models.CharField(blank=True, max_length=60)),
                ("about_id", models.PositiveBigIntegerField(blank=True, null=True)),
                ("addressed_to", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Being made"),
                            ("stored", "On the record"),
                            ("failed", "Could not be made"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("added_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("stored_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(blank=True, default=qa_portal.clock.now, null=True)),
                ("last_error", models.CharField(blank=True, max_length=200)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "about_type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.storedfile",
                    ),
                ),
                (
                    "added_by",
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
                "verbose_name": "historical document",
                "verbose_name_plural": "historical documents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDueDateChange",
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
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("extension", "Agreed change of date"),
                            ("calendar", "Change of the working-day calendar"),
                        ],
                        max_length=10,
                    ),
                ),
                ("from_due_at", models.DateTimeField()),
                ("to_due_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=500)),
                ("approved_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "deadline",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.deadline",
                    ),
                ),
                (
                    "approved_by",
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
                "verbose_name": "historical due date change",
                "verbose_name_plural": "historical due date changes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalEmergencyAccess",
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
                ("reason", models.TextField(max_length=1000)),
                ("opened_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("ends_at", models.DateTimeField()),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "person",
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
                "verbose_name": "historical emergency access",
                "verbose_name_plural": "historical emergency accesss",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFrameworkVersion",
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
                ("key", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                (
                    "source",
                    models.CharField(
                        choices=[("shipped", "Shipped with the portal"), ("council", "The council's own")],
                        max_length=10,
                    ),
                ),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of what it says, includes flattened.", max_length=64),
                ),
                ("loaded_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "loaded_by",
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
                    "published_by",
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
                "verbose_name": "historical framework version",
                "verbose_name_plural": "historical framework versions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalGuardian",
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
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "person",
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
                "verbose_name": "historical guardian",
                "verbose_name_plural": "historical guardians",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalImportRun",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checked", "Checked, not imported"),
                            ("imported", "Imported"),
                            ("abandoned", "Given up"),
                        ],
                        default="checked",
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(help_text="Of the dry run that was shown.", max_length=64)),
                (
                    "summary",
                    models.JSONField(
                        default=dict, help_text="File → how many were added, changed, left, kept."
                    ),
                ),
                ("uploaded_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "uploaded_by",
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
                    "ended_by",
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
                "verbose_name": "historical import run",
                "verbose_name_plural": "historical import runs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLegalStatus",
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
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("s20", "Accommodated (section 20)"),
                            ("ico", "Interim care order"),
                            ("care_order", "Care order"),
                            ("placement", "Placement order"),
                            ("epo", "Emergency protection order"),
                            ("remand", "Remanded to local authority care"),
                            ("supervision", "Supervision order"),
                            ("none", "No order"),
                        ],
                        max_length=14,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
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
                "verbose_name": "historical legal status",
                "verbose_name_plural": "historical legal statuses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMeeting",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("looked_after_review", "Looked-after review"),
                            ("cp_conference", "Child-protection conference"),
                            ("foster_review", "Foster carer's review"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("started", "Being written"), ("completed", "Completed")],
                        default="started",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("held_on", models.DateField(verbose_name="held on")),
                (
                    "took_part",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("attended", "Attended and spoke for themselves"),
                            ("represented", "Represented by an advocate or another person"),
                            ("wrote", "Gave their views beforehand"),
                            ("not", "Did not take part"),
                        ],
                        max_length=12,
                        verbose_name="how the child took part",
                    ),
                ),
                (
                    "child_view",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="what the child said, in their own words"
                    ),
                ),
                (
                    "summary",
                    models.TextField(blank=True, max_length=10000, verbose_name="summary of the review"),
                ),
                ("decisions", models.TextField(blank=True, max_length=10000, verbose_name="decisions")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="date of the next review")),
                ("started_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "chair",
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
                "verbose_name": "historical meeting",
                "verbose_name_plural": "historical meetings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPost",
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
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("social_worker", "Social worker"),
                            ("team_manager", "Team Manager"),
                            ("service_manager", "Service Manager"),
                            ("head_of_service", "Head of Service"),
                            ("assistant_director", "Assistant Director"),
                            ("service_director", "Service Director"),
                            ("corporate_director", "Corporate Director"),
                            ("iro", "Independent Reviewing Officer"),
                            ("fostering_iro", "Fostering Independent Reviewing Officer"),
                            ("cp_chair", "Child-protection chair"),
                            ("iro_manager", "IRO Manager"),
                            ("insights_member", "Insights team member"),
                            ("insights_manager", "Insights Team Manager"),
                            ("insights_service_manager", "Insights Service Manager"),
                            ("insights_head", "Insights Head of Service"),
                            ("principal_social_worker", "Principal Social Worker"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=30,
                    ),
                ),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.team",
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
                "verbose_name": "historical post",
                "verbose_name_plural": "historical posts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRequestForResponse",
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
                ("about_id", models.PositiveBigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("update", "Update on the issues"),
                            ("answer", "Answer to the stage"),
                            ("confirmation", "Confirmation of the recommendations"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("sent", "Sent"),
                            ("returned", "Returned"),
                            ("completed", "Completed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="sent",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("to_role", models.CharField(max_length=30)),
                (
                    "is_mandatory",
                    models.BooleanField(
                        default=True,
                        help_text="Whether the process waits for it; a copy to the practitioner may be optional.",
                    ),
                ),
                (
                    "to_words",
                    models.CharField(help_text="To whom, as it was when it was sent.", max_length=300),
                ),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("sent_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("returned_note", models.TextField(blank=True, max_length=2000)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "about_type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "to_post",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.post",
                    ),
                ),
                (
                    "to_person",
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
                    "sent_by",
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
                    "returned_by",
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
                "verbose_name": "historical request for response",
                "verbose_name_plural": "historical request for responses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSibling",
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
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "one",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.subject",
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
                "verbose_name": "historical sibling",
                "verbose_name_plural": "historical siblings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSubject",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("child", "Child or young person"),
                            ("foster_carer", "Foster carer"),
                            ("adult", "Adult"),
                        ],
                        default="child",
                        max_length=12,
                    ),
                ),
                (
                    "reference",
                    models.CharField(db_index=True, help_text="The council's case number.", max_length=30),
                ),
                ("first_name", models.CharField(max_length=80)),
                ("last_name", models.CharField(max_length=80)),
                ("known_as", models.CharField(blank=True, max_length=80)),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("died_on", models.DateField(blank=True, null=True, verbose_name="date of death")),
                (
                    "other_reference",
                    models.CharField(
                        blank=True, help_text="Another system's number for the same person.", max_length=60
                    ),
                ),
                (
                    "case_kind",
                    models.CharField(
                        choices=[
                            ("assessment", "Assessment and intervention"),
                            ("child_in_need", "Child in need"),
                            ("disability", "Child with a disability"),
                            ("child_protection", "Child protection or court"),
                            ("looked_after", "Looked after"),
                            ("care_experienced", "Care experienced"),
                            ("fostering", "Fostering"),
                            ("adult", "Adult's service"),
                        ],
                        max_length=20,
                        verbose_name="kind of case",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="record closed on")),
                (
                    "is_restricted",
                    models.BooleanField(default=False, verbose_name="restricted to named people"),
                ),
                ("corrected_fields", models.JSONField(blank=True, default=list, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.team",
                    ),
                ),
                (
                    "practitioner",
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
                    "iro",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewing officer",
                    ),
                ),
                (
                    "cp_chair",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="child-protection chair",
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
                "verbose_name": "historical subject",
                "verbose_name_plural": "historical subjects",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTeam",
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
                ("name", models.CharField(db_index=True, max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[("team", "Team"), ("service", "Service"), ("department", "Department")],
                        default="team",
                        max_length=12,
                    ),
                ),
                (
                    "framework_key",
                    models.CharField(
                        blank=True,
                        help_text="The procedure this team works by. Empty: the one of the team above.",
                        max_length=60,
                        verbose_name="framework",
                    ),
                ),
                ("is_open", models.BooleanField(default=True, verbose_name="in use")),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="qa_portal.team",
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
                "verbose_name": "historical team",
                "verbose_name_plural": "historical teams",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalUser",
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
                ("email", models.EmailField(db_index=True, max_length=254, verbose_name="email address")),
                ("name", models.CharField(max_length=120)),
                ("job_title", models.CharField(blank=True, max_length=120)),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("is_superuser", models.BooleanField(default=False)),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("at_once", "At once, one email each"),
                            ("daily", "Once a day, all in one email"),
                        ],
                        default="at_once",
                        max_length=10,
                    ),
                ),
                ("joined_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
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
                "verbose_name": "historical user",
                "verbose_name_plural": "historical users",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checked", "Checked, not imported"),
                            ("imported", "Imported"),
                            ("abandoned", "Given up"),
                        ],
                        default="checked",
                        max_length=10,
                    ),
                ),
                (
                    "files",
                    models.JSONField(
                        default=dict, help_text="Name → content, base64; empty once it is over."
                    ),
                ),
                ("digest", models.CharField(help_text="Of the dry run that was shown.", max_length=64)),
                (
                    "summary",
                    models.JSONField(
                        default=dict, help_text="File → how many were added, changed, left, kept."
                    ),
                ),
                ("uploaded_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
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
                "ordering": ["-uploaded_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="import_run_ended_at_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "checked"), ("files", {}), _connector="OR"),
                        name="import_run_keeps_no_files",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="qa_portal.deadline",
                    ),
                ),
                ("occasion", models.CharField(max_length=120)),
                ("event", models.CharField(max_length=60)),
                (
                    "urgency",
                    models.CharField(
                        choices=[("notice", "Notice"), ("reminder", "Reminder"), ("alert", "Alert")],
                        default="notice",
                        max_length=10,
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "about_type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                ("about_id", models.PositiveBigIntegerField(blank=True, null=True)),
                ("heading", models.CharField(max_length=200)),
                ("text", models.TextField()),
                (
                    "why_you",
                    models.CharField(blank=True, help_text="Why it came to this person.", max_length=300),
                ),
                (
                    "url",
                    models.CharField(
                        blank=True, help_text="A path in the portal; holds no name.", max_length=300
                    ),
                ),
                ("created_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("message_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("waiting", "To be sent"),
                            ("digest", "In the next daily email"),
                            ("sent", "Sent"),
                            ("failed", "Could not be sent"),
                            ("left", "Not sent: the person has left"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("mail_next_at", models.DateTimeField(blank=True, default=qa_portal.clock.now, null=True)),
                ("mail_attempts", models.PositiveSmallIntegerField(default=0)),
                ("mail_sent_at", models.DateTimeField(blank=True, null=True)),
                ("mail_error", models.CharField(blank=True, max_length=200)),
                (
                    "mailed_as",
                    models.UUIDField(
                        blank=True,
                        editable=False,
                        help_text="The Message-ID of the email it went out in.",
                        null=True,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["recipient", "-created_at"], name="message_inbox"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["recipient"],
                        name="message_unread",
                    ),
                    models.Index(
                        condition=models.Q(("mail__in", ["waiting", "digest"])),
                        fields=["mail_next_at"],
                        name="message_to_mail",
                    ),
                    models.Index(
                        condition=models.Q(("mail", "failed")),
                        fields=["mail_next_at"],
                        name="message_not_mailed",
                    ),
                    models.Index(fields=["subject", "-created_at"], name="message_of_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deadline__isnull", False)),
                        fields=("deadline", "occasion", "recipient"),
                        name="message_once_for_deadline",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("deadline__isnull", True)),
                        fields=("occasion", "recipient"),
                        name="message_once_for_event",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("set_aside", "A deadline was set apart"),
                            ("consequence", "What follows from a missed deadline failed"),
                            ("nobody", "There was nobody to tell"),
                            ("mail", "An email could not be sent"),
                            ("check", "A regular check failed"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="What it is about; one open incident for each.", max_length=120
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="qa_portal.deadline",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="qa_portal.message",
                    ),
                ),
                ("opened_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("last_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("times", models.PositiveIntegerField(default=1)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
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
                "ordering": ["-opened_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["-opened_at"],
                        name="incident_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("kind", "key"),
                        name="incident_one_open_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", False), ("closed_by__isnull", True), _connector="OR"
                        ),
                        name="incident_closed_at_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_statuses",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("s20", "Accommodated (section 20)"),
                            ("ico", "Interim care order"),
                            ("care_order", "Care order"),
                            ("placement", "Placement order"),
                            ("epo", "Emergency protection order"),
                            ("remand", "Remanded to local authority care"),
                            ("supervision", "Supervision order"),
                            ("none", "No order"),
                        ],
                        max_length=14,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "verbose_name_plural": "legal statuses",
                "ordering": ["-starts_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="legal_status_ends_after_start",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("looked_after_review", "Looked-after review"),
                            ("cp_conference", "Child-protection conference"),
                            ("foster_review", "Foster carer's review"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("started", "Being written"), ("completed", "Completed")],
                        default="started",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("held_on", models.DateField(verbose_name="held on")),
                (
                    "chair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "took_part",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("attended", "Attended and spoke for themselves"),
                            ("represented", "Represented by an advocate or another person"),
                            ("wrote", "Gave their views beforehand"),
                            ("not", "Did not take part"),
                        ],
                        max_length=12,
                        verbose_name="how the child took part",
                    ),
                ),
                (
                    "child_view",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="what the child said, in their own words"
                    ),
                ),
                (
                    "summary",
                    models.TextField(blank=True, max_length=10000, verbose_name="summary of the review"),
                ),
                ("decisions", models.TextField(blank=True, max_length=10000, verbose_name="decisions")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="date of the next review")),
                ("started_at", models.DateTimeField(default=qa_portal.clock.now)),
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
                "ordering": ["-held_on", "-pk"],
                "indexes": [models.Index(fields=["subject", "-held_on"], name="meeting_by_subject")],
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
                        name="meeting_completed_at_by",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestForResponse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "about_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                ("about_id", models.PositiveBigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("update", "Update on the issues"),
                            ("answer", "Answer to the stage"),
                            ("confirmation", "Confirmation of the recommendations"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("sent", "Sent"),
                            ("returned", "Returned"),
                            ("completed", "Completed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="sent",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("to_role", models.CharField(max_length=30)),
                (
                    "to_post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="qa_portal.post",
                    ),
                ),
                (
                    "to_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "is_mandatory",
                    models.BooleanField(
                        default=True,
                        help_text="Whether the process waits for it; a copy to the practitioner may be optional.",
                    ),
                ),
                (
                    "to_words",
                    models.CharField(help_text="To whom, as it was when it was sent.", max_length=300),
                ),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("sent_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("returned_note", models.TextField(blank=True, max_length=2000)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                "ordering": ["-sent_at", "-pk"],
                "indexes": [
                    models.Index(fields=["to_post", "state", "sent_at"], name="request_of_post"),
                    models.Index(fields=["to_person", "state", "sent_at"], name="request_of_person"),
                    models.Index(fields=["about_type", "about_id"], name="request_about"),
                    models.Index(fields=["sent_by", "state", "sent_at"], name="request_of_sender"),
                    models.Index(fields=["completed_by", "completed_at"], name="request_of_answerer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at__isnull", True), ("completed_by__isnull", True)),
                            models.Q(("completed_at__isnull", False), ("completed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="request_completed_at_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("returned_at__isnull", True), ("returned_by__isnull", True)),
                            models.Q(("returned_at__isnull", False), ("returned_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="request_returned_at_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sibling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="siblings_after",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="siblings_before",
                        to="qa_portal.subject",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="sibling_pair_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="sibling_lower_first"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "about_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                ("about_id", models.PositiveBigIntegerField()),
                ("section", models.CharField(max_length=40)),
                ("statement", models.CharField(max_length=300)),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("role", models.CharField(max_length=200)),
                ("signed_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["signed_at", "pk"],
                "indexes": [
                    models.Index(fields=["about_type", "about_id", "section"], name="signature_about")
                ],
                "constraints": [],
            },
        ),
    ]
    operations = [CreateTogether(operations)]
