"""The reads of panels. Nothing here gives a member's grade before its moderation is revealed, but to that member."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from moderation.models import (
    AgendaDraw,
    AgendaLine,
    Invitation,
    MemberGrade,
    Moderation,
    Pack,
    Panel,
    PanelMember,
)
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.queries import shut_to
from qa_portal.children.rules import Asker, asker
from qa_portal.dashboards.paging import PAGE, LongList, counted, number_of, read_page
from qa_portal.people.directory import directory
from qa_portal.reading.giving import give
from qa_portal.reading.prepared import Parts, prepared

#: The most audits of one panel that a page shows.
MOST = 500
#: The most members' grades of one panel.
MOST_GRADES = 12 * MOST

_OF_AUDIT = ("audit__subject", "audit__framework", "audit__reviewer", "audit__practitioner", "audit__team")
#: What a list says of an audit before a panel: not a word of what was written.
_OF_ROW = (
    "panel", "audit", "place", "stratum", "state", "version", "revealed_at", "agreed_at", "grade", "point",
    "fed_back_at", "met_on", "left_because", "revealed_because", "quality", "carried_from",
    "audit__tool_key", "audit__re_audit_of", "audit__framework", "audit__state", "audit__returned_at", "audit__subject",
    "audit__team", "audit__reviewer", "audit__practitioner", "audit__team__name", "audit__subject__reference",
    "audit__subject__is_restricted", "audit__subject__team", "audit__framework__digest",
)  # fmt: skip


# -- lists ------------------------------------------------------------------------------------------------------------


def _seen_by(person: int, sees_all: bool) -> QuerySet[Panel]:
    """The panels that a person may see: all for the quality assurance team, else those that they sit on or are invited
    to, once they are convened."""
    if sees_all:
        return Panel.objects.all()
    mine = Exists(PanelMember.objects.filter(panel=OuterRef("pk"), person=person).order_by())
    invited = Exists(Invitation.objects.filter(moderation__panel=OuterRef("pk"), person=person).order_by())
    return Panel.objects.filter(Q(mine) | Q(invited), convened_at__isnull=False)


def page_of_panels(user: Any, asked_for: str | None) -> Page:
    """One page of the panels that this person may see, newest first, each with ``number`` (its audits) and ``done``
    (those it agreed)."""
    sees_all = directory().is_quality_team(user.pk)

    def read(offset: int) -> tuple[list[Panel], int]:
        found = _list(person=user.pk, sees_all=sees_all, offset=offset)
        return found["panels"], number_of(found["number"])

    page = read_page(asked_for, read)
    keys = [panel.pk for panel in page.object_list]
    counts = Moderation.objects.filter(panel__in=keys).order_by().values("panel")
    known = {
        row["panel"]: row
        for row in counts.annotate(number=Count("pk"), done=Count("pk", filter=Q(agreed_at__isnull=False)))
    }
    for panel in page.object_list:
        row = known.get(panel.pk, {"number": 0, "done": 0})
        panel.number, panel.done = row["number"], row["done"]
    return page


@prepared
def _list(person: int, sees_all: bool, offset: int) -> Parts:
    found = _seen_by(person, sees_all)
    rows = found.select_related("framework", "chair").order_by("-begins_at", "-pk")
    return {"panels": rows[offset : offset + PAGE], "number": counted(found)}


def page_of_lines(user: Any, draw: AgendaDraw, shows: str, asked_for: str | None) -> Page:
    """One page of the audits that a draw looked at: all, those on the agenda ("on"), the others ("off"). ``is_shut``:
    the record is restricted from this person."""
    shut = shut_to(asker(user), Subject.objects.filter(pk=OuterRef("audit__subject")))
    lines = (
        AgendaLine.objects.filter(draw=draw)
        .select_related("audit__subject", "audit__framework", "audit__team")
        .annotate(is_shut=Exists(shut))
    )
    if shows:
        lines = lines.filter(stratum="") if shows == "off" else lines.exclude(stratum="")
    return LongList(lines.order_by("pk")).get_page(asked_for)


# -- one panel --------------------------------------------------------------------------------------------------------


@prepared
def _panel(key: int, person: int, now: dt.datetime) -> Parts:
    on_it = Moderation.objects.filter(panel=key).order_by()
    who = Asker(person, acts_for=(), posts=(), teams=(), sees_all=False, now=now)
    items = Moderation.objects.filter(panel=key).select_related(*_OF_AUDIT).only(*_OF_ROW)
    grades = MemberGrade.objects.filter(moderation__panel=key).only(
        "moderation", "member", "state", "version"
    )
    return {
        "panel": Panel.objects.filter(pk=key).select_related("framework", "chair", "planned_by", "ended_by")[
            :1
        ],
        "members": PanelMember.objects.filter(panel=key).select_related("person")[:50],
        "items": items.order_by("place", "pk")[:MOST],
        "grades": grades.order_by("pk")[:MOST_GRADES],
        "draws": AgendaDraw.objects.filter(panel=key).select_related("drawn_by").order_by("-number")[:20],
        "invited": Invitation.objects.filter(moderation__panel=key, person=person)[:MOST],
        "shut": shut_to(who, Subject.objects.filter(pk__in=on_it.values("audit__subject"))).only("pk")[:MOST],
        "packs": Pack.objects.filter(panel=key, person=person).defer("content")[:1],
    }


def panel_for_page(user: Any, pk: int) -> Panel | None:
    """A panel for whoever may see it, None else, in one query: its members, and ``items`` with whose grade is in.

    Who is no member and not of the quality assurance team finds the audits alone that they are invited for; ``is_shut``
    says of each whether its record is restricted from this person. Of a member's grade this reads whether it is in, and
    neither grade nor words.
    """
    found = _panel(key=pk, person=user.pk, now=clock.now())
    panel = next(iter(found["panel"]), None)
    if panel is None:
        return None
    is_member = any(member.person_id == user.pk for member in found["members"])
    invited = {row.moderation_id for row in found["invited"]}
    sees_all = directory().is_quality_team(user.pk)
    if not sees_all and (panel.convened_at is None or not (is_member or invited)):
        return None
    give(panel, "members", found["members"])
    give(panel, "draws", found["draws"])
    members = {member.pk: member for member in found["members"]}
    of_item: dict[int, list[MemberGrade]] = {}
    for grade in found["grades"]:
        grade.member = members[grade.member_id]
        of_item.setdefault(grade.moderation_id, []).append(grade)
    panel.items = [item for item in found["items"] if is_member or sees_all or item.pk in invited]
    shut = {subject.pk for subject in found["shut"]}
    for item in panel.items:
        item.panel, item.is_shut = panel, item.audit.subject_id in shut
        own = sorted(of_item.get(item.pk, ()), key=lambda grade: grade.member.person.name)
        give(item, "grades", own)
        for grade in own:
            grade.moderation = item
    panel.is_for_member = is_member or sees_all
    panel.pack = next(iter(found["packs"]), None)
    return panel


# -- one audit before a panel -----------------------------------------------------------------------------------------


@prepared
def _item(key: int) -> Parts:
    people = ("agreed_by", "fed_back_by")
    more = ("cycle", "re_audit_of", "re_audit_of__framework")
    found = Moderation.objects.filter(pk=key).select_related(
        "panel", "panel__framework", "panel__chair", *people, *_OF_AUDIT, *(f"audit__{name}" for name in more)
    )
    return {
        "item": found[:1],
        "members": PanelMember.objects.filter(panel__moderations=key).select_related("person")[:50],
        "grades": MemberGrade.objects.filter(moderation=key).order_by("pk")[:50],
    }


def item_for_page(pk: int) -> Moderation | None:
    """One audit before a panel with panel, members and grades, in one query. Says nothing of who may see it, nor of who
    may see a grade (``rules.may_see_grades``)."""
    found = _item(key=pk)
    item = next(iter(found["item"]), None)
    if item is None:
        return None
    give(item.panel, "members", found["members"])
    members = {member.pk: member for member in found["members"]}
    for grade in found["grades"]:
        grade.member, grade.moderation = members[grade.member_id], item
    give(item, "grades", sorted(found["grades"], key=lambda grade: grade.member.person.name))
    return item


def grade_for_page(pk: int) -> MemberGrade | None:
    """One member's grade, with all that its page asks for; None where there is none."""
    of = MemberGrade.objects.filter(pk=pk).values_list("moderation_id", flat=True).first()
    item = item_for_page(of) if of else None
    return next((each for each in item.grades.all() if each.pk == pk), None) if item else None


