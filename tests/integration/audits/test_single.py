"""A single audit of a record, allocated from its start menu, outside any cycle (NEW-04, WAL-04)."""

from __future__ import annotations

import datetime as dt

import pytest

from audits.actions.single import allocate_single_audit
from audits.models import Audit
from qa_portal import clock
from qa_portal.frameworks.queries import framework_for_subject, policy_of
from qa_portal.frameworks.vocabulary import CaseKind
from qa_portal.people.actions import record_cover
from qa_portal.workflow.steps import NotYours, StandsInTheWay
from tests.factories.cycles import record as served
from tests.factories.people import council
from tests.factories.records import child, restrict

from .pages import MONDAY, as_person, at, take, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def c():
    with clock.standing_at(MONDAY):
        yield council("waltham-forest")


def said(c, **changes):
    return {
        "tool_key": "practice_audit",
        "reviewer": c.sister_team_manager.pk,
        "period_to": "6 11 2026",
        "reason": "The school complained, and asked for a second look.",
        **changes,
    }


@pytest.mark.rule("WAL-30")
def test_a_tool_with_a_cohort_of_its_own_is_given_to_none_but_them(c):
    record = served(c)
    page = as_person(c.insights_member).get(at("audit_allocate", record))
    assert str(c.insights_head.pk) in dict(page.context["form"].fields["reviewer"].choices)
    mash = said(c, tool_key="mash_audit")
    refused = take(c.insights_member, "audit_allocate", record, **mash)
    assert refused.status_code == 422
    assert "is in no role that audits with this tool" in text_of(refused)
    given = take(c.insights_member, "audit_allocate", record, **{**mash, "reviewer": c.insights_head.pk})
    assert given.status_code == 302


@pytest.mark.rule("NEW-04", "WAL-04")
def test_it_is_allocated_from_the_records_start_menu_with_tool_reviewer_period_and_reason(c):
    record = served(c)
    menu = text_of(as_person(c.insights_member).get(record.get_absolute_url()))
    assert "Allocate an audit" in menu
    refused = take(c.insights_member, "audit_allocate", record, **said(c, reason=""))
    assert refused.status_code == 422
    assert not Audit.objects.exists()
    assert take(c.insights_member, "audit_allocate", record, **said(c)).status_code == 302
    audit = Audit.objects.get()
    assert (audit.cycle, audit.tool_key, audit.reviewer) == (None, "practice_audit", c.sister_team_manager)
    assert audit.reviewer_role == "team_manager"
    assert audit.period_to == dt.date(2026, 11, 6)
    asked = text_of(as_person(c.sister_team_manager).get("/"))
    assert record.reference in asked
    page = text_of(as_person(c.insights_member).get(audit.get_absolute_url()))
    assert "The school complained, and asked for a second look." in page


@pytest.mark.rule("NEW-04")
def test_whoever_is_barred_isnt_offered_and_the_page_says_why(c):
    record = served(c)
    record_cover(
        absent=c.other_team_manager,
        covered_by=c.other_service_manager,
        starts_on=clock.today(),
        ends_on=dt.date(2026, 11, 20),
        reason="Leave",
        by=c.administrator,
    )
    page = as_person(c.insights_member).get(at("audit_allocate", record))
    offered = {pk for pk, _ in page.context["form"].fields["reviewer"].choices}
    assert str(c.sister_team_manager.pk) in offered
    assert not offered & {str(c.team_manager.pk), str(c.other_team_manager.pk)}
    barred = text_of(page).split("Who can’t audit it")[1]
    assert f"{c.team_manager.name}" in barred
    assert "answers for its team, or belongs to it; supervises its practitioner" in barred
    assert barred.split(c.other_team_manager.name)[1].split(")")[1].strip().startswith("is away")
    with pytest.raises(StandsInTheWay, match="answers for its team"):
        allocate_single_audit(
            record, by=c.insights_member, tool_key="practice_audit", reviewer=c.team_manager, reason="So."
        )
    with pytest.raises(StandsInTheWay, match="in no role that audits"):
        allocate_single_audit(
            record,
            by=c.insights_member,
            tool_key="practice_audit",
            reviewer=c.other_social_worker,
            reason="So.",
        )


@pytest.mark.rule("NEW-04")
def test_it_is_for_whoever_opens_cycles_alone(c):
    record = served(c)
    for person in (c.team_manager, c.social_worker, c.iro, c.principal_social_worker, c.other_team_manager):
        assert as_person(person).get(at("audit_allocate", record)).status_code == 404
        assert as_person(person).post(at("audit_allocate", record), said(c)).status_code == 404
        with pytest.raises(NotYours):
            allocate_single_audit(
                record, by=person, tool_key="practice_audit", reviewer=c.sister_team_manager, reason="So."
            )
    assert "Allocate an audit" not in text_of(as_person(c.team_manager).get(record.get_absolute_url()))
    record.closed_on = clock.today()
    record.save()
    assert as_person(c.insights_member).get(at("audit_allocate", record)).status_code == 404
    hidden = served(c)
    restrict(hidden, c.iro)
    assert as_person(c.insights_member).get(at("audit_allocate", hidden)).status_code in (403, 404)
    assert not Audit.objects.exists()


def test_a_record_that_is_audited_with_this_tool_already_isnt_audited_twice(c):
    record = served(c)
    take(c.insights_member, "audit_allocate", record, **said(c))
    again = take(c.insights_member, "audit_allocate", record, **said(c, reviewer=c.other_team_manager.pk))
    assert again.status_code == 422
    assert "is being audited with this tool already" in text_of(again)
    assert Audit.objects.count() == 1


def test_a_tool_for_other_kinds_of_case_is_neither_offered_nor_taken():
    with clock.standing_at(MONDAY):
        c = council("knowsley")
        record = child(c)
        policy = policy_of(framework_for_subject(record))
        other = next(tool for tool in policy.tools if tool.for_kinds)
        record.case_kind = next(kind for kind in CaseKind if kind not in other.for_kinds)
        record.save()
        page = as_person(c.insights_member).get(at("audit_allocate", record))
        assert other.key not in dict(page.context["form"].fields["tool_key"].choices)
        with pytest.raises(StandsInTheWay, match="other kinds of case"):
            allocate_single_audit(
                record,
                by=c.insights_member,
                tool_key=other.key,
                reviewer=c.sister_team_manager,
                reason="So.",
            )
