"""The pages of a record. No address holds a name."""

from django.urls import path

from qa_portal.children.views import (
    chronology,
    contacts,
    details,
    logs,
    meetings,
    notes,
    record,
    restriction,
    search,
)

urlpatterns = [
    path("search/", search.Search.as_view(), name="search"),
    path("records/", record.RecordList.as_view(), name="records"),
    path("records/seen-by/", logs.AccessOfPerson.as_view(), name="access_of_person"),
    path("record/<int:pk>/", record.RecordSummary.as_view(), name="record"),
    path("record/<int:pk>/details/", details.Details.as_view(), name="details"),
    path("record/<int:pk>/details/correct/", details.CorrectDetails.as_view(), name="correct_details"),
    path("record/<int:pk>/legal-status/add/", details.AddLegalStatus.as_view(), name="legal_status_add"),
    path(
        "record/<int:pk>/legal-status/<int:status>/end/",
        details.EndLegalStatus.as_view(),
        name="legal_status_end",
    ),
    path("record/<int:pk>/siblings/link/", details.LinkSiblings.as_view(), name="sibling_link"),
    path(
        "record/<int:pk>/siblings/<int:link>/unlink/", details.UnlinkSiblings.as_view(), name="sibling_unlink"
    ),
    path("record/<int:pk>/contacts/add/", contacts.AddContact.as_view(), name="contact_add"),
    path(
        "record/<int:pk>/contacts/<int:contact>/change/",
        contacts.ChangeContact.as_view(),
        name="contact_change",
    ),
    path(
        "record/<int:pk>/contacts/<int:contact>/conceal/",
        contacts.ConcealContact.as_view(),
        name="contact_conceal",
    ),
    path(
        "record/<int:pk>/contacts/<int:contact>/reveal/",
        contacts.RevealContact.as_view(),
        name="contact_reveal",
    ),
    path("record/<int:pk>/notes/", notes.CaseNotes.as_view(), name="case_notes"),
    path("record/<int:pk>/notes/add/", notes.AddCaseNote.as_view(), name="case_note_add"),
    path("note/<int:pk>/", notes.ReadCaseNote.as_view(), name="case_note"),
    path("note/<int:pk>/follow-up/", notes.FollowUpCaseNote.as_view(), name="case_note_follow_up"),
    path("note/<int:pk>/copy/", notes.CopyCaseNote.as_view(), name="case_note_copy"),
    path("record/<int:pk>/chronology/", chronology.Chronology.as_view(), name="chronology"),
    path("record/<int:pk>/changes/", logs.RecordTrail.as_view(), name="record_trail"),
    path("record/<int:pk>/seen/", logs.AccessLog.as_view(), name="access_log"),
    path("record/<int:pk>/restrict/", restriction.RestrictRecord.as_view(), name="restrict_record"),
    path("record/<int:pk>/open-again/", restriction.OpenRecordAgain.as_view(), name="open_record_again"),
    path("record/<int:pk>/emergency/", restriction.EmergencyAccessPage.as_view(), name="emergency_access"),
    path("record/<int:pk>/review/<slug:kind>/", meetings.StartMeeting.as_view(), name="meeting_start"),
    path("review/<int:pk>/", meetings.ReadMeeting.as_view(), name="meeting"),
    path("review/<int:pk>/edit/", meetings.EditMeeting.as_view(), name="meeting_edit"),
    path("review/<int:pk>/complete/", meetings.CompleteMeeting.as_view(), name="meeting_complete"),
    path("review/<int:pk>/reopen/", meetings.ReopenMeeting.as_view(), name="meeting_reopen"),
]
