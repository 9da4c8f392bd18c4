"""Documents on a record: attached, listed, opened (LEE-13, R21)."""

import datetime as dt
import stat
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qa_portal.children.actions import add_case_note
from qa_portal.children.models import AccessLogEntry
from qa_portal.documents.actions import attach_document
from qa_portal.documents.models import Document, StoredFile
from qa_portal.documents.store import path_of
from qa_portal.documents.uploads import CheckedUpload
from qa_portal.workflow.steps import NotYours
from tests.data.files import docx, jpeg, pdf, png
from tests.factories.records import child as make_child
from tests.factories.records import restrict
from tests.integration.children.conftest import at, text_of
from tests.integration.editing import fields_of


def attach(client, child, name: str, data: bytes, **given):
    """Attach a file through the page."""
    url = at("document_attach", child.pk)
    file = SimpleUploadedFile(name, data, content_type="text/html")
    return client.post(url, {"_opened": fields_of(client.get(url))["_opened"], "file": file, **given})


@pytest.mark.rule("LEE-13")
@pytest.mark.parametrize(
    ("name", "data", "content_type", "ending"),
    [
        ("Zephyrine Quillfeather.pdf", pdf(), "application/pdf", "pdf"),
        ("Zephyrine.png", png(), "image/png", "png"),
        ("Zephyrine.jpeg", jpeg(), "image/jpeg", "jpg"),
        ("Zephyrine.docx", docx(), "wordprocessingml.document", "docx"),
        ("Zephyrine.txt", b"He said so.", "text/plain", "txt"),
    ],
)
def test_a_document_is_attached_stored_apart_and_served_as_an_attachment_that_names_nobody(
    council, child, as_, settings, name, data, content_type, ending
):
    client = as_("social_worker")
    assert attach(client, child, name, data, title="Health assessment").url == at("documents", child.pk)
    document = Document.objects.get()
    assert (document.kind, document.state, document.added_by) == ("upload", "stored", council.social_worker)
    stored = path_of(document.file.sha256)
    assert stored.read_bytes() == data
    assert Path(settings.FILES_DIR) in stored.parents
    assert not stored.stat().st_mode & (stat.S_IXUSR | stat.S_IRWXG | stat.S_IRWXO)
    served = [Path(settings.STATIC_ROOT), *(Path(d) for _, d in settings.STATICFILES_DIRS)]
    assert not [root for root in served if root in stored.parents]
    assert "Health assessment" in text_of(client.get(at("documents", child.pk)))

    response = client.get(at("document", document.pk))
    assert response.content == data
    assert response["Content-Type"].endswith(content_type)
    saved_as = f"ch-70001-uploaded-document-{document.pk}.{ending}"
    assert response["Content-Disposition"] == f'attachment; filename="{saved_as}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    entry = AccessLogEntry.objects.first()
    assert (entry.what, entry.page, entry.why) == (
        "downloaded",
        f"document:{document.pk}",
        "Allocated practitioner",
    )


@pytest.mark.rule("LEE-13")
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("page.html", b"<html><script>alert(1)</script>", "The file must be PDF, DOCX, JPG"),
        ("drawing.svg", b"<svg onload='alert(1)'/>", "The file must be PDF, DOCX, JPG"),
        ("run.exe", b"MZ", "The file must be PDF, DOCX, JPG"),
        ("letter.pdf", b"MZ\x90 not a letter", "The file isn’t a PDF, whatever its name says"),
        ("letter.docx", docx(extra={"word/vbaProject.bin": b"x"}), "holds a macro"),
        ("letter.pdf", b"", "empty"),
    ],
)
def test_what_could_run_or_isnt_what_it_says_is_refused_beside_the_field_and_nothing_is_stored(
    council, child, as_, name, data, sentence
):
    response = attach(as_("social_worker"), child, name, data, title="Health assessment")
    assert response.status_code == 422
    said = text_of(response).replace("'", "’")
    assert sentence in said
    assert "Health assessment" in response.content.decode()  # what was typed stays
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.rule("LEE-13")
def test_a_file_that_is_too_large_is_refused_in_words_and_a_body_that_is_far_too_large_unread(
    council, child, as_, settings
):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    client = as_("social_worker")
    response = attach(client, child, "letter.pdf", pdf(b"x" * 1_200_000))
    assert response.status_code == 422
    assert "The file is 1.1 MB. It must be 1 MB or less." in text_of(response)

    class Body:
        def read(self, *_):
            raise AssertionError("the body was read")

        readline = read

    body = {
        "CONTENT_LENGTH": str(1024**3),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "wsgi.input": Body(),
    }
    response = client.post(at("document_attach", child.pk), **body)
    assert response.status_code == 413
    assert "A document can have 1 MB at most" in text_of(response)
    assert not Document.objects.exists()


