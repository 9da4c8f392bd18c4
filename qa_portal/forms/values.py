"""A form's values as text: what a browser would send for them.

One shape serves a draft, the values a form was opened with, and the merging of two people's work, so that
all three compare and store alike: ``{field: text, or a list of texts; table: [row, ...]}``, where a row is
``{"key": ..., field: text}``, and ``"removed": True`` for one that was taken out. A row's key is the id of
what it shows, or "new-…".
"""

import re
import secrets
from collections.abc import Mapping

from django import forms
from django.db.models import Manager, QuerySet
from django.utils.datastructures import MultiValueDict

from qa_portal.forms.text import one_kind_of_line

Text = str | list[str]
Values = dict[str, Text | list[dict]]

NEW = "new-"

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def new_key() -> str:
    """A key for a row that isn't stored yet."""
    return NEW + secrets.token_hex(4)


def as_text(field: forms.Field, value) -> Text:
    """What a browser would send if ``field`` showed ``value`` (a model's or cleaned value)."""
    widget = field.widget
    if isinstance(value, Manager):
        value = value.all()
    if isinstance(value, QuerySet):
        value = list(value)
    value = field.prepare_value(value)
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, (list, tuple)) else widget.decompress(value)
        return [_one(part.format_value(each)) for part, each in zip(widget.widgets, parts, strict=True)]
    if isinstance(widget, forms.CheckboxInput):
        return "on" if value and value != "off" else ""
    if isinstance(widget, forms.SelectMultiple | forms.CheckboxSelectMultiple):
        return sorted(str(each) for each in value or ())
    if isinstance(widget, forms.Select | forms.RadioSelect):
        return _one(value)
    return _one(widget.format_value(value))


def _one(value) -> str:
    return "" if value is None else one_kind_of_line(str(value)).strip()


def of_row(row, name: str):
    """A value of a row that is a mapping or an object; None where it has none."""
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


def without_empty_rows(values: Values) -> Values:
    """``values`` without the new rows in which nothing was typed: a page offers one, and that is nothing
    yet."""
    return {
        name: [each for each in value if not (isinstance(each, Mapping) and _is_empty_row(each))]
        if isinstance(value, list)
        else value
        for name, value in values.items()
    }


def fit_to_store(values):
    """``values`` with what a database refuses in a text (NUL, halves of surrogate pairs) replaced by
    "\ufffd": a draft keeps what can be kept, and saving says what is wrong with the rest."""
    if isinstance(values, str):
        return _UNSTORABLE.sub("\ufffd", values)
    if isinstance(values, Mapping):
        return {name: fit_to_store(value) for name, value in values.items()}
    if isinstance(values, list):
        return [fit_to_store(value) for value in values]
    return values


def _is_empty_row(row: Mapping) -> bool:
    typed = [value for name, value in row.items() if name != "key"]
    return row["key"].startswith(NEW) and not any(any(v) if isinstance(v, list) else v for v in typed)


def as_sent(
    fields: Mapping[str, forms.Field], values: Mapping[str, Text], prefix: str = ""
) -> MultiValueDict:
    """The POST data that a browser would send for ``values`` of ``fields``."""
    sent = MultiValueDict()
    for name, field in fields.items():
        text, html_name = values.get(name, ""), f"{prefix}-{name}" if prefix else name
        if isinstance(field.widget, forms.MultiWidget):
            for suffix, part in zip(field.widget.widgets_names, text or [], strict=False):
                sent[html_name + suffix] = part
        elif isinstance(text, list):
            sent.setlist(html_name, text)
        elif not (isinstance(field.widget, forms.CheckboxInput) and not text):
            sent[html_name] = text
    return sent
