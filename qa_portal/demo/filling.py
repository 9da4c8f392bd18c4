"""A council of any size, for measuring: the demonstration told once by actions, then copied by the database itself.

Each copy of the story stands on its own: keys are shifted by so many ``STRIDE``, references, families and addresses
differ, and what a row points to is its own copy's: narratives and panels too, which no record owns. The teams with
their managers are there as often as each has some two hundred records, up to ``AREAS`` times; social workers and
reviewing officers in proportion to the records, each with as many (see ``staff``). The department and the quality
assurance unit are there once, so that whoever sees everything sees all of it.

One copy in ``WHOLE_ONE_IN`` is whole. The others hold what is running: records with an open deadline, their work and
its requests, without history, messages and papers, which no page of another record reads; and without panels, of which
the one quality assurance unit would have thousands before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models, transaction

from qa_portal.children.models import Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.plan import Occasion
from qa_portal.documents.reports import make_pending_documents
from qa_portal.figures.actions import count_figures
from qa_portal.narrative.models import Narrative, NarrativeUse
from qa_portal.outbox.models import Message
from qa_portal.people.models.directory_row import renew_directory

from .bulk import bare_tables
from .staff import PEOPLE, STRIDE, Staff, copy_people
from .story import tell_story

#: One copy of the story in so many is whole.
WHOLE_ONE_IN = 10

#: So many copies were never done at the same moment: each was 20 seconds before the last one.
SPREAD_OVER = 40_000

#: Over so many weeks the dates of what is not yet due are spread.
WEEKS = 20

_PROJECT = ("qa_portal", "notifications", "audits", "disputes", "moderation")
_SYLLABLES = "ba,ko,li,mu,ne,pa,ro,si,tu,va,de,fi,go,ha,je,ki,lo,ma,no,pe"
_FIRST_NAMES = "Robin,Wren,Finch,Linnet,Dunnock,Martin,Merle,Lark,Kestrel,Heron,Plover,Teal,Siskin,Avis"


def tell_once() -> None:
    """Tell the story into an empty portal, and make its papers, so that each copy has them on its records."""
    tell_story()
    while make_pending_documents():
        pass


def copy_story(deadlines: int) -> dict[str, int]:
    """Copy the story until so many deadlines are open; give the number of rows of each table that was filled.

    PostgreSQL alone. One transaction: nothing stays of a filling that was cut short.
    """
    running = Deadline.objects.filter(met_at=None, cancelled_at=None).count()
    kinds = list(_record_kinds())
    open_keys = _keys_of_running_records(kinds)
    in_ten = running + (WHOLE_ONE_IN - 1) * len(open_keys[Deadline])
    copies = max(0, -(-(deadlines - running) * WHOLE_ONE_IN // in_ten))
    with transaction.atomic(), connection.cursor() as cursor:
        with bare_tables(cursor, [kind._meta.db_table for kind in kinds]):
            staff = Staff.for_copies(copies)
            copy_people(cursor, staff)
            _lay_out_dates(cursor)
            for kind in kinds:
                _copy_records(cursor, kind, copies, staff, open_keys)
        for statement in connection.ops.sequence_reset_sql(no_style(), [*PEOPLE, *kinds]):
            cursor.execute(statement)
        renew_directory()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        count_figures(all_of_them=True)
        cursor.execute("VACUUM (ANALYZE)")
        return {kind._meta.db_table: _count(cursor, kind) for kind in kinds}


# -- what is copied -----------------------------------------------------------------------------------------


def _record_kinds() -> Iterator[type[models.Model]]:
    """The models of records and of the work on them, each after those that it points to; their histories last."""
    everything = [m for m in apps.get_models() if m._meta.app_label in _PROJECT and m._meta.managed]
    kinds: list[type[models.Model]] = [Subject, *_shared()]
    while True:
        more = [m for m in everything if m not in kinds and not _tracked_by(m) and _belongs(m, kinds)]
        if not more:
            break
        kinds += more
    histories = [m for m in everything if _tracked_by(m) in kinds]
    return (kind for kind in [*kinds, *histories] if kind._base_manager.exists())


def _shared() -> list[type[models.Model]]:
    """What no record owns and yet belongs to a few of them."""
    return [Narrative, apps.get_model("moderation.Panel")]


def _belongs(model: type[models.Model], kinds: list[type[models.Model]]) -> bool:
    names = {field.name for field in model._meta.concrete_fields}
    return "about_id" in names or any(
        f.related_model in kinds for f in model._meta.concrete_fields if f.is_relation
    )


def _tracked_by(model: type[models.Model]) -> type[models.Model] | None:
    """The model whose history this one holds; None for any other."""
    return getattr(model, "instance_type", None)


def _keys_of_running_records(kinds: Iterable[type[models.Model]]) -> dict[type[models.Model], set[int]]:
    """Of each kind, the rows of the story that belong to a record with an open deadline; of deadlines the open ones."""
    running = Deadline.objects.filter(met_at=None, cancelled_at=None)
    kept = {
        kind: set(kind._base_manager.values_list("pk", flat=True))
        for kind in kinds
        if not _tracked_by(kind) and kind._meta.model_name not in ("message", "document", "casenote")
    }
    kept[Subject] &= set(running.values_list("subject", flat=True))
    kept[Deadline] &= set(running.values_list("pk", flat=True))
    kept[apps.get_model("moderation.Panel")] = set()
    types = {ContentType.objects.get_for_model(kind).pk: kind for kind in kept}
    while True:
        before = sum(map(len, kept.values()))
        for kind, keys in kept.items():
            links = [f for f in kind._meta.concrete_fields if f.is_relation and f.related_model in kept]
            for row in kind._base_manager.filter(pk__in=keys):
                here = [getattr(row, f.attname) in (None, *kept[f.related_model]) for f in links]
                about = kept.get(types.get(getattr(row, "about_type_id", None)))
                if not all(here) or (about is not None and row.about_id not in about):
                    keys.discard(row.pk)
        if Narrative in kept:
            used = NarrativeUse.objects.filter(pk__in=kept[NarrativeUse])
            kept[Narrative] &= set(used.values_list("narrative", flat=True))
        if sum(map(len, kept.values())) == before:
            return kept


# -- records ------------------------------------------------------------------------------------------------


def _copy_records(
    cursor: Any,
    kind: type[models.Model],
    copies: int,
    staff: Staff,
    open_keys: dict[type[models.Model], set[int]],
) -> None:
    """Lay out the copies of one table: of the running records in each, and the rest in the whole ones."""
    source = '"story_dates"' if kind is Deadline else f'"{kind._meta.db_table}"'
    pk = kind._meta.pk.column
    keys = sorted(open_keys.get(kind, ()))
    fields = kind._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(kind, field, staff) for field in fields)
    week = f" AND r.week = mod(n, {WEEKS})" if kind is Deadline else ""
    cursor.execute(
        f'INSERT INTO "{kind._meta.db_table}" ({columns}) SELECT {values} '  # noqa: S608
        f"FROM generate_series(1, %s) AS n CROSS JOIN {source} AS r "
        f'WHERE r."{pk}" < {STRIDE}{week} AND (mod(n, {WHOLE_ONE_IN}) = 0 OR r."{pk}" = ANY(%s::bigint[]))',
        [copies, keys],
    )


def _value(kind: type[models.Model], field: Any, staff: Staff) -> str:
    """The expression of one column of copy ``n`` of a row ``r``."""
    column, shift, tracked = f'r."{field.column}"', f" + n * {STRIDE}::bigint", _tracked_by(kind)
    # Which record a name is of: the row's own key, in a history the tracked one's.
    if field.primary_key or (tracked and field.name == "id") or field.name == "about_id":
        return column + shift
    if field.is_relation and field.related_model in PEOPLE:
        return staff.shifted(column, field.related_model, "n")
    if (
        field.is_relation
        and field.related_model not in (ContentType, None)
        and _is_copied(field.related_model)
    ):
        return column + shift
    if field.name in ("reference", "heading"):
        return rf"left(regexp_replace({column}, '\m([CF]-\d{{4}})\M', '\1-' || n, 'g'), {field.max_length})"
    if field.name == "link_digest":
        # The link that a family has is one once for all, so each copy's is another's, that nobody knows.
        return f"CASE WHEN {column} = '' THEN '' ELSE encode(sha256(({column} || n)::bytea), 'hex') END"
    if (tracked or kind) is Subject and field.name == "last_name":
        return _surname()
    if (tracked or kind) is Subject and field.name == "first_name":
        return f"('{{{_FIRST_NAMES}}}'::text[])[1 + mod(n * 5 + r.id, 14)]"
    if isinstance(field, models.DateTimeField) and kind is not Deadline and not tracked:
        return f"{column} - mod(n, {SPREAD_OVER}) * interval '20 seconds'"
    if kind is Message:
        return _message_value(field, column)
    return column


def _surname() -> str:
    """An invented family name for each copy: "Demo" and three syllables of twenty, the same for siblings."""
    parts = [f"('{{{_SYLLABLES}}}'::text[])[1 + mod(n / {20**place}, 20)]" for place in range(3)]
    return "'Demo' || " + " || ".join(parts)


def _message_value(field: Any, column: str) -> str:
    if field.name == "message_id":
        return "gen_random_uuid()"
    if field.name == "occasion":
        return f"CASE WHEN r.deadline_id IS NULL THEN {column} || ':' || n ELSE {column} END"
    if field.name == "url":
        number = f"(substring({column} from '[0-9]+')::bigint + n * {STRIDE})::text"
        return (
            rf"CASE WHEN {column} ~ '\d' THEN regexp_replace({column}, '[0-9]+', {number}) ELSE {column} END"
        )
    return column


def _is_copied(model: type[models.Model]) -> bool:
    return model in list(_record_kinds())


# -- dates --------------------------------------------------------------------------------------------------


def _lay_out_dates(cursor: Any) -> None:
    """The story's deadlines once for each week to come: what isn't missed yet is due so much later.

    What was missed stays so, and has nothing left to say. So a sweep finds nothing due for a week.
    """
    table = Deadline._meta.db_table
    cursor.execute(
        f'CREATE TEMPORARY TABLE "story_dates" ON COMMIT DROP AS '  # noqa: S608
        f'SELECT r.*, week FROM "{table}" AS r CROSS JOIN generate_series(0, {WEEKS - 1}) AS week'
    )
    cursor.execute(
        "UPDATE story_dates SET next_at = NULL WHERE next_at IS NOT NULL AND breached_at IS NOT NULL"
    )
    later = "((2 + week) * interval '1 week')"
    cursor.execute(
        f"UPDATE story_dates SET due_at = due_at + {later}, first_due_at = first_due_at + {later}, "  # noqa: S608
        f"next_at = next_at + {later} WHERE next_at IS NOT NULL"
    )
    for row in Deadline.objects.filter(next_at__isnull=False, breached_at=None):
        for week in range(WEEKS):
            plan = models.JSONField().get_db_prep_value(_later_plan(row.plan, week + 2), connection)
            cursor.execute(
                "UPDATE story_dates SET plan = %s WHERE id = %s AND week = %s", [plan, row.pk, week]
            )


def _later_plan(plan: list[Any], weeks: int) -> list[Any]:
    found = [Occasion.from_json(each) for each in plan]
    return [Occasion(o.at + dt.timedelta(weeks=weeks), o.name, o.tell).as_json() for o in found]


def _count(cursor: Any, kind: type[models.Model]) -> int:
    cursor.execute(
        "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [f'"{kind._meta.db_table}"']
    )
    return cursor.fetchone()[0]
