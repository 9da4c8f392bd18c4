"""Members who join a convened panel; two panels drawn from the same audits; records that are restricted."""

import pytest

from audits.actions.moderating import record_moderated_grade
from moderation.models import MemberGrade, Panel
from qa_portal.children.actions import restrict_record
from qa_portal.children.rules import sight_of
from tests.factories import panels as factory
from tests.factories.audits_after import audit_after
from tests.factories.disputes import fresh
from tests.integration.audits.pages import as_person, at, take, text_of


@pytest.mark.rule("MER-05", "KNO-05")
def test_somebody_joins_a_convened_panel_and_is_asked_as_the_others_were(council, held):
    two = [council.insights_service_manager, council.insights_head]
    panel = factory.panel_at("convened", council, members=two)
    joins = council.other_team_manager
    assert not sight_of(joins, held[0].subject).opens
    page = as_person(council.insights_manager).get(at("panel_edit", panel))
    assert "Who joins it?" in text_of(page)
    told = council.insights_head.messages.count()
    take(council.insights_manager, "panel_edit", panel, members=[str(joins.pk)])
    own = MemberGrade.objects.filter(member__person=joins)
    assert own.count() == 2
    assert sight_of(joins, held[0].subject).opens
    assert {grade.deadlines.get().due_at for grade in own} == {panel.begins_at}
    message = joins.messages.get(event="panel_member")
    assert "2 audits are on its agenda" in message.text
    assert council.insights_head.messages.count() == told
    assert panel.members.count() == 4
    take(joins, "member_grade", own.first(), grade="7", words="The visits matter to her.")
    assert own.filter(state="given").count() == 1


def test_the_chair_hears_once_more_that_all_are_in_after_somebody_joined(council, held):
    panel = factory.panel_at("convened", council)
    item = panel.moderations.get(audit=held[0])
    factory.grade_all(item)
    told = council.insights_manager.messages.filter(event="panel_all_in")
    assert told.count() == 1
    take(council.insights_manager, "panel_edit", panel, members=[str(council.insights_head.pk)])
    factory.grade_all(item)
    assert told.count() == 2


def test_who_could_chair_hears_that_all_are_in_where_the_chair_stepped_out(council, held):
    panel = factory.panel_at("convened", council)
    item = panel.moderations.get(audit=held[0])
    factory.out(MemberGrade.objects.get(moderation=item, member__person=council.insights_manager))
    factory.grade_all(item)
    assert not council.insights_manager.messages.filter(event="panel_all_in").exists()
    assert council.insights_service_manager.messages.filter(event="panel_all_in").count() == 1
    assert not council.other_team_manager.messages.filter(event="panel_all_in").exists()


@pytest.mark.rule("MER-05")
def test_the_minutes_are_the_panels_and_not_for_whoever_was_invited(council, held):
    """They may tell what was decided of other audits, and of one before it is back with its team."""
    panel = factory.panel_at("ended", council)
    for person in (council.team_manager, held[0].reviewer):
        page = as_person(person).get(panel.get_absolute_url())
        assert page.status_code == 200
        assert panel.minutes not in text_of(page)
    for person in (council.other_team_manager, council.insights_head):
        assert panel.minutes in text_of(as_person(person).get(panel.get_absolute_url()))


def test_who_joins_with_a_conflict_of_interest_has_stepped_out_of_it(council, held):
    panel = factory.panel_at("convened", council)
    take(council.insights_manager, "panel_edit", panel, members=[str(held[0].reviewer.pk)])
    states = set(MemberGrade.objects.filter(member__person=held[0].reviewer).values_list("state", flat=True))
    assert states == {"stepped_out"}


def test_another_chairs_a_convened_panel_and_nobody_is_taken_off(council, held):
    panel = factory.panel_at("convened", council)
    head = council.insights_head
    take(council.insights_manager, "panel_edit", panel, chair=str(head.pk))
    panel = factory.fresh(panel)
    assert panel.chair == head
    assert panel.members.count() == 4
    assert head.messages.filter(event="panel_chair").count() == 1
    assert MemberGrade.objects.filter(member__person=head, state="asked").count() == 2


