from django.db import migrations, models

from qa_portal.live_migrations import AddIndexInUse, RemoveIndexInUse

#: With the key at the end, as *my work* orders its lists: their first rows are read, and nothing is sorted.
ORDERED = {
    "request_of_post": ["to_post", "state", "sent_at", "id"],
    "request_of_person": ["to_person", "state", "sent_at", "id"],
    "request_of_sender": ["sent_by", "state", "sent_at", "id"],
    "request_of_answerer": ["completed_by", "completed_at", "id"],
}


def laid_anew(name, fields):
    yield RemoveIndexInUse(model_name="requestforresponse", name=name)
    yield AddIndexInUse(model_name="requestforresponse", index=models.Index(fields=fields, name=name))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("qa_portal", "0009_one_narrative"),
    ]

    operations = [each for name, fields in ORDERED.items() for each in laid_anew(name, fields)]
