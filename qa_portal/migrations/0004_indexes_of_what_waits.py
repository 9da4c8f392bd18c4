from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery

from qa_portal.live_migrations import AddIndexInUse, RemoveIndexInUse, change_in_pieces

TO_BE_DONE = Q(("answers_request", False), ("cancelled_at__isnull", True), ("met_at__isnull", True))
OF_A_RELATION = Q(("owner_person__isnull", True), ("owner_post__isnull", True))


def say_with_whom(apps, deadlines):
    subjects = apps.get_model("qa_portal", "Subject").objects.filter(pk=OuterRef("subject_id"))
    running = deadlines.filter(met_at=None, cancelled_at=None)
    for relation in ("practitioner", "iro", "cp_chair"):
        running.filter(owner=relation, owner_post=None, owner_person=None).update(
            with_person=Subquery(subjects.values(f"{relation}_id"))
        )
    running.filter(kind__in=["qap_answer", "stage_answer", "stage_confirm"]).update(answers_request=True)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("qa_portal", "0003_what_waits_for_whom"),
    ]

    operations = [
        change_in_pieces("qa_portal", "Deadline", say_with_whom),
        RemoveIndexInUse(model_name="deadline", name="deadline_open_of_post"),
        RemoveIndexInUse(model_name="deadline", name="deadline_open_of_person"),
        AddIndexInUse(
            model_name="deadline",
            index=models.Index(
                condition=TO_BE_DONE & Q(("owner_post__isnull", False)),
                fields=["owner_post", "due_at", "id"],
                name="deadline_to_do_of_post",
            ),
        ),
        AddIndexInUse(
            model_name="deadline",
            index=models.Index(
                condition=TO_BE_DONE & Q(("owner_person__isnull", False)),
                fields=["owner_person", "due_at", "id"],
                name="deadline_to_do_of_person",
            ),
        ),
        AddIndexInUse(
            model_name="deadline",
            index=models.Index(
                condition=TO_BE_DONE & OF_A_RELATION & Q(("with_person__isnull", False)),
                fields=["with_person", "due_at", "id"],
                name="deadline_to_do_in_relation",
            ),
        ),
        AddIndexInUse(
            model_name="deadline",
            index=models.Index(
                condition=TO_BE_DONE & OF_A_RELATION & Q(("with_person__isnull", True)),
                fields=["owner", "due_at", "id"],
                name="deadline_to_do_of_nobody",
            ),
        ),
    ]
