"""A record's end through the running application: listed when its period is over, held, signed by two, destroyed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from qa_portal import clock
from qa_portal.children import actions as record_actions
from qa_portal.children.models import AccessLogEntry, CaseNote, Meeting, Subject
from qa_portal.disclosure.actions import end_request
from qa_portal.documents.models import Document, StoredFile
from qa_portal.documents.store import path_of
from qa_portal.drafts.models import Draft
from qa_portal.outbox.models import Incident, Message
from qa_portal.retention import actions, reviewing
from qa_portal.retention.models import Certificate, Disposal
from qa_portal.retention.papers import make_pending_certificates
from qa_portal.retention.reviewing import carry_out, carry_out_what_is_agreed, list_what_is_over
from qa_portal.signatures.models import Signature
from qa_portal.trail.append_only import REFUSAL
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay
from tests.factories.access import access_request_at
from tests.factories.disputes import dispute_at, document_on
from tests.factories.people import council, sign_in
from tests.factories.records import child, foster_carer, restrict
from tests.factories.retention import disposal_at, held, old_record
from tests.integration.editing import send

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)
NEXT_NIGHT = dt.datetime(2026, 11, 10, 4, 40, tzinfo=dt.UTC)


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


def _everything_that_points_to(subject: int) -> dict[str, int]:
    """Rows of any table, histories included, with a key to a record."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Subject:
                number = model._base_manager.filter(**{field.attname: subject}).count()
                if number:
                    found[f"{model.__name__}.{field.name}"] = number
    return found


@pytest.mark.rule("LAW-09")
def test_what_is_over_is_listed_once_and_nothing_else(c):
    old = old_record(c)
    old_record(c, date_of_birth=dt.date(1951, 11, 9))  # seventy-five today
    old_record(c, closed_on=None)
    child(c, closed_on=dt.date(2020, 1, 1))
    foster_carer(c, closed_on=dt.date(1990, 1, 1))  # its procedure says nothing of foster carers

    assert list_what_is_over() == 1
    assert list_what_is_over() == 0
    listed = Disposal.objects.get()
    assert (listed.subject, listed.state, listed.over_since) == (old, "listed", dt.date(2023, 3, 10))


@pytest.mark.rule("LAW-09")
@pytest.mark.parametrize("sign", ["status", "meeting", "reviewing officer", "earlier kind"])
def test_any_sign_that_a_child_was_looked_after_keeps_the_record_by_law(sign, db):
    with clock.standing_at(NOW):
        c = council("merton")
        given = {"case_kind": "fostering", "date_of_birth": dt.date(2000, 1, 1), "closed_on": None}
        record = child(c, **given, iro=c.iro if sign == "reviewing officer" else None)
        if sign == "status":
            record_actions.add_legal_status(
                record, by=c.service_manager, status="care_order", starts_on=dt.date(2001, 1, 1)
            )
        if sign == "meeting":
            Meeting.objects.create(
                subject=record, kind=Meeting.Kind.LOOKED_AFTER_REVIEW, chair=c.iro, held_on=clock.today()
            )
        if sign == "earlier kind":
            for kind in ("looked_after", "fostering"):
                record.case_kind = kind
                record.save()
        other = child(c, **given, iro=None)
        Subject.objects.filter(pk__in=[record.pk, other.pk]).update(closed_on=dt.date(2010, 1, 1))
        list_what_is_over()

    assert list(Disposal.objects.values_list("subject", flat=True)) == [other.pk]


@pytest.mark.rule("LAW-09", "LAW-10")
def test_a_record_isnt_destroyed_while_somebody_waits_for_what_is_held_on_it(client, c):
    record = old_record(c)
    disposal = disposal_at("agreed", c, record)
    asked = access_request_at("review", c, record)
    with clock.standing_at(NEXT_NIGHT):
        assert carry_out_what_is_agreed() == 0
    assert Subject.objects.filter(pk=record.pk).exists()
    disposal.refresh_from_db()
    assert disposal.state == "listed"
    sign_in(client, c.insights_head)
    page = _text(client.get(reverse("disposal_propose", args=[disposal.pk])))
    assert "The subject access request must be answered first." in page

    end_request(asked, by=c.insights_head, reason="They have withdrawn it.")
    assert _take(client, c.insights_head, "disposal_propose", disposal.pk, signed="on").status_code == 302


