"""What still stands in the way of an example of good practice (MER-18)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from audits.library.listing import what_identifies
from qa_portal.workflow.blockers import Blocker


def blockers_to_publish(example: Any) -> list[Blocker]:
    """What in it identifies a child, word by word, each with the form in which it is taken out."""
    url = f"{reverse('good_practice_edit', args=[example.pk])}#id_text"
    return [
        Blocker(f"Take out “{found.words}”: it is {found.what} that identifies somebody.", url)
        for found in what_identifies(example)
    ]
