"""Restricted records and emergency access (LEE-14)."""

import datetime as dt

import pytest

from qa_portal import clock
from qa_portal.children.models import AccessLogEntry, EmergencyAccess, Subject
from qa_portal.outbox.models import Message
from tests.factories.records import restrict
from tests.integration.children.conftest import NOW, at, text_of
from tests.integration.children.pages import SECRETS, full_record
from tests.integration.editing import fields_of

REASON = "The carer telephoned: the child has gone missing from the placement tonight."


@pytest.mark.rule("LEE-14")
def test_a_restricted_record_shows_its_reference_and_nothing_else_on_every_page(council, child, as_):
    full = full_record(council, child)
    restrict(child, council.team_manager)
    for part in ("iro", "insights_member"):
        client = as_(part)
        for name, url in full.pages().items():
            for response in (client.get(url), client.post(url, {"title": "x", "reason": REASON})):
                if response.status_code == 405:  # a page that only shows something
                    continue
                assert response.status_code == 403, (part, name)
                said = response.content.decode()
                assert "CH-70001" in said
                assert "Restricted" in said
                assert not [secret for secret in SECRETS if secret in said], (part, name)
                assert at("emergency_access", child.pk) in said


@pytest.mark.rule("LEE-14")
def test_the_named_people_see_all_of_it_with_its_flag(council, child, as_):
    full = full_record(council, child)
    restrict(child, council.iro)
    client = as_("iro")
    for name, url in full.pages().items():
        response = client.get(url)
        assert response.status_code == 200, name
        if name != "document":
            assert "Restricted" in text_of(response), name


@pytest.mark.rule("LEE-14")
def test_out_of_scope_a_restricted_record_is_not_there_at_all(council, child, as_):
    restrict(child, council.iro)
    client = as_("other_social_worker")
    for name in ("record", "emergency_access"):
        assert client.get(at(name, child.pk)).status_code == 404
        assert client.post(at(name, child.pk), {"reason": REASON}).status_code in (404, 405)
    assert not EmergencyAccess.objects.exists()
    assert AccessLogEntry.objects.filter(person=council.other_social_worker, what="refused").count() == 3


@pytest.mark.rule("LEE-14")
def test_emergency_access_takes_a_reason_ends_by_itself_and_alerts_the_named_people_and_the_iro_manager(
    council, child, as_
):
    restrict(child, council.team_manager, council.head_of_service)
    client = as_("social_worker")
    form = client.get(at("emergency_access", child.pk))
    assert "Quillfeather" not in form.content.decode()
    refused = client.post(at("emergency_access", child.pk), {"reason": "now"})
    assert refused.status_code == 422
    assert "Say why you need this record now" in text_of(refused)
    assert not Message.objects.exists()

    response = client.post(at("emergency_access", child.pk), {"reason": REASON})
    assert response.url == at("record", child.pk)
    page = client.get(response.url)
    assert "Zephyrine Quillfeather" in text_of(page)
    assert "Opened in an emergency" in text_of(page)
    told = Message.objects.filter(event="emergency_access_opened")
    assert {m.recipient for m in told} == {council.team_manager, council.head_of_service, council.iro_manager}
    assert {m.urgency for m in told} == {"alert"}
    for message in told:
        assert REASON in message.text
        assert "CH-70001" in message.heading
        assert not [s for s in SECRETS if s in message.heading + message.text + message.url]
    assert AccessLogEntry.objects.filter(person=council.social_worker, what="emergency").count() == 1

    with clock.standing_at(NOW + dt.timedelta(hours=4, minutes=1)):
        assert client.get(at("record", child.pk)).status_code == 403


@pytest.mark.rule("LEE-14")
def test_to_whom_a_restricted_record_is_open_already_emergency_access_says_so(council, child, as_):
    restrict(child, council.team_manager)
    assert as_("social_worker").post(at("emergency_access", child.pk), {"reason": REASON}).status_code == 302
    for part in ("team_manager", "social_worker"):  # named on it, let in a minute ago
        refused = as_(part).post(at("emergency_access", child.pk), {"reason": REASON})
        assert refused.status_code == 403, part
        assert "This record is open to you already" in text_of(refused), part
    assert EmergencyAccess.objects.count() == 1


@pytest.mark.rule("LEE-14")
def test_a_head_of_service_restricts_a_record_and_opens_it_again(council, child, as_):
    client = as_("head_of_service")
    url = at("restrict_record", child.pk)
    opened = client.get(url)
    assert "Iris Reviewing" in opened.content.decode()  # whoever works with the child is suggested
    none = client.post(url, {"_opened": fields_of(opened)["_opened"], "reason": "Threats against the family"})
    assert none.status_code == 422
    assert "Add at least one person" in text_of(none)

    rows = {"people-row": ["new-1", "new-2"], "people-new-1-person": "Tamsin Manager",
            "people-new-2-person": council.head_of_service.email, "reason": "Threats against the family",
            "_opened": fields_of(opened)["_opened"]}  # fmt: skip
    assert client.post(url, rows).status_code == 302
    child.refresh_from_db()
    assert child.is_restricted
    assert {g.person for g in child.guardians.all()} == {council.team_manager, council.head_of_service}
    assert [m.recipient for m in Message.objects.filter(event="named_on_restricted_record")] == [
        council.team_manager
    ]
    assert as_("iro").get(at("record", child.pk)).status_code == 403
    trail = child.history.first()
    assert (trail.history_user, trail.step) == (council.head_of_service, "restrict_record")
    assert trail.history_change_reason == "Threats against the family"

    again = at("open_record_again", child.pk)
    assert client.post(again, {"reason": ""}).status_code == 422
    assert client.post(again, {"reason": "The threat has gone"}).status_code == 302
    assert as_("iro").get(at("record", child.pk)).status_code == 200
    assert not Subject.objects.get(pk=child.pk).guardians.exists()


@pytest.mark.parametrize(
    "part", ["iro", "social_worker", "team_manager", "service_manager", "insights_member"]
)
def test_restricting_is_for_heads_of_service_and_above_and_the_iro_manager(council, child, as_, part):
    client = as_(part)
    assert client.get(at("restrict_record", child.pk)).status_code == 404
    rows = {"people-row": "new-1", "people-new-1-person": "Iris Reviewing", "reason": "Because"}
    assert client.post(at("restrict_record", child.pk), rows).status_code == 404
    assert not Subject.objects.get(pk=child.pk).is_restricted
    assert "Restrict it to named people" not in text_of(client.get(at("record", child.pk)))


def test_a_name_that_two_people_share_is_asked_for_by_email(council, child, as_):
    council.other_iro.name = "Iris Reviewing"
    council.other_iro.save()
    client = as_("head_of_service")
    opened = fields_of(client.get(at("restrict_record", child.pk)))["_opened"]
    rows = {"people-row": "new-1", "people-new-1-person": "Iris Reviewing", "reason": "Threats"}
    response = client.post(at("restrict_record", child.pk), {**rows, "_opened": opened})
    assert response.status_code == 422
    assert "Several people are called Iris Reviewing" in text_of(response)
    assert "Threats" in response.content.decode()  # nothing typed is lost
