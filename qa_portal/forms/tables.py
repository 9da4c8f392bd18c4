"""Tables of rows inside a form: added, changed and removed without leaving it (MOS-05).

Every row carries its key, so that two people's rows can be told apart and a row that one of them didn't send
is never taken for removed: removing is said, and asked for first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.forms import Field
from django.utils.datastructures import MultiValueDict
from django.utils.text import Truncator

from qa_portal.forms.values import NEW, Values, as_sent, as_text, new_key, of_row

ADD, REMOVE, CONFIRM, KEEP = "add-row", "remove-row", "confirm-remove-row", "keep-row"


@dataclass(frozen=True)
class RowTable:
    """Declares a table in a PortalForm.

    ``row_form`` is a PortalForm of one row; ``noun`` names a row ("issue"); ``legend`` heads the table
    (leave it out where the section's heading says it). ``fewest`` and ``most`` bound the number of rows;
    without ``can_add`` or ``can_remove`` the buttons aren't there; without ``offers_row`` an empty table shows
    no row to begin with, only the button. ``row_template`` draws what stands above
    a row's fields (it has ``row``, and in ``row.given`` what the view gave for it).
    """

    row_form: type
    noun: str
    legend: str = ""
    hint: str = ""
    fewest: int = 0
    most: int = 50
    can_add: bool = True
    can_remove: bool = True
    offers_row: bool = True
    row_template: str = ""

    @property
    def plural(self) -> str:
        """Several of them."""
        return f"{self.noun[:-1]}ies" if self.noun.endswith("y") else f"{self.noun}s"


@dataclass
class Row:
    """One row as a page shows it."""

    table: "BoundTable"
    key: str
    number: int
    form: object
    given: object = None
    asks_removal: bool = False

    @property
    def is_new(self) -> bool:
        """Whether it isn't stored yet."""
        return self.key.startswith(NEW)

    @property
    def anchor(self) -> str:
        """The id of the row on the page."""
        return f"row-{self.table.name}-{self.key}"

    @property
    def title(self) -> str:
        """ "Issue 2" """
        return f"{self.table.declared.noun.capitalize()} {self.number}"

    @property
    def summary(self) -> str:
        """The beginning of the first thing that the row says; "" for an empty one."""
        for bound in self.form:
            if bound.kind in ("text", "textarea") and bound.value():
                return Truncator(str(bound.value())).chars(120)
        return ""

    @property
    def wants_focus(self) -> bool:
        """Whether it is the row that was added just now."""
        return self.table.focus == self.key


@dataclass
class BoundTable:
    """A declared table in one form: unbound with ``values``, or bound to what was sent."""

    name: str
    declared: RowTable
    rows: list[Row]
    removed: list[str]
    is_bound: bool
    focus: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The id of the table on the page."""
        return f"rows-{self.name}"

    @property
    def may_add(self) -> bool:
        """Whether there is room for another row."""
        return self.declared.can_add and len(self.rows) < self.declared.most

    def is_valid(self) -> bool:
        """Whether each row is, and their number too. A new row that was left empty doesn't count."""
        valid = True
        self.rows = (
            [row for row in self.rows if not (row.is_new and _is_empty(row.form))]
            if self.is_bound
            else self.rows
        )
        for row in self.rows:
            valid = row.form.is_valid() and valid
        declared, self.errors = self.declared, []
        if len(self.rows) < declared.fewest:
            few = f"one {declared.noun}" if declared.fewest == 1 else f"{declared.fewest} {declared.plural}"
            self.errors.append(f"Add at least {few}.")
        if len(self.rows) > declared.most:
            self.errors.append(
                f"There can be {declared.most} {declared.plural} at most. Remove {len(self.rows) - declared.most}."
            )
        return valid and not self.errors

    @property
    def cleaned_data(self) -> list[dict]:
        """A dict for each row that stays: its cleaned values, ``key``, and ``id`` (None for a new row)."""
        return [
            {**row.form.cleaned_data, "key": row.key, "id": None if row.is_new else int(row.key)}
            for row in self.rows
        ]

    def typed(self) -> list[dict]:
        """The rows as texts, those that were taken out marked so."""
        rows = [{"key": row.key, **row.form.typed()} for row in self.rows]
        return rows + [{"key": key, "removed": True} for key in self.removed]


def _is_empty(form) -> bool:
    return not any(any(value) if isinstance(value, list) else value for value in form.typed().values())


def bind_table(
    name: str, declared: RowTable, data: MultiValueDict, given: Iterable, form_kwargs: Mapping
) -> BoundTable:
    """The table as a browser sent it."""
    removed = [key for key in data.getlist(f"{name}-removed") if _is_key(key)]
    keys = [key for key in dict.fromkeys(data.getlist(f"{name}-row")) if _is_key(key) and key not in removed]
    table = BoundTable(name, declared, [], removed, is_bound=True)
    by_key = _by_key(given)
    for number, key in enumerate(keys[: declared.most + 1], start=1):
        form = declared.row_form(data, prefix=f"{name}-{key}", **form_kwargs)
        table.rows.append(Row(table, key, number, form, by_key.get(key)))
    return table


def show_table(
    name: str, declared: RowTable, rows: list[dict], given: Iterable, form_kwargs: Mapping
) -> BoundTable:
    """The table with the texts in ``rows``; one empty row where there is none and the table offers one."""
    table = BoundTable(name, declared, [], [row["key"] for row in rows if row.get("removed")], is_bound=False)
    shown = [row for row in rows if not row.get("removed")]
    if not shown and declared.can_add and declared.offers_row:
        shown = [{"key": new_key()}]
    by_key = _by_key(given)
    for number, row in enumerate(shown, start=1):
        form = declared.row_form(values=row, prefix=f"{name}-{row['key']}", **form_kwargs)
        table.rows.append(
            Row(
                table,
                row["key"],
                number,
                form,
                by_key.get(row["key"]),
                asks_removal=bool(row.get("asks_removal")),
            )
        )
        if row.get("focus"):
            table.focus = row["key"]
    return table


def _is_key(key: str) -> bool:
    return (key.isascii() and key.isdigit() and len(key) < 19) or (
        key.startswith(NEW) and key[4:].isalnum() and len(key) < 30
    )


def _by_key(given: Iterable) -> dict[str, object]:
    return {str(of_row(row, "id")): row for row in given or ()}


def rows_as_text(fields: Mapping[str, Field], given: Iterable) -> list[dict]:
    """The stored rows as texts. ``given``: mappings or objects with ``id`` and the row form's fields; one
    without an id (a row carried over, say) gets a new key."""
    return [
        {
            "key": str(of_row(row, "id") or of_row(row, "key") or new_key()),
            **{name: as_text(field, of_row(row, name)) for name, field in fields.items()},
        }
        for row in given or ()
    ]


def rows_as_sent(name: str, fields: Mapping[str, Field], rows: list[dict]) -> MultiValueDict:
    """The POST data that a browser would send for these rows."""
    sent = MultiValueDict()
    for row in rows:
        if row.get("removed"):
            sent.appendlist(f"{name}-removed", row["key"])
        else:
            sent.appendlist(f"{name}-row", row["key"])
            sent.update(as_sent(fields, row, f"{name}-{row['key']}"))
    return sent


def is_row_action(data: Mapping) -> bool:
    """Whether a button of a table sent the form, and not the one that saves it."""
    return any(name in data for name in (ADD, REMOVE, CONFIRM, KEEP))


def apply_row_action(values: Values, data: Mapping, tables: Mapping[str, RowTable]) -> Values:
    """The form's values after the table's button that was pressed: a row more, a row less, or the question
    whether to remove one. Raises ValidationError where the button isn't one of this form's."""
    action = next(name for name in (ADD, REMOVE, CONFIRM, KEEP) if name in data)
    name, _, key = data[action].partition(":")
    if name not in tables:
        raise ValidationError("There is no such table in this form.")
    declared, rows = tables[name], [dict(row) for row in values[name]]
    if action == ADD and declared.can_add:
        rows.append({"key": new_key(), "focus": True})
    for row in rows:
        if action == REMOVE and declared.can_remove:
            row["asks_removal"] = row["key"] == key
    if action == CONFIRM and declared.can_remove:
        rows = [
            {"key": key, "removed": True} if row["key"] == key else row
            for row in rows
            if not (row["key"] == key and key.startswith(NEW))
        ]
    return {**values, name: rows}
