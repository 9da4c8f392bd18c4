"""Plan a panel: its date, its members, its agenda (MER-04, KNO-05, KNO-14, WAL-18)."""

from __future__ import annotations

import calendar
import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from audits.clocks import last_working_day
from moderation import notices
from moderation.agenda import lines_for, looks_back_to
from moderation.models import AgendaDraw, AgendaLine, Panel, PanelMember
from moderation.queries import everybody_of, grades_waited_for, still_before, where
from moderation.rules import may_keep_panel, may_plan_panels
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines
from qa_portal.deadlines.words import weekday_time
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.wording import names_of
from qa_portal.people.directory import directory
from qa_portal.people.models import User
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock

from .asking import ask_members, ask_until

#: The most members of a panel.
MOST_MEMBERS = 12


def plan_panel(
    *,
    by: Any,
    framework: FrameworkVersion,
    kind: str = Panel.Kind.PANEL,
    begins_at: dt.datetime,
    place: str = "",
    chair: User,
    members: Iterable[User],
) -> Panel:
    """Plan a panel, or a joint audit, under a procedure; give it. The chair is one of its members.

    Raises NotYours, and StandsInTheWay for a month in which none sits, a moment that has passed, a chair who may not
    record a panel's grade, and members who may not sit.
    """
    policy = policy_of(framework)
    if not may_plan_panels(by, policy):
        raise NotYours("Panels are convened by others under this procedure.")
    people = _with_chair(chair, members)
    _refuse_unfit(policy, kind, begins_at, chair, people)
    with act("plan_panel", by=by):
        panel = Panel.objects.create(
            framework=framework,
            kind=kind,
            begins_at=begins_at,
            grade_until=until_when(policy, begins_at),
            place=place.strip(),
            chair=chair,
            planned_at=clock.now(),
            planned_by=by,
        )
        _seat(panel, people)
    return panel


def change_panel(
    panel: Panel,
    *,
    by: Any,
    begins_at: dt.datetime,
    place: str = "",
    chair: User | None = None,
    members: Iterable[User] | None = None,
) -> Panel:
    """Change when and where a panel sits, who chairs it and who sits on it, until it begins.

    While it is being planned ``members`` are all of them; once it is convened they join those who sit on it already,
    are asked to grade as the others were, and nobody is taken off: whoever can't come steps out or isn't waited for.
    Of another date or place everybody who knows of it is told, with a calendar file that takes the place of the one
    before, and the clocks of those who haven't graded yet run until then. Raises as ``plan_panel``; NotNow once it has
    begun.
    """
    with act("change_panel", by=by):
        panel = lock(panel)
        if not may_keep_panel(by, panel):
            raise NotYours("Panels are convened by others under this procedure.")
        if panel.state not in (Panel.State.PLANNED, Panel.State.CONVENED):
            raise NotNow("This panel has begun, so its date, place and members stay as they are.")
        is_planned = panel.state == Panel.State.PLANNED
        chair = chair or panel.chair
        seated = [member.person for member in panel.members.select_related("person")]
        given = seated if members is None else members if is_planned else [*seated, *members]
        people = _with_chair(chair, given)
        _refuse_unfit(
            panel.policy,
            panel.kind,
            begins_at if is_planned or begins_at != panel.begins_at else None,
            chair,
            people,
            seated=[] if is_planned else seated,
        )
        has_other_chair = chair.pk != panel.chair_id
        has_moved = (panel.begins_at, panel.place) != (begins_at, place.strip())
        panel.begins_at, panel.place, panel.chair = begins_at, place.strip(), chair
        panel.grade_until = until_when(panel.policy, begins_at)
        panel.version += 1
        panel.save(update_fields=["begins_at", "place", "chair", "grade_until", "version"])
        if has_moved and not is_planned:
            _move(panel, by)
        joined = _seat(panel, people)
        if joined and not is_planned:
            ask_members(panel, joined, still_before(panel), by=by)
        if has_other_chair and not is_planned and chair != by:
            notices.tell_people(
                notices.PANEL_CHAIR,
                [chair.pk],
                about=panel,
                occasion=f"{panel.pk}:{panel.version}",
                when=weekday_time(panel.begins_at),
                where=where(panel),
                who=by.name,
            )
    return panel


