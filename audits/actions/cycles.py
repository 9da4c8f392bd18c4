"""Open a cycle, set who audits how many, draw its cases, send the allocations, close it (WAL-01 to WAL-03, NEW-04)."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import IntegrityError, transaction

from audits.actions.allocating import allocate_audit
from audits.clocks import first_working_day, last_working_day
from audits.cycles.cohort import cohort_of
from audits.cycles.draw_lines import write_lines
from audits.cycles.draws import latest_draw, stale_lines
from audits.cycles.pool import Pool, pool_of, settings_of
from audits.drawing import Outcome, draw
from audits.models import Audit, Cycle, CycleReviewer, Draw, DrawLine
from audits.rules import may_keep_cycle, may_open_cycles
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.frameworks.queries import framework_for, policy_of
from qa_portal.people.models import Team, User
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock, take_step


def open_cycle(
    *,
    by: Any,
    team: Team,
    tool_key: str,
    month: dt.date,
    focus: str,
    is_themed: bool = False,
    came_from: str = "",
    agreed_by: str = "",
    agreed_on: dt.date | None = None,
    size: int | None = None,
) -> Cycle:
    """Open a month's cycle for a service; those who audit in it are filled in with their shares (WAL-01, MER-02).

    It runs from the first to the last working day of its month, under the framework that is in force for the team now.
    A themed one says what it came from (WAL-28); where the framework has a thematic schedule, who agreed it and when
    (KNO-18). ``size`` is by default what the shares come to. Raises NoFramework, NotYours, and StandsInTheWay by field.
    """
    framework = framework_for(team)
    policy = policy_of(framework)
    if not may_open_cycles(by, policy):
        raise NotYours("Cycles of this service are opened by others under its procedure.")
    month = month.replace(day=1)
    cycle = Cycle(
        framework=framework,
        team=team,
        tool_key=tool_key,
        month=month,
        focus=focus.strip(),
        is_themed=is_themed,
        came_from=came_from.strip(),
        agreed_by=agreed_by.strip(),
        agreed_on=agreed_on,
        begins_on=first_working_day(month),
        ends_on=last_working_day(month),
        opened_at=clock.now(),
        opened_by=by,
    )
    with act("open_cycle", by=by):
        if found := _hindrances(cycle):
            raise StandsInTheWay(found)
        try:
            with transaction.atomic():
                cycle.save()
        except IntegrityError:
            raise StandsInTheWay([_there_already(cycle)]) from None
        shares = cohort_of(cycle)
        for one in shares:
            CycleReviewer.objects.create(
                cycle=cycle, person_id=one.person_pk, role=one.role, share=one.share, because=one.because
            )
        cycle.size = size or sum(one.share for one in shares)
        cycle.save(update_fields=["size"])
    return cycle


def _hindrances(cycle: Cycle) -> list[Blocker]:
    """What is wrong with a cycle that is to be opened, each beside its field."""
    policy, found = cycle.policy, []
    cycles = policy.cycles
    if cycle.month.month not in cycles.months_of(cycle.tool_key):
        found.append(
            Blocker(f"There is no such cycle in {cycle.month:%B} under this procedure.", "#id_month")
        )
    elif cycle.ends_on < clock.today():
        found.append(Blocker(f"{cycle.month:%B %Y} is over. Choose a later month.", "#id_month"))
    if cycle.tool_key not in {tool.key for tool in policy.tools}:
        found.append(Blocker("This procedure has no such tool. Choose another.", "#id_tool_key"))
    if not cycle.focus:
        found.append(Blocker(f"Say what the {policy.terms.cycle.lower()} looks at.", "#id_focus"))
    if cycle.is_themed and not cycle.came_from:
        found.append(
            Blocker("Say what the theme came from: a review, performance, a request.", "#id_came_from")
        )
    if cycle.is_themed and _has_its_themes(cycle):
        said = f"{cycle.month.year} has its {cycles.themed_a_year} themed cycles already."
        found.append(Blocker(f"{said} Open it without a theme.", "#id_is_themed"))
    if cycles.schedule_agreed_by and not (cycle.agreed_by and cycle.agreed_on):
        name = "agreed_on" if cycle.agreed_by else "agreed_by"
        found.append(
            Blocker(
                f"The schedule is agreed by {cycles.schedule_agreed_by}: say who agreed this entry, and when.",
                f"#id_{name}",
            )
        )
    elif bool(cycle.agreed_by) != bool(cycle.agreed_on):
        name = "agreed_on" if cycle.agreed_by else "agreed_by"
        found.append(Blocker("Say both who agreed it and when.", f"#id_{name}"))
    if Cycle.objects.filter(team=cycle.team, tool_key=cycle.tool_key, month=cycle.month).exists():
        found.append(_there_already(cycle))
    return found


def _there_already(cycle: Cycle) -> Blocker:
    return Blocker(
        f"{cycle.team} has a cycle with this tool in {cycle.month:%B %Y} already. Choose another month or tool.",
        "#id_month",
    )


def _has_its_themes(cycle: Cycle) -> bool:
    """Whether the year's themed cycles are in other months already (WAL-01)."""
    most = cycle.policy.cycles.themed_a_year
    themed = Cycle.objects.filter(team=cycle.team, is_themed=True, month__year=cycle.month.year)
    months = set(themed.values_list("month", flat=True))
    return bool(most) and cycle.month not in months and len(months) >= most


