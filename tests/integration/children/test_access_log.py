"""Every look at a record is logged, and the log can be asked (LEE-16, R17)."""

import datetime as dt

import pytest

from qa_portal import clock
from qa_portal.children.models import AccessLogEntry
from tests.factories.records import child as make_child
from tests.integration.children.conftest import NOW, at, text_of
from tests.integration.children.pages import full_record


@pytest.mark.rule("LEE-16")
def test_every_page_of_a_record_leaves_who_what_when_and_why(council, child, as_):
    full = full_record(council, child)
    client = as_("iro")
    numbers = {"case_note": full.note.pk, "case_note_follow_up": full.note.pk, "document": full.document.pk}
    for name, url in full.pages().items():
        before = AccessLogEntry.objects.count()
        assert client.get(url).status_code == 200, name
        new = list(AccessLogEntry.objects.all()[: AccessLogEntry.objects.count() - before])
        assert len(new) == 1, name
        entry = new[0]
        assert (entry.subject, entry.person, entry.at) == (child, council.iro, NOW)
        assert entry.what == ("downloaded" if name == "document" else "viewed")
        assert entry.why == "Reviewing officer"
        if "meeting" in name or "audit" in name:
            number = child.pk if name == "meeting_start" else full.meeting.pk
        else:
            number = numbers.get(name, child.pk)
        assert entry.page == f"{name}:{number}"


@pytest.mark.rule("LEE-16")
def test_every_refused_look_is_logged_as_refused(council, child, as_):
    full = full_record(council, child)
    client = as_("other_social_worker")
    for name, url in full.pages().items():
        before = AccessLogEntry.objects.filter(what="refused").count()
        assert client.get(url).status_code == 404, name
        assert client.post(url, {"title": "x"}).status_code in (404, 405), name
        refused = AccessLogEntry.objects.filter(what="refused", person=council.other_social_worker)
        assert refused.count() > before, name
    assert {entry.why for entry in refused} == {"No relation to the record"}
    assert not AccessLogEntry.objects.exclude(what="refused").exists()


def test_a_draft_saved_while_somebody_types_is_not_another_look(council, child, as_):
    client = as_("iro")
    client.get(at("case_note_add", child.pk))
    before = AccessLogEntry.objects.count()
    response = client.post(at("case_note_add", child.pk), {"title": "Half a"}, headers={"X-Draft": "1"})
    assert response.status_code == 200
    assert AccessLogEntry.objects.count() == before
    stranger = as_("other_social_worker")
    assert stranger.post(at("case_note_add", child.pk), {}, headers={"X-Draft": "1"}).status_code == 404
    assert AccessLogEntry.objects.filter(what="refused").count() == 1


@pytest.mark.rule("LEE-16")
def test_the_log_says_who_saw_a_record_by_person_and_by_day(council, child, as_):
    as_("iro").get(at("record", child.pk))
    with clock.standing_at(NOW + dt.timedelta(days=3)):
        as_("social_worker").get(at("chronology", child.pk))
        client = as_("insights_member")
        page = client.get(at("access_log", child.pk))
        assert "Iris Reviewing" in text_of(page)
        assert "Tuesday 24 November 2026 at 10am" in text_of(page)
        assert "Allocated practitioner" in text_of(page)
        one = text_of(client.get(at("access_log", child.pk), {"person": "Wendy Worker"}))
        assert "Chronology" in one.split("By what right")[1]
        assert "Reviewing officer" not in one.split("By what right")[1]
        until = {"until_on": "25/11/2026"}
        early = text_of(client.get(at("access_log", child.pk), until)).split("By what right")[1]
        assert "Iris Reviewing" in early
        assert "Wendy Worker" not in early
        wrong = client.get(at("access_log", child.pk), {"person": "Nobody Whatever"})
        assert "Nobody who may sign in is called" in text_of(wrong)


@pytest.mark.rule("LEE-16")
def test_the_log_says_what_a_person_saw_without_naming_a_child(council, child, as_):
    as_("iro").get(at("record", child.pk))
    for part in ("insights_member", "administrator"):
        page = as_(part).get(at("access_of_person"), {"person": council.iro.email})
        assert "CH-70001" in text_of(page)
        assert "Quillfeather" not in page.content.decode()


@pytest.mark.parametrize("part", ["iro", "social_worker", "other_team_manager"])
def test_asking_the_log_is_for_the_quality_team_and_the_teams_managers(council, child, as_, part):
    assert as_(part).get(at("access_log", child.pk)).status_code == 404
    assert as_(part).get(at("access_of_person")).status_code == 404


def test_a_teams_manager_asks_who_saw_the_teams_records(council, child, as_):
    assert as_("team_manager").get(at("access_log", child.pk)).status_code == 200
    assert as_("team_manager").get(at("access_of_person")).status_code == 404


@pytest.mark.parametrize("looks", [1, 25, 100])
def test_the_log_takes_the_same_few_queries_however_long(
    council, child, as_, looks, django_assert_max_num_queries
):
    other = make_child(council)
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(subject=s, person=council.iro, what="viewed", page="record:1", why="x")
        for s in (child, other)
        for _ in range(looks)
    )
    client = as_("insights_member")
    client.get(at("access_log", child.pk))
    with django_assert_max_num_queries(9):
        client.get(at("access_log", child.pk))