@pytest.mark.rule("LAW-09")
def test_two_people_sign_and_the_record_goes_the_next_night_with_a_certificate_of_it(client, c):
    record = old_record(c)
    Message.objects.all().delete()
    list_what_is_over()
    disposal = Disposal.objects.get()

    sign_in(client, c.insights_head)
    assert record.reference in _text(client.get(reverse("retention")))
    page = _text(client.get(reverse("disposal_propose", args=[disposal.pk])))
    assert "Backups hold the record until they are overwritten" in page
    assert "Published reports and inspection packs are sealed" in page
    assert _take(client, c.insights_head, "disposal_propose", disposal.pk).status_code == 422  # not ticked
    assert _take(client, c.insights_head, "disposal_propose", disposal.pk, signed="on").status_code == 302
    told = Message.objects.filter(event="disposal_proposed")
    assert set(told.values_list("recipient__name", flat=True)) == {
        c.insights_service_manager.name,
        c.service_director.name,
    }
    assert client.get(reverse("disposal_agree", args=[disposal.pk])).status_code == 404
    with pytest.raises(NotYours):
        actions.agree_destruction(disposal, by=c.insights_head)
    assert _take(client, c.service_director, "disposal_agree", disposal.pk, signed="on").status_code == 302
    assert Signature.objects.count() == 2

    assert carry_out_what_is_agreed() == 0  # not on the same day
    with clock.standing_at(NEXT_NIGHT):
        assert carry_out_what_is_agreed() == 1
        assert carry_out_what_is_agreed() == 0
        make_pending_certificates()
    assert not Subject.objects.filter(pk=record.pk).exists()

    certificate = Certificate.objects.get()
    assert certificate.reference == record.reference
    assert [each["name"] for each in certificate.signed] == [c.insights_head.name, c.service_director.name]
    said = f"{certificate.content} {certificate.basis} {certificate.amounts}"
    for told in (record.last_name, record.first_name, "1948", "2023", "1966"):
        assert told not in said
    sign_in(client, c.insights_head)
    assert record.reference in _text(client.get(reverse("certificates")))
    paper = client.get(certificate.get_absolute_url())
    assert paper.content.startswith(b"%PDF")
    assert record.reference not in paper["Content-Disposition"]
    done = Message.objects.filter(event="record_destroyed")
    assert set(done.values_list("recipient", flat=True)) == {c.insights_head.pk, c.service_director.pk}