def test_a_title_is_taken_from_the_file_when_none_is_given(council, child, as_):
    attach(as_("social_worker"), child, "../../Health_assessment\u202e.pdf", pdf())
    assert Document.objects.get().title == "Health assessment"


def test_the_same_bytes_are_stored_once_and_stand_on_both_records(council, child, as_):
    other = make_child(council)
    client = as_("social_worker")
    attach(client, child, "a.pdf", pdf(), title="One")
    attach(client, other, "b.pdf", pdf(), title="Two")
    assert StoredFile.objects.count() == 1
    assert Document.objects.count() == 2


def _attached(council, child, title="Plan") -> Document:
    upload = CheckedUpload(pdf(title.encode()), "application/pdf", "x.pdf")
    return attach_document(child, by=council.social_worker, title=title, upload=upload)


def test_a_document_opens_to_those_to_whom_its_record_opens(council, child, as_):
    document = _attached(council, child)
    assert as_("iro").get(at("document", document.pk)).status_code == 200
    assert as_("other_social_worker").get(at("document", document.pk)).status_code == 404
    assert AccessLogEntry.objects.first().what == "refused"
    restrict(child, council.iro)
    shut = as_("team_manager").get(at("document", document.pk))
    assert shut.status_code == 403
    assert b"%PDF" not in shut.content
    with pytest.raises(NotYours):
        _attached(council, child, "Another")


def test_bytes_that_changed_on_the_volume_are_never_served(council, child, as_):
    document = _attached(council, child)
    path_of(document.file.sha256).write_bytes(b"%PDF-1.4 something else")
    response = as_("iro").get(at("document", document.pk))
    assert response.status_code == 500
    assert "must be restored from the backup" in text_of(response)
    assert b"something else" not in response.content
    path_of(document.file.sha256).unlink()
    assert as_("iro").get(at("document", document.pk)).status_code == 500


def test_a_paper_that_is_still_being_made_says_so(council, child, as_):
    document = Document.objects.create(subject=child, kind="letter", title="Outcome letter", report_key="x")
    response = as_("iro").get(at("document", document.pk))
    assert response.status_code == 202
    assert "This paper is being made" in text_of(response)
    assert "Outcome letter" in text_of(as_("iro").get(at("documents", child.pk)))


def test_documents_are_listed_by_kind_letters_alone_too(council, child, as_):
    _attached(council, child, "Uploaded plan")
    Document.objects.create(
        subject=child, kind="letter", title="Outcome letter", addressed_to="Tamsin Manager"
    )
    Document.objects.create(subject=child, kind="referral", title="Referral to Cafcass")
    client, url = as_("iro"), at("documents", child.pk)
    letters = text_of(client.get(url, {"show": "letters"}))
    assert "Outcome letter" in letters
    assert "Letter to Tamsin Manager" in letters
    assert "Referral to Cafcass" in letters
    assert "Uploaded plan" not in letters
    assert "Outcome letter" not in text_of(client.get(url, {"show": "upload"}))


def test_the_case_note_of_a_document_leads_to_it(council, child, as_):
    document = _attached(council, child)
    note = add_case_note(child, by=council.iro, title="Report", text="On the record.")
    type(note).objects.filter(pk=note.pk).update(document=document)
    assert at("document", document.pk) in as_("iro").get(at("case_note", note.pk)).content.decode()


def test_a_document_has_its_moment_in_the_chronology(council, child, as_):
    document = _attached(council, child)
    assert document.added_at.date() == dt.date(2026, 11, 24)
    assert "Uploaded document Plan" in text_of(as_("iro").get(at("chronology", child.pk)))
