"""Nobody learns what another member gave before it is shown: not from a page, a feed, an export, the trail, a draft, a
notice or a pack, nor from a count or a moment of any of them (R15, R16)."""

import contextlib
import re

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from moderation.actions import packs
from moderation.models import MemberGrade, Moderation, Pack
from moderation.queries import revealed_grades
from qa_portal import clock
from qa_portal.documents.models import Document
from qa_portal.drafts.models import Draft
from qa_portal.outbox.models import Message
from tests.factories import panels as factory
from tests.integration.audits.pages import as_person, at, fill, take, text_of

#: What one member writes, and nobody else anywhere.
WORDS = "Heliotrope"
#: Each question is asked in two worlds that differ in nothing but what she gives.
WORLDS = (
    ("outstanding", f"{WORDS} one, and at length: the child leads it."),
    ("inadequate", f"{WORDS} two."),
)
#: What differs from answer to answer whatever is in it: tokens, and what a form was opened with.
PASSING = re.compile(
    rb'(nonce|csrfmiddlewaretoken"\s+value|name="_opened"\s+value|content)="[^"]*"|nonce-[\w+/=-]+'
)


@pytest.fixture
def panel(council, held, returned):
    return factory.panel_at("sitting", council)


@pytest.fixture
def item(panel, held):
    return panel.moderations.get(audit=held[0])


def own(item, person):
    return MemberGrade.objects.get(moderation=item, member__person=person)


def addresses(item):
    """Every address that is opened by GET and can be made with the keys of this panel, its audit and record."""
    grades = list(item.grades.all())
    keys = {item.pk, item.panel_id, item.audit_id, item.audit.subject_id}
    others = {
        "member_grade": [grade.pk for grade in grades],
        "member_grade_out": [grade.pk for grade in grades],
        "document": Document.objects.filter(subject=item.audit.subject).values_list("pk", flat=True),
        "notice": Message.objects.filter(subject=item.audit.subject).values_list("pk", flat=True),
        "request": [request.pk for grade in grades for request in grade.requests.all()],
    }
    found = set()
    for name, count in _patterns(get_resolver()):
        for values in [[]] if count == 0 else [[key] for key in sorted(others.get(name, keys))]:
            with contextlib.suppress(NoReverseMatch):
                found.add(reverse(name, args=values))
    return sorted(url for url in found if not url.startswith(NOT_ASKED))


def _patterns(resolver):
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            kinds = [type(c).__name__ for c in each.pattern.converters.values()]
            if each.name and len(kinds) < 2 and all(kind == "IntConverter" for kind in kinds):
                yield each.name, len(kinds)
        elif not each.namespace:
            yield from _patterns(each)


#: Leaving, what isn't the council's, and the page that says when oneself was last signed in.
NOT_ASKED = ("/account/", "/demo", "/design", "/health", "/manage/people/")


def seen_by(person, item):
    """All that somebody gets at every address, and by the wall's own asking, without what is passing."""
    client = as_person(person)
    client.raise_request_exception = False
    found = {}
    with transaction.atomic():  # what opening a page changes (a notice is read) is taken back
        for url in addresses(item):
            answer = client.get(url)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[url] = (answer.status_code, answer.headers.get("Location", ""), PASSING.sub(b"", body))
        transaction.set_rollback(True)
    wall = f"{reverse('panel_wall', args=[item.panel_id])}?place={item.place}"
    found["wall"] = (200, "", PASSING.sub(b"", client.get(wall, headers={"HX-Request": "true"}).content))
    found["search"] = (200, "", PASSING.sub(b"", client.post(reverse("search"), {"q": WORDS}).content))
    return found


def telling(person, item):
    """The addresses at which somebody finds her words."""
    seen = seen_by(person, item).items()
    return [url for url, (_s, _l, body) in seen if WORDS.encode() in body and url != "search"]


@pytest.mark.rule("MER-04", "KNO-05")
def test_what_a_member_gives_changes_nothing_that_anybody_else_gets_anywhere(council, item):
    """Non-interference: the chair, a member from outside, whoever keeps panels and sees everything, the team, its
    reviewer and an administrator each get byte for byte the same, whichever grade she gave."""
    giver = council.insights_service_manager
    others = (
        council.insights_manager,
        council.other_team_manager,
        council.insights_head,
        council.team_manager,
        item.audit.reviewer,
        council.administrator,
    )
    worlds = []
    for grade, words in WORLDS:
        with transaction.atomic():
            factory.grade_as(own(item, giver), grade, words)
            worlds.append({person.name: seen_by(person, item) for person in others})
            transaction.set_rollback(True)
    asked = 0
    for person in others:
        one, other = (world[person.name] for world in worlds)
        assert one.keys() == other.keys()
        differing = [url for url in one if one[url] != other[url]]
        assert differing == [], (person.name, differing)
        assert not [url for url, (_s, _l, body) in one.items() if WORDS.encode() in body and url != "search"]
        asked += len(one)
    assert asked > 1000, asked
    # The question itself can see: she gets another page in each world.
    with transaction.atomic():
        factory.grade_as(own(item, giver), *WORLDS[0])
        assert WORDS.encode() in b"".join(body for _s, _l, body in seen_by(giver, item).values())
        transaction.set_rollback(True)


