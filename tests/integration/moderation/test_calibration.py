"""Calibration: what counts, the strata apart, too few to say, never a traffic light, and who sees whose (NEW-03)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.actions.moderating import record_moderated_grade
from audits.models import GradeGiven
from moderation.calibration import agreement
from qa_portal import clock
from qa_portal.figures.actions import count_figures
from tests.factories.audits_after import audit_after, go_on
from tests.factories.people import council, sign_in
from tests.factories.records import child

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
EXTREME, BY_CHANCE = "Always moderated for their grade", "Drawn by chance, or all moderated"


@pytest.fixture
def c():
    with clock.standing_at(NOW):
        yield council("merton")


@pytest.fixture
def some_are_enough(monkeypatch):
    """So that a test needs few audits to have something said of them."""
    monkeypatch.setattr(agreement, "FEWEST", 2)


def moderated(c, own, panel, reviewer=None):
    """An audit whose reviewer gave one grade and whose panel another, back with its team."""
    given = {"reviewer": reviewer} if reviewer else {}
    audit = audit_after("to_moderate", c, child(c), grade=own, **given)
    audit = record_moderated_grade(
        audit,
        by=c.insights_manager,
        grade=panel,
        point=audit.policy.scale.band(panel).lowest,
        reason="We read it again.",
    )
    return go_on(audit, c, "returned")


def by_chance(c, own, panel, reviewer=None):
    """An audit that no grade brought before a panel, with what a panel gave it all the same."""
    given = {"reviewer": reviewer} if reviewer else {}
    audit = audit_after("returned", c, child(c), grade=own, **given)
    GradeGiven.objects.create(
        audit=audit, occasion="panel", grade=panel, reason="Read again.", given_by=c.insights_manager
    )
    return audit


def page_of(client, who, **asked):
    count_figures(all_of_them=True)
    answer = sign_in(client, who).get(reverse("calibration"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def lines_in(page):
    """(name, stratum) → the cells of its line."""
    table = page.split("Agreement between")[1]
    rows = re.findall(r'<tr class="govuk-table__row">\s*<th scope="row".*?</tr>', table, re.DOTALL)
    found = {}
    for row in rows:
        name, stratum = re.search(r'__header">(.*?)<span[^>]*>(.*?)</span>', row).groups()
        cells = re.findall(r"<td.*?</td>", row, re.DOTALL)
        words = [
            re.sub(r'<span class="portal-register__label">.*?</span>|<[^>]*>', " ", cell) for cell in cells
        ]
        found[name, stratum] = [" ".join(each.split()) for each in words]
    return found


@pytest.mark.rule("NEW-03")
def test_a_reviewers_grades_stand_against_the_panels(c, client, some_are_enough):
    for own, panel in (("inadequate", "inadequate"), ("inadequate", "good"), ("outstanding", "good")):
        moderated(c, own, panel)
    reviewer = moderated(c, "outstanding", "outstanding").reviewer
    line = lines_in(page_of(client, c.insights_member))[reviewer.name, EXTREME]
    assert line[:4] == [
        "4",
        "2 of 4 (50%)",
        "3 of 4 (75%)",
        "Neither way higher in 1, lower in 1",
    ]
    assert re.fullmatch(r"0\.\d\d \(-?\d\.\d\d to \d\.\d\d\)", line[4])


@pytest.mark.rule("NEW-03")
def test_extremes_and_what_was_drawn_by_chance_are_reported_apart(c, client, some_are_enough):
    for _ in range(2):
        moderated(c, "inadequate", "inadequate")
        reviewer = by_chance(c, "good", "requires_improvement").reviewer
    lines = lines_in(page_of(client, c.insights_member))
    assert lines[reviewer.name, EXTREME][1] == "2 of 2 (100%)"
    assert lines[reviewer.name, BY_CHANCE][1] == "0 of 2 (0%)"
    assert lines[reviewer.name, BY_CHANCE][3] == "Higher than the moderator higher in 2, lower in 0"
    for by in ("team", "tool", "cycle"):
        page = page_of(client, c.insights_member, by=by)
        assert f'href="?by={by}" aria-current="page"' in page
        if by != "cycle":
            assert {stratum for _, stratum in lines_in(page)} == {EXTREME, BY_CHANCE}


@pytest.mark.rule("NEW-03")
def test_of_few_nothing_is_said_but_how_many(c, client):
    moderated(c, "inadequate", "good")
    page = page_of(client, c.insights_member)
    [line] = lines_in(page).values()
    assert line == ["1", "Too few to say"]
    assert "1 moderated: too few to say how far grades agree" in page
    assert "Reviewer lower" not in page
    assert f"Of fewer than {agreement.FEWEST} audits nothing is said" in page


@pytest.mark.rule("NEW-03")
def test_no_number_of_it_is_a_traffic_light(c, client, some_are_enough):
    for _ in range(2):
        moderated(c, "inadequate", "outstanding")
    page = page_of(client, c.insights_member).split("<main")[1]
    for colour in (
        "portal-mark--bad",
        "portal-mark--good",
        "portal-mark--warn",
        "#942514",
        "#00703c",
        "#fcd57a",
    ):
        assert colour not in page


@pytest.mark.rule("NEW-03")
def test_a_reviewer_sees_their_own_alone(c, client, some_are_enough):
    one, other = c.other_service_manager, c.other_team_manager
    for reviewer in (one, other):
        for _ in range(2):
            moderated(c, "inadequate", "inadequate", reviewer)
    for asked in ({}, {"by": "team"}, {"by": "reviewer", "page": "2"}):
        page = page_of(client, one, **asked)
        assert list(lines_in(page)) == [(one.name, EXTREME)]
        assert other.name not in page
        assert "2 of 2 (100%)" in page
    names = {name for name, _ in lines_in(page_of(client, c.insights_member))}
    assert names == {one.name, other.name}
    assert "No audit that counts has been moderated" in page_of(client, c.social_worker)


@pytest.mark.rule("WAL-25")
def test_nothing_counts_before_it_is_returned(c, client):
    """Until then its panel's grade is for its reviewer and the quality assurance team."""
    audit_after("accepted", c, child(c), grade="inadequate")
    assert "No audit that counts has been moderated" in page_of(client, c.insights_member)


def test_as_many_queries_for_many_lines_as_for_one(c, client):
    def asked():
        page_of(client, c.insights_member)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("calibration"))
        return len(queries)

    moderated(c, "inadequate", "good")
    few = asked()
    moderated(c, "inadequate", "good", c.other_team_manager)
    moderated(c, "outstanding", "good", c.fostering_team_manager)
    assert asked() == few <= 12
