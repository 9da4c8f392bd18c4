"""Supervision and management decisions on a record, how often, and whether that was kept (MER-15 to MER-17)."""

import datetime as dt

import pytest
from django.urls import reverse

from qa_portal import clock
from qa_portal.children.models import CaseNote
from qa_portal.frameworks.queries import framework_for_subject, policy_of
from qa_portal.supervision.actions import record_supervision
from qa_portal.supervision.frequency import supervision_kept
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.records import child
from tests.integration.disputes.qap_pages import fill, text_of

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=clock.LONDON)
TODAY = NOW.date()


@pytest.fixture
def council():
    with clock.standing_at(NOW):
        yield small_council("merton")


def at(name, thing):
    return reverse(name, args=[thing.pk])


def supervised(subject, council, *days_ago):
    for days in days_ago:
        record_supervision(
            subject,
            by=council.team_manager,
            held_on=TODAY - dt.timedelta(days=days),
            reflection="We talked about her.",
        )


def kept(subject, days=182):
    policy = policy_of(framework_for_subject(subject))
    return supervision_kept(subject, policy=policy, starts_on=TODAY - dt.timedelta(days=days), ends_on=TODAY)


@pytest.mark.rule("MER-17")
@pytest.mark.parametrize(
    "part", ["team_manager", "head_of_service", "iro_manager", "insights_manager", "other_team_manager"]
)
def test_any_supervisor_or_manager_notes_a_management_decision(client, council, part):
    # The other team's manager chairs its conferences: the record opens to them, though the team isn't theirs.
    subject = child(council, cp_chair=council.other_team_manager)
    sign_in(client, council.people[part])
    answer = fill(
        client,
        at("oversight_add", subject),
        reflection="I read the plan.",
        decisions="Visit weekly from today.",
    )
    assert answer.status_code == 302, text_of(answer)
    note = CaseNote.objects.get(subject=subject, type="management_decision")
    assert "Visit weekly from today." in note.text
    assert note.supervision.kind == "oversight"


@pytest.mark.rule("MER-17")
def test_whoever_supervises_nobody_notes_none_and_strangers_see_nothing(client, council):
    subject = child(council)
    for part in ("social_worker", "iro", "insights_member", "sister_team_manager"):
        sign_in(client, council.people[part])
        assert client.get(at("oversight_add", subject)).status_code == 404, part
    sign_in(client, council.sister_team_manager)
    assert client.get(at("supervisions", subject)).status_code == 404


@pytest.mark.rule("MER-15", "LEE-17")
def test_a_supervision_stands_on_the_record_its_notes_its_chronology_and_its_start_menu(client, council):
    subject = child(council)
    sign_in(client, council.team_manager)
    assert at("supervision_add", subject) in client.get(subject.get_absolute_url()).content.decode()
    assert fill(client, at("supervision_add", subject)).status_code == 422, "nothing reflected on"
    fill(
        client,
        at("supervision_add", subject),
        reflection="How she is doing at school.",
        reasons="Too far off.",
    )
    sign_in(client, council.social_worker)
    assert at("supervision_add", subject) not in client.get(subject.get_absolute_url()).content.decode()
    for name in ("supervisions", "case_notes", "chronology"):
        assert "How she is doing at school." in text_of(client.get(at(name, subject))), name


@pytest.mark.rule("MER-16")
def test_the_frequency_of_the_kind_of_case_is_known_and_it_is_shown_whether_it_was_kept(client, council):
    subject = child(council)  # looked after: every eight weeks
    supervised(subject, council, 150, 100, 50)
    found = kept(subject)
    assert (found.weeks, found.is_kept, len(found.held_on)) == (8, True, 3)
    late = child(council)
    supervised(late, council, 150, 80)
    found = kept(late)
    assert not found.is_kept
    assert [(gap.starts_on, gap.ends_on) for gap in found.gaps] == [
        (TODAY - dt.timedelta(days=150), TODAY - dt.timedelta(days=80)),
        (TODAY - dt.timedelta(days=80), TODAY),
    ]
    sign_in(client, council.social_worker)
    page = text_of(client.get(at("supervisions", late)))
    assert "Not kept: supervised twice" in page
    assert "70 days, where 56 are allowed" in page
    assert "Kept: supervised 3 times" in text_of(client.get(at("supervisions", subject)))


@pytest.mark.rule("MER-16")
@pytest.mark.parametrize(
    ("case_kind", "weeks"),
    [
        ("child_in_need", 4),
        ("disability", 12),
        ("child_protection", 4),
        ("looked_after", 8),
        ("care_experienced", 12),
    ],
)
def test_each_kind_of_case_has_its_own_frequency(council, case_kind, weeks):
    subject = child(council, case_kind=case_kind)
    assert kept(subject).weeks == weeks


@pytest.mark.rule("MER-16")
def test_an_assessments_first_supervision_is_due_at_ten_days_then_four_weekly(council):
    started = TODAY - dt.timedelta(days=30)
    subject = child(council, case_kind="assessment", allocated_on=started)
    supervised(subject, council, 15)
    found = kept(subject)
    assert [(gap.starts_on, gap.allowed.days) for gap in found.gaps] == [(started, 10)]
    prompt = child(council, case_kind="assessment", allocated_on=started)
    supervised(prompt, council, 21)
    assert kept(prompt).is_kept
    new = child(council, case_kind="assessment", allocated_on=TODAY - dt.timedelta(days=3))
    assert kept(new).next_by == TODAY + dt.timedelta(days=7)


@pytest.mark.rule("MER-16")
def test_an_extension_to_twelve_weeks_needs_the_head_of_services_recorded_agreement_and_reason(
    client, council
):
    subject = child(council)
    supervised(subject, council, 75)
    assert not kept(subject, days=80).is_kept
    for part in ("team_manager", "service_manager", "insights_head"):
        sign_in(client, council.people[part])
        assert client.get(at("supervision_extend", subject)).status_code == 404, part
    sign_in(client, council.head_of_service)
    assert fill(client, at("supervision_extend", subject), weeks="12").status_code == 422, "no reason"
    assert fill(client, at("supervision_extend", subject), weeks="13", reason="Settled.").status_code == 422
    fill(client, at("supervision_extend", subject), weeks="12", reason="Settled with her carers for years.")
    agreed = subject.supervision_extensions.get()
    assert (agreed.weeks, agreed.agreed_by) == (12, council.head_of_service)
    assert kept(subject, days=80).is_kept
    page = text_of(client.get(at("supervisions", subject)))
    assert "Settled with her carers for years." in page
    fill(client, at("supervision_extension_end", subject), reason="She has moved.")
    with clock.standing_at(NOW + dt.timedelta(days=1)):
        policy = policy_of(framework_for_subject(subject))
        day = TODAY + dt.timedelta(days=1)
        found = supervision_kept(subject, policy=policy, starts_on=TODAY - dt.timedelta(days=80), ends_on=day)
        assert found.weeks == 8


@pytest.mark.rule("MER-16")
def test_a_child_in_need_cannot_be_extended(client, council):
    subject = child(council, case_kind="child_in_need")
    sign_in(client, council.head_of_service)
    assert client.get(at("supervision_extend", subject)).status_code == 404
