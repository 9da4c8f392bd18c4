"""The chronology of a record, on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator

from qa_portal.children import forms
from qa_portal.children.chronology import chronology_of, sorts_of
from qa_portal.children.pages import RecordPage


class Chronology(RecordPage):
    """Everything dated, newest first; ``?print=1`` gives all of it on one page, for paper."""

    template_name = "children/chronology.html"
    tab = "chronology"

    def show(self) -> dict[str, Any]:
        """A page of entries, or all of them for paper."""
        everything = chronology_of(self.request.user, self.subject)
        form = forms.ChronologyFilterForm(self.request.GET or None, sorts=sorts_of(everything))
        wanted = form.cleaned_data.get("sort", "") if form.is_bound and form.is_valid() else ""
        entries = [entry for entry in everything if entry.sort == wanted] if wanted else everything
        for_paper = "print" in self.request.GET
        page = Paginator(entries, max(len(entries), 1) if for_paper else 25)
        return {
            "page": page.get_page(self.request.GET.get("page")),
            "filter_form": form,
            "for_paper": for_paper,
            "count": len(entries),
        }
