"""Who may what on a child's record, its reviews, requests and papers (R15)."""

from __future__ import annotations

from .who_may import (
    ASKED,
    CONFIRMER,
    DEPARTMENT,
    KEEPER,
    MANAGERS,
    QUALITY,
    SEES,
    Row,
    reads,
    writes,
)

#: Concealed details are for those who work with the child and the managers of the team (LEE-21).
CONCEALED = KEEPER | {"social_worker"} | MANAGERS
#: Who allocates: the managers of the team, the IRO Manager, and administrators, who see references alone (LEE-22).
ALLOCATES = MANAGERS | CONFIRMER | {"administrator"}
#: A carer's record is the fostering team's, and its Fostering IRO's.
SEES_CARER = DEPARTMENT | QUALITY | {"fostering_iro", "other_service_manager"}
#: Who restricts: heads of service and above, and the IRO Manager (LEE-14).
RESTRICTS = DEPARTMENT | CONFIRMER

ROWS: list[Row] = [
    *(
        reads(name, "record", may=SEES)
        for name in ("record", "details", "case_notes", "chronology", "documents", "record_trail")
    ),
    *(
        writes(name, "record", may=SEES)
        for name in (
            "correct_details",
            "case_note_add",
            "document_attach",
            "contact_add",
            "legal_status_add",
            "sibling_link",
        )
    ),
    writes("legal_status_end", "record", "status", may=SEES),
    writes("sibling_unlink", "record", "link", may=SEES),
    writes("contact_change", "record", "contact", may=SEES),
    writes("contact_conceal", "record", "contact", may=SEES),
    writes("contact_reveal", "record", "contact", may=()),
    writes("contact_change", "record", "contact concealed", may=CONCEALED),
    writes("contact_reveal", "record", "contact concealed", may=CONCEALED),
    writes("contact_conceal", "record", "contact concealed", may=()),
    # Another record's, under one's own: there is no such thing, whoever asks.
    writes("legal_status_end", "record", "status elsewhere", may=()),
    writes("sibling_unlink", "record", "link elsewhere", may=()),
    writes("contact_change", "record", "contact elsewhere", may=()),
    writes("contact_conceal", "record", "contact elsewhere", may=()),
    writes("contact_reveal", "record", "contact elsewhere", may=()),
    reads("case_note", "note", may=SEES),
    writes("case_note_follow_up", "note", may=SEES),
    reads("document", "document", may=SEES),
    reads("access_log", "record", may=MANAGERS | QUALITY),
    writes("restrict_record", "record", may=RESTRICTS),
    writes("open_record_again", "record", may=()),
    writes("transfer_record", "record", may=ALLOCATES),
    # Nothing to open: those who see it are led to it, and others aren't told that it is there (LEE-14).
    writes("emergency_access", "record", may=()),
    # A restricted record: the named person alone. In scope, others see its reference and the way to emergency access.
    reads("record", "restricted", may={"iro"}),
    reads("documents", "restricted", may={"iro"}),
    writes("correct_details", "restricted", may={"iro"}),
    writes("open_record_again", "restricted", may=()),
    writes("emergency_access", "restricted", may=SEES - {"iro"}),
    # A carer's record is the fostering team's.
    reads("record", "carer", may=SEES_CARER, of=SEES_CARER),
    # -- reviews -----------------------------------------------------------------------------------
    writes("meeting_start", "record", "=looked_after_review", may=KEEPER),
    writes("meeting_start", "record", "=cp_conference", may=()),
    reads("meeting", "meeting started", may=SEES),
    reads("meeting", "meeting completed", may=SEES),
    writes("meeting_edit", "meeting started", may=KEEPER),
    writes("meeting_complete", "meeting started", may=KEEPER),
    writes("meeting_reopen", "meeting started", may=()),
    writes("meeting_reopen", "meeting completed", may=CONFIRMER),
    reads("planning_audit", "meeting completed", may=SEES),
    writes("planning_audit_edit", "meeting started", may=KEEPER),
    writes("qap_start_from_review", "meeting started", may=()),
    writes("qap_start_from_review", "meeting completed", may=KEEPER),
    # -- requests ----------------------------------------------------------------------------------
    reads("request", "request sent", may=SEES, leads_on=ASKED),
    writes("request_return", "request sent", may=ASKED),
    reads("request", "request answered", may=SEES),
]