def set_share(
    member: CycleReviewer, *, by: Any, share: int, because: str, agency: str | None = None
) -> CycleReviewer:
    """Set how many audits somebody of the cohort takes, until the allocations are sent; it says why.

    ``agency`` says where they are from, where several agencies audit (KNO-13); None leaves it as it is. A draw that
    stands is out of date then. Raises NotYours, NotNow, and StandsInTheWay without a reason.
    """
    with act("set_share", by=by, reason=because):
        cycle = lock(member.cycle)
        _refuse_unless_open(cycle, by)
        if not because.strip():
            raise StandsInTheWay(
                [Blocker("Say why. Whoever asks later reads it in the draw.", "#id_because")]
            )
        member = CycleReviewer.objects.select_for_update(of=("self",)).get(pk=member.pk)
        member.share, member.because = share, because.strip()[:200]
        if agency is not None:
            known = {each.key for each in cycle.policy.selection.agencies}
            member.agency = agency if agency in known else ""
        member.save()
    return member


def _refuse_unless_open(cycle: Cycle, by: Any) -> None:
    if not may_keep_cycle(by, cycle):
        raise NotYours("Cycles of this service are kept by others under its procedure.")
    if cycle.state not in (Cycle.State.PLANNED, Cycle.State.DRAWN):
        raise NotNow(f"It is “{cycle.get_state_display()}” by now, so who audits in it stays as it is.")


def draw_cycle(
    cycle: Cycle, *, by: Any, wanted: int | None = None, reason: str = "", seed: str | None = None
) -> Draw:
    """Draw the cases of a cycle and pair them; give the draw, with a line for each record of the pool (KNO-02, NEW-04).

    The seed is made by chance (``seed`` is for a rehearsal). Before it is sent a cycle can be drawn again, with the
    reason; the earlier draw stays beside it. Nothing is added to or removed from a draw by hand. A draw that can't give
    as many as were wanted says why. Raises as ``take_step``, and StandsInTheWay for a second draw without a reason.
    """
    with act("draw_cycle", by=by, reason=reason):
        before = latest_draw(cycle)
        if before is not None and not reason.strip():
            raise StandsInTheWay([Blocker("Say why it is drawn again.", "#id_reason")])
        cycle = take_step(cycle, "draw", by=by, reason=reason)
        before = latest_draw(cycle)
        if wanted is not None and wanted != cycle.size:
            cycle.size = wanted
            cycle.save(update_fields=["size"])
        pool = pool_of(cycle)
        seed = seed or secrets.token_hex(8)
        outcome = draw(pool.cases, pool.reviewers, pool.rules, seed=seed, wanted=cycle.size)
        drawn = Draw.objects.create(
            cycle=cycle,
            number=before.number + 1 if before else 1,
            seed=seed,
            wanted=cycle.size,
            settings_used=settings_of(cycle, pool),
            pool_size=len(pool.cases),
            pool_digest=pool.digest,
            infeasible_because=list(outcome.infeasible),
            relaxed=list(outcome.relaxed),
            fairness=_fairness(pool, outcome),
            reason=reason.strip()[:500],
            drawn_at=clock.now(),
            drawn_by=by,
        )
        write_lines(drawn, outcome)
    return drawn


def _fairness(pool: Pool, outcome: Outcome) -> dict[str, Any]:
    fates: dict[str, int] = {}
    for line in outcome.lines:
        fates[line.fate] = fates.get(line.fate, 0) + 1
    return {
        "teams": [
            {
                "team": row.team,
                "records": row.records,
                "in_pool": row.in_pool,
                "places": row.places,
                "drawn": row.drawn,
                "expected": row.expected,
            }
            for row in outcome.teams
        ],
        "reviewers": [
            {"person": who.key, "share": who.share, "taken": outcome.taken[who.key]} for who in pool.reviewers
        ],
        "left_out": dict(outcome.left_out),
        "fates": fates,
    }


def send_cycle(cycle: Cycle, *, by: Any) -> list[Audit]:
    """Send the allocations of what was drawn: an audit for each case, with its request, notices and letter (WAL-03).

    From the first working day of its month on. Raises as ``take_step``, and StandsInTheWay where something has changed
    since the draw (a record was closed or restricted, somebody has left or is barred now): it is drawn again then.
    """
    with act("send_cycle", by=by):
        cycle = lock(cycle)
        drawn = latest_draw(cycle)
        cycle = take_step(cycle, "send", by=by)
        assert drawn is not None
        if stale := stale_lines(drawn):
            raise StandsInTheWay(stale)
        lines = list(drawn.lines.filter(fate=DrawLine.Fate.DRAWN).order_by("pk"))
        subjects = Subject.objects.in_bulk([line.subject_id for line in lines])
        reviewers = User.objects.in_bulk([line.reviewer_id for line in lines])
        roles = dict(cycle.reviewers.values_list("person_id", "role"))
        return [
            allocate_audit(
                subjects[line.subject_id],
                by=by,
                framework=cycle.framework,
                tool_key=cycle.tool_key,
                reviewer=reviewers[line.reviewer_id],
                reviewer_role=roles.get(line.reviewer_id, ""),
                cycle=cycle,
            )
            for line in lines
        ]


def close_cycle(cycle: Cycle, *, by: Any) -> Cycle:
    """Close a cycle once nothing of it is outstanding. Raises as ``take_step``."""
    return take_step(cycle, "close", by=by)
