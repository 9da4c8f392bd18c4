from django.db import migrations, models

from qa_portal.live_migrations import AddIndexInUse, OnlyTheseIndexes, RemoveIndexInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("qa_portal", "0005_records_in_words"),
    ]

    operations = [
        OnlyTheseIndexes(
            {
                "deadline": ["owner_person", "owner_post", "subject"],
                "message": [],
                "requestforresponse": ["subject"],
                "historicalallocation": ["history_date", "id", "subject"],
                "historicalappointment": ["id", "person", "post"],
                "historicalcasenote": ["id", "subject"],
                "historicalclosureday": ["id"],
                "historicalcontact": ["id", "subject"],
                "historicalcover": ["absent", "covered_by", "id"],
                "historicaldeadline": ["id"],
                "historicaldocument": ["id", "subject"],
                "historicalduedatechange": ["deadline", "id"],
                "historicalemergencyaccess": ["id", "subject"],
                "historicalframeworkversion": ["id"],
                "historicalguardian": ["id", "subject"],
                "historicalimportrun": ["id"],
                "historicallegalstatus": ["id", "subject"],
                "historicalmeeting": ["id", "subject"],
                "historicalpost": ["id"],
                "historicalrequestforresponse": ["id", "subject"],
                "historicalsibling": ["id", "one", "other"],
                "historicalsubject": ["id"],
                "historicalteam": ["id"],
                "historicaluser": ["id"],
            }
        ),
        RemoveIndexInUse(model_name="message", name="message_of_subject"),
        AddIndexInUse(
            model_name="subject",
            index=models.Index(
                condition=models.Q(
                    ("case_kind", "looked_after"), ("closed_on__isnull", True), ("kind", "child")
                ),
                fields=["iro", "id"],
                name="subject_to_be_reviewed",
            ),
        ),
    ]