@pytest.mark.rule("LAW-09")
def test_everything_held_on_it_goes_and_nothing_of_anybody_else(
    client, c, django_capture_on_commit_callbacks
):
    with clock.standing_at(NOW):
        record, other = old_record(c, closed_on=None), child(c)
        record_actions.link_siblings(record, by=c.iro, other=other)
        note = record_actions.add_case_note(record, by=c.iro, title="A call", text="She rang.")
        record_actions.copy_case_note(note, by=c.iro, to=[other])
        paper, shared = document_on(record), document_on(other)
        dispute = dispute_at("closed", council=c, subject=record)
        sign_in(client, c.iro)
        assert client.get(reverse("record", args=[record.pk])).status_code == 200
        Draft.objects.create(
            user=c.iro, form="x", object_key=f"disputes.dispute:{dispute.pk}", base={}, data={"a": "She"}
        )
        Subject.objects.filter(pk=record.pk).update(closed_on=dt.date(1990, 1, 1))
        before = _everything_that_points_to(other.pk)
        disposal = disposal_at("agreed", c, record)
    digest = Document.objects.get(pk=paper.pk).file.sha256
    alone = not Document.objects.filter(file__sha256=digest).exclude(subject=record).exists()
    with django_capture_on_commit_callbacks(execute=True), clock.standing_at(NEXT_NIGHT):
        certificate = carry_out(disposal.pk)

    assert certificate is not None
    assert _everything_that_points_to(record.pk) == {}
    assert not Subject.history.filter(id=record.pk).exists()
    assert not type(dispute).history.filter(id=dispute.pk).exists()
    assert not AccessLogEntry.objects.filter(subject=record.pk).exists()
    assert not Draft.objects.exists()
    assert not Signature.objects.filter(about_id=disposal.pk, section__in=["first", "second"]).exists()
    assert StoredFile.objects.filter(sha256=digest).exists() is not alone
    assert path_of(digest).exists() is not alone
    # The other child's record has all that it had, but for the link between the two.
    after = _everything_that_points_to(other.pk)
    lost = {
        name: number - after.get(name, 0) for name, number in before.items() if number != after.get(name, 0)
    }
    assert set(lost) <= {"Sibling.other", "HistoricalSibling.other", "HistoricalCaseNote.subject"}
    copy = CaseNote.objects.get(subject=other, title__contains="A call")
    assert copy.copied_from_id is None
    assert copy.history.first().copied_from_id is None
    assert Document.objects.get(pk=shared.pk).file is not None
    connection.check_constraints()


@pytest.mark.rule("LAW-09")
@pytest.mark.rule("LEE-15")
def test_the_logs_refuse_again_as_soon_as_the_record_is_gone(c):
    kept = child(c)
    carry_out(disposal_at("agreed", c, old_record(c)).pk)

    for rows in (Subject.history.filter(id=kept.pk), AccessLogEntry.objects.all()):
        rows.model.objects.count()
        if rows.exists():
            with pytest.raises(DatabaseError, match=REFUSAL[:20]), transaction.atomic():
                rows._raw_delete(rows.db)
    with pytest.raises(DatabaseError, match=REFUSAL[:20]), transaction.atomic():
        Subject.history.filter(id=kept.pk).update(last_name="Nobody")


@pytest.mark.rule("LAW-09")
def test_a_hold_stops_what_two_have_signed_and_everything_after_it(client, c):
    record = old_record(c)
    disposal = disposal_at("agreed", c, record)
    Message.objects.all().delete()
    assert _take(client, c.team_manager, "hold_place", record.pk, reason="A claim.").status_code == 302
    disposal.refresh_from_db()
    assert (disposal.state, disposal.proposed_by, disposal.agreed_by) == ("listed", None, None)
    told = Message.objects.filter(event="disposal_stopped").values_list("recipient", flat=True)
    assert set(told) == {c.insights_head.pk, c.service_director.pk}
    with pytest.raises(StandsInTheWay, match="legal hold"):
        actions.propose_destruction(disposal, by=c.insights_head)
    with pytest.raises(NotNow):
        held(record, c)
    with pytest.raises(NotYours):
        actions.lift_hold(record.legal_holds.get(), by=c.team_manager, reason="No claim.")
    assert client.get(reverse("hold_lift", args=[record.legal_holds.get().pk])).status_code == 404

    lifted = _take(
        client, c.insights_head, "hold_lift", record.legal_holds.get().pk, reason="It was settled."
    )
    assert lifted.status_code == 302
    assert actions.propose_destruction(disposal, by=c.insights_head).state == "proposed"


@pytest.mark.rule("LAW-09")
def test_nothing_goes_early_or_with_work_open_even_where_two_have_signed(c):
    record = old_record(c)
    disposal = disposal_at("agreed", c, record)
    Subject.objects.filter(pk=record.pk).update(
        date_of_birth=dt.date(1984, 3, 9)
    )  # it had been typed wrongly
    assert carry_out(disposal.pk) is None
    disposal.refresh_from_db()
    assert disposal.state == "listed"
    assert "isn’t over" in Message.objects.filter(event="disposal_stopped").first().text

    open_work = old_record(c, closed_on=None)
    dispute_at("sent", council=c, subject=open_work)
    Subject.objects.filter(pk=open_work.pk).update(closed_on=dt.date(1990, 1, 1))
    list_what_is_over()
    with pytest.raises(StandsInTheWay, match=r"deadlines? runs?"):
        actions.propose_destruction(Disposal.objects.get(subject=open_work), by=c.insights_head)


