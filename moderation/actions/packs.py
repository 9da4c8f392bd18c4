"""Ask for a member's pack, and make the packs that wait."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from moderation.models import Pack, Panel
from moderation.reports import pack_of
from moderation.rules import member_of
from qa_portal import clock
from qa_portal.documents.making import make_pending
from qa_portal.documents.models import StoredFile
from qa_portal.documents.pdf import render_pdf
from qa_portal.documents.store import store_bytes
from qa_portal.workflow.steps import NotNow, NotYours

TASK = "moderation.tasks.make_packs"


def ask_for_pack(panel: Panel, *, by: Any) -> Pack:
    """Ask for a member's own pack, its words frozen now; the worker makes it once the transaction is through.

    Audits that they step out of, and those whose record is shut to them, aren't in it; nor is anything that another
    member gave. Raises NotYours for whoever is no member, NotNow before the panel is convened.
    """
    from qa_portal.celery import nudge

    if member_of(by, panel) is None:
        raise NotYours("A panel’s pack is for its members.")
    if panel.convened_at is None:
        raise NotNow("The panel hasn’t been convened yet.")
    content, subjects = pack_of(panel, by)
    with transaction.atomic():
        pack = Pack.objects.create(
            panel=panel,
            person=by,
            content=asdict(content),
            subjects=subjects,
            asked_at=clock.now(),
            next_try_at=clock.now(),
        )
        nudge(TASK)
    return pack


def make_packs(limit: int = 5) -> int:
    """Make the packs that wait; give how many were."""
    return make_pending(Pack, _file_of, limit=limit)


def _file_of(pack: Pack) -> StoredFile:
    html = render_to_string("pdf/pack.html", {"report": pack.content, "pack": pack})
    return store_bytes(render_pdf(html, identifier=f"pack-{pack.pk}"), "application/pdf")