def test_nobody_joins_once_the_panel_sits(council, held):
    panel = factory.panel_at("sitting", council)
    client = as_person(council.insights_manager)
    answer = client.post(at("panel_edit", panel), {"members": [str(council.insights_head.pk)]})
    assert answer.status_code == 409
    assert panel.members.count() == 3


def test_a_panel_is_not_convened_over_what_another_took_up_meanwhile(council, held):
    """Both were drawn from the same audits; before, the second broke on the database's own rule."""
    first, second = factory.panel_at("planned", council), factory.panel_at("planned", council, in_days=3)
    take(council.insights_manager, "panel_convene", first)
    answer = take(council.insights_manager, "panel_convene", second)
    assert answer.status_code == 422
    assert "2 audits on the agenda can’t come before it any more" in text_of(answer)
    assert factory.fresh(second).state == "planned"
    audit_after("to_moderate", council, grade="outstanding")
    take(council.insights_manager, "panel_draw", second, reason="The other panel has them.")
    take(council.insights_manager, "panel_convene", second)
    assert Panel.objects.filter(state="convened").count() == 2
    assert second.moderations.count() == 1


def test_a_panel_is_not_convened_over_what_was_moderated_meanwhile(council, held):
    panel = factory.panel_at("planned", council)
    said = {"grade": "inadequate", "point": 1, "reason": "Agreed on the telephone."}
    record_moderated_grade(fresh(held[0]), by=council.insights_head, **said)
    answer = take(council.insights_manager, "panel_convene", panel)
    assert answer.status_code == 422
    assert "1 audit on the agenda" in text_of(answer)


@pytest.mark.rule("LEE-14")
def test_an_agenda_tells_nothing_of_a_record_that_is_restricted_from_whoever_reads_it(council, held):
    audit = held[0]
    restrict_record(
        audit.subject,
        by=council.head_of_service,
        people=[council.head_of_service, council.insights_manager, council.insights_service_manager],
        reason="A relative works here.",
    )
    panel = factory.panel_at("sitting", council, members=factory.members_of(council))
    item = panel.moderations.get(audit=audit)
    factory.agree(factory.item_at("revealed", panel, item), grade="inadequate")
    wall = f"{at('panel_wall', panel)}?place={item.place}"
    for person in (council.other_team_manager, council.insights_head):
        client = as_person(person)
        for url in (panel.get_absolute_url(), wall):
            page = text_of(client.get(url))
            assert "Restricted record" in page
            assert audit.subject.reference not in page
            assert "Agreed: Inadequate" not in page
    explained = text_of(as_person(council.insights_head).get(at("panel_agenda", panel)))
    assert audit.subject.reference not in explained
    own = text_of(as_person(council.insights_manager).get(panel.get_absolute_url()))
    assert audit.subject.reference in own
    assert "Agreed: Inadequate" in own


@pytest.mark.rule("KNO-05", "MER-04")
def test_who_stepped_out_reads_nothing_of_it_in_the_trail_before_it_is_agreed(council, held):
    """A member of the quality assurance team reads the trail; not of an audit that they stepped out of."""
    panel = factory.panel_at("sitting", council)
    item = panel.moderations.get(audit=held[0])
    out = council.insights_service_manager
    factory.out(MemberGrade.objects.get(moderation=item, member__person=out))
    factory.item_at("revealed", panel, item)
    url = f"{at('record_trail', held[0].subject)}?of=member_grades"
    assert "sees it so" not in text_of(as_person(out).get(url))
    assert "sees it so" in text_of(as_person(council.insights_head).get(url))
    factory.agree(item, grade="inadequate")
    assert "sees it so" in text_of(as_person(out).get(url))
