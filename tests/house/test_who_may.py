"""R15: who may open and who may send what: everybody at every page, against the table.

R16 in part: to outsiders nothing is told, and each refusal of a record is logged. R17: each look at a record leaves
who, what, when and why. HOUSE=all asks everybody for every page in every state, by GET and by POST. Without it those in
``EVERY_STATE`` are asked so; their colleagues in the states in which a page is somebody's; whoever is outside the
record's circle once for each page; and the roles that are like others by GET alone, unless they may send it.
"""

import os

import pytest
from django.urls import URLPattern, get_resolver, reverse

from audits.models import (
    Assurance,
    Audit,
    Challenge,
    FamilyVoice,
    GoodPractice,
    LevelDispute,
    OutsideIssue,
    SafetyAlert,
    ThematicCase,
)
from disputes.models import CafcassReferral, Commendation, Dispute, DisputeStage, Qap, SignificantInformation
from moderation.models import MemberGrade, Moderation
from qa_portal.children.models import AccessLogEntry, CaseNote, Meeting, Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.disclosure.models import AccessItem, AccessRequest
from qa_portal.documents.models import Document
from qa_portal.plan.models import Action
from qa_portal.requests.models import RequestForResponse
from qa_portal.retention.models import Disposal, LegalHold
from qa_portal.supervision.models import Supervision

from . import asking, table_manage
from .every_row import ROWS
from .scene import NOON
from .who_may import CORE, INSIGHTS, MANAGERS, NOT_IN, PERSONAS, SEES, Row

#: One row for each URL: the first in which somebody may.
FIRST = {row.name: row for row in reversed(ROWS) if row.gets or row.posts}.values()

MODELS = {
    "allocation": Audit,
    "meeting": Meeting,
    "review": Meeting,
    "case": ThematicCase,
    "note": CaseNote,
    "document": Document,
    "request": RequestForResponse,
    "information": SignificantInformation,
    "qap": Qap,
    "dispute": Dispute,
    "stage": DisputeStage,
    "referral": CafcassReferral,
    "commendation": Commendation,
    "deadline": Deadline,
    "audit": Audit,
    "example": GoodPractice,
    "assurance": Assurance,
    "level": LevelDispute,
    "alert": SafetyAlert,
    "challenge": Challenge,
    "voice": FamilyVoice,
    "outside": OutsideIssue,
    "moderation": Moderation,
    "grade": MemberGrade,
    "action": Action,
    "supervision": Supervision,
    "disposal": Disposal,
    "hold": LegalHold,
    "access": AccessRequest,
    "item": AccessItem,
}
#: Why somebody sees the record, as the access log says it.
RELATION = {
    "iro": "Reviewing officer",
    "fostering_iro": "Reviewing officer",
    "social_worker": "Allocated practitioner",
    "administrator": "Administrator, to transfer it",
    "other_service_manager": "Manager of the team",
    "sister_team_manager": "Manager of the team",
    "other_team_manager": "Asked to answer a request",
    **dict.fromkeys(MANAGERS, "Manager of the team"),
    **dict.fromkeys(INSIGHTS | {"iro_manager", "principal_social_worker"}, "Quality assurance team"),
}


def url_names(resolver=None, space: str = "") -> set[str]:
    """The name of each URL; the library's admin, whose rules are its own, left out."""
    found = set()
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            found.add(f"{space}{each.name}")
        elif each.namespace != "admin":
            found |= url_names(each, f"{each.namespace}:" if each.namespace else space)
    return found


def test_each_url_has_a_row_and_each_row_a_url():
    others = table_manage.OPEN_TO_ALL | table_manage.ONES_OWN | table_manage.DEMONSTRATION
    assert {row.name for row in ROWS} | others == url_names()


def asked_of(persona: str) -> list[tuple[Row, str]]:
    """What somebody is asked for, and how."""
    both = ("GET", "POST")
    if os.environ.get("HOUSE") == "all" or persona in EVERY_STATE:
        return [(row, method) for row in ROWS for method in both]
    if persona in CORE & SEES:
        return [(row, method) for row in ROWS if row.gets or row.posts for method in both]
    if persona in CORE:
        return [(row, method) for row in FIRST for method in both]
    return [(row, m) for row in FIRST for m in both if m == "GET" or persona in (row.posts or ())]


#: Those whose steps the pages are, one after the other.
EVERY_STATE = ("iro", "team_manager", "iro_manager")


@pytest.fixture(scope="module")
def clients(scene):
    return asking.clients(scene)


@pytest.fixture(scope="module", params=PERSONAS)
def answers(request, scene, clients):
    """Whatever the portal answers to one person: GET and POST of each row."""
    client = clients[request.param]
    return [
        asking.ask(client, row, request.param, method, asking.address(scene, row))
        for row, method in asked_of(request.param)
    ]


