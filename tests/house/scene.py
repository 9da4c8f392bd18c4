"""One council with one of everything on it, for the tests that ask who may open what."""

from __future__ import annotations

import copy
import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from disputes.actions import stage_deciding as deciding
from disputes.actions import start
from disputes.actions.qap import take_qap_next_action
from disputes.actions.writing import write_background
from qa_portal import clock
from qa_portal.children import actions as record_actions
from qa_portal.children.models import Contact, Meeting, Sibling, Subject
from qa_portal.deadlines.models import ClosureDay, Deadline
from qa_portal.documents.models import Document
from qa_portal.figures.actions import count_figures
from qa_portal.frameworks.actions import save_own_version
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.imports.models import ImportRun
from qa_portal.outbox.incidents import Trouble, open_incidents
from qa_portal.outbox.models import Incident, Message
from qa_portal.people.actions import close_team, create_post, create_team, deactivate_person, record_cover
from qa_portal.people.models import Appointment, Team
from qa_portal.people.roles import Role
from qa_portal.requests.models import RequestForResponse
from tests.factories.disputes import TOLD, dispute_at, document_on, fresh, record_outcome, referral_at
from tests.factories.people import council, person
from tests.factories.qaps import completed_review, information_at, qap_at
from tests.factories.records import child, foster_carer, restrict
from tests.factories.replay import laid_out

from .scene_access import tell_of_access
from .scene_activities import tell_of_activities
from .scene_audits_after import tell_of_audits_after
from .scene_audits_writing import tell_of_audits_written
from .scene_climbing import tell_of_climbing
from .scene_cycles import tell_of_cycles
from .scene_improvement import tell_of_improvement
from .scene_learning import tell_of_learning
from .scene_outside import tell_of_outside
from .scene_panels import tell_of_panels
from .scene_plan import tell_of_plan
from .scene_reports import tell_of_reports
from .scene_retention import tell_of_retention
from .scene_standards import tell_of_standards
from .scene_states import tell_of_other_states
from .scene_thematic import tell_of_thematic
from .who_may import ALL

APPS = ("qa_portal", "notifications", "audits", "disputes", "moderation")

#: Noon of a working day, on which all of it is told.
NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


@dataclass
class Scene:
    """The council, and the key of each thing by its name."""

    council: Any
    keys: dict[str, int] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    secrets: re.Pattern = re.compile("(?!)")


#: The scene that was told last; its rows are laid out again for whoever wants it next in this process.
_told: list[Scene] = []


def build() -> Scene:
    """The whole scene, told through the portal's own actions; belongs in ``clock.standing_at(NOON)``."""
    kinds = [
        model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    laid_out("scene", [kind for kind in kinds if not kind.__name__.startswith("Historical")], _tell)
    return copy.deepcopy(_told[-1])


def _tell() -> None:
    c = council()
    scene = Scene(c, people={part: getattr(c, part) for part in sorted(ALL)})
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
    _tell_the_rest(c, keys)
    _tell_of_the_council(c, keys, scene)
    tell_of_audits_after(c, keys)
    tell_of_cycles(c, keys)
    tell_of_plan(c, keys)
    tell_of_audits_written(c, keys)
    tell_of_climbing(c, keys)
    tell_of_learning(c, keys)
    tell_of_panels(c, keys)
    tell_of_other_states(c, keys)
    tell_of_outside(c, keys)
    count_figures(all_of_them=True)
    tell_of_reports(c, keys)
    tell_of_improvement(c, keys)
    tell_of_activities(c, keys)
    tell_of_standards(c, keys)
    tell_of_thematic(c, keys)
    tell_of_retention(c, keys)
    tell_of_access(c, keys)
    words = [word for s in Subject.objects.all() for word in (s.last_name, s.reference)]
    scene.secrets = re.compile(rf"\b(?:{'|'.join(words)})\b")
    _told.append(scene)


def _tell_the_rest(c: Any, keys: dict[str, int]) -> None:
    """What is to come, what is over, what is concealed or restricted, and another child's things."""
    later = clock.today() + dt.timedelta(days=10)
    qap = qap_at("concluded", c, child(c), outcome="partly_resolved")
    review = take_qap_next_action(qap, by=c.iro, next_step="review_targets", next_on=later)
    keys["qap scheduled"] = review.pk
    dispute = dispute_at("answered", council=c, subject=child(c))
    stage = record_outcome(dispute.stages.get(), by=c.iro, next_on=later)
    write_background(stage.dispute, by=c.iro, **TOLD)
    stage = deciding.conclude_stage(fresh(stage), by=c.iro, note="Please confirm.")
    keys["stage confirmed"] = deciding.confirm_stage(stage, by=c.iro_manager, comment="Agreed.").pk
    keys["stage scheduled"] = dispute.stages.get(state="scheduled").pk
    keys["information completed"] = information_at("completed", c, child(c)).pk
    keys["request answered"] = RequestForResponse.objects.get(about_id=keys["qap answered"], kind="update").pk

    record = Subject.objects.get(pk=keys["record"])
    contact = record_actions.add_contact(record, by=c.iro, kind=Contact.Kind.PHONE, detail="01632 960 002")
    record_actions.conceal_contact(contact, by=c.iro, because="He must not find them.")
    keys["contact concealed"] = contact.pk
    elsewhere = child(c)
    keys["record elsewhere"] = elsewhere.pk
    keys["contact elsewhere"] = record_actions.add_contact(
        elsewhere, by=c.iro, kind=Contact.Kind.PHONE, detail="01632 960 003"
    ).pk
    keys["status elsewhere"] = record_actions.add_legal_status(
        elsewhere, by=c.iro, status="care_order", starts_on=dt.date(2025, 1, 6)
    ).pk
    keys["link elsewhere"] = record_actions.link_siblings(elsewhere, by=c.iro, other=child(c)).pk
    keys["restricted"] = restrict(child(c), c.iro).pk
    failed = Document.objects.filter(state=Document.State.PENDING).first()
    failed.state, failed.next_try_at = Document.State.FAILED, None
    failed.save()
    keys["paper failed"] = failed.pk


def _tell_of_the_council(c: Any, keys: dict[str, int], scene: Scene) -> None:
    """A team that is closed, a person who has left, a notice, an incident, a framework that is being written."""
    closed = create_team(name="Gone", kind=Team.Kind.TEAM, parent=c.service, by=c.administrator)
    keys["team closed"] = close_team(closed, by=c.administrator).pk
    keys["person gone"] = scene.people["disabled"].pk
    keys["notice"] = Message.objects.filter(recipient=c.team_manager).first().pk
    open_incidents([Trouble(Incident.Kind.CHECK, "scene", "A check failed.")])
    keys["incident"] = Incident.objects.get(key="scene").pk
    text = FrameworkVersion.objects.get(key="mosaic-iro", number=1).text
    text = text.replace("title: IRO quality", "title: Our IRO quality")
    draft = save_own_version(text, by=c.administrator, key="mosaic-iro")
    keys["framework draft"] = draft.number
