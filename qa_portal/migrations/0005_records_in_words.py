from django.db import DatabaseError, migrations, transaction

# The same words as qa_portal.children.queries asks for.
IN_WORDS = (
    "UPPER(REPLACE(' ' || last_name || ' ' || first_name || ' ' || known_as || ' ' || reference || ' ' "
    "|| other_reference, '-', ' ')::text)"
)


def lay_index(apps, schema_editor):
    """Trigrams find a word's beginning anywhere. Without the extension the search reads every record, as SQLite does."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return
    schema_editor.execute(
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS subject_in_words ON qa_portal_subject "
        f"USING gin (({IN_WORDS}) gin_trgm_ops)"
    )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX CONCURRENTLY IF EXISTS subject_in_words")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("qa_portal", "0004_indexes_of_what_waits"),
    ]

    operations = [migrations.RunPython(lay_index, drop_index)]
