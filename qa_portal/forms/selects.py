"""Drop-down lists, drawn here and not by Django's templates.

A council has hundreds of teams, and a list of them took longer than all else on its page: two templates for each
option. A long list that is the same for many people (``Choices``) keeps its markup; no other is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


class Choices(BaseChoiceIterator):
    """The options of a long list: (value, label) of text, which Django takes as they are instead of one by one."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = tuple(pairs)

    @cached_property
    def markup(self) -> str:
        """The options, none of them chosen."""
        return _options(self.pairs)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)


class SelectWidget(forms.Select):
    """Django's drop-down list, to the letter; every value and every label is escaped."""

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The list, with what is chosen; one with options in groups is left to Django."""
        if isinstance(self.choices, Choices):
            options = self.choices.markup
        else:
            choices = list(self.choices)
            if any(isinstance(label, list | tuple) for _, label in choices):
                return super().render(name, value, attrs, renderer)
            options = _options((str(option), str(label)) for option, label in choices)
        for chosen in self.format_value(value):
            marked = f'<option value="{escape(chosen)}"'
            if f"{marked}>" in options:
                options = options.replace(f"{marked}>", f"{marked} selected>", 1)
                break
        shown = flatatt(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{escape(name)}"{shown}>\n{options}\n</select>')  # noqa: S308  all is escaped


def _options(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f'<option value="{escape(value)}">{escape(label)}</option>' for value, label in pairs)