def test_others_are_told_whether_it_is_in_and_no_more(council, item):
    giver = council.insights_service_manager
    factory.grade_as(own(item, giver), *WORLDS[0])
    page = text_of(as_person(council.insights_manager).get(item.get_absolute_url()))
    assert f"{giver.name}: in" in page
    assert f"{council.other_team_manager.name}: not in yet" in page
    assert "1 of 3 in" in text_of(as_person(council.insights_manager).get(item.panel.get_absolute_url()))


def test_changing_ones_mind_tells_nobody_anything(council, item):
    giver, chair = council.insights_service_manager, council.insights_manager
    factory.grade_as(own(item, giver), *WORLDS[0])
    before = seen_by(chair, item)
    told = Message.objects.exclude(recipient=giver).count()
    factory.grade_as(own(item, giver), *WORLDS[1])
    assert {url for url, seen in seen_by(chair, item).items() if seen != before[url]} == set()
    assert Message.objects.exclude(recipient=giver).count() == told


def test_a_draft_is_its_writers_alone(council, item):
    giver = council.insights_service_manager
    url = at("member_grade", own(item, giver))
    client = as_person(giver)
    fill(client, url, draft=True, grade="9", words=WORDS)
    assert WORDS in str(Draft.objects.get(user=giver).data)
    for person in (council.insights_manager, council.other_team_manager, council.administrator):
        assert as_person(person).get(url).status_code == 404
        assert telling(person, item) == []


def test_a_pack_holds_no_members_grade_and_no_reviewers(council, held, item):
    giver = council.insights_service_manager
    factory.grade_as(own(item, giver), *WORLDS[0])
    client = as_person(council.insights_manager)
    client.post(at("panel_pack", item.panel))
    pack = Pack.objects.get()
    said = str(pack.content)
    assert item.audit.strengths in said
    assert WORDS not in said
    assert "'grade': ''" in said
    assert item.audit.grade_reason not in said
    assert item.audit.subject.last_name not in said
    assert packs.make_packs() == 1
    answer = client.get(at("panel_pack", item.panel))
    assert answer.content.startswith(b"%PDF")
    assert as_person(council.other_team_manager).get(at("panel_pack", item.panel)).content[:4] != b"%PDF"


def test_the_reviewers_grade_is_not_shown_to_who_grades_either(council, item):
    outsider = council.other_team_manager
    page = text_of(as_person(outsider).get(at("member_grade", own(item, outsider))))
    assert item.audit.strengths in page
    assert item.audit.grade_reason not in page
    assert "What the reviewer gave" not in page


def test_no_page_of_the_administration_shows_grades():
    assert MemberGrade not in admin.site._registry
    assert Moderation not in admin.site._registry


def test_figures_and_feeds_are_given_what_is_shown_and_nothing_else(council, panel, item):
    factory.grade_all(item)
    assert not revealed_grades().exists()
    factory.item_at("revealed", panel, item)
    assert revealed_grades().count() == 3


def test_no_log_line_holds_a_grade_or_its_reason(council, item, caplog):
    with caplog.at_level("DEBUG", logger="moderation"), caplog.at_level("DEBUG", logger="qa_portal"):
        take(
            council.other_team_manager,
            "member_grade",
            own(item, council.other_team_manager),
            grade="9",
            words=WORDS,
        )
    assert own(item, council.other_team_manager).state == "given"
    assert WORDS not in caplog.text
    assert "outstanding" not in caplog.text.lower()


def test_they_are_shown_once_all_are_in_and_not_to_the_team(council, item):
    for person, grade in zip(factory.members_of(council), ("good", "inadequate", "good"), strict=True):
        factory.grade_as(own(item, person), grade, f"{WORDS} by {person.name}")
    assert council.insights_manager.messages.filter(event="panel_all_in").count() == 1
    take(council.insights_manager, "moderation_reveal", item)
    for person in (*factory.members_of(council), council.insights_head):
        page = text_of(as_person(person).get(item.get_absolute_url()))
        assert page.count(WORDS) == 3, person
        assert "The 3 grades lie 2 grades apart." in page
    for person in (council.team_manager, council.social_worker, item.audit.reviewer):
        assert telling(person, item) == []


