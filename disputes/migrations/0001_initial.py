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
            name="SignificantInformation",
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
                        related_name="significant_information",
                        to="qa_portal.subject",
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("drafted", "Being written"), ("completed", "Completed")],
                        default="drafted",
                        max_length=50,
                        protected=True,
                    ),
                ),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="date the information was received"),
                ),
                (
                    "summary",
                    models.TextField(blank=True, max_length=10000, verbose_name="summary of the information"),
                ),
                (
                    "actions_to_take",
                    models.TextField(blank=True, max_length=10000, verbose_name="actions to be taken"),
                ),
                ("worker", models.CharField(blank=True, max_length=120, verbose_name="completed by")),
                ("worker_on", models.DateField(blank=True, null=True, verbose_name="date completed")),
                ("raised_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "raised_by",
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
                "verbose_name_plural": "significant information",
                "ordering": ["-raised_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at__isnull", True), ("completed_by__isnull", True)),
                            models.Q(("completed_at__isnull", False), ("completed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="information_completed_at_by",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Qap",
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
                        related_name="%(class)ss",
                        to="qa_portal.subject",
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
                ("raised_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("scheduled", "Opens later"),
                            ("drafted", "Being written"),
                            ("requested", "With the manager"),
                            ("returned", "Returned to the reviewing officer"),
                            ("answered", "Answered, for decision"),
                            ("unanswered", "Not answered, for decision"),
                            ("concluded", "Outcome signed"),
                            ("ended", "Ended"),
                        ],
                        default="drafted",
                        max_length=50,
                        protected=True,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qaps",
                        to="qa_portal.meeting",
                    ),
                ),
                (
                    "information",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qaps",
                        to="disputes.significantinformation",
                    ),
                ),
                (
                    "reviews",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewed_by",
                        to="disputes.qap",
                    ),
                ),
                ("opens_on", models.DateField(blank=True, null=True)),
                (
                    "review_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="date by which the actions are reviewed"
                    ),
                ),
                (
                    "summary",
                    models.TextField(blank=True, max_length=10000, verbose_name="summary and conclusion"),
                ),
                ("outcome", models.CharField(blank=True, max_length=40, verbose_name="decision")),
                (
                    "next_step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("complete", "QAP complete"),
                            ("review_targets", "Review QAP targets"),
                            ("proceed", "Proceed to a formal stage"),
                        ],
                        max_length=20,
                        verbose_name="next action",
                    ),
                ),
                ("next_level", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stage")),
                ("next_reason", models.TextField(blank=True, max_length=2000, verbose_name="why this stage")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="start it on")),
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
                "verbose_name": "QAP",
                "ordering": ["-raised_at", "-pk"],
                "indexes": [
                    models.Index(fields=["subject", "state"], name="qap_by_subject"),
                    models.Index(fields=["raised_by", "state"], name="qap_by_raiser"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="qap_ended_at_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opens_on__isnull", False), ("state", "scheduled")),
                            models.Q(("state", "scheduled"), _negated=True),
                            _connector="OR",
                        ),
                        name="qap_scheduled_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
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
                        related_name="%(class)ss",
                        to="qa_portal.subject",
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
                ("raised_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("informal", "Informal resolution"), ("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=50,
                        protected=True,
                    ),
                ),
                (
                    "qap",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="disputes.qap",
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=40)),
                (
                    "concern",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="the concern in a few sentences"
                    ),
                ),
                (
                    "informal_tried",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No, and this is why")],
                        max_length=3,
                        verbose_name="was it first taken up informally?",
                    ),
                ),
                ("informal_on", models.DateField(blank=True, null=True, verbose_name="when")),
                ("informal_with", models.CharField(blank=True, max_length=200, verbose_name="with whom")),
                (
                    "informal_result",
                    models.TextField(blank=True, max_length=4000, verbose_name="what came of it"),
                ),
                ("informal_why_not", models.TextField(blank=True, max_length=2000, verbose_name="why not")),
                (
                    "informal_limit_on",
                    models.DateField(blank=True, null=True, verbose_name="to be resolved informally by"),
                ),
                (
                    "child_told_on",
                    models.DateField(blank=True, null=True, verbose_name="the child was told on"),
                ),
                (
                    "advocate_offered_on",
                    models.DateField(blank=True, null=True, verbose_name="an advocate was offered on"),
                ),
                ("child_not_told_why", models.TextField(blank=True, max_length=2000, verbose_name="why not")),
                (
                    "first_sent_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="The cap runs from here (LAW-02).",
                        null=True,
                        verbose_name="first formal request sent",
                    ),
                ),
                ("closing_outcome", models.CharField(blank=True, max_length=40)),
                ("closing_summary", models.TextField(blank=True, max_length=10000)),
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
                "ordering": ["-raised_at", "-pk"],
                "indexes": [
                    models.Index(fields=["subject", "state"], name="dispute_by_subject"),
                    models.Index(fields=["raised_by", "state"], name="dispute_by_raiser"),
                    models.Index(fields=["state", "-raised_at"], name="dispute_register"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="dispute_closed_at_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="dispute_closed_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CafcassReferral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="disputes.dispute",
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("prepared", "Being prepared"),
                            ("made", "Made"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="prepared",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("reason", models.TextField(max_length=4000, verbose_name="why it is referred")),
                ("referred_on", models.DateField(blank=True, null=True, verbose_name="referred on")),
                ("sent_to", models.CharField(blank=True, max_length=200, verbose_name="to whom at Cafcass")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="qa_portal.document",
                    ),
                ),
                ("prepared_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
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
                "ordering": ["-prepared_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("made_at__isnull", True), ("made_by__isnull", True)),
                            models.Q(("made_at__isnull", False), ("made_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="referral_made_at_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "made"), _negated=True),
                            ("document__isnull", False),
                            _connector="OR",
                        ),
                        name="referral_made_has_document",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "prepared")),
                        fields=("dispute",),
                        name="referral_one_prepared_each",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Commendation",
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
                        related_name="%(class)ss",
                        to="qa_portal.subject",
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
                ("raised_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("sent", "Sent"), ("acknowledged", "Acknowledged")],
                        default="sent",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=40)),
                ("practice", models.TextField(max_length=4000, verbose_name="what was done well")),
                (
                    "difference",
                    models.TextField(max_length=4000, verbose_name="what difference it made for the child"),
                ),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acknowledged_by",
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
                "ordering": ["-raised_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)),
                            models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="commendation_acknowledged_at_by",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="DisputeStage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stages",
                        to="disputes.dispute",
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="The how-manieth stage of the dispute this is."
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("scheduled", "Opens later"),
                            ("drafted", "Being written"),
                            ("sent", "With the manager"),
                            ("returned", "Returned to the reviewing officer"),
                            ("answered", "Answered, for decision"),
                            ("unanswered", "Not answered, for decision"),
                            ("concluded", "Waiting for confirmation"),
                            ("sent_back", "Sent back by the IRO Manager"),
                            ("confirmed", "Confirmed"),
                            ("bypassed", "Bypassed"),
                        ],
                        default="drafted",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("opens_on", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "opened_by",
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
                        related_name="+",
                        to="disputes.disputestage",
                    ),
                ),
                ("disputed_on", models.DateField(verbose_name="date of the dispute")),
                (
                    "skip_reason",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="why lower stages are passed by"
                    ),
                ),
                (
                    "issues_summary",
                    models.TextField(blank=True, max_length=10000, verbose_name="summary of the issues"),
                ),
                (
                    "desired_outcomes",
                    models.TextField(blank=True, max_length=10000, verbose_name="desired outcomes"),
                ),
                (
                    "answer_overall",
                    models.TextField(
                        blank=True, max_length=10000, verbose_name="the manager's overall response"
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "non_response",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Each reminder of an answer that never came (LAW-04).",
                    ),
                ),
                (
                    "progress_summary",
                    models.TextField(
                        blank=True, max_length=10000, verbose_name="overall summary of progress"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(blank=True, max_length=40, verbose_name="outcome of this stage"),
                ),
                ("concluded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "concluded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "next_step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("complete", "Dispute complete"),
                            ("proceed", "Proceed to another stage"),
                            ("refer_cafcass", "Refer to Cafcass"),
                        ],
                        max_length=20,
                        verbose_name="next action",
                    ),
                ),
                ("next_level", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stage")),
                ("next_reason", models.TextField(blank=True, max_length=2000, verbose_name="why this stage")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="start it on")),
                (
                    "manager_comment",
                    models.TextField(blank=True, max_length=10000, verbose_name="the IRO Manager's comment"),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("confirmation_waived", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["number", "pk"],
                "indexes": [models.Index(fields=["state", "level"], name="stage_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("dispute", "number"), name="stage_number_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["confirmed", "bypassed"]), _negated=True),
                        fields=("dispute",),
                        name="stage_one_open_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1)), name="stage_level_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="stage_answered_at_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("concluded_at__isnull", True), ("concluded_by__isnull", True)),
                            models.Q(("concluded_at__isnull", False), ("concluded_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="stage_concluded_at_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                models.Q(("confirmation_waived", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="stage_confirmed_at_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opens_on__isnull", False), ("state", "scheduled")),
                            models.Q(("state", "scheduled"), _negated=True),
                            _connector="OR",
                        ),
                        name="stage_scheduled_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCafcassReferral",
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
                        choices=[
                            ("prepared", "Being prepared"),
                            ("made", "Made"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="prepared",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("reason", models.TextField(max_length=4000, verbose_name="why it is referred")),
                ("referred_on", models.DateField(blank=True, null=True, verbose_name="referred on")),
                ("sent_to", models.CharField(blank=True, max_length=200, verbose_name="to whom at Cafcass")),
                ("prepared_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "dispute",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disputes.dispute",
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
                (
                    "prepared_by",
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
                    "made_by",
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
                "verbose_name": "historical cafcass referral",
                "verbose_name_plural": "historical cafcass referrals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCommendation",
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
                ("raised_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("sent", "Sent"), ("acknowledged", "Acknowledged")],
                        default="sent",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=40)),
                ("practice", models.TextField(max_length=4000, verbose_name="what was done well")),
                (
                    "difference",
                    models.TextField(max_length=4000, verbose_name="what difference it made for the child"),
                ),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
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
                    "raised_by",
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
                    "acknowledged_by",
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
                "verbose_name": "historical commendation",
                "verbose_name_plural": "historical commendations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDispute",
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
                ("raised_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("informal", "Informal resolution"), ("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=40)),
                (
                    "concern",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="the concern in a few sentences"
                    ),
                ),
                (
                    "informal_tried",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No, and this is why")],
                        max_length=3,
                        verbose_name="was it first taken up informally?",
                    ),
                ),
                ("informal_on", models.DateField(blank=True, null=True, verbose_name="when")),
                ("informal_with", models.CharField(blank=True, max_length=200, verbose_name="with whom")),
                (
                    "informal_result",
                    models.TextField(blank=True, max_length=4000, verbose_name="what came of it"),
                ),
                ("informal_why_not", models.TextField(blank=True, max_length=2000, verbose_name="why not")),
                (
                    "informal_limit_on",
                    models.DateField(blank=True, null=True, verbose_name="to be resolved informally by"),
                ),
                (
                    "child_told_on",
                    models.DateField(blank=True, null=True, verbose_name="the child was told on"),
                ),
                (
                    "advocate_offered_on",
                    models.DateField(blank=True, null=True, verbose_name="an advocate was offered on"),
                ),
                ("child_not_told_why", models.TextField(blank=True, max_length=2000, verbose_name="why not")),
                (
                    "first_sent_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="The cap runs from here (LAW-02).",
                        null=True,
                        verbose_name="first formal request sent",
                    ),
                ),
                ("closing_outcome", models.CharField(blank=True, max_length=40)),
                ("closing_summary", models.TextField(blank=True, max_length=10000)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                    "raised_by",
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
                    "qap",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disputes.qap",
                    ),
                ),
                (
                    "closed_by",
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
                "verbose_name": "historical dispute",
                "verbose_name_plural": "historical disputes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDisputeStage",
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
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="The how-manieth stage of the dispute this is."
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("scheduled", "Opens later"),
                            ("drafted", "Being written"),
                            ("sent", "With the manager"),
                            ("returned", "Returned to the reviewing officer"),
                            ("answered", "Answered, for decision"),
                            ("unanswered", "Not answered, for decision"),
                            ("concluded", "Waiting for confirmation"),
                            ("sent_back", "Sent back by the IRO Manager"),
                            ("confirmed", "Confirmed"),
                            ("bypassed", "Bypassed"),
                        ],
                        default="drafted",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("opens_on", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(default=qa_portal.clock.now)),
                ("disputed_on", models.DateField(verbose_name="date of the dispute")),
                (
                    "skip_reason",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="why lower stages are passed by"
                    ),
                ),
                (
                    "issues_summary",
                    models.TextField(blank=True, max_length=10000, verbose_name="summary of the issues"),
                ),
                (
                    "desired_outcomes",
                    models.TextField(blank=True, max_length=10000, verbose_name="desired outcomes"),
                ),
                (
                    "answer_overall",
                    models.TextField(
                        blank=True, max_length=10000, verbose_name="the manager's overall response"
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "non_response",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Each reminder of an answer that never came (LAW-04).",
                    ),
                ),
                (
                    "progress_summary",
                    models.TextField(
                        blank=True, max_length=10000, verbose_name="overall summary of progress"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(blank=True, max_length=40, verbose_name="outcome of this stage"),
                ),
                ("concluded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "next_step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("complete", "Dispute complete"),
                            ("proceed", "Proceed to another stage"),
                            ("refer_cafcass", "Refer to Cafcass"),
                        ],
                        max_length=20,
                        verbose_name="next action",
                    ),
                ),
                ("next_level", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stage")),
                ("next_reason", models.TextField(blank=True, max_length=2000, verbose_name="why this stage")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="start it on")),
                (
                    "manager_comment",
                    models.TextField(blank=True, max_length=10000, verbose_name="the IRO Manager's comment"),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("confirmation_waived", models.CharField(blank=True, max_length=200)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "dispute",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disputes.dispute",
                    ),
                ),
                (
                    "opened_by",
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
                        to="disputes.disputestage",
                    ),
                ),
                (
                    "answered_by",
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
                    "concluded_by",
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
                    "confirmed_by",
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
                "verbose_name": "historical dispute stage",
                "verbose_name_plural": "historical dispute stages",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalQap",
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
                ("raised_at", models.DateTimeField(default=qa_portal.clock.now)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("scheduled", "Opens later"),
                            ("drafted", "Being written"),
                            ("requested", "With the manager"),
                            ("returned", "Returned to the reviewing officer"),
                            ("answered", "Answered, for decision"),
                            ("unanswered", "Not answered, for decision"),
                            ("concluded", "Outcome signed"),
                            ("ended", "Ended"),
                        ],
                        default="drafted",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("opens_on", models.DateField(blank=True, null=True)),
                (
                    "review_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="date by which the actions are reviewed"
                    ),
                ),
                (
                    "summary",
                    models.TextField(blank=True, max_length=10000, verbose_name="summary and conclusion"),
                ),
                ("outcome", models.CharField(blank=True, max_length=40, verbose_name="decision")),
                (
                    "next_step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("complete", "QAP complete"),
                            ("review_targets", "Review QAP targets"),
                            ("proceed", "Proceed to a formal stage"),
                        ],
                        max_length=20,
                        verbose_name="next action",
                    ),
                ),
                ("next_level", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stage")),
                ("next_reason", models.TextField(blank=True, max_length=2000, verbose_name="why this stage")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="start it on")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "raised_by",
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
                    "information",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disputes.significantinformation",
                    ),
                ),
                (
                    "reviews",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disputes.qap",
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
                "verbose_name": "historical QAP",
                "verbose_name_plural": "historical QAPs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="QapIssue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "qap",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issues", to="disputes.qap"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("theme", models.CharField(blank=True, max_length=40)),
                ("concern", models.TextField(max_length=4000, verbose_name="issue")),
                (
                    "action_needed",
                    models.TextField(blank=True, max_length=4000, verbose_name="action needed"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be done by")),
                (
                    "carried",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("kept", "Carried over"),
                            ("changed", "Carried over and changed"),
                        ],
                        default="new",
                        max_length=8,
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="disputes.qapissue",
                    ),
                ),
                ("update", models.TextField(blank=True, max_length=4000, verbose_name="update")),
                ("updated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resolved", "Resolved"),
                            ("partly", "Partly resolved"),
                            ("not_resolved", "Not resolved"),
                        ],
                        max_length=14,
                    ),
                ),
                ("decision_note", models.TextField(blank=True, max_length=4000, verbose_name="reason")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
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
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("updated_at__isnull", True), ("updated_by__isnull", True)),
                            models.Q(("updated_at__isnull", False), ("updated_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="qap_issue_updated_at_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="qap_issue_decided_at_by",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalQapIssue",
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
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("theme", models.CharField(blank=True, max_length=40)),
                ("concern", models.TextField(max_length=4000, verbose_name="issue")),
                (
                    "action_needed",
                    models.TextField(blank=True, max_length=4000, verbose_name="action needed"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be done by")),
                (
                    "carried",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("kept", "Carried over"),
                            ("changed", "Carried over and changed"),
                        ],
                        default="new",
                        max_length=8,
                    ),
                ),
                ("update", models.TextField(blank=True, max_length=4000, verbose_name="update")),
                ("updated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resolved", "Resolved"),
                            ("partly", "Partly resolved"),
                            ("not_resolved", "Not resolved"),
                        ],
                        max_length=14,
                    ),
                ),
                ("decision_note", models.TextField(blank=True, max_length=4000, verbose_name="reason")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "qap",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disputes.qap",
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disputes.qapissue",
                    ),
                ),
                (
                    "updated_by",
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
                    "decided_by",
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
                "verbose_name": "historical qap issue",
                "verbose_name_plural": "historical qap issues",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRecommendedAction",
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
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("issue", models.TextField(blank=True, max_length=4000)),
                ("action", models.TextField(max_length=4000, verbose_name="recommended action")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be done by")),
                (
                    "carried_from",
                    models.CharField(blank=True, help_text="Where it was carried over from.", max_length=60),
                ),
                (
                    "carried_note",
                    models.TextField(blank=True, help_text="What was said of it there.", max_length=8000),
                ),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField(blank=True, null=True)),
                (
                    "stage",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disputes.disputestage",
                    ),
                ),
                (
                    "answered_by",
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
                "verbose_name": "historical recommended action",
                "verbose_name_plural": "historical recommended actions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSignificantInformation",
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
                        choices=[("drafted", "Being written"), ("completed", "Completed")],
                        default="drafted",
                        max_length=50,
                        protected=True,
                    ),
                ),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="date the information was received"),
                ),
                (
                    "summary",
                    models.TextField(blank=True, max_length=10000, verbose_name="summary of the information"),
                ),
                (
                    "actions_to_take",
                    models.TextField(blank=True, max_length=10000, verbose_name="actions to be taken"),
                ),
                ("worker", models.CharField(blank=True, max_length=120, verbose_name="completed by")),
                ("worker_on", models.DateField(blank=True, null=True, verbose_name="date completed")),
                ("raised_at", models.DateTimeField(default=qa_portal.clock.now)),
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
                    "raised_by",
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
                "verbose_name": "historical significant information",
                "verbose_name_plural": "historical significant information",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RecommendedAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="disputes.disputestage",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("issue", models.TextField(blank=True, max_length=4000)),
                ("action", models.TextField(max_length=4000, verbose_name="recommended action")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be done by")),
                (
                    "carried_from",
                    models.CharField(blank=True, help_text="Where it was carried over from.", max_length=60),
                ),
                (
                    "carried_note",
                    models.TextField(blank=True, help_text="What was said of it there.", max_length=8000),
                ),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
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
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="recommended_action_answered_at_by",
                    )
                ],
                "indexes": [],
            },
        ),
    ]
    operations = [CreateTogether(operations)]
