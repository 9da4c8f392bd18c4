"""The reviewer’s side of an audit, through the running application."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audits.actions.checking import accept_audit
from audits.actions.replacing import replace_reviewer
from audits.actions.returning import return_audit
from audits.actions.submitting import submit_audit
from audits.actions.writing import write_tested
from audits.models import Answer, Audit, GradeGiven
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message
from qa_portal.plan.models import Action
from tests.data.files import pdf
from tests.factories.audits import action, allocated, audit_at, fresh, hold_conversation, write_all
from tests.factories.people import council, sign_in
from tests.factories.records import child
from tests.house.scene import NOON
from tests.integration.disputes.qap_pages import text_of
from tests.integration.editing import send

pytestmark = pytest.mark.django_db

FRAMEWORKS = ("merton", "knowsley", "waltham-forest")


@pytest.fixture(autouse=True)
def noon():
    """It is noon of a working day."""
    with clock.standing_at(NOON):
        yield


def at(audit: Audit, name: str, *more: object) -> str:
    """A page of an audit."""
    return reverse(name, args=[audit.pk, *more])


def take(client, audit: Audit, name: str, *more: object, **said: object):
    """Open a page of an audit and send its form as it stands, with what is said."""
    url = at(audit, name, *more)
    return send(client, url, client.get(url), **said)


@pytest.mark.parametrize("key", FRAMEWORKS)
@pytest.mark.rule("LEE-11")
def test_an_audit_is_written_to_its_end_with_every_framework_and_can_be_read_and_printed(client, key):
    c = council(key)
    audit = audit_at("submitted", c, child(c))
    assert audit.submitted_by == audit.reviewer
    assert audit.requests.get().state == "completed"
    assert not Deadline.objects.filter(about_id=audit.pk, kind="audit_complete", met_at=None).exists()
    assert audit.signatures.get().signed_by == audit.reviewer
    sign_in(client, audit.reviewer)
    read = text_of(client.get(at(audit, "audit_read")))
    for question in audit.tool.questions:
        assert " ".join(question.text.split()) in read
    assert client.get(at(audit, "audit")).status_code == 200


@pytest.mark.parametrize("key", FRAMEWORKS)
@pytest.mark.rule("WAL-04")
def test_every_page_that_a_reviewer_writes_on_opens_with_the_period_reviewed_beside_it(client, key):
    c = council(key)
    audit = audit_at("begun", c, child(c))
    sign_in(client, audit.reviewer)
    assert "Saturday 23 May 2026 until Monday 23 November 2026" in text_of(client.get(at(audit, "audit")))
    for section in audit.tool.sections:
        page = client.get(at(audit, "audit_section", section.key))
        assert page.status_code == 200
        assert "Saturday 23 May 2026 until Monday 23 November 2026" in text_of(page)
    for name in ("audit_overall", "audit_conversation", "audit_conversation_held", "audit_family"):
        assert client.get(at(audit, name)).status_code == 200, name


@pytest.mark.rule("MER-01")
@pytest.mark.rule("WAL-11")
def test_a_scaled_question_has_whole_points_from_0_to_10_in_four_bands_with_their_descriptors(client):
    c = council("merton")
    audit = audit_at("allocated", c)
    sign_in(client, audit.reviewer)
    section = audit.tool.sections[0]
    question = section.questions[0]
    page = text_of(client.get(at(audit, "audit_section", section.key)))
    for words in ("Inadequate 0 to 2", "Requires Improvement 3 to 5", "Good 6 to 8", "Outstanding 9 to 10"):
        assert words in page
    for descriptor in question.descriptors:
        assert descriptor.text in page
    for band in (
        audit.policy.scale.bands
    ):  # for those without descriptors of their own: once, shown by a button of each
        assert page.count(" ".join(band.descriptor.split())) == 1
    others = [q for q in section.questions if q.is_judged and not q.descriptors]
    assert others
    buttons = client.get(at(audit, "audit_section", section.key)).content.count(
        b'popovertarget="what-each-grade-takes">What each grade takes'
    )
    assert buttons == len(others)
    for point, grade in (
        (0, "inadequate"),
        (2, "inadequate"),
        (3, "requires_improvement"),
        (10, "outstanding"),
    ):
        assert (
            take(client, audit, "audit_section", section.key, **{question.id: str(point)}).status_code == 302
        )
        answer = Answer.objects.get(audit=audit, question_id=question.id)
        assert (answer.point, answer.value) == (point, grade)
    for wrong in ("11", "-1", "5.5", "good"):
        refused = take(client, audit, "audit_section", section.key, **{question.id: wrong})
        assert refused.status_code == 422
        assert Answer.objects.get(audit=audit, question_id=question.id).point == 10


@pytest.mark.rule("KNO-01")
def test_the_case_file_audit_holds_ten_standards_in_four_grades_with_what_was_intended_and_its_impact(client):
    c = council("knowsley")
    audit = audit_at("allocated", c)
    graded = [question for question in audit.tool.questions if question.answer == "graded"]
    assert len(graded) >= 10
    sign_in(client, audit.reviewer)
    pages = "".join(
        text_of(client.get(at(audit, "audit_section", section.key))) for section in audit.tool.sections
    )
    for band in audit.policy.scale.bands:
        assert band.label in pages
    assert "impact" in pages.lower()
    assert "set out to" in pages.lower() or "intended" in pages.lower() or "aim" in pages.lower()


@pytest.mark.rule("WAL-05")
@pytest.mark.rule("LEE-04")
def test_an_audit_is_not_completed_while_a_grade_a_comment_or_the_whole_is_missing(client):
    c = council("waltham-forest")
    audit = audit_at("written", c)
    sign_in(client, audit.reviewer)
    assert not audit.blockers_to("submit")
    question = next(q for q in audit.tool.questions if q.comment)
    Answer.objects.filter(audit=audit, question_id=question.id).update(words="")
    (missing,) = fresh(audit).blockers_to("submit")
    assert missing.sentence.startswith("Explain the grade of")
    assert missing.url.endswith(f"#id_{question.id}-words")
    page = text_of(client.get(at(audit, "audit")))
    assert "Before you can complete it" in page
    assert missing.sentence in page
    assert take(client, audit, "audit_submit", signed="on").status_code == 422
    assert fresh(audit).state == "begun"
    Answer.objects.filter(audit=audit, question_id=question.id).update(words="It is.")
    Audit.objects.filter(pk=audit.pk).update(grade_reason="")
    assert [b.sentence for b in fresh(audit).blockers_to("submit")] == ["Say why you give this overall grade"]
    Audit.objects.filter(pk=audit.pk).update(grade_reason="It is.")
    graded = Answer.objects.filter(audit=audit, question_id=question.id)
    was = graded.values("value", "point", "value_after", "point_after").get()
    graded.update(value="", point=None, value_after="", point_after=None)
    assert fresh(audit).blockers_to("submit"), "a domain without its grade"
    assert take(client, audit, "audit_submit", signed="on").status_code == 422
    graded.update(**was)
    given = Audit.objects.filter(pk=audit.pk).values("grade", "point").get()
    Audit.objects.filter(pk=audit.pk).update(grade="", point=None)
    (missing,) = fresh(audit).blockers_to("submit")
    assert missing.sentence.startswith("Give the overall grade")
    Audit.objects.filter(pk=audit.pk).update(**given)
    assert take(client, audit, "audit_submit", signed="on").status_code == 302
    assert fresh(audit).state == "submitted"


@pytest.mark.rule("WAL-06")
def test_grades_are_given_twice_and_both_stand_with_what_the_conversation_added(client):
    c = council("waltham-forest")
    audit = audit_at("begun", c, grade="requires_improvement")
    section = audit.tool.sections[0]
    question = next(q for q in section.questions if q.is_judged)
    sign_in(client, audit.reviewer)
    before = client.get(at(audit, "audit_section", section.key)).content.decode()
    assert f'name="{question.id}"' in before
    assert f'name="{question.id}-after"' not in before
    held = {"happened": "held", "held_on": "23/11/2026", "with_whom": "Wendy", "notes": "It."}
    assert take(client, audit, "audit_conversation_held", **held).status_code == 302

    def lacks_what_it_added() -> bool:
        return any("say what it added" in b.sentence for b in fresh(audit).blockers_to("submit"))

    assert lacks_what_it_added()
    hold_conversation(audit, by=audit.reviewer)
    assert not lacks_what_it_added()
    after = client.get(at(audit, "audit_section", section.key)).content.decode()
    assert f'name="{question.id}-after"' in after
    assert f'name="{question.id}"' not in after  # what was found in the record stands
    assert "After reading the record" in after
    sent = take(client, audit, "audit_section", section.key, **{f"{question.id}__after": "good"})
    assert sent.status_code == 302
    answer = Answer.objects.get(audit=audit, question_id=question.id)
    assert (answer.value, answer.value_after) == ("requires_improvement", "good")
    audit = write_all(audit, by=audit.reviewer, grade="good", grade_before="requires_improvement")
    take(client, audit, "audit_submit", signed="on")
    given = {each.occasion: each.grade for each in GradeGiven.objects.filter(audit=audit)}
    assert given == {"record": "requires_improvement", "conversation": "good"}
    read = text_of(client.get(at(audit, "audit_read")))
    assert "after the conversation" in read
    assert "She sees him more often than the record says." in read


@pytest.mark.rule("WAL-07")
def test_at_a_second_reaudit_the_team_manager_takes_part_in_the_conversation(client):
    c = council("waltham-forest")
    subject = child(c)
    first = accept_audit(audit_at("submitted", c, subject), by=c.insights_member)
    second = audit_at("written", c, subject, re_audit_of=first, reviewer=c.other_service_manager)
    write_tested(second, by=second.reviewer, found={})
    second = accept_audit(submit_audit(second, by=second.reviewer), by=c.insights_member)
    third = allocated(c, subject, re_audit_of=second, reviewer=c.other_service_manager)
    by = third.reviewer
    sign_in(client, by)
    audit = fresh(third)
    held = {"happened": "held", "held_on": "23/11/2026", "with_whom": "Wendy", "notes": "It.", "added": "It."}
    assert take(client, audit, "audit_conversation_held", **held).status_code == 302
    wanted = "the Team Manager takes part"
    assert any(wanted in b.sentence for b in fresh(audit).blockers_to("submit"))
    assert take(client, audit, "audit_conversation_held", **held, with_manager="on").status_code == 302
    assert not any(wanted in b.sentence for b in fresh(audit).blockers_to("submit"))


@pytest.mark.rule("KNO-12")
def test_a_section_graded_below_good_is_not_complete_without_an_action_with_its_date(client):
    c = council("knowsley-early-help")
    audit = audit_at("allocated", c)
    question = next(q for q in audit.tool.questions if q.action_after)
    section = next(s for s in audit.tool.sections if question in s.questions)
    sign_in(client, audit.reviewer)
    said = {question.id: "requires_improvement", f"{question.id}__words": "Visits are late."}
    assert take(client, audit, "audit_section", section.key, **said).status_code == 302
    from audits.writing.answers import answers_of, missing_in

    def lacks() -> list[str]:
        found = fresh(audit)
        return [
            each.sentence
            for each in missing_in(section, answers_of(found), found.actions.all(), after=False)
            if "action" in each.sentence
        ]

    assert len(lacks()) == 1
    row = {"finding": question.id, "what": "Write it up.", "priority": "high", "owner": "team_manager"}
    typed = {f"actions__new-1__{name}": value for name, value in row.items()}
    undated = take(client, audit, "audit_section", section.key, actions__row=["new-1"], **typed)
    assert undated.status_code == 302
    assert len(lacks()) == 1
    kept = Action.objects.get(about_id=audit.pk)
    dated = {f"actions__{kept.pk}__due_on": "21/12/2026"}
    assert take(client, audit, "audit_section", section.key, **dated).status_code == 302
    assert lacks() == []
    kept.refresh_from_db()
    assert (kept.state, kept.owner, kept.owner_post.role) == ("proposed", "team_manager", "team_manager")


@pytest.mark.rule("MER-10")
def test_an_urgent_action_opens_at_once_and_is_no_longer_the_reviewers_to_rewrite(client):
    c = council("merton")
    audit = audit_at("allocated", c)
    section = audit.tool.sections[0]
    sign_in(client, audit.reviewer)
    row = {
        "finding": section.questions[0].id,
        "what": "See her today.",
        "priority": "urgent",
        "owner": "practitioner",
    }
    typed = {f"actions__new-1__{name}": value for name, value in row.items()}
    rows = {"actions__row": ["new-1"]}
    assert take(client, audit, "audit_section", section.key, **rows, **typed).status_code == 422
    dated = {**typed, "actions__new-1__due_on": "24/11/2026"}
    page = client.get(at(audit, "audit_section", section.key) + "?again")
    assert send(client, at(audit, "audit_section", section.key), page, **rows, **dated).status_code == 302
    urgent = Action.objects.get(about_id=audit.pk)
    assert urgent.state == "open"
    assert Deadline.objects.filter(kind="action_done", about_id=urgent.pk, met_at=None).exists()
    page = client.get(at(audit, "audit_section", section.key)).content.decode()
    assert "Actions that have started" in page
    assert f"actions-{urgent.pk}-what" not in page


@pytest.mark.rule("WAL-24")
def test_a_grade_that_asks_for_it_needs_an_improvement_plan(client):
    c = council("merton")
    audit = audit_at("written", c, grade="requires_improvement")
    Action.objects.filter(about_id=audit.pk).delete()
    assert any("improvement plan" in b.sentence for b in fresh(audit).blockers_to("submit"))


@pytest.mark.rule("WAL-24")
def test_a_reaudit_tests_the_improvement_plan_before_item_by_item_beside_it(client):
    c = council("waltham-forest")
    subject = child(c)
    first = audit_at("submitted", c, subject, grade="requires_improvement")
    return_audit(accept_audit(first, by=c.insights_member), by=c.insights_member)
    plan = list(Action.objects.filter(about_id=first.pk))
    assert plan
    second = audit_at("written", c, subject, re_audit_of=first, reviewer=c.other_service_manager)
    sign_in(client, second.reviewer)
    (missing,) = second.blockers_to("submit")
    assert "improvement plan before" in missing.sentence
    page = client.get(at(second, "audit_beside"))
    said = text_of(page)
    assert "Then Now" in said
    assert "Requires Improvement" in said
    found = {f"items__{item.pk}__tested": "It is done, and it shows." for item in plan}
    assert send(client, at(second, "audit_beside"), page, **found).status_code == 302
    assert fresh(second).blockers_to("submit") == []
    assert {item.tested for item in Action.objects.filter(about_id=first.pk)} == {"It is done, and it shows."}


def test_an_overall_grade_that_sits_oddly_is_questioned_and_may_stay_with_its_reason(client):
    c = council("merton")
    audit = audit_at("written", c, grade="requires_improvement")
    sign_in(client, audit.reviewer)
    asked = take(client, audit, "audit_overall", before="9")
    assert asked.status_code == 422
    assert "none of the" in text_of(asked)
    assert fresh(audit).grade == "requires_improvement"
    url = at(audit, "audit_overall")
    stays = send(client, url, asked, before="9", grade_despite="Because of what he says himself.")
    assert stays.status_code == 302
    audit = fresh(audit)
    assert (audit.grade, audit.point, audit.grade_despite) == (
        "outstanding",
        9,
        "Because of what he says himself.",
    )
    Audit.objects.filter(pk=audit.pk).update(grade_despite="")
    assert any("differs" in b.sentence for b in fresh(audit).blockers_to("submit"))


@pytest.mark.rule("MER-09")
def test_an_overall_inadequate_tells_whom_the_framework_names_in_the_submission_itself():
    c = council("merton")
    audit = audit_at("submitted", c, grade="inadequate")
    told = set(Message.objects.filter(event="audit_found_inadequate").values_list("recipient_id", flat=True))
    assert {c.team_manager.pk, c.service_manager.pk, c.head_of_service.pk} <= told
    assert audit.assurances.exists()


@pytest.mark.rule("WAL-22")
def test_themes_are_tagged_as_strengths_or_risks_never_both(client):
    c = council("merton")
    audit = audit_at("written", c)
    sign_in(client, audit.reviewer)
    one, other = (theme.key for theme in audit.policy.themes[:2])
    both = take(client, audit, "audit_overall", strong_themes=[one], risky_themes=[one])
    assert both.status_code == 422
    url = at(audit, "audit_overall")
    sent = send(client, url, both, strong_themes=[one], risky_themes=[other])
    assert sent.status_code == 302
    assert fresh(audit).themes == {one: "strength", other: "risk"}


@pytest.mark.rule("WAL-10")
def test_practice_by_an_earlier_practitioner_is_recorded_and_fed_back_to_them(client):
    c = council("waltham-forest")
    subject = child(c)
    from qa_portal.transfers.allocating import allocate

    allocate(
        subject,
        "practitioner",
        person=c.second_social_worker,
        team=c.team,
        by=c.administrator,
        starts_on=clock.today(),
    )
    subject.refresh_from_db()
    audit = audit_at("allocated", c, subject)
    sign_in(client, audit.reviewer)
    row = {"words": "She wrote a clear chronology.", "kind": "strength", "person": str(c.social_worker.pk)}
    typed = {f"rows__new-1__{name}": value for name, value in row.items()}
    assert take(client, audit, "audit_earlier", rows__row=["new-1"], **typed).status_code == 302
    found = audit.earlier_practice.get()
    assert (found.person, found.is_strength) == (c.social_worker, True)
    audit = submit_audit(write_all(audit, by=audit.reviewer), by=audit.reviewer)
    assert not Message.objects.filter(event="audit_earlier_practice").exists()
    return_audit(accept_audit(audit, by=c.insights_member), by=c.insights_member)
    told = Message.objects.filter(event="audit_earlier_practice")
    assert {message.recipient for message in told} == {c.social_worker, c.team_manager}
    assert "A strength: She wrote a clear chronology." in told[0].text
    found.refresh_from_db()
    assert found.told_at == NOON


@pytest.mark.rule("MOS-21")
def test_two_people_write_in_one_section_and_nothing_that_either_wrote_is_lost(client):
    from django.test import Client

    c = council("merton")
    audit = audit_at("allocated", c)
    section = audit.tool.sections[0]
    first, second = section.questions[:2]
    sign_in(client, audit.reviewer)
    from qa_portal.people.actions import record_cover

    record_cover(
        absent=audit.reviewer,
        covered_by=c.team_manager,
        starts_on=clock.today(),
        ends_on=clock.today() + dt.timedelta(days=3),
        reason="Leave",
        by=c.administrator,
    )
    cover = sign_in(Client(), c.team_manager)
    url = at(audit, "audit_section", section.key)
    mine, theirs = client.get(url), cover.get(url)
    assert send(client, url, mine, **{first.id: "7"}).status_code == 302
    assert send(cover, url, theirs, **{second.id: "4"}).status_code == 302
    points = dict(Answer.objects.filter(audit=audit).values_list("question_id", "point"))
    assert points == {first.id: 7, second.id: 4}


def test_a_draft_is_kept_while_one_types_and_found_again(client):
    c = council("merton")
    audit = audit_at("allocated", c)
    section = audit.tool.sections[0]
    sign_in(client, audit.reviewer)
    url = at(audit, "audit_section", section.key)
    kept = send(client, url, client.get(url), draft=True, **{section.questions[0].id: "8"})
    assert kept.headers["X-Draft"] == "saved"
    assert not Answer.objects.filter(audit=audit).exists()
    assert "You typed this on" in text_of(client.get(url))
    other = at(audit, "audit_section", audit.tool.sections[1].key)
    assert "You typed this on" not in text_of(client.get(other))


def test_not_applicable_takes_its_reason_and_no_grade(client):
    c = council("waltham-forest")
    audit = audit_at("allocated", c)
    question = next(q for q in audit.tool.questions if q.may_not_apply and q.is_judged)
    section = next(s for s in audit.tool.sections if question in s.questions)
    sign_in(client, audit.reviewer)
    refused = take(client, audit, "audit_section", section.key, **{question.id: "na"})
    assert refused.status_code == 422
    url = at(audit, "audit_section", section.key)
    sent = send(client, url, refused, **{question.id: "na", f"{question.id}__na": "He lives alone."})
    assert sent.status_code == 302
    answer = Answer.objects.get(audit=audit, question_id=question.id)
    assert (answer.value, answer.not_applicable_because) == ("", "He lives alone.")


@pytest.mark.rule("MER-04")
def test_what_is_written_is_for_the_reviewer_and_the_quality_team_until_it_is_returned(client):
    c = council("merton")
    subject = child(c)
    audit = audit_at("submitted", c, subject, grade="requires_improvement")
    secret = "The record shows it in most respects."
    for person, reads in ((c.insights_member, True), (c.team_manager, False), (c.social_worker, False)):
        sign_in(client, person)
        page = client.get(at(audit, "audit"))
        assert page.status_code == 200
        assert client.get(at(audit, "audit_read")).status_code == (200 if reads else 404)
        assert ("Requires Improvement" in text_of(page)) is reads
        lists = [
            client.get(reverse("audits")),
            client.get(reverse("audits_export")),
            client.get(reverse("record", args=[subject.pk])),
            client.get(reverse("chronology", args=[subject.pk])),
        ]
        trail = client.get(reverse("record_trail", args=[subject.pk]))
        for found in lists:
            assert found.status_code == 200
            if not reads:
                assert b"Requires Improvement (" not in found.content
                assert b"to be returned" not in found.content
        if not reads:
            for words in (secret, "Write up each visit", "She listens to us"):
                assert words not in trail.content.decode(), words
        found = client.get(reverse("audits"), {"grade": "requires_improvement"})
        assert (str(audit.subject.reference) in found.content.decode()) is reads


@pytest.mark.rule("LEE-05", "MER-04")
def test_the_list_says_what_is_due_first_and_to_its_team_what_everybody_may_know(client):
    c = council("merton")
    audit = audit_at("begun", c, child(c))
    first = audit.deadlines.filter(met_at=None, cancelled_at=None).order_by("due_at", "pk").first()
    assert first.label == "Book the conversation"
    for person, says in ((c.insights_member, first.label), (c.team_manager, "Complete the audit")):
        sign_in(client, person)
        shown = text_of(client.get(reverse("audits")))
        assert re.search(
            rf"Being written {says} In \d+ working days|Under way {says} In \d+ working days", shown
        ), shown
        assert says in client.get(reverse("audits_export")).content.decode()


def test_only_its_reviewer_writes_an_audit_and_not_once_it_is_completed(client):
    c = council("merton")
    audit = audit_at("written", c)
    section = audit.tool.sections[0].key
    names = [("audit_section", section), ("audit_overall",), ("audit_family",), ("audit_submit",)]
    for person in (c.insights_manager, c.team_manager, c.social_worker, c.other_team_manager):
        sign_in(client, person)
        for name, *more in names:
            assert client.get(at(audit, name, *more)).status_code == 404, (person, name)
            assert client.post(at(audit, name, *more)).status_code == 404
    sign_in(client, audit.reviewer)
    take(client, audit, "audit_submit", signed="on")
    for name, *more in names:
        assert client.get(at(audit, name, *more)).status_code == 302, name


@pytest.mark.rule("WAL-14")
def test_what_was_written_stays_when_somebody_else_takes_it_over(client):
    c = council("merton")
    audit = audit_at("begun", c)
    first = audit.reviewer
    replace_reviewer(audit, by=c.insights_manager, reviewer=c.other_service_manager, reason="Leave")
    sign_in(client, c.other_service_manager)
    page = client.get(at(audit, "audit_section", audit.tool.sections[0].key)).content.decode()
    assert "The assessment shows it, and she says so herself." in page
    sign_in(client, first)
    assert client.get(at(audit, "audit_section", audit.tool.sections[0].key)).status_code == 404


def test_the_list_takes_as_many_queries_for_many_audits_as_for_one(client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    c = council("merton")
    audit_at("allocated", c)
    sign_in(client, c.insights_manager)
    client.get(reverse("audits"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse("audits"))
    for _ in range(4):
        audit_at("allocated", c)
    client.get(reverse("audits"))  # PostgreSQL prepares a statement once a connection
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("audits"))
    assert len(many) == len(one) <= 8


def test_the_pages_of_an_audit_take_few_queries_however_much_is_written(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    c = council("merton")
    audit = audit_at("written", c, grade="requires_improvement", urgent=True)
    sign_in(client, audit.reviewer)
    section = audit.tool.sections[0].key
    for name, *more in (("audit",), ("audit_section", section), ("audit_overall",), ("audit_read",)):
        client.get(at(audit, name, *more))
        with CaptureQueriesContext(connection) as asked:
            client.get(at(audit, name, *more))
        assert len(asked) <= 8, (name, len(asked), "\n".join(q["sql"][:260] for q in asked))


def test_an_action_row_of_the_plan_for_the_whole_belongs_to_no_question(client):
    c = council("merton")
    audit = audit_at("written", c)
    sign_in(client, audit.reviewer)
    row = {name: value for name, value in action().items() if name not in ("id", "finding")}
    row["due_on"] = "21/12/2026"
    typed = {f"actions__new-1__{name}": value for name, value in row.items()}
    assert take(client, audit, "audit_overall", actions__row=["new-1"], **typed).status_code == 302
    assert Action.objects.get(about_id=audit.pk).finding == ""


@pytest.mark.rule("LEE-13")
def test_a_document_is_taken_out_of_a_section_and_stays_on_the_record(client):
    c = council("merton")
    audit = audit_at("begun", c, child(c))
    section = audit.tool.sections[0].key
    sign_in(client, audit.reviewer)
    file = SimpleUploadedFile("plan.pdf", pdf())
    take(client, audit, "audit_evidence", section=section, file=file)
    evidence = audit.evidence.get()
    out = at(audit, "audit_evidence_out", evidence.pk)
    assert out in client.get(at(audit, "audit_section", section)).content.decode()
    assert sign_in(client, c.team_manager).post(out).status_code == 404
    assert audit.evidence.exists()
    sign_in(client, audit.reviewer)
    assert client.post(out).status_code == 302
    assert not audit.evidence.exists()
    assert evidence.document.subject == audit.subject
    assert client.post(out).status_code == 404
