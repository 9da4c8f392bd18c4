import django.db.models.deletion
from django.db import migrations, models

from qa_portal.live_migrations import AddIndexInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("qa_portal", "0007_plan_and_supervision"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counted",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("measure", models.CharField(max_length=40, unique=True)),
                ("as_of", models.DateTimeField()),
                ("milliseconds", models.PositiveIntegerField(default=0)),
            ],
            options={"ordering": ["measure"]},
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("measure", models.CharField(max_length=40)),
                ("month", models.DateField(help_text="The first day of its month.", null=True)),
                ("along", models.CharField(blank=True, max_length=80)),
                ("within", models.CharField(blank=True, max_length=80)),
                ("stands", models.CharField(blank=True, max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("out_of", models.PositiveIntegerField(default=0)),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="qa_portal.team",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["measure", "team"], name="figure_of_team"),
                    models.Index(fields=["measure", "month"], name="figure_of_month"),
                ],
            },
        ),
        AddIndexInUse(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("cancelled_at__isnull", True), ("met_at__isnull", True)),
                fields=["due_at", "id"],
                name="deadline_open_by_due",
            ),
        ),
    ]
