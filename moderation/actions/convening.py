"""Convene a panel: its members are asked to grade alone, those concerned are invited; begin it, call it off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from audits.clocks import parties_of
from audits.models import Audit
from moderation import notices
from moderation.agenda import carried_row
from moderation.models import AgendaLine, Invitation, Moderation, Panel
from moderation.queries import everybody_of, where
from qa_portal import clock
from qa_portal.deadlines.words import weekday_time
from qa_portal.outbox.recipients import people_for
from qa_portal.trail.acts import act
from qa_portal.workflow.steps import take_step

from .asking import ask_members
from .ending import carry_over_all


def convene_panel(panel: Panel, *, by: Any, seen_version: int | None = None) -> Panel:
    """Convene a panel: each audit of its agenda comes before it, each member is asked to grade it alone by a request,
    which opens the record to them; who has a conflict of interest that the portal knows of has stepped out. Reviewers
    and managers are invited as the framework says. Raises as ``take_step``."""
    with transaction.atomic(), act("convene_panel", by=by):
        # Of two panels that were drawn from the same audits the second to be convened sees what the first took.
        drawn = AgendaLine.objects.filter(draw__panel=panel.pk).exclude(stratum="").values("audit")
        list(
            Audit.objects.select_for_update(no_key=True).filter(pk__in=drawn).order_by("pk").values_list("pk")
        )
        panel = take_step(panel, "convene", by=by, seen_version=seen_version)
        drawn = panel.draws.first()
        lines = drawn.lines.exclude(stratum="").select_related(
            "audit__subject__team", "audit__framework", "audit__reviewer", "audit__practitioner"
        )
        members = list(panel.members.select_related("person"))
        items = [_before_panel(panel, line, place) for place, line in enumerate(_in_order(lines), 1)]
        ask_members(panel, members, items, by=by)
        if not panel.is_joint:
            _invite(panel, items)
    return panel


def begin_panel(panel: Panel, *, by: Any, seen_version: int | None = None) -> Panel:
    """Begin a panel: from now on grades can be shown and agreed. Raises as ``take_step``."""
    return take_step(panel, "begin", by=by, seen_version=seen_version)


def cancel_panel(panel: Panel, *, by: Any, reason: str, seen_version: int | None = None) -> Panel:
    """Call a panel off: what was on its agenda is carried over, and everybody who knew of it is told. Raises as
    ``take_step``."""
    with transaction.atomic(), act("cancel_panel", by=by, reason=reason):
        panel = take_step(panel, "cancel", by=by, reason=reason, seen_version=seen_version)
        carry_over_all(panel, reason=f"The panel was called off: {reason}")
        if panel.convened_at is not None:
            notices.tell_people(
                notices.PANEL_CANCELLED,
                everybody_of(panel),
                about=panel,
                occasion=f"{panel.pk}",
                when=weekday_time(panel.begins_at),
                who=by.name,
                reason=reason if reason.endswith((".", "!", "?")) else f"{reason}.",
            )
    return panel


def _in_order(lines: Iterable[AgendaLine]) -> list[AgendaLine]:
    """What was carried over first, then in an order that says nothing of any grade: by the records' references."""
    return sorted(lines, key=lambda line: (not line.is_carried, line.audit.subject.reference, line.audit_id))


def _before_panel(panel: Panel, line: AgendaLine, place: int) -> Moderation:
    audit = line.audit
    return Moderation.objects.create(
        panel=panel,
        audit=audit,
        place=place,
        stratum=line.stratum,
        carried_from=carried_row(panel, audit.pk) if line.is_carried else None,
        reviewer_grade=audit.grade,
        reviewer_point=audit.point,
    )


def _invite(panel: Panel, items: list[Moderation]) -> None:
    """Whoever the framework invites for each audit, each told once of all that concerns them (MER-05)."""
    for_whom: dict[int, list[str]] = defaultdict(list)
    seated = {member.person_id for member in panel.members.all()}
    for item in items:
        parties = parties_of(item.audit)
        for word in panel.policy.moderation.panel.invited:
            for who in people_for(parties.get(str(word), word), item.audit.subject):
                if who.person_pk in seated:
                    continue
                _row, is_new = Invitation.objects.get_or_create(
                    moderation=item,
                    person_id=who.person_pk,
                    defaults={"invited_as": str(word), "invited_at": clock.now()},
                )
                if is_new:
                    for_whom[who.person_pk].append(item.audit.subject.reference)
    for person, references in for_whom.items():
        notices.tell_people(
            notices.PANEL_INVITED,
            [person],
            about=panel,
            occasion=f"{panel.pk}",
            when=weekday_time(panel.begins_at),
            where=where(panel),
            chair=panel.chair.name,
            references=f"the audit of record {references[0]}"
            if len(references) == 1
            else f"the audits of records {', '.join(references[:20])}",
        )
