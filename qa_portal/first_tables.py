"""The tables that a migration brings, made together.

After each table Django draws its picture of all models anew that are related to it, which is nearly all of them: for
seventy tables that takes many times longer than making them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory


class CreateTogether(Operation):
    """Make some tables as their ``CreateModel`` would, one after the other, with one picture of the models for all.

    For a migration that ``manage.py makemigrations`` writes as a list of ``CreateModel`` with the fields, indexes and
    constraints of those tables: put that list in here. Each table is made as it is at the end of the list. Raises
    ValueError for anything else in it.
    """

    reduces_to_sql = True
    reversible = True
    category = OperationCategory.ADDITION

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        self.tables = [each for each in self.operations if isinstance(each, CreateModel)]
        made = {table.name_lower for table in self.tables}
        for each in self.operations:
            completes = (
                isinstance(each, AddField | AddIndex | AddConstraint) and each.model_name_lower in made
            )
            if not completes and each not in self.tables:
                raise ValueError(f"{each.describe()}: it belongs beside the tables that are made together.")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the operation is written in a migration."""
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """All of them are in the picture, which is drawn when the first is asked for."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make them, in their order."""
        for operation in self.tables:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop them, the last one first."""
        for operation in reversed(self.tables):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What the migration command prints."""
        return f"Create {len(self.tables)} tables"
