"""Upload and check, import, give up. All or nothing, and safe to run again."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from qa_portal import clock
from qa_portal.children.allocation import look_to_iro
from qa_portal.people.actions import deactivate_person
from qa_portal.people.actions.authority import as_administrator
from qa_portal.people.models import User
from qa_portal.people.models.directory_row import renew_directory
from qa_portal.trail.records import trail_in_bulk
from qa_portal.transfers.actions import Destination, transfer_records

from .models import ImportRun
from .planning import Plan, plan_import

#: What waits longer than this for its confirmation is given up by the next upload.
WAITS = dt.timedelta(days=1)


class ImportRefused(Exception):
    """Nothing was imported; ``plan`` says what is wrong, or what it would do now."""

    def __init__(self, message: str, plan: Plan) -> None:
        self.plan = plan
        super().__init__(message)


def check_import(files: Mapping[str, bytes], *, by: User) -> tuple[ImportRun, Plan]:
    """Make the dry run of these files (name → bytes) and keep them for its confirmation. Raises NotYours."""
    with as_administrator(by, "check_import"):
        _give_up_old_ones(by)
        plan = plan_import(files)
        run = ImportRun.objects.create(
            files={name: base64.b64encode(data).decode() for name, data in files.items()},
            digest=plan.digest,
            summary=summary_of(plan),
            uploaded_by=by,
        )
    return run, plan


def plan_of(run: ImportRun) -> Plan:
    """The dry run of a run that waits, against the portal as it is now."""
    return plan_import({name: base64.b64decode(data) for name, data in run.files.items()})


def import_run(run: ImportRun, *, by: User) -> Plan:
    """Import what a dry run has shown. All of it or nothing.

    Raises NotYours; ValidationError when the run is over; ImportRefused when something is wrong, or when
    the portal has changed since so that it would do something else than was shown.
    """
    with as_administrator(by, "import_records", f"Import {run.pk}"):
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.state != ImportRun.State.CHECKED:
            raise ValidationError("This import is over already. Upload the files again to import them again.")
        plan = plan_of(run)
        if plan.is_sound and plan.digest != run.digest:
            raise ImportRefused(
                "The portal has changed since these files were checked. Look at what they would do now.", plan
            )
        write(plan, by=by)
        run.summary = summary_of(plan)
        _end(run, ImportRun.State.IMPORTED, by)
    return plan


def import_files(files: Mapping[str, bytes], *, by: User) -> Plan:
    """Check and import in one go, for the command. Raises NotYours and ImportRefused."""
    with transaction.atomic():
        run, plan = check_import(files, by=by)
        if not plan.is_sound:
            raise ImportRefused("Nothing was imported.", plan)
        return import_run(run, by=by)


def abandon_import(run: ImportRun, *, by: User) -> None:
    """Give a checked import up and empty its files. Raises NotYours."""
    with as_administrator(by, "abandon_import"):
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.state == ImportRun.State.CHECKED:
            _end(run, ImportRun.State.ABANDONED, by)


def record_new_digest(run: ImportRun, plan: Plan, *, by: User) -> None:
    """Note that another dry run of the same files has been shown, so that it can be confirmed."""
    with as_administrator(by, "check_import"):
        run.digest, run.summary = plan.digest, summary_of(plan)
        run.save(update_fields=["digest", "summary"])


def summary_of(plan: Plan) -> dict[str, dict[str, int]]:
    """By file: how many are added, changed, left alone, kept as corrected; and how much is wrong."""
    wrong: dict[str, int] = {}
    for problem in plan.problems:
        wrong[problem.file] = wrong.get(problem.file, 0) + 1
    return {
        name: {
            "added": len(each.added),
            "changed": len(each.changed),
            "unchanged": each.unchanged,
            "kept": len(each.kept),
            "wrong": wrong.get(name, 0),
        }
        for name, each in plan.files.items()
    }


def write(plan: Plan, *, by: User) -> None:
    """Write a sound plan, in bulk, with its history. Belongs in a transaction. Raises ImportRefused."""
    if not plan.is_sound:
        raise ImportRefused("Something in the files is wrong, so nothing was imported.", plan)
    for _depth, level in groupby(plan.teams, key=_depth_of):
        _add(list(level))
    _change(plan.changed_teams, "kind", "parent", "framework_key", "is_open")
    _add(plan.people)
    _change(plan.changed_people, "name", "job_title", "phone", "is_active")
    _add(plan.posts)
    _add(plan.appointments)
    _change(plan.changed_appointments, "starts_on", "ends_on", "is_acting")
    renew_directory()
    _add(plan.subjects)
    _change(
        plan.changed_subjects,
        "kind", "first_name", "last_name", "known_as", "date_of_birth", "died_on", "other_reference",
        "case_kind", "sex", "ethnicity", "disability", "closed_on", "version",
    )  # fmt: skip
    _change(plan.ended_legal_statuses, "ends_on")
    _add(plan.legal_statuses)
    _add(plan.allocations)
    _transfer(plan, by)
    for leaver in plan.leavers:
        deactivate_person(leaver, by=by)
    look_to_iro([*plan.subjects, *plan.changed_subjects])


def _transfer(plan: Plan, by: User) -> None:
    """Running allocations that change go the way of every transfer: the open work follows (LEE-22)."""

    def destination(transfer: Any) -> tuple[Any, ...]:
        person, team = transfer.person, transfer.team
        return (transfer.relation, person.pk if person else 0, team.pk if team else 0, transfer.starts_on)

    for (relation, *_rest), some in groupby(sorted(plan.transfers, key=destination), key=destination):
        group = list(some)
        to = {relation: group[0].person}
        if relation == "practitioner":
            to["team"] = group[0].team
        transfer_records([t.subject for t in group], Destination(**to), by=by, starts_on=group[0].starts_on)


def _add(rows: list[Any]) -> None:
    if rows:
        type(rows[0]).objects.bulk_create(rows)
        trail_in_bulk(rows, update=False)


def _change(rows: list[Any], *fields: str) -> None:
    if rows:
        for row in rows:
            row._prepare_related_fields_for_save(
                "import"
            )  # a parent that was saved a moment ago has its key now
        type(rows[0]).objects.bulk_update(rows, fields, batch_size=200)
        trail_in_bulk(rows, update=True)


def _depth_of(team: Any) -> int:
    depth = 0
    while team.parent is not None:
        depth, team = depth + 1, team.parent
    return depth


def _end(run: ImportRun, state: str, by: User) -> None:
    run.state, run.files = state, {}
    run.ended_at, run.ended_by = clock.now(), by
    run.save()


def _give_up_old_ones(by: User) -> None:
    for run in ImportRun.objects.filter(state=ImportRun.State.CHECKED, uploaded_at__lt=clock.now() - WAITS):
        _end(run, ImportRun.State.ABANDONED, by)
