"""P1 to P3 for the pages of cycles and draws, and P12 through the application: a draw of 500 from 50,000, written down.

`python -m tests.bench cycle_pages.fill 50000`, then `python -m tests.bench cycle_pages 200`, on a database of its own:
it is filled here, with a council of twelve teams, and not by the demonstration's story.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from django.urls import reverse

from audits.actions.cycles import draw_cycle, open_cycle, send_cycle
from audits.clocks import first_working_day
from audits.models import Cycle, DrawLine
from qa_portal import clock
from qa_portal.children.models import Allocation, Subject
from qa_portal.people.actions import create_team
from qa_portal.people.models import Team
from qa_portal.people.roles import Role
from tests.factories.people import council, person

from .asking import queries_of
from .pages import Page, measure

#: Teams, practitioners a team, and how many are drawn.
TEAMS, PRACTITIONERS, WANTED = 12, 50, 500
FLOOR = "iro@demo.invalid"


def fill(records: int = 50_000) -> Iterator[dict[str, Any]]:
    """A council with so many records, whose cycle of this month is drawn and sent, after two years of cycles."""
    c = council("merton")
    person(by=c.administrator, name="Floor Page", email=FLOOR)
    by = c.insights_member
    _records(c, records)
    now = clock.now()
    morning = clock.at_london(first_working_day(clock.today()), dt.time(9))
    with clock.standing_at(min(now, morning)):
        month = clock.today().replace(day=1)
        given = {
            "by": by,
            "team": c.department,
            "tool_key": "collaborative_review",
            "focus": "The child’s voice",
        }
        cycle = open_cycle(**given, month=month, size=WANTED)
        cycle.reviewers.update(share=WANTED // cycle.reviewers.count() + 1)
        started = perf_counter()
        drawn = draw_cycle(cycle, by=by)
        seconds = perf_counter() - started
        yield {
            "what": "drawn and written",
            "records": records,
            "drawn": drawn.lines.filter(fate=DrawLine.Fate.DRAWN).count(),
            "seconds": seconds,
            "why_short": drawn.infeasible_because,
        }
        draw_cycle(cycle, by=by, wanted=60, reason="Fewer, so that the audits are a list of usual length.")
        started = perf_counter()
        sent = len(send_cycle(cycle, by=by))
        yield {"what": "sent", "audits": sent, "seconds": perf_counter() - started}
        old = [Cycle(**_row(cycle, n)) for n in range(1, 25)]
        Cycle.objects.bulk_create(old)


def _row(cycle: Cycle, months_ago: int) -> dict[str, Any]:
    year, month = divmod(cycle.month.year * 12 + cycle.month.month - 1 - months_ago, 12)
    day = dt.date(year, month + 1, 1)
    return {
        "framework": cycle.framework,
        "team": cycle.team,
        "tool_key": cycle.tool_key,
        "month": day,
        "focus": "An earlier one",
        "begins_on": day,
        "ends_on": day + dt.timedelta(days=27),
        "opened_by": cycle.opened_by,
    }


def _records(c: Any, number: int) -> None:
    teams = [
        create_team(
            name=f"Team {n}", kind=Team.Kind.TEAM, parent=c.service, framework_key="", by=c.administrator
        )
        for n in range(TEAMS)
    ]
    workers = [
        (person(Role.SOCIAL_WORKER, team, by=c.administrator), team)
        for team in teams
        for _ in range(PRACTITIONERS)
    ]
    since = clock.today() - dt.timedelta(days=400)
    rows = []
    for key in range(number):
        practitioner, team = workers[key % len(workers)]
        rows.append(
            Subject(
                reference=f"B{key:07}",
                first_name="Robin",
                last_name=f"Example{key}",
                case_kind=Subject.CaseKind.CHILD_IN_NEED,
                team=team,
                practitioner=practitioner,
                iro=c.iro,
            )
        )
    made = Subject.objects.bulk_create(rows, batch_size=2000)
    Allocation.objects.bulk_create(
        (
            Allocation(
                subject=row,
                relation=Allocation.Relation.PRACTITIONER,
                person=row.practitioner,
                team=row.team,
                starts_on=since,
            )
            for row in made
        ),
        batch_size=2000,
    )


def main(pairs: int = 200) -> Iterator[dict[str, Any]]:
    """Each page against the floor page, as Insights and as a Head of Service."""
    for page in pages():
        found = measure(page, pairs)
        found.pop("statements")
        yield found


def statements(name: str = "") -> Iterator[dict[str, Any]]:
    """What a page asks the database, to look at."""
    from .asking import cookie_of

    for page in pages():
        if name in page.name:
            for sql in queries_of(page.paths[0], cookie_of(page.person)):
                yield {"page": page.name, "sql": sql[:300]}


def pages() -> list[Page]:
    """The pages that are measured."""
    insights, head = "insights.member@ambleford.example", "head.of.service@ambleford.example"
    pk = Cycle.objects.get(state="sent").pk
    team = Team.objects.get(name="Team 1").pk
    why = reverse("cycle_explained", args=[pk])
    return [
        Page("cycles", "list", insights, [reverse("cycles")]),
        Page("cycles, a Head of Service", "list", head, [reverse("cycles")]),
        Page("cycle", "dashboard", insights, [reverse("cycle", args=[pk])]),
        Page("cycle, a Head of Service", "dashboard", head, [reverse("cycle", args=[pk])]),
        Page("draw", "list", insights, [reverse("cycle_drawn", args=[pk])]),
        Page("explanation of a draw", "list", insights, [f"{why}?page={n}" for n in (1, 2, 40)]),
        Page("explanation, by fate and team", "list", insights, [f"{why}?fate=not_drawn&team={team}"]),
        Page("explanation, a reference", "list", insights, [f"{why}?reference=B0000100"]),
        Page("fairness of a draw", "detail", insights, [reverse("cycle_fairness", args=[pk])]),
        Page("who audits", "list", insights, [reverse("cycle_reviewers", args=[pk])]),
    ]
