"""One council with one of everything on it, for the tests that ask who may open what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from disputes.actions import start
from qa_portal import clock
from qa_portal.children import actions as record_actions
from qa_portal.children.models import Contact, Meeting, Sibling
from qa_portal.deadlines.models import ClosureDay, Deadline
from qa_portal.documents.models import Document
from qa_portal.imports.models import ImportRun
from qa_portal.people.actions import create_post, deactivate_person, record_cover
from qa_portal.people.models import Appointment
from qa_portal.people.roles import Role
from tests.factories.disputes import dispute_at, document_on, referral_at
from tests.factories.people import council, person
from tests.factories.qaps import completed_review, information_at, qap_at
from tests.factories.records import child, foster_carer

#: Noon of a working day, on which all of it is told.
NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)

#: Who asks for pages: part in the council → what the tables call them.
PERSONAS = (
    "iro",
    "other_iro",
    "social_worker",
    "other_social_worker",
    "team_manager",
    "service_manager",
    "other_team_manager",
    "iro_manager",
    "insights_member",
    "administrator",
)


@dataclass
class Scene:
    """The council, and the key of each thing by its name."""

    council: Any
    keys: dict[str, int] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


def build() -> Scene:
    """Tell the whole scene through the portal's own actions; belongs in ``clock.standing_at(NOON)``."""
    c = council()
    scene = Scene(c, people={part: getattr(c, part) for part in PERSONAS})
    keys = scene.keys
    disabled = person(Role.TEAM_MANAGER, c.team, by=c.administrator)
    scene.people["disabled"] = disabled
    deactivate_person(disabled, by=c.administrator)

    for state in ("drafted", "written", "sent", "returned", "answered", "outcome", "concluded", "sent_back"):
        dispute = dispute_at(state, council=c, subject=child(c))
        stage = dispute.stages.get()
        keys[f"dispute {state}"], keys[f"stage {state}"] = dispute.pk, stage.pk
        for deadline in Deadline.objects.filter(about_id=stage.pk, kind="stage_answer", met_at=None):
            keys[f"deadline {state}"] = deadline.pk
    for state in ("informal", "closed"):
        keys[f"dispute {state}"] = dispute_at(state, council=c, subject=child(c)).pk
    dispute = dispute_at("sent", council=c, subject=child(c))
    keys["referral prepared"] = referral_at("prepared", dispute=dispute).pk
    keys["referral made"] = referral_at("made", dispute=dispute_at("sent", council=c, subject=child(c))).pk

    for place in ("drafted", "written", "requested", "returned", "answered", "decided", "concluded", "ended"):
        keys[f"qap {place}"] = qap_at(place, c, child(c)).pk
    from qa_portal.requests.models import RequestForResponse

    keys["request sent"] = RequestForResponse.objects.get(about_id=keys["qap requested"], kind="update").pk
    keys["information drafted"] = information_at("drafted", c, child(c)).pk
    keys["commendation"] = start.commend(
        child(c), by=c.iro, practice="He was told first.", difference="He knew."
    ).pk

    record = child(c)
    keys["record"] = record.pk
    sibling = child(c)
    keys["link"] = record_actions.link_siblings(record, by=c.iro, other=sibling).pk
    assert Sibling.objects.filter(pk=keys["link"]).exists()
    contact = record_actions.add_contact(record, by=c.iro, kind=Contact.Kind.PHONE, detail="01632 960 001")
    keys["contact"] = contact.pk
    keys["status"] = record_actions.add_legal_status(
        record, by=c.iro, status="care_order", starts_on=dt.date(2025, 1, 6)
    ).pk
    keys["note"] = record_actions.add_case_note(record, by=c.iro, title="A call", text="She rang.").pk
    keys["document"] = document_on(record).pk
    assert Document.objects.get(pk=keys["document"]).state == "stored"
    keys["meeting started"] = record_actions.start_meeting(
        record, by=c.iro, kind=Meeting.Kind.LOOKED_AFTER_REVIEW
    ).pk
    keys["meeting completed"] = completed_review(c, child(c)).pk
    keys["carer"] = foster_carer(c).pk

    keys["person"] = c.social_worker.pk
    keys["team"] = c.team.pk
    keys["appointment"] = Appointment.objects.get(person=c.social_worker).pk
    keys["post"] = create_post(role=Role.HEAD_OF_SERVICE, team=c.service, by=c.administrator).pk
    keys["cover"] = record_cover(
        absent=c.other_iro,
        covered_by=c.cp_chair,
        starts_on=clock.today(),
        ends_on=clock.today() + dt.timedelta(days=3),
        reason="Leave",
        by=c.administrator,
    ).pk
    keys["closure"] = ClosureDay.objects.create(day=dt.date(2026, 12, 29), reason="Closed").pk
    keys["import"] = ImportRun.objects.create(files={}, digest="", summary={}, uploaded_by=c.administrator).pk
    from qa_portal.children.models import Subject

    scene.names = sorted({s.last_name for s in Subject.objects.all()})
    return scene
