"""What stands beside the stages: the referral to Cafcass, commendations, the register and its export, the maps."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disputes.maps import map_of_dispute, map_of_stage
from disputes.models import CafcassReferral, Commendation
from disputes.reading import dispute_for_page, read_whole
from qa_portal import clock
from qa_portal.workflow.maps import DONE, HERE, PASSED, POSSIBLE
from tests.factories.disputes import commendation, dispute_at, document_on, fresh, referral_at, stage_at
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.records import child

from .dispute_pages import MONDAY, after, at, fill, send, take, text_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council()


# -- Cafcass ------------------------------------------------------------------------------------------


@pytest.mark.rule("LAW-03")
@pytest.mark.parametrize("state", ["drafted", "sent", "answered", "concluded"])
def test_a_referral_is_possible_at_any_point_of_an_open_dispute_and_leaves_it_open(client, council, state):
    dispute = dispute_at(state, council=council)
    stage = dispute.stages.get()
    sign_in(client, council.iro)
    assert "Refer to Cafcass" in text_of(client.get(stage.get_absolute_url()))
    assert take(client, dispute, "cafcass_prepare").status_code == 422, "a reason is needed"
    take(client, dispute, "cafcass_prepare", reason="The delay harms her.")
    referral = CafcassReferral.objects.get()
    document = document_on(dispute.subject)
    take(
        client,
        referral,
        "cafcass_referral",
        referred_on="23/11/2026",
        sent_to="Duty desk",
        document=str(document.pk),
    )
    take(client, referral, "cafcass_make")
    assert fresh(referral).state == "made"
    assert fresh(dispute).is_open
    assert fresh(stage).state == stage.state, "the stage goes on beside it"
    page = text_of(client.get(dispute.get_absolute_url()))
    assert "Referral to Cafcass Made" in page


@pytest.mark.rule("MOS-15")
@pytest.mark.rule("LAW-03")
def test_a_referral_counts_as_made_only_with_its_document_attached(client, council):
    dispute = dispute_at("sent", council=council)
    referral = referral_at("prepared", dispute=dispute)
    sign_in(client, council.iro)
    take(client, referral, "cafcass_referral", referred_on="23/11/2026", sent_to="Duty desk")
    page = client.get(referral.get_absolute_url())
    assert "Attach the referral document." in text_of(page)
    refused = take(client, referral, "cafcass_make")
    assert refused.status_code == 422
    assert "Attach the referral document." in text_of(refused)
    assert fresh(referral).state == "prepared"
    # A program isn't taken, whatever its name says.
    page = client.get(referral.get_absolute_url())
    wrong = SimpleUploadedFile("referral.pdf", b"MZ\x90\x00 not a letter")
    assert send(client, referral.get_absolute_url(), page, upload=wrong).status_code == 422
    right = SimpleUploadedFile("referral.pdf", PDF)
    assert send(client, referral.get_absolute_url(), page, upload=right).status_code == 302
    document = fresh(referral).document
    assert (document.subject, document.kind) == (dispute.subject, "referral")
    assert take(client, referral, "cafcass_make").status_code == 302
    assert fresh(referral).state == "made"
    assert document.get_absolute_url() in client.get(referral.get_absolute_url()).content.decode()
    assert council.iro_manager.messages.filter(event="referred_to_cafcass").count() == 1


@pytest.mark.rule("LAW-03")
def test_a_document_of_another_record_can_not_be_chosen(client, council):
    dispute = dispute_at("sent", council=council)
    referral = referral_at("prepared", dispute=dispute)
    foreign = document_on(child(council), title="Somebody else's letter")
    sign_in(client, council.iro)
    page = client.get(referral.get_absolute_url())
    assert "Somebody else's letter" not in text_of(page)
    answer = send(client, referral.get_absolute_url(), page, document=str(foreign.pk))
    assert answer.status_code == 422
    assert fresh(referral).document is None


@pytest.mark.rule("LAW-03")
def test_only_a_looked_after_childs_dispute_is_referred(client, council):
    dispute = dispute_at("sent", council=council)
    type(dispute.subject).objects.filter(pk=dispute.subject_id).update(case_kind="child_in_need")
    sign_in(client, council.iro)
    assert "Refer to Cafcass" not in text_of(client.get(dispute.get_absolute_url()))
    assert client.get(at(dispute, "cafcass_prepare")).status_code == 403


def test_a_referral_that_was_not_made_is_withdrawn_with_a_reason(client, council):
    dispute = dispute_at("sent", council=council)
    referral = referral_at("documented", dispute=dispute)
    sign_in(client, council.iro)
    assert take(client, referral, "cafcass_withdraw").status_code == 422
    take(client, referral, "cafcass_withdraw", reason="The plan came.")
    page = text_of(client.get(referral.get_absolute_url()))
    assert "Withdrawn" in page
    assert "The plan came." in page
    assert "Refer to Cafcass" in text_of(client.get(dispute.get_absolute_url())), "another can be prepared"


# -- commendations ------------------------------------------------------------------------------------


@pytest.mark.rule("NEW-12")
def test_good_practice_is_commended_by_the_same_route_and_counted_beside_the_disputes(client, council):
    record = child(council)
    sign_in(client, council.iro)
    assert reverse("commend", args=[record.pk]) in client.get(record.get_absolute_url()).content.decode()
    assert fill(client, reverse("commend", args=[record.pk]), practice="Visited daily.").status_code == 422
    said = {"practice": "She was visited daily.", "difference": "She settled.", "theme": "visits"}
    answer = fill(client, reverse("commend", args=[record.pk]), **said)
    praise = Commendation.objects.get()
    assert answer.url == praise.get_absolute_url()
    for who in (council.social_worker, council.team_manager, council.service_manager):
        assert who.messages.filter(event="commended").count() == 1
    sign_in(client, council.social_worker)
    assert "She was visited daily." in text_of(client.get(praise.get_absolute_url()))
    take(client, praise, "commendation_acknowledge")
    assert fresh(praise).acknowledged_by == council.social_worker
    sign_in(client, council.iro_manager)
    page = client.get(reverse("dispute_measures"))
    assert "Good practice commended 1 commendation" in text_of(page)
    assert "She was visited daily." in text_of(client.get(record.get_absolute_url()))


@pytest.mark.rule("NEW-12")
def test_who_may_commend_is_the_frameworks(client, council):
    record = child(council)
    page = reverse("commend", args=[record.pk])
    for who, status in ((council.iro_manager, 200), (council.team_manager, 403), (council.other_iro, 404)):
        sign_in(client, who)
        assert client.get(page).status_code == status
    praise = commendation(council, record)
    sign_in(client, council.iro)
    assert client.get(at(praise, "commendation_acknowledge")).status_code == 403, "nobody thanks themselves"


# -- the register ---------------------------------------------------------------------------------------


def test_each_person_sees_the_disputes_of_their_own_work(client, council):
    mine = dispute_at("sent", council=council)
    other = dispute_at(
        "drafted",
        council=council,
        subject=child(council, iro=council.other_iro, team=council.other_team, practitioner=None),
        by=council.other_iro,
    )
    for who, seen in (
        (council.iro, {mine}),
        (council.other_iro, {other}),
        (council.team_manager, {mine}),
        (council.other_service_manager, {other}),
        (council.iro_manager, {mine, other}),
        (council.insights_member, {mine, other}),
        (council.second_social_worker, set()),
    ):
        sign_in(client, who)
        page = client.get(reverse("dispute_register"))
        assert set(page.context["page"].object_list) == seen, who


def test_the_register_finds_the_highest_level_that_was_opened_bypassed_and_scheduled_ones_too(
    client, council
):
    with clock.standing_at(MONDAY):
        informal = dispute_at("informal", council=council)
        first = dispute_at("sent", council=council)
        second = dispute_at("bypassed", council=council)
        straight = dispute_at("drafted", council=council, level=2)
        third = dispute_at("bypassed", council=council, level=2)
    for dispute in (informal, first, second, straight, third):
        levels = dispute.stages.values_list("level", flat=True)
        assert fresh(dispute).level_reached == max(levels, default=0)
    sign_in(client, council.iro_manager)

    def found(**filters):
        page = client.get(reverse("dispute_register"), filters)
        assert page.content.decode().count('<th scope="row"') == len(page.context["page"].object_list)
        return set(page.context["page"].object_list)

    assert found(level="1") == {first}
    assert found(level="2") == {second, straight}
    assert found(level="3", state="open") == {third}
    assert found(level="3", state="closed") == set()
    assert found() == {informal, first, second, straight, third}


def test_a_row_of_the_register_says_where_it_stands_and_by_when(client, council):
    dispute = dispute_at("sent", council=council)
    dispute.subject.team.name = "Court <b>& care</b>"
    dispute.subject.team.save()
    sign_in(client, council.iro_manager)
    answer = client.get(reverse("dispute_register"))
    row = re.search(r"<tr[^>]*><th scope=.row.*?</tr>", answer.content.decode(), re.DOTALL)[0]
    assert "Court &lt;b&gt;&amp; care&lt;/b&gt;" in row
    assert f'href="{dispute.get_absolute_url()}"' in row
    said = re.sub(r"<[^>]+>", " ", row)
    for words in (
        dispute.subject.reference,
        "Stage 1: With the manager",
        "In 5 working days",
        "5pm on Monday 30 November",
        "All stages: ",
        "Raised on  Monday 23 November 2026",
        dispute.raised_by.name,
    ):
        assert words in said, (words, said)


def test_the_export_holds_what_is_shown_names_no_child_is_formula_safe_and_is_logged(client, council):
    dispute = dispute_at("sent", council=council)
    left_out = dispute_at("informal", council=council)
    subject = dispute.subject
    type(subject).objects.filter(pk=subject.pk).update(reference="=HYPERLINK(1)")
    sign_in(client, council.iro_manager)
    shown = client.get(reverse("dispute_register"), {"state": "open"})
    link = shown.context["export_url"]
    assert link.endswith("?state=open")
    answer = client.get(link)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Dispute"] for row in rows] == [str(dispute.pk)]
    assert rows[0]["Record"] == "'=HYPERLINK(1)"
    assert rows[0]["Stage"] == "Stage 1: With the manager"
    assert rows[0]["Due (this stage)"] == "2026-11-30"
    assert answer["Content-Disposition"] == 'attachment; filename="disputes-2026-11-23.csv"'
    assert subject.last_name not in answer.content.decode()
    logged = subject.access_log.get(what="exported")
    assert (logged.person, logged.why) == (council.iro_manager, "Quality assurance team")
    assert not left_out.subject.access_log.filter(what="exported").exists()


def test_an_export_of_too_many_says_so_and_nothing_leaves(client, council, monkeypatch):
    disputes = [dispute_at("sent", council=council) for _ in range(3)]
    sign_in(client, council.iro_manager)
    link = client.get(reverse("dispute_register")).context["export_url"]
    monkeypatch.setattr("disputes.views.register.MOST", 2)
    answer = client.get(link, follow=True)
    assert answer.redirect_chain == [(reverse("dispute_register"), 302)]
    assert "more than 2 disputes, too many to download at once" in text_of(answer)
    assert not any(each.subject.access_log.filter(what="exported").exists() for each in disputes)


# -- the maps ---------------------------------------------------------------------------------------------


def whole(dispute):
    return read_whole(dispute_for_page(type(dispute), dispute.pk))


@pytest.mark.rule("MOS-19")
def test_the_map_shows_where_it_stands_what_led_there_and_which_routes_are_open(client, council):
    dispute = dispute_at("sent", council=council, level=2)
    sign_in(client, council.iro)
    page = client.get(dispute.get_absolute_url())
    words = text_of(page)
    assert "Passed over Stage 1: Team Manager" in words
    assert "Here now Stage 2: Service Manager With the manager" in words
    for route in (
        "Stage 3: Service Director",
        "Stage 4: Corporate Director",
        "Dispute complete",
        "Referral to Cafcass",
    ):
        assert f"Possible {route}" in words
    assert '<svg xmlns="http://www.w3.org/2000/svg" role="img"' in page.content.decode()
    states = {node.key: node.state for node in map_of_dispute(whole(dispute)).nodes}
    assert states == {
        "informal": DONE,
        "passed-1-1": PASSED,
        "stage-1": HERE,
        "level-3": POSSIBLE,
        "level-4": POSSIBLE,
        "complete": POSSIBLE,
        "cafcass": POSSIBLE,
    }


@pytest.mark.rule("MOS-19")
def test_at_the_last_stage_the_map_has_no_stage_to_go_on_to(client, council):
    dispute = dispute_at("sent", council=council, level=4)
    possible = {n.key for n in map_of_dispute(whole(dispute)).nodes if n.state == POSSIBLE}
    assert possible == {"complete", "cafcass"}
    closed = dispute_at("closed", council=council)
    nodes = {n.key: n.state for n in map_of_dispute(whole(closed)).nodes}
    assert nodes == {"informal": DONE, "stage-1": DONE, "complete": HERE}
    sign_in(client, council.iro)
    assert "Here now Dispute complete" in text_of(client.get(closed.get_absolute_url()))


@pytest.mark.rule("LEE-09")
def test_the_map_of_a_stage_is_drawn_from_the_state_machine_itself(client, council):
    stage = stage_at("sent", council=council)
    dispute = whole(stage.dispute)
    own = dispute.stages.all()[0]
    nodes = {n.key: n.state for n in map_of_stage(own, dispute.trail).nodes}
    assert nodes == {
        "drafted": DONE,
        "sent": HERE,
        "returned": POSSIBLE,
        "answered": POSSIBLE,
        "unanswered": POSSIBLE,
        "concluded": POSSIBLE,
        "sent_back": POSSIBLE,
        "confirmed": POSSIBLE,
    }
    sign_in(client, council.iro)
    words = text_of(client.get(stage.get_absolute_url()))
    assert "Done Being written Mon 23 November" in words
    assert "Here now With the manager" in words
    assert "Possible Answered, for decision" in words


# -- how it got here ----------------------------------------------------------------------------------------


def test_the_timeline_says_who_did_what_when_and_in_what_role(client, council):
    stage = stage_at("returned", council=council)
    with after(1):
        sign_in(client, council.iro)
        take(client, stage, "stage_request")
        words = text_of(client.get(stage.dispute.get_absolute_url()))
    assert "Stage 1 returned with a note by Tamsin Manager, Team Manager, Care Planning North" in words
    assert "Monday 23 November 2026 at 10am Not my team." in words
    assert "Stage 1 sent by Iris Reviewing, Independent Reviewing Officer" in words
    assert words.index("Tuesday 24 November 2026") < words.index("Stage 1 returned with a note"), (
        "newest first"
    )
    assert "Dispute raised by Iris Reviewing" in words
    told = re.findall(
        r'class="moj-timeline__title">(.*?)</h3>', client.get(stage.get_absolute_url()).content.decode()
    )
    assert told == [
        "Stage 1 sent",
        "Stage 1 returned with a note",
        "Stage 1 sent",
        "Stage 1: details written",
        "Stage 1 opened",
    ]


# -- speed ----------------------------------------------------------------------------------------------------


def queries(client, url, django_assert_max_num_queries):
    client.get(url)  # a connection is told each statement once, and that isn't counted
    with django_assert_max_num_queries(40) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


def test_the_pages_ask_the_database_as_often_whatever_their_length(
    client, council, django_assert_max_num_queries
):
    dispute = dispute_at("sent", council=council)
    stage = dispute.stages.get()
    sign_in(client, council.iro)
    client.get(dispute.get_absolute_url())
    urls = (dispute.get_absolute_url(), stage.get_absolute_url(), reverse("dispute_register"))
    before = [queries(client, url, django_assert_max_num_queries) for url in urls]
    for number in range(30):
        stage.actions.create(action=f"Action {number}", position=number + 5)
    for _ in range(3):
        dispute_at("sent", council=council)
    long_one = dispute_at("bypassed", council=council)
    take(client, long_one.stages.get(number=2), "stage_bypass", level="3", reason="Now")
    take(client, long_one.stages.get(number=3), "stage_bypass", level="4", reason="Now")
    client.get(dispute.get_absolute_url())
    after_ = [queries(client, url, django_assert_max_num_queries) for url in urls]
    assert after_ == before
    assert queries(client, long_one.get_absolute_url(), django_assert_max_num_queries) <= before[0]
