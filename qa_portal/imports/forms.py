"""The files of an import."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from qa_portal import forms

from .columns import FILES

_LABELS = {
    "teams.csv": "Teams",
    "people.csv": "People and their posts",
    "children.csv": "Children, foster carers, adults",
    "allocations.csv": "Allocations",
}


def field_name(file: str) -> str:
    """The field that takes a file: teams.csv → teams."""
    return file.removesuffix(".csv")


class UploadForm(forms.PortalForm):
    """One to four files."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = min(settings.UPLOAD_MAX_BYTES, 10 * 1024 * 1024)
        for name in FILES:
            self.fields[field_name(name)] = forms.UploadField(
                _LABELS[name], endings=("csv",), most=most, required=False
            )

    def clean(self) -> dict[str, Any]:
        """At least one."""
        given = super().clean()
        if not any(given.values()) and not self.errors:
            self.add_error("teams", "Choose at least one file.")
        return given

    def files_given(self) -> dict[str, bytes]:
        """Name → content, of the valid form."""
        given = {name: self.cleaned_data[field_name(name)] for name in FILES}
        return {name: upload.read() for name, upload in given.items() if upload}
