"""The base of every form of the portal."""

from dataclasses import dataclass

from django import forms
from django.utils.datastructures import MultiValueDict

from qa_portal.forms.tables import BoundTable, RowTable, bind_table, rows_as_sent, rows_as_text, show_table
from qa_portal.forms.text import LONGEST_TEXT, one_kind_of_line, validate_length, validate_plain_text
from qa_portal.forms.values import Values, as_sent, as_text, of_row


@dataclass(frozen=True)
class Section:
    """Some of a form's fields and tables (by name) under one heading; ``folded`` ones open by it, and by themselves
    where something in them is to be mended."""

    heading: str
    names: tuple[str, ...]
    hint: str = ""
    folded: bool = False


@dataclass(frozen=True)
class FormError:
    """One line of an error summary, and the id of what it is about."""

    message: str
    anchor: str


class PortalFormMixin:
    """What every form of the portal has besides Django's.

    Class attributes:
        sections: ``Section``s in order; without them all fields stand in one, tables after them.
        reveals: ``{field: {option: (fields,)}}``: fields that only one option of radios needs. They are
        asked for beside
            it, required only with it, and left empty without it.
        a ``RowTable``: a table of rows; its cleaned rows are in ``cleaned_data`` under its name.

    Arguments besides Django's:
        values: texts to show in an unbound form (``qa_portal.forms.values``).
        given: what the view knows of the thing (mapping or object): stands beside the rows of tables.
    """

    sections: tuple[Section, ...] = ()
    reveals: dict[str, dict[str, tuple[str, ...]]] = {}
    declared_tables: dict[str, RowTable] = {}
    use_required_attribute = False

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        found = {name: value for name, value in vars(cls).items() if isinstance(value, RowTable)}
        cls.declared_tables = {**cls.declared_tables, **found}

    def __init__(self, data=None, files=None, *, values: Values | None = None, given=None, **kwargs):
        for field in self.base_fields.values():
            _guard(field)  # once: each form has copies of these
        if values is not None:
            kwargs["initial"] = {**(kwargs.get("initial") or {}), **values}
        super().__init__(_with_one_kind_of_line(data), files, label_suffix="", **kwargs)
        for field in self.fields.values():
            _guard(field)
        row_kwargs = self.row_form_kwargs()
        self.tables: dict[str, BoundTable] = {
            name: bind_table(name, table, self.data, of_row(given, name) or (), row_kwargs)
            if self.is_bound
            else show_table(name, table, (values or {}).get(name, []), of_row(given, name) or (), row_kwargs)
            for name, table in self.declared_tables.items()
        }

    def row_form_kwargs(self) -> dict:
        """Arguments for the form of each row, besides its data: choices that depend on the thing, say."""
        return {}

    # --- reading ---

    def to_text(self, python_values) -> Values:
        """The values of a thing (mapping or object) as this form would show them."""
        values = {
            name: as_text(field, of_row(python_values, name))
            for name, field in self.fields.items()
            if not self._is_file(name)
        }
        return values | {
            name: rows_as_text(self.row_fields(name), of_row(python_values, name))
            for name in self.declared_tables
        }

    def to_sent(self, values: Values) -> MultiValueDict:
        """The POST data that a browser would send for these values."""
        sent = as_sent(self.fields, values)
        for name in self.declared_tables:
            sent.update(rows_as_sent(name, self.row_fields(name), values.get(name, [])))
        return sent

    def row_fields(self, table: str) -> dict[str, forms.Field]:
        """The fields of a row of this table."""
        return self.declared_tables[table].row_form(**self.row_form_kwargs()).fields

    def typed(self) -> Values:
        """What was typed, as it was typed, rows included. Files are not: a browser can't be given one
        back."""
        typed = {}
        for bound in self:
            if not isinstance(bound.field.widget, forms.FileInput):
                typed[bound.name] = as_text(bound.field, bound.data if self.is_bound else bound.value())
        return typed | {name: table.typed() for name, table in self.tables.items()}

    def understood(self) -> Values:
        """The valid form's values as the portal writes them: two ways of typing a date give the same text."""
        values = {
            name: as_text(self.fields[name], self.cleaned_data.get(name))
            for name in self.fields
            if not self._is_file(name)
        }
        for name, table in self.tables.items():
            rows = [
                {
                    "key": row.key,
                    **{
                        each: as_text(row.form.fields[each], row.form.cleaned_data.get(each))
                        for each in row.form.fields
                    },
                }
                for row in table.rows
            ]
            values[name] = rows + [{"key": key, "removed": True} for key in table.removed]
        return values

    def _is_file(self, name: str) -> bool:
        return isinstance(self.fields[name].widget, forms.FileInput)

    # --- checking ---

    def full_clean(self):
        """Django's, with revealed fields asked for only where they are revealed, and the tables."""
        hidden = self._not_revealed() if self.is_bound else ()
        required = [name for name in hidden if self.fields[name].required]
        for name in required:
            self.fields[name].required = False
        super().full_clean()
        for name in required:
            self.fields[name].required = True
        if not self.is_bound:
            return
        for name in hidden:
            self._errors.pop(name, None)
            self.cleaned_data[name] = _empty(self.fields[name])
        for name, table in self.tables.items():
            if table.is_valid():
                self.cleaned_data[name] = table.cleaned_data
            else:
                self.cleaned_data.pop(name, None)
        self.clean_with_tables()

    def clean_with_tables(self) -> None:
        """For rules across fields and rows: like ``clean()``, when the tables have been read too. Use
        ``add_error``."""

    def is_valid(self) -> bool:
        """Whether the form and all its tables are."""
        return super().is_valid() and not any(
            table.errors or _has_row_errors(table) for table in self.tables.values()
        )

    def _not_revealed(self) -> list[str]:
        names = []
        for name, options in self.reveals.items():
            chosen = self[name].data
            for option, revealed in options.items():
                if str(chosen) != str(option):
                    names += revealed
        return names

    # --- showing ---

    @property
    def error_lines(self) -> list[FormError]:
        """Every refusal in the order of the page, each with the id of its place."""
        if not self.is_bound:
            return []
        lines = [FormError(message, "") for message in self.non_field_errors()]
        for section in self.laid_out():
            for item in section["items"]:
                if isinstance(item, BoundTable):
                    lines += [FormError(message, item.anchor) for message in item.errors]
                    for row in item.rows:
                        lines += [
                            FormError(f"{row.title}: {line.message}", line.anchor or row.anchor)
                            for line in row.form.error_lines
                        ]
                else:
                    lines += _lines_of(item)
        return lines

    def laid_out(self) -> list[dict]:
        """The sections with their fields and tables, those left out that radios reveal (they stand beside
        their option)."""
        revealed = {name for options in self.reveals.values() for names in options.values() for name in names}
        sections = self.sections or (Section("", (*self.fields, *self.tables)),)
        placed = {name for section in sections for name in section.names}
        if missing := [
            name
            for name in (*self.fields, *self.tables)
            if name not in placed | revealed and not self._is_hidden(name)
        ]:
            sections = (*sections, Section("", tuple(missing)))
        laid = []
        for number, section in enumerate(sections, start=1):
            items = [
                self.tables[name] if name in self.tables else self[name]
                for name in section.names
                if (name in self.tables or name in self.fields)
                and name not in revealed
                and not self._is_hidden(name)
            ]
            folded = _folded(items) if section.folded else None
            heads = {"heading": section.heading, "hint": section.hint, "id": f"section-{number}"}
            laid.append({**heads, "folded": folded, "items": items})
        return laid

    def _is_hidden(self, name: str) -> bool:
        return name in self.fields and self.fields[name].widget.is_hidden


