"""The sheets of a report's spreadsheet: the audits themselves, a row for each (WAL-21)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from audits.cycles.sheet import HEADINGS, WIDTHS, row_of, with_due
from audits.models import Audit
from qa_portal.frameworks.vocabulary import Measures
from qa_portal.reporting.kinds import Scope, Sheet, SheetRow

from .counted import audits_in

#: What stands for the reference of a restricted record: the report goes to more people than are named on it.
RESTRICTED = "Restricted record"


def audits_sheet(scope: Scope) -> Iterator[SheetRow]:
    """Each audit that was completed in the year so far, or is still to be, when the period ended."""
    return rows_of(audits_in(scope).filter(_of_the_year(scope)), scope.ends)


def checks_sheet(scope: Scope) -> Iterator[SheetRow]:
    """Each compliance check of the year so far (WAL-29)."""
    return rows_of(audits_in(scope, Measures.COMPLIANCE).filter(_of_the_year(scope)), scope.ends)


def _of_the_year(scope: Scope) -> Q:
    done = Q(submitted_at__gte=scope.year_begins, submitted_at__lt=scope.ends)
    still_to_be = Q(submitted_at__isnull=True) | Q(submitted_at__gte=scope.ends)
    return done | still_to_be & Q(allocated_at__lt=scope.ends)


def rows_of(audits: QuerySet[Audit], until: dt.datetime) -> Iterator[SheetRow]:
    """The rows of audits, withdrawn ones left out, the first completed first.

    A grade is in them where the team had it at ``until``: the report is read by its managers, and by members of a panel
    that has the audit before it. Whose work it was isn't told: a report goes to others than them and their line manager
    (WAL-23).
    """
    kept = audits.exclude(state=Audit.State.WITHDRAWN).order_by("submitted_at", "pk")
    for audit in with_due(kept).iterator(chunk_size=1000):
        is_back = audit.returned_at is not None and audit.returned_at < until
        record, cells = audit.subject_id, _kept(row_of(audit, may_read=is_back, whose=""))
        if audit.subject.is_restricted:
            record, cells = None, (RESTRICTED, *cells[1:])
        yield record, cells


#: The column of whose work it was, which isn't told.
_WHOSE = HEADINGS.index("Practitioner")


def _kept(columns: Sequence[Any]) -> tuple[Any, ...]:
    return (*columns[:_WHOSE], *columns[_WHOSE + 1 :])


AUDITS = Sheet("audits", "Audits", _kept(HEADINGS), _kept(WIDTHS), audits_sheet)
CHECKS = Sheet("checks", "Compliance checks", _kept(HEADINGS), _kept(WIDTHS), checks_sheet)