def draw_agenda(
    panel: Panel, *, by: Any, wanted: int | None = None, seed: str = "", reason: str = ""
) -> AgendaDraw:
    """Draw what a panel moderates; give the draw. Drawn again, with the reason, the earlier draw stays beside it.

    ``wanted`` is how many by chance; left out, the framework's share. Raises NotYours, NotNow once it is convened, and
    StandsInTheWay for a further draw without its reason.
    """
    with act("draw_agenda", by=by, reason=reason):
        panel = lock(panel)
        if not may_keep_panel(by, panel):
            raise NotYours("Panels are convened by others under this procedure.")
        if panel.state != Panel.State.PLANNED:
            raise NotNow("The panel has been convened, so its agenda stands.")
        number = panel.draws.count() + 1
        if number > 1 and not reason.strip():
            raise StandsInTheWay([Blocker("Say why the agenda is drawn again.", "#id_reason")])
        seed = seed or secrets.token_hex(8)
        since = looks_back_to(panel)
        lines, drawn, pool = lines_for(panel, seed=seed, since=since, wanted=wanted)
        draw = AgendaDraw.objects.create(
            panel=panel,
            number=number,
            seed=seed,
            wanted=drawn,
            pool_size=pool,
            since=since,
            reason=reason.strip(),
            drawn_at=clock.now(),
            drawn_by=by,
        )
        AgendaLine.objects.bulk_create(
            AgendaLine(
                draw=draw,
                audit_id=line.audit,
                stratum=line.stratum,
                is_carried=line.is_carried,
                because=line.because,
                lot=line.lot,
            )
            for line in lines
        )
    return draw


def until_when(policy: Framework, begins_at: dt.datetime) -> dt.datetime:
    """Until when members grade alone: until the panel begins, or until the close of its month's last working day
    (WAL-18)."""
    if not policy.moderation.panel.working_month:
        return begins_at
    last = last_working_day(clock.london_date(begins_at))
    return max(begins_at, clock.at_london(last, policy.closes_at))


def _with_chair(chair: User, members: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in (chair, *members)}.values())


def _seat(panel: Panel, people: list[User]) -> list[PanelMember]:
    """Let these people, and nobody else, sit on a panel; give the seats of those who didn't before."""
    book, sits = directory(), [str(role) for role in panel.policy.moderation.sits]
    for member in panel.members.exclude(person__in=people):
        member.delete()
    seated, joined = set(panel.members.values_list("person_id", flat=True)), []
    for person in people:
        if person.pk not in seated:
            held = book.roles_of(person.pk)
            role = next((role for role in sits if role in held), "")
            joined.append(PanelMember.objects.create(panel=panel, person=person, role=role))
    return joined


def _refuse_unfit(
    policy: Framework,
    kind: str,
    begins_at: dt.datetime | None,
    chair: User,
    people: list[User],
    *,
    seated: Iterable[User] = (),
) -> None:
    """``begins_at`` is None where it stays as it is; whoever is ``seated`` already sits on, whatever post they hold."""
    moderation, book = policy.moderation, directory()
    found = _unfit_moments(moderation, begins_at) if begins_at is not None else []
    if not book.roles_of(chair.pk) & {str(role) for role in moderation.recorded_by}:
        found.append(
            Blocker(
                f"{chair.name} may not record the grade of a panel. Choose somebody else to chair it.",
                "#id_chair",
            )
        )
    sits, stays = {str(role) for role in moderation.sits}, {person.pk for person in seated}
    found += [
        Blocker(f"{person.name} may not sit on a panel under this procedure.", "#id_members")
        for person in people
        if person.pk not in stays and (person.pk not in book.people or not book.roles_of(person.pk) & sits)
    ]
    if len(people) > MOST_MEMBERS:
        found.append(Blocker(f"A panel has {MOST_MEMBERS} members at most.", "#id_members"))
    if kind == Panel.Kind.JOINT and not moderation.panel.joint_a_year:
        found.append(Blocker("This procedure has no joint audits.", "#id_kind"))
    if found:
        raise StandsInTheWay(found)


def _unfit_moments(moderation: Any, begins_at: dt.datetime) -> list[Blocker]:
    found = []
    month = clock.london_date(begins_at).month
    if month not in moderation.months:
        sentence = f"Panels sit in {names_of(moderation.months)}, not in {calendar.month_name[month]}."
        found.append(Blocker(sentence, "#id_begins_at"))
    if begins_at <= clock.now():
        found.append(Blocker("Choose a moment that is still to come.", "#id_begins_at"))
    return found


def _move(panel: Panel, by: Any) -> None:
    for grade in grades_waited_for(panel):
        cancel_deadlines(grade, "panel_grade")
        ask_until(grade)
    notices.tell_people(
        notices.PANEL_MOVED,
        everybody_of(panel),
        about=panel,
        occasion=f"{panel.pk}:{panel.version}",
        when=weekday_time(panel.begins_at),
        where=where(panel),
        who=by.name,
    )