def _with_one_kind_of_line(data):
    if data is None:
        return None
    if not isinstance(data, MultiValueDict):
        return {
            name: one_kind_of_line(value) if isinstance(value, str) else value for name, value in data.items()
        }
    return MultiValueDict(
        {name: [one_kind_of_line(value) for value in values] for name, values in data.lists()}
    )


def _folded(fields) -> dict[str, bool]:
    """Whether something in a folded section is to be mended, and whether anything in it is filled in."""
    return {
        "is_wrong": any(bound.errors for bound in fields),
        "is_used": any(bound.value() for bound in fields),
    }


def _guard(field: forms.Field) -> None:
    """Make a field refuse, in words, what the portal can't keep; say what is missing by the field's own
    name."""
    if field.__dict__.get("_is_guarded"):
        return
    field._is_guarded = True
    label = str(field.label or "This")
    if isinstance(field, forms.CharField):
        longest = field.max_length or LONGEST_TEXT
        field.max_length = longest
        field.validators = [
            v
            for v in field.validators
            if getattr(v, "code", "") not in ("max_length", "null_characters_not_allowed")
        ]
        field.validators += [validate_plain_text, validate_length(longest, f"“{label}”")]
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        chooses = isinstance(field, forms.ChoiceField | forms.FileField)
        field.error_messages["required"] = (
            f"Choose an answer to “{label}”." if chooses else f"Fill in “{label}”."
        )


def _empty(field: forms.Field):
    """The cleaned value of a field that was left empty, required or not."""
    required, field.required = field.required, False
    try:
        return field.clean([] if isinstance(field, forms.MultipleChoiceField | forms.MultiValueField) else "")
    finally:
        field.required = required


def _has_row_errors(table: BoundTable) -> bool:
    return any(row.form.errors for row in table.rows)


def _lines_of(bound) -> list[FormError]:
    lines = [FormError(message, bound.anchor) for message in bound.errors]
    if bound.kind == "radios":
        for option in bound.options:
            for revealed in option["reveals"]:
                lines += _lines_of(revealed)
    return lines


class PortalForm(PortalFormMixin, forms.Form):
    """A form of the portal."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """A form whose fields come from a model. What it is read from is still saved by an action, not by
    ``save()``."""
