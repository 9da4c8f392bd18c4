from django.db import migrations

from qa_portal.live_migrations import OnlyTheseIndexes


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("disputes", "0003_the_register_newest_first"),
    ]

    operations = [
        OnlyTheseIndexes(
            {
                "disputestage": [],
                "historicalcafcassreferral": ["dispute", "id"],
                "historicalcommendation": ["id", "subject"],
                "historicaldispute": ["id", "subject"],
                "historicaldisputestage": ["dispute", "id"],
                "historicalqap": ["id", "subject"],
                "historicalqapissue": ["id", "qap"],
                "historicalrecommendedaction": ["id", "stage"],
                "historicalsignificantinformation": ["id", "subject"],
            }
        ),
    ]
