"""A subject access request through the running application: gathered whole, reviewed item by item, released once."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile

import pytest
from django.urls import reverse

from qa_portal import clock
from qa_portal.children import actions as record_actions
from qa_portal.children.models import AccessLogEntry, Contact
from qa_portal.disclosure import actions, gathering
from qa_portal.disclosure.archiving import make_pending_archives
from qa_portal.disclosure.gathering import gather_pending
from qa_portal.disclosure.models import AccessItem, AccessRequest
from qa_portal.disclosure.tasks import remind
from qa_portal.outbox.models import Incident, Message
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay
from tests.factories.access import access_request_at
from tests.factories.disputes import dispute_at, document_on
from tests.factories.people import council, sign_in
from tests.factories.records import child, restrict
from tests.integration.editing import send

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def c():
    with clock.standing_at(NOW):
        yield council()


def _text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _take(client, who, name, pk, **said):
    sign_in(client, who)
    url = reverse(name, args=[pk])
    return send(client, url, client.get(url), **said)


def _all_that_was_gathered(asked) -> str:
    return "\n".join(f"{item.title}\n{item.words}" for item in asked.items.all())


@pytest.mark.rule("LAW-10")
def test_everything_held_is_gathered_each_thing_with_its_parts_and_what_it_said_before(c):
    record, sister = child(c), child(c, first_name="Wren", last_name="Sisterly")
    record_actions.link_siblings(record, by=c.iro, other=sister)
    record_actions.add_case_note(record, by=c.iro, title="A call", text="Her mother rang on 01632 960 111.")
    record_actions.add_case_note(record, by=c.iro, title="A visit", text="Iris Reviewing saw Wren Sisterly.")
    record_actions.add_contact(record, by=c.iro, kind=Contact.Kind.PHONE, detail="01632 960 777")
    hidden = record_actions.add_contact(record, by=c.iro, kind=Contact.Kind.ADDRESS, detail="9 Secret Street")
    record_actions.conceal_contact(hidden, by=c.iro, because="He must not find them.")
    paper = document_on(record)
    dispute = dispute_at("answered", council=c, subject=record)
    stage = dispute.stages.get()
    elsewhere = record_actions.add_case_note(sister, by=c.iro, title="Hers", text="Only hers.")

    asked = access_request_at("review", c, record)

    said = _all_that_was_gathered(asked)
    for words in (
        "Her mother rang",
        "Iris Reviewing saw",
        "01632 960 777",
        stage.issues_summary,
        record.last_name,
    ):
        assert words in said
    assert "9 Secret Street" not in said
    assert "Concealed contact details" in said
    assert elsewhere.text not in said
    assert asked.items.get(document=paper.pk).title.endswith(paper.title)
    call = asked.items.get(title="Case note: A call")
    visit = asked.items.get(title="Case note: A visit")
    assert call.marks == ["mother", "01632 960 111"]
    assert visit.marks == ["Wren Sisterly"]  # the professional who saw her isn't marked
    assert "another person’s details" in asked.items.get(kind="Sibling").marks
    assert record.full_name not in [mark for item in asked.items.all() for mark in item.marks]


@pytest.mark.rule("LAW-10")
def test_what_a_text_said_before_it_was_changed_is_gathered_too(c):
    record = child(c)
    dispute = dispute_at("written", council=c, subject=record)
    stage = dispute.stages.get()
    before = stage.issues_summary
    stage.issues_summary = "It is said otherwise now."
    stage.save()
    asked = access_request_at("review", c, record)

    said = _all_that_was_gathered(asked)
    assert f"as it was written before: {before}" in said
    assert "It is said otherwise now." in said


@pytest.mark.rule("LAW-10")
def test_it_is_recorded_gathered_by_the_worker_and_whoever_recorded_it_is_told(client, c):
    record = child(c)
    said = {"received_on": "5/11/2026", "who_asks": "parent", "identity": "Seen by the team manager."}
    answer = _take(client, c.insights_member, "access_request_new", record.pk, **said)
    asked = AccessRequest.objects.get()
    assert answer["Location"] == asked.get_absolute_url()
    assert (asked.state, asked.due_on) == ("gathering", dt.date(2026, 12, 7))
    assert "is being gathered" in _text(client.get(asked.get_absolute_url()))

    assert gather_pending() == 1
    assert gather_pending() == 0
    assert asked.items.count() > 1
    assert Message.objects.get(event="access_gathered").recipient == c.insights_member
    again = _take(client, c.insights_member, "access_request_new", record.pk, **said)
    assert again.status_code == 422
    assert "open already" in _text(again)
    assert client.get(reverse("record", args=[record.pk])).status_code == 200


@pytest.mark.rule("LAW-10")
def test_one_that_cant_be_gathered_is_an_incident_and_the_others_go_on(c, monkeypatch):
    bad, good = (
        access_request_at("gathering", c, child(c)),
        access_request_at("gathering", c, child(c)),
    )
    gather = gathering.gather
    monkeypatch.setattr(gathering, "gather", lambda asked: 1 / 0 if asked.pk == bad.pk else gather(asked))
    assert gather_pending() == 1
    good.refresh_from_db()
    assert good.state == "review"
    assert not bad.items.exists()
    incident = Incident.objects.get(key=f"access_request:{bad.pk}")
    assert incident.closed_at is None

    monkeypatch.setattr(gathering, "gather", gather)
    assert gather_pending() == 1
    incident.refresh_from_db()
    assert incident.closed_at is not None


@pytest.mark.rule("LAW-10")
def test_each_item_is_decided_and_a_withholding_cites_its_exemption_with_the_reason(client, c):
    record = child(c)
    record_actions.add_case_note(record, by=c.iro, title="A call", text="Her mother rang.")
    asked = access_request_at("review", c, record)
    with pytest.raises(StandsInTheWay, match="decided yet"):
        actions.release_request(asked, by=c.insights_manager)
    call = asked.items.get(title="Case note: A call")
    answer = _take(client, c.insights_member, "access_item", call.pk, decision="withhold")
    assert answer.status_code == 422
    page = _text(answer)
    assert "Choose the exemption" in page
    assert "Say why the exemption applies" in page
    same = {"decision": "redact", "exemption": "third_party", "reason": "It is her mother’s."}
    assert (
        _take(client, c.insights_member, "access_item", call.pk, **same).status_code == 422
    )  # nothing taken out
    redacted = call.words.replace("Her mother", "[redacted]")
    done = _take(client, c.insights_member, "access_item", call.pk, redacted=redacted, **same)
    assert done.status_code == 302
    call.refresh_from_db()
    assert (call.decision, call.exemption, call.decided_by) == ("redact", "third_party", c.insights_member)

    _take(client, c.insights_member, "access_give_rest", asked.pk)
    left = asked.items.filter(decision="undecided")
    assert left.exists() is asked.items.exclude(marks=[]).exclude(pk=call.pk).exists()
    assert not left.filter(marks=[]).exists()
    assert AccessItem.history.filter(request=asked.pk, decision="give").exists()


@pytest.mark.rule("LAW-10")
def test_the_archive_holds_what_is_given_an_index_of_all_and_no_name_outside(client, c):
    record = child(c)
    record_actions.add_case_note(record, by=c.iro, title="A call", text="Her mother rang.")
    record_actions.add_case_note(record, by=c.iro, title="A picnic", text="It was sunny.")
    paper = document_on(record)
    asked = access_request_at("review", c, record)
    call = asked.items.get(title="Case note: A call")
    actions.decide_item(
        call,
        by=c.insights_member,
        decision="withhold",
        exemption="serious_harm",
        reason="She said what would follow.",
    )
    for item in asked.items.filter(decision="undecided"):
        actions.decide_item(item, by=c.insights_member, decision="give")
    with pytest.raises(NotYours):
        actions.release_request(asked, by=c.insights_member)
    assert _take(client, c.insights_manager, "access_release", asked.pk).status_code == 302
    assert client.get(reverse("access_archive", args=[asked.pk])).status_code == 202
    assert make_pending_archives() == 1
    assert make_pending_archives() == 0

    answer = client.get(reverse("access_archive", args=[asked.pk]))
    look = AccessLogEntry.objects.first()
    assert (look.what, look.page, look.subject) == ("downloaded", f"access_archive:{asked.pk}", record)
    assert answer["Content-Disposition"] == f'attachment; filename="access-request-{asked.pk}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        index = list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
        assert not [name for name in names if record.last_name in name or record.reference in name]
        document = asked.items.get(document=paper.pk)
        assert archive.read(f"documents/{document.number:04}.pdf").startswith(b"%PDF")
        assert archive.read("items-001.pdf").startswith(b"%PDF")
    lines = {line[0]: line for line in index[1:]}
    assert len(lines) == asked.items.count()
    withheld = lines[str(call.number)]
    assert withheld[2] == ""
    assert withheld[4] == "Withheld"
    assert "Serious harm" in withheld[5]
    assert withheld[6] == ""
    with pytest.raises(NotNow):
        actions.decide_item(call, by=c.insights_member, decision="give")


@pytest.mark.rule("LAW-10")
def test_it_is_extended_once_within_the_month_reminded_and_alerted(c):
    asked = access_request_at("review", c, child(c))
    Message.objects.all().delete()

    def told_on(day):
        with clock.standing_at(dt.datetime.combine(day, dt.time(8), tzinfo=dt.UTC)):
            remind()
            remind()
        return sorted(set(Message.objects.values_list("event", flat=True)))

    assert told_on(dt.date(2026, 11, 30)) == []
    assert told_on(dt.date(2026, 12, 4)) == ["access_due_soon"]
    assert told_on(dt.date(2026, 12, 10)) == ["access_due_soon", "access_overdue"]
    assert Message.objects.filter(event="access_overdue", recipient=c.insights_member).count() == 1
    with clock.standing_at(dt.datetime(2026, 12, 10, 8, tzinfo=dt.UTC)), pytest.raises(StandsInTheWay):
        actions.extend_request(asked, by=c.insights_member, reason="There is much.")
    extended = actions.extend_request(asked, by=c.insights_member, reason="There is much.")
    assert extended.due_on == dt.date(2027, 2, 9)
    with pytest.raises(NotNow):
        actions.extend_request(asked, by=c.insights_member, reason="Again.")


@pytest.mark.rule("LAW-10")
def test_a_restricted_record_is_answered_by_those_named_on_it_alone(client, c):
    record = child(c)
    asked = access_request_at("review", c, record)
    restrict(record, c.insights_manager)
    sign_in(client, c.insights_member)
    assert record.reference not in _text(client.get(reverse("access_requests")))
    assert "Case note" not in _text(client.get(asked.get_absolute_url()))
    with pytest.raises(NotYours):
        actions.give_the_rest(asked, by=c.insights_member)
    sign_in(client, c.insights_manager)
    assert client.get(asked.get_absolute_url()).status_code == 200


def test_the_pages_ask_the_same_number_of_queries_whatever_their_length(
    client, c, django_assert_max_num_queries
):
    record = child(c)
    for number in range(30):
        record_actions.add_case_note(record, by=c.iro, title=f"Call {number}", text="Her mother rang.")
    asked = access_request_at("review", c, record)
    sign_in(client, c.insights_member)
    client.get(asked.get_absolute_url())
    with django_assert_max_num_queries(11):
        client.get(asked.get_absolute_url())
    with django_assert_max_num_queries(8):
        client.get(reverse("access_requests"))
