"""What panels bring to pages of the ground: *my work*, a record's trail."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from moderation.models import MemberGrade, Moderation, Panel
from qa_portal.children.changes import register_trail
from qa_portal.children.rules import Asker
from qa_portal.dashboards.work import Row, Section, WorkSource, register_work
from qa_portal.deadlines.words import weekday_time
from qa_portal.people.directory import directory


def register_moderation() -> None:
    """Make panels known; called when the app loads."""
    register_work(WorkSource("moderation.panels", Section.UPCOMING, panels_to_come, panel_row))
    register_work(WorkSource("moderation.to_end", Section.INCOMPLETE, panels_to_end, panel_row))
    register_trail(
        "moderations",
        Moderation,
        "Moderation of an audit",
        path="audit__subject",
        seen_by=lambda user: _shown(user, "id"),
    )
    register_trail(
        "member_grades",
        MemberGrade,
        "Grade of a panel’s member",
        path="moderation__audit__subject",
        seen_by=lambda user: _shown(user, "moderation"),
    )


def _shown(user: Any, moderation: str) -> Q:
    """That an audit is moderated can tell its grade, and a line of the trail that a member has thought again: both are
    told once the grades are shown, to the quality assurance team alone; before that to nobody, nor without words. Not
    to whoever stepped out of it, before it is agreed."""
    if not directory().is_quality_team(user.pk):
        return Q(pk__in=[])
    out = MemberGrade.objects.filter(
        moderation=OuterRef("pk"), member__person=user.pk, state=str(MemberGrade.State.STEPPED_OUT)
    )
    revealed = Moderation.objects.filter(pk=OuterRef(moderation), revealed_at__isnull=False)
    told = revealed.filter(Q(agreed_at__isnull=False) | ~Exists(out.order_by()))
    return Q(Exists(told.order_by()))


def panels_to_come(who: Asker) -> QuerySet[Panel]:
    """Panels that this person sits on, or is invited to, and that are still to end; each way by an index of its own."""
    to_come = Panel.objects.filter(state=str(Panel.State.CONVENED))
    sits, invited = (
        to_come.filter(**{way: who.person}).order_by().values("pk")
        for way in ("members__person", "moderations__invitations__person")
    )
    theirs = Panel.objects.filter(pk__in=sits.union(invited))
    return theirs.select_related("framework").order_by("begins_at", "pk")


def panels_to_end(who: Asker) -> QuerySet[Panel]:
    """Panels that this person chairs: planned and not convened yet, or sitting and not ended."""
    open_ones = Panel.objects.filter(
        chair__in=who.acts_for, state__in=[str(Panel.State.PLANNED), str(Panel.State.SITTING)]
    )
    return open_ones.select_related("framework").order_by("begins_at", "pk")


def panel_row(panel: Panel) -> Row:
    """A panel in *my work*."""
    place = f", {panel.place}" if panel.place else ""
    return Row(
        panel.get_kind_display(),
        panel.get_absolute_url(),
        note=f"{weekday_time(panel.begins_at)}{place}. {panel.get_state_display()}.",
        at=panel.begins_at,
        at_words="Begins",
    )