def test_each_page_opens_to_those_in_the_table_and_nothing_changes_for_others(answers):
    wrong = [f"{answer.title} {said}" for answer in answers if (said := asking.wrong_with(answer))]
    assert not wrong, "\n".join(wrong)


def test_whom_a_record_is_shut_to_learns_nothing_and_the_refusal_is_logged(answers, scene):
    wrong = []
    for answer in answers:
        row, persona = answer.row, answer.persona
        if not row.on_record or persona in row.of or persona in (row.gets or row.posts or ()):
            continue
        if told := scene.secrets.search(answer.body):
            wrong.append(f"{answer.title} tells {told[0]}")
        if answer.status == 404 and persona not in NOT_IN and not _refusals(answer, scene):
            wrong.append(f"{answer.title} is not logged")
    assert not wrong, "\n".join(wrong)


def test_each_look_at_a_record_leaves_who_what_when_and_why(answers, scene):
    wrong = []
    for answer in answers:
        row, persona = answer.row, answer.persona
        shown = answer.status == 200 or (persona in row.leads_on and answer.status != 405)
        if not row.on_record or not shown or persona in NOT_IN or row.name == "emergency_access":
            continue
        why = "Named on the restricted record" if row.names[0] == "restricted" else RELATION[persona]
        wanted = (scene.people[persona].pk, _subject_of(row, scene), NOON, why)
        seen = ("downloaded",) if row.name in ("document", "access_archive") else ("viewed",)
        left = [
            entry
            for entry in answer.logged
            if (entry.person_id, entry.subject_id, entry.at, entry.why) == wanted
            and entry.what in seen
            and entry.page.split(":")[0] == row.name
        ]
        if len(left) != 1:
            said = [(e.person_id, e.subject_id, e.what, e.page, e.why) for e in answer.logged]
            wrong.append(f"{answer.title} left {said}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_an_export_leaves_a_line_for_each_record_in_it(scene, clients):
    row = next(row for row in ROWS if row.name == "dispute_register_export")
    for persona in ("iro", "team_manager", "insights_member", "other_iro"):
        answer = asking.ask(clients[persona], row, persona, "GET", reverse(row.name))
        shown = {s.pk for s in Subject.objects.all() if s.reference in answer.body}
        assert {e.subject_id for e in answer.logged} == shown
        assert bool(shown) == (persona != "other_iro")
        assert {(e.what, e.why, e.person_id, e.page) for e in answer.logged} <= {
            ("exported", RELATION.get(persona), scene.people[persona].pk, row.name)
        }


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_nothing_is_put_deleted_or_patched_anywhere(scene, clients, method):
    wrong = []
    for row in FIRST:
        for persona in ("iro", "other_iro", "administrator"):
            answer = asking.ask(clients[persona], row, persona, method, asking.address(scene, row))
            if answer.status not in (404, 405) or answer.wrote:
                wrong.append(answer.title)
    assert not wrong, "\n".join(wrong)


def test_outside_the_demonstration_its_pages_are_not_there_for_anybody(scene, clients):
    for name in table_manage.DEMONSTRATION:
        given = [1] if name in ("demo_mail", "demo_mail_html") else []
        for persona, client in clients.items():
            for method in ("get", "post"):
                answer = getattr(client, method)(reverse(name, args=given))
                refused = (302, 404, 405) if persona in NOT_IN else (404, 405)
                assert answer.status_code in refused, (name, persona)


def test_ones_own_pages_of_sign_in_ask_for_a_sign_in(clients):
    for name in table_manage.ONES_OWN:
        for persona in NOT_IN:
            answer = clients[persona].get(reverse(name))
            assert answer.status_code in (302, 404, 405), (name, persona, answer.status_code)


def _subject_of(row: Row, scene) -> int:
    """The record that a row is about."""
    thing = row.names[0]
    model = MODELS.get(thing.split(" ")[0])
    if model is None:
        return scene.keys[thing]
    if model is DisputeStage:
        return DisputeStage.objects.values_list("dispute__subject", flat=True).get(pk=scene.keys[thing])
    if model is CafcassReferral:
        return CafcassReferral.objects.values_list("dispute__subject", flat=True).get(pk=scene.keys[thing])
    path = (
        "audit__subject"
        if model in (Assurance, Challenge, LevelDispute, FamilyVoice, GoodPractice, Moderation, OutsideIssue)
        else "subject"
    )
    if model is MemberGrade:
        path = "moderation__audit__subject"
    if model is AccessItem:
        path = "request__subject"
    return model.objects.values_list(path, flat=True).get(pk=scene.keys[thing])


def _refusals(answer, scene) -> list[AccessLogEntry]:
    subject, person = _subject_of(answer.row, scene), scene.people[answer.persona].pk
    return [
        e
        for e in answer.logged
        if (e.subject_id, e.person_id, e.what, e.at) == (subject, person, "refused", NOON) and e.why
    ]
