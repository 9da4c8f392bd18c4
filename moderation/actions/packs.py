"""Ask for a member's pack, and make the packs that wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.template.loader import render_to_string

from moderation.models import Pack, Panel
from moderation.reports import pack_of
from moderation.rules import member_of
from qa_portal import clock
from qa_portal.documents.pdf import render_pdf
from qa_portal.documents.store import is_full, store_bytes
from qa_portal.workflow.steps import NotNow, NotYours

log = structlog.get_logger(__name__)

#: How often the making of one pack is tried.
TRIES = 3
#: How long a worker may take over one before another may try.
CLAIM = dt.timedelta(minutes=10)
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
    """Make what is waiting to be made; give how many were. Safe to run twice and by several workers."""
    waiting = Pack.objects.filter(state=Pack.State.PENDING, next_try_at__lte=clock.now()).order_by(
        "next_try_at"
    )
    return sum(_make(pk) for pk in list(waiting.values_list("pk", flat=True)[:limit]))


def _make(pk: int) -> bool:
    """Make one pack, claimed by one UPDATE whose row count decides, outside any transaction; as a paper is."""
    now = clock.now()
    mine = Pack.objects.filter(pk=pk, state=Pack.State.PENDING)
    if not mine.filter(next_try_at__lte=now).update(next_try_at=now + CLAIM):
        return False
    pack = Pack.objects.get(pk=pk)
    try:
        html = render_to_string("pdf/pack.html", {"report": pack.content, "pack": pack})
        file = store_bytes(render_pdf(html, identifier=f"pack-{pk}"), "application/pdf")
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if is_full(error):
            log.error("no room for a pack", pack=pk)
            return False
        log.warning("pack failed", pack=pk, error=type(error).__qualname__)
        state = Pack.State.FAILED if pack.attempts + 1 >= TRIES else Pack.State.PENDING
        mine.update(attempts=F("attempts") + 1, next_try_at=now + dt.timedelta(minutes=2), state=state)
        return False
    return bool(mine.update(state=Pack.State.STORED, file=file, stored_at=clock.now(), next_try_at=None))
