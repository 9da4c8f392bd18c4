"""Another team's child, with one of each thing that a form or an address could name."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from audits.actions.alerting import raise_alert
from audits.actions.challenging import start_challenge
from audits.actions.family import ask_family
from audits.actions.level import dispute_level
from disputes.actions import start
from qa_portal import clock
from qa_portal.children import actions as record_actions
from qa_portal.children.models import Contact, Meeting
from qa_portal.requests.models import RequestForResponse
from qa_portal.supervision.actions import record_supervision
from qa_portal.transfers.allocating import allocate
from tests.factories.audits import audit_at
from tests.factories.audits_after import audit_after
from tests.factories.disputes import dispute_at, document_on, referral_at
from tests.factories.outside import outside_at
from tests.factories.panels import panel_at
from tests.factories.qaps import qap_at
from tests.factories.records import child

from .scene_audits_after import working_by

#: What nobody outside that team may ever read; nothing else in the scene says it.
FIRST, LAST, REFERENCE, WORDS = "Zebedee", "Quillfeather", "ZQ-70401", "Heliotrope"
SECRET = re.compile(rf"{FIRST}|{LAST}|{REFERENCE}|{WORDS}", re.IGNORECASE)


@dataclass
class Foreign:
    """The record, and its things by the name that an address or a form has for them."""

    subject: Any
    keys: dict[str, int]
    things: list[Any]

    def values(self) -> list[dict]:
        """Every column of every thing as it stands."""
        return [type(t)._base_manager.filter(pk=t.pk).values().first() for t in self.things]


def build(c: Any) -> Foreign:
    """Told as the iro's, and then given to the other service: its things are what the actions made them."""
    record = child(c, first_name=FIRST, last_name=LAST, reference=REFERENCE)
    qap, dispute = qap_at("requested", c, record), dispute_at("sent", council=c, subject=record)
    stage = dispute.stages.get()
    referral = referral_at("prepared", dispute=dispute)
    contact = record_actions.add_contact(record, by=c.iro, kind=Contact.Kind.ADDRESS, detail=f"1 {WORDS} Way")
    status = record_actions.add_legal_status(
        record, by=c.iro, status="care_order", starts_on=dt.date(2025, 1, 6)
    )
    note = record_actions.add_case_note(record, by=c.iro, title=WORDS, text=f"{WORDS} was there.")
    document = document_on(record, title=WORDS)
    meeting = record_actions.start_meeting(record, by=c.iro, kind=Meeting.Kind.LOOKED_AFTER_REVIEW)
    praise = start.commend(record, by=c.iro, practice=WORDS, difference="She knew.")
    link = record_actions.link_siblings(record, by=c.iro, other=child(c))
    request = RequestForResponse.objects.get(about_id=qap.pk, kind="update")
    supervision = record_supervision(record, by=c.team_manager, held_on=clock.today(), reflection=WORDS)
    with working_by(c.team, "merton"):
        held = audit_after("to_moderate", c, record, reviewer=c.fostering_team_manager)
        level = dispute_level(held, by=c.team_manager, reason=WORDS)
        audit = audit_at("begun", c, record, reviewer=c.fostering_team_manager)
    with working_by(c.team, "knowsley"):
        audited = audit_after("returned", c, record, reviewer=c.fostering_team_manager)
        outside = outside_at("sent", c, audit=audited, issue=WORDS, asked=WORDS, agency=WORDS)
    with working_by(c.team, "waltham-forest"):
        returned = audit_after("returned", c, record, reviewer=c.fostering_team_manager)
        written = {"response": WORDS, "criteria": WORDS, "evidence": WORDS}
        challenge = start_challenge(returned, by=c.team_manager, **written)
        alert = raise_alert(record, by=c.iro, concern=WORDS)
    with working_by(c.team, "knowsley-early-help"):
        seen = audit_after("returned", c, record, grade="good", reviewer=c.fostering_team_manager)
    panel = panel_at("convened", c, framework="knowsley-early-help", members=[c.insights_member])
    item = panel.moderations.get(audit=seen)
    voice, _link = ask_family(audit, by=audit.reviewer, speaker="mother")
    allocate(record, "iro", person=c.other_iro, by=c.administrator)
    allocate(record, "practitioner", person=c.other_social_worker, team=c.other_team, by=c.administrator)
    record.refresh_from_db()
    audit.refresh_from_db()
    action, issue = stage.actions.first(), qap.issues.first()
    deadline = record.deadlines.filter(kind="stage_answer").first()
    keys = {
        "record": record, "qap": qap, "dispute": dispute, "stage": stage, "referral": referral, "contact": contact,
        "status": status, "note": note, "document": document, "meeting": meeting, "commendation": praise,
        "link": link, "request": request, "action": action, "issue": issue, "deadline": deadline,
        "challenge": challenge, "alert": alert, "outside": outside,
        "moderation": item, "grade": item.grades.first(),
        "audit": audit, "voice": voice, "assurance": held.assurances.get(), "level": level, "supervision": supervision,
    }  # fmt: skip
    return Foreign(record, {name: thing.pk for name, thing in keys.items()}, list(keys.values()))