@pytest.mark.rule("LAW-09")
def test_one_that_fails_is_left_whole_set_apart_and_the_others_go(c, monkeypatch):
    first, second = (disposal_at("agreed", c, old_record(c)) for _ in range(2))
    whole = reviewing.destroy_everything

    def fails(subject):
        done = whole(subject)
        if subject.pk == first.subject_id:
            raise RuntimeError("The power went.")
        return done

    monkeypatch.setattr(reviewing, "destroy_everything", fails)
    with clock.standing_at(NEXT_NIGHT):
        assert carry_out_what_is_agreed() == 1
    assert Subject.objects.filter(pk=first.subject_id).exists()
    assert Subject.history.filter(id=first.subject_id).exists()
    assert Disposal.objects.get(pk=first.pk).state == "agreed"
    assert Incident.objects.get(key=f"disposal:{first.pk}").closed_at is None
    assert not Subject.objects.filter(pk=second.subject_id).exists()
    monkeypatch.undo()
    with clock.standing_at(NEXT_NIGHT):
        assert carry_out_what_is_agreed() == 1
    assert Incident.objects.get(key=f"disposal:{first.pk}").closed_at is not None


@pytest.mark.rule("LAW-09")
def test_what_is_kept_on_comes_back_after_its_day_and_what_is_stopped_at_once(client, c):
    disposal = disposal_at("listed", c, old_record(c))
    kept = _take(client, c.insights_head, "disposal_keep", disposal.pk, until="9/11/2026", reason="A claim.")
    assert kept.status_code == 422  # today is no later day
    kept = _take(client, c.insights_head, "disposal_keep", disposal.pk, until="10/12/2026", reason="A claim.")
    assert kept.status_code == 302
    assert disposal.subject.reference not in _text(client.get(reverse("retention")))
    with clock.standing_at(dt.datetime(2026, 12, 10, 4, 40, tzinfo=dt.UTC)):
        assert list_what_is_over() == 0
    with clock.standing_at(dt.datetime(2026, 12, 11, 4, 40, tzinfo=dt.UTC)):
        assert list_what_is_over() == 1
    actions.propose_destruction(disposal, by=c.service_director)
    stopped = _take(client, c.insights_head, "disposal_stop", disposal.pk, reason="His daughter has written.")
    assert stopped.status_code == 302
    disposal.refresh_from_db()
    assert disposal.state == "listed"
    assert Message.objects.filter(event="disposal_stopped", recipient=c.service_director).exists()


@pytest.mark.rule("LAW-09")
def test_a_restricted_record_is_reviewed_by_those_who_are_named_on_it_alone(client, c):
    record = old_record(c)
    disposal = disposal_at("listed", c, record)
    restrict(record, c.service_director)
    sign_in(client, c.insights_head)
    assert record.reference not in _text(client.get(reverse("retention")))
    with pytest.raises(NotYours):
        actions.propose_destruction(disposal, by=c.insights_head)
    assert actions.propose_destruction(disposal, by=c.service_director).state == "proposed"


def test_the_pages_ask_the_same_number_of_queries_whatever_their_length(
    client, c, django_assert_max_num_queries
):
    disposal_at("listed", c, old_record(c))
    sign_in(client, c.insights_head)
    client.get(reverse("retention"))
    with django_assert_max_num_queries(8):
        client.get(reverse("retention"))
    for _ in range(30):
        old_record(c)
    list_what_is_over()
    with django_assert_max_num_queries(8):
        page = client.get(reverse("retention"))
    assert "31" in _text(page)
    record = reverse("record_retention", args=[Disposal.objects.first().subject_id])
    client.get(record)
    with django_assert_max_num_queries(12):
        client.get(record)
