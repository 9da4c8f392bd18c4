"""The whole of R15's table: every page of the portal, whose it is."""

from __future__ import annotations

from . import (
    table_access,
    table_activities,
    table_audits,
    table_disputes,
    table_improvement,
    table_learning,
    table_manage,
    table_panels,
    table_plan,
    table_records,
    table_reports,
    table_retention,
    table_standards,
    table_thematic,
)
from .who_may import Row

#: Those of cycles, challenges and safety alerts are among those of audits.
TABLES = (
    table_manage,
    table_records,
    table_disputes,
    table_audits,
    table_learning,
    table_plan,
    table_panels,
    table_reports,
    table_improvement,
    table_activities,
    table_standards,
    table_thematic,
    table_retention,
    table_access,
)
ROWS: list[Row] = [row for table in TABLES for row in table.ROWS]
