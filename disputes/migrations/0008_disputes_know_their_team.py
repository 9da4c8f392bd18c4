from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from qa_portal.live_migrations import AddIndexInUse, change_in_pieces


def write_down(apps, disputes):
    record = apps.get_model("qa_portal", "Subject")._base_manager.filter(pk=OuterRef("subject"))
    disputes.update(team=Subquery(record.values("team")[:1]))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("disputes", "0007_unfinished_information"),
        ("qa_portal", "0014_improvement"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispute",
            name="team",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="qa_portal.team",
            ),
        ),
        change_in_pieces("disputes", "dispute", write_down),
        AddIndexInUse(
            model_name="dispute",
            index=models.Index(fields=["team", "-raised_at", "-id"], name="dispute_by_team"),
        ),
    ]
