"""What is audited each month with a tool of its own: the MASH, by managers of quality assurance (WAL-30)."""

import datetime as dt

import pytest
from django.urls import reverse

from audits.models import Cycle, CycleReviewer
from notifications.beat import run_checks
from qa_portal import clock
from qa_portal.frameworks.models import FrameworkVersion
from tests.factories.cycles import FIRST_MORNING, caseload
from tests.factories.people import council

from .pages import as_person, at, take, text_of

pytestmark = pytest.mark.django_db

TITLE = "MASH audit"


@pytest.fixture
def waltham():
    with clock.standing_at(FIRST_MORNING - dt.timedelta(days=31)):
        made = council("waltham-forest")
        FrameworkVersion.objects.update(published_at=clock.now())
    with clock.standing_at(FIRST_MORNING):
        caseload(made)
        yield made


def heard(person):
    return list(person.messages.filter(event__startswith="monthly_audits").values_list("event", flat=True))


def cycles_page(person):
    return text_of(as_person(person).get(at("cycles")))


def beat_on(day: dt.date, hour: int = 9) -> None:
    with clock.standing_at(clock.at_london(day, dt.time(hour))):
        run_checks()


@pytest.mark.rule("WAL-30")
def test_quality_assurance_audits_the_mash_of_a_month_from_the_reminder_to_the_reviewers_form(waltham):
    beat_on(dt.date(2026, 10, 26))
    assert heard(waltham.insights_member).count("monthly_audits_to_be_sent") == 1
    assert "cycle of November 2026 isn’t opened. Its allocations are to go out by Monday 2 November 2026" in (
        cycles_page(waltham.insights_member)
    )
    opened = take(
        waltham.insights_member,
        "cycle_open",
        waltham.department,
        month="2026-11",
        tool_key="mash_audit",
        focus="Every concern of the week",
        size="2",
    )
    assert opened.status_code == 302
    cycle = Cycle.objects.get()
    roles = {"insights_manager", "insights_service_manager", "insights_head"}
    assert {one.role for one in CycleReviewer.objects.filter(cycle=cycle)} == roles
    assert "is opened, and not sent" in cycles_page(waltham.insights_member)
    take(waltham.insights_member, "cycle_draw", cycle)
    take(waltham.insights_member, "cycle_send", cycle)
    assert "November 2026 is" not in cycles_page(waltham.insights_member)
    audits = list(cycle.audits.all())
    assert len(audits) == 2
    assert {each.reviewer_role for each in audits} <= roles
    for each in audits:
        page = as_person(each.reviewer).get(at("audit_section", each, "concern"))
        assert "Was the concern understood, with the person's own views?" in text_of(page).replace("’", "'")
    other = reverse("audit_reviewer", args=[audits[0].pk])
    choices = as_person(waltham.insights_member).get(other).context["form"].fields["reviewer"].choices
    people = " ".join(str(label) for _value, label in choices)
    assert waltham.other_team_manager.name not in people


@pytest.mark.rule("WAL-30")
def test_a_month_without_is_reminded_of_late_and_missed_each_once(waltham):
    for day, hour in ((23, 9), (26, 9), (27, 9)):
        beat_on(dt.date(2026, 10, day), hour)
    assert heard(waltham.insights_member) == ["monthly_audits_to_be_sent"]
    beat_on(dt.date(2026, 11, 2), 16)
    assert len(heard(waltham.insights_member)) == 1
    for hour in (17, 18):
        beat_on(dt.date(2026, 11, 2), hour)
    assert heard(waltham.insights_member).count("monthly_audits_not_sent") == 1
    assert heard(waltham.insights_head).count("monthly_audits_not_sent") == 1
    for person in (waltham.team_manager, waltham.social_worker, waltham.iro):
        assert heard(person) == []
    for day in (1, 2):
        beat_on(dt.date(2026, 12, day))
    assert heard(waltham.insights_member).count("monthly_audits_none") == 1
    with clock.standing_at(clock.at_london(dt.date(2026, 12, 2), dt.time(9))):
        said = cycles_page(waltham.insights_member)
        assert f"{TITLE}: there were no audits in November 2026." in said
        assert "December 2026" not in said  # no cycle in December
        assert TITLE not in cycles_page(waltham.team_manager)


@pytest.mark.rule("WAL-30")
def test_a_framework_that_nobody_works_by_owes_nothing(waltham):
    waltham.department.framework_key = "merton"
    waltham.department.save()
    beat_on(dt.date(2026, 11, 3))
    assert heard(waltham.insights_member) == []
    assert TITLE not in cycles_page(waltham.insights_member)