def test_the_chair_shows_them_early_with_a_reason_alone_and_the_others_cannot_grade_any_more(council, item):
    outsider = council.other_team_manager
    factory.grade_as(own(item, council.insights_manager), "good")
    answer = take(council.insights_manager, "moderation_reveal", item)
    assert answer.status_code == 422
    assert "Say why it isn’t waited for" in text_of(answer)
    assert not factory.fresh_item(item).is_revealed
    take(council.insights_manager, "moderation_reveal", item, reason="They were called away.")
    late = own(item, outsider)
    assert late.state == "left"
    assert late.requests.get().state == "withdrawn"
    assert as_person(outsider).post(at("member_grade", late), {"grade": "9", "words": "x"}).status_code in (
        404,
        409,
    )
    assert own(item, outsider).grade == ""


def test_nobody_shows_them_before_the_panel_sits_or_where_nobody_has_graded(council, held):
    panel = factory.panel_at("convened", council)
    item = panel.moderations.first()
    factory.grade_all(item)
    answer = take(council.insights_manager, "moderation_reveal", item)
    assert "Begin the panel first" in text_of(answer)
    take(council.insights_manager, "panel_begin", panel)
    other = panel.moderations.last()
    answer = take(council.insights_manager, "moderation_reveal", other, reason="Now.")
    assert "Nobody’s grade is in yet" in text_of(answer)
    assert not Moderation.objects.filter(revealed_at__isnull=False).exists()


def test_only_whoever_leads_the_panel_shows_them(council, item):
    factory.grade_all(item)
    for person in (
        council.other_team_manager,
        council.insights_member,
        council.team_manager,
        item.audit.reviewer,
    ):
        assert as_person(person).post(at("moderation_reveal", item), {"reason": "Now."}).status_code == 404
    assert not factory.fresh_item(item).is_revealed


def test_nobody_grades_for_somebody_else(council, item):
    for person in (council.insights_manager, council.insights_head, council.administrator):
        theirs = own(item, council.other_team_manager)
        answer = as_person(person).post(at("member_grade", theirs), {"grade": "9", "words": "For her."})
        assert answer.status_code == 404
        assert own(item, council.other_team_manager).state == "asked"


def test_who_steps_out_sees_no_more_of_it_and_counts_no_more(council, item):
    outsider = council.other_team_manager
    factory.grade_as(own(item, outsider), "outstanding", WORDS)
    take(outsider, "member_grade_out", own(item, outsider), reason="My sister works there.")
    mine = own(item, outsider)
    assert (mine.state, mine.grade, mine.words) == ("stepped_out", "", "")
    told = council.insights_manager.messages.get(event="panel_stepped_out")
    assert "My sister works there." in told.text
    client = as_person(outsider)
    for name, thing in (("moderation", item), ("member_grade", mine), ("member_grade_out", mine)):
        assert client.get(at(name, thing)).status_code == 404
    assert "You have stepped out" in text_of(client.get(item.panel.get_absolute_url()))
    for person in (council.insights_manager, council.insights_service_manager):
        factory.grade_as(own(item, person), "good")
    take(council.insights_manager, "moderation_reveal", item)
    assert client.get(item.get_absolute_url()).status_code == 404
    wall = client.get(f"{at('panel_wall', item.panel)}?place={item.place}").content.decode()
    assert "sees it so" not in wall
    factory.agree(item, grade="good")
    assert client.get(item.get_absolute_url()).status_code == 200


def test_the_trail_of_the_record_tells_of_it_once_it_is_shown(council, panel, item):
    factory.grade_all(item)
    url = at("record_trail", item.audit.subject)
    before = text_of(as_person(council.insights_head).get(url))
    assert "Grade of a panel’s member:" not in before
    assert "sees it so" not in before
    factory.item_at("revealed", panel, item) if not factory.fresh_item(item).is_revealed else None
    after = text_of(as_person(council.insights_head).get(f"{url}?of=member_grades"))
    assert "sees it so" in after
    assert "sees it so" not in text_of(as_person(council.team_manager).get(f"{url}?of=member_grades"))


def test_the_clock_of_the_tests_stands_still_so_that_moments_tell_nothing(council):
    assert clock.now() == clock.now()
