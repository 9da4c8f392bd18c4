"""The way from a supervision to the outcomes of the practitioner's audits (WAL-23)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qa_portal.children.models import Subject
from qa_portal.supervision.beside import Beside

from .rules import may_see_outcomes


def link_to_outcomes(user: Any, subject: Subject) -> Beside | None:
    """To the outcomes of whoever has the record, for themselves and their line manager."""
    holder = subject.practitioner
    if holder is None or not may_see_outcomes(user, holder.pk):
        return None
    if holder.pk == user.pk:
        return Beside("My audits’ outcomes", reverse("my_outcomes"))
    return Beside(f"Audits’ outcomes of {holder.name}", reverse("outcomes_of", args=[holder.pk]))
