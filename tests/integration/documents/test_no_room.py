"""A full volume: said beside the form, nothing half-saved; a paper waits for room and counts no failed try (R12)."""

import datetime as dt
import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from qa_portal import clock
from qa_portal.children.models import CaseNote
from qa_portal.documents import making, reports, store
from qa_portal.documents.models import Document, StoredFile
from tests.factories.disputes import dispute_at
from tests.integration.children.conftest import at, text_of
from tests.integration.editing import fields_of


@pytest.fixture
def full(monkeypatch):
    def no_room(path, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(store, "_write_durably", no_room)
        yield patched


def test_an_upload_that_finds_no_room_says_so_and_leaves_nothing(child, as_, full):
    client, url = as_("social_worker"), at("document_attach", child.pk)
    file = SimpleUploadedFile("letter.txt", b"Dear all.", content_type="text/plain")
    sent = {"_opened": fields_of(client.get(url))["_opened"], "title": "A letter", "file": file}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "there is no room for it just now" in text_of(answer)
    assert 'value="A letter"' in answer.content.decode()
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_paper_waits_for_room_however_often_it_is_tried_and_then_is_made(council, child, full, monkeypatch):
    dispute_at("sent", council=council, subject=child)
    paper = Document.objects.get(report_key="stage_request")
    for hours in range(1, 3 + making.TRIES):
        with clock.standing_at(clock.now() + dt.timedelta(hours=hours)):
            assert reports.make_pending_documents() == 0
        paper.refresh_from_db()
        assert (paper.state, paper.attempts, paper.last_error) == ("pending", 0, "NoRoom")
    full.undo()
    with clock.standing_at(clock.now() + dt.timedelta(hours=9)):
        assert reports.make_pending_documents() == 1
    paper.refresh_from_db()
    assert (paper.state, paper.last_error) == ("stored", "")
    assert CaseNote.objects.filter(document=paper).count() == 1


def test_a_database_that_is_away_counts_against_no_paper(council, child, monkeypatch):
    dispute_at("sent", council=council, subject=child)

    def away(*given):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(reports, "_put_on_record", away)
    with pytest.raises(OperationalError):
        reports.make_pending_documents()
    assert Document.objects.get(report_key="stage_request").attempts == 0