# -- for actions, figures and feeds -----------------------------------------------------------------------------------


def grades_waited_for(panel: Panel) -> list[MemberGrade]:
    """The grades of a panel that aren't in yet, each with its audit."""
    found = MemberGrade.objects.filter(moderation__panel=panel, state=str(MemberGrade.State.ASKED))
    audits = (f"moderation__{name}" for name in _OF_AUDIT)
    return list(found.select_related("member__person", "moderation__panel__framework", *audits))


def still_before(panel: Panel) -> list[Moderation]:
    """What a panel hasn't dealt with yet, each with all that asking somebody for a grade needs."""
    found = panel.moderations.filter(state__in=[str(state) for state in Moderation.OPEN])
    return list(found.select_related("panel__framework", *_OF_AUDIT, "audit__subject__team"))


def everybody_of(panel: Panel) -> list[int]:
    """Everybody who was told of a panel, by key: its members, those who are invited to an audit that is on it still."""
    members = panel.members.values_list("person_id", flat=True)
    invited = Invitation.objects.filter(moderation__panel=panel).exclude(
        moderation__state=str(Moderation.State.TAKEN_OFF)
    )
    return list(dict.fromkeys([*members, *invited.values_list("person_id", flat=True)]))


def where(panel: Panel) -> str:
    """Where a panel sits, after a comma; "" where that isn't said."""
    return f", {panel.place}" if panel.place else ""


def revealed_grades() -> QuerySet[MemberGrade]:
    """What members gave, of moderations that are revealed: what figures, reports and feeds are taken from, and nothing
    else is."""
    return MemberGrade.objects.filter(
        moderation__revealed_at__isnull=False, state=str(MemberGrade.State.GIVEN)
    )


def agreed() -> QuerySet[Moderation]:
    """What panels agreed: what calibration is reckoned from, each stratum apart (NEW-03). Joint audits are left out:
    they change no audit."""
    return Moderation.objects.filter(agreed_at__isnull=False).exclude(panel__kind=Panel.Kind.JOINT)


def packs_that_may_hold(subject: int) -> list[QuerySet]:
    """The packs of panels before which an audit of this record was: they may hold it, and can be asked for again."""
    panels = Moderation.objects.filter(audit__subject=subject).values("panel")
    return [Pack.objects.filter(panel__in=panels)]


def revealed_alone(grades: QuerySet) -> QuerySet:
    """Of members' grades, those that may be told to others: never before they are revealed (R15)."""
    return grades.filter(moderation__revealed_at__isnull=False)
