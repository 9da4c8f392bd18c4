"""Raising a dispute: by whom, for whom, at which stage, and after what was tried informally."""

import datetime as dt

import pytest
from django.urls import reverse

from disputes.models import Dispute
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.queries import policy_of, published_version
from tests.factories.disputes import dispute_at, fresh
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.records import child, foster_carer
from tests.integration.test_frameworks_obeyed import SHORT, install

from .dispute_pages import MONDAY, after, at, fill, sweep_until, take, text_of

pytestmark = pytest.mark.django_db

TRIED = {
    "informal_tried": "yes",
    "informal_on": "20/11/2026",
    "informal_with": "Wendy Worker",
    "informal_result": "She will ask her manager.",
}
CONCERN = {"theme": "care_plan_drift", "concern": "There is no plan."}


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council()


def raise_page(record):
    return reverse("dispute_raise", args=[record.pk])


@pytest.mark.rule("LAW-01")
def test_a_dispute_may_start_at_any_stage_and_a_later_one_needs_its_reason(client, council):
    record = child(council)
    sign_in(client, council.iro)
    page = client.get(raise_page(record))
    assert all(f"Stage {n}" in text_of(page) for n in (1, 2, 3, 4))
    refused = fill(client, raise_page(record), level="3", **CONCERN)
    assert refused.status_code == 422
    assert "Say why it doesn’t start at the first stage." in text_of(refused)
    assert "There is no plan." in text_of(refused), "nothing typed is lost"
    assert not Dispute.objects.exists()

    answer = fill(client, raise_page(record), level="3", skip_reason="She may be moved tomorrow.", **CONCERN)
    stage = Dispute.objects.get().stages.get()
    assert answer.url == stage.get_absolute_url()
    assert (stage.level, stage.skip_reason) == (3, "She may be moved tomorrow.")
    assert "She may be moved tomorrow." in text_of(client.get(answer.url))


@pytest.mark.rule("LAW-01")
def test_any_stage_can_be_left_for_a_higher_one_with_a_reason(client, council):
    stage = dispute_at("sent", council=council).stages.get()
    sign_in(client, council.iro)
    assert take(client, stage, "stage_bypass", level="4").status_code == 422
    answer = take(client, stage, "stage_bypass", level="4", reason="She may be moved tomorrow.")
    following = stage.dispute.stages.get(number=2)
    assert answer.url == following.get_absolute_url()
    assert (following.level, following.actions.count()) == (4, 2)
    left = text_of(client.get(at(stage, "stage")))
    assert "Left for Stage 4. Reason: She may be moved tomorrow." in left
    assert client.get(at(stage, "stage_answer")).status_code == 302, (
        "nothing is asked of the manager any more"
    )
    assert not Deadline.objects.filter(kind="stage_answer", met_at=None, cancelled_at=None).exists()


@pytest.mark.rule("MOS-18")
def test_the_first_stage_may_be_scheduled_for_a_later_day(client, council):
    record = child(council)
    sign_in(client, council.iro)
    given = {"level": "1", "begin": "later", **CONCERN}
    refused = fill(client, raise_page(record), **given)
    assert refused.status_code == 422
    assert "On which day?" in text_of(refused)
    past = fill(client, raise_page(record), **given, opens_on="20/11/2026")
    assert past.status_code == 422
    assert not Dispute.objects.exists()

    answer = fill(client, raise_page(record), **given, opens_on="26/11/2026")
    stage = Dispute.objects.get().stages.get()
    assert (stage.state, stage.opens_on) == ("scheduled", dt.date(2026, 11, 26))
    page = text_of(client.get(answer.url))
    assert "The dispute was raised. Stage 1 opens on Thursday 26 November 2026." in page
    assert "Scheduled Monday 23 November 2026, by Iris Reviewing" in page
    assert "Stage 1 scheduled for a later day by Iris Reviewing" in page
    assert "Stage 1 opened" not in page
    assert "Opens later Thu 26 November" in page, "on the map"
    upcoming = text_of(client.get("/")).partition("Upcoming")[2]
    assert "Start Stage 1" in upcoming
    sweep_until(3)
    with after(3):
        assert fresh(stage).state == "drafted"
        assert council.iro.messages.filter(event="work_opened").exists()


@pytest.mark.rule("MER-12")
def test_where_the_framework_requires_it_nothing_is_raised_without_the_informal_attempt(client):
    council = small_council("merton")
    record = child(council)
    sign_in(client, council.iro)
    refused = fill(client, raise_page(record), level="1", **CONCERN)
    assert refused.status_code == 422
    assert "Was it first taken up informally" in text_of(refused)
    refused = fill(client, raise_page(record), level="1", informal_tried="yes", **CONCERN)
    assert refused.status_code == 422
    assert not Dispute.objects.exists()
    fill(client, raise_page(record), level="1", **CONCERN, **TRIED)
    dispute = Dispute.objects.get()
    assert (dispute.informal_tried, dispute.informal_on) == ("yes", dt.date(2026, 11, 20))
    page = text_of(client.get(dispute.get_absolute_url()))
    assert "Tried on Friday 20 November 2026 with Wendy Worker. She will ask her manager." in page


@pytest.mark.rule("MER-12")
def test_the_first_stage_is_not_sent_while_the_informal_attempt_is_not_on_record(client):
    council = small_council("merton")
    dispute = dispute_at("written", council=council, informal_tried="", informal_result="")
    stage = dispute.stages.get()
    sign_in(client, council.iro)
    page = client.get(stage.get_absolute_url())
    assert "Record whether the concern was first taken up informally" in text_of(page)
    assert at(dispute, "dispute_background") in page.content.decode()
    assert client.post(at(stage, "stage_request"), {}).status_code == 422
    stage.refresh_from_db()
    assert stage.state == "drafted"
    take(client, dispute, "dispute_background", informal_tried="no", informal_why_not="The manager is away.")
    assert take(client, stage, "stage_request").status_code == 302
    stage.refresh_from_db()
    assert stage.state == "sent"


@pytest.mark.rule("MER-12")
def test_where_the_framework_asks_for_it_the_informal_attempt_is_asked_for_and_blocks_nothing(
    client, council
):
    record = child(council)
    sign_in(client, council.iro)
    asked = text_of(client.get(raise_page(record)))
    assert (
        "Was it first taken up informally with the social worker or the manager? The procedure asks" in asked
    )
    answer = fill(client, raise_page(record), level="1", **CONCERN)
    assert answer.status_code == 302, "raised without it"
    background = text_of(client.get(at(Dispute.objects.get(), "dispute_background")))
    assert "The procedure asks for this attempt first. The dispute goes on without it too." in background


@pytest.mark.rule("MER-12")
def test_passing_the_informal_limit_prompts_the_first_stage(client, council):
    record = child(council)
    sign_in(client, council.iro)
    fill(client, raise_page(record), level="1", begin="wait", informal_limit_on="27/11/2026", **CONCERN)
    dispute = Dispute.objects.get()
    assert not dispute.stages.exists()
    page = text_of(client.get(dispute.get_absolute_url()))
    assert "An informal solution is sought until Friday 27 November 2026." in page
    sweep_until(5)
    with after(5):
        heard = council.iro.messages.filter(event="informal_limit_passed")
        assert heard.count() == 1
        page = client.get(heard.get().url)
        assert "Go on to the formal process" in text_of(page)
        answer = take(client, dispute, "dispute_go_formal", level="1")
        assert answer.url == dispute.stages.get().get_absolute_url()


@pytest.mark.rule("MER-12")
def test_a_concern_that_was_put_right_informally_is_closed_without_a_stage(client, council):
    dispute = dispute_at("informal", council=council)
    sign_in(client, council.iro)
    assert take(client, dispute, "dispute_settle").status_code == 422
    take(client, dispute, "dispute_settle", summary="The plan came.")
    page = text_of(client.get(dispute.get_absolute_url()))
    assert "Outcome: resolved informally." in page
    assert "The plan came." in page


@pytest.mark.rule("MER-23")
def test_a_fostering_iros_dispute_about_a_carer_is_on_the_carers_record(client):
    council = small_council("merton")
    carer = foster_carer(council)
    sign_in(client, council.fostering_iro)
    assert "what does it mean for the children in their care?" in text_of(client.get(raise_page(carer)))
    fill(client, raise_page(carer), level="1", **CONCERN, **TRIED)
    dispute = Dispute.objects.get()
    assert dispute.subject == carer
    assert dispute.get_absolute_url() in client.get(carer.get_absolute_url()).content.decode()
    stage = dispute.stages.get()
    page = text_of(client.get(at(dispute, "dispute_background")))
    assert "When was the child told?" not in page, "there is no child to tell on a carer's record"
    assert "Refer to Cafcass" not in text_of(client.get(stage.get_absolute_url()))
    for url in (carer.get_absolute_url(), at(carer, "details"), at(stage, "stage_details")):
        page = text_of(client.get(url))
        assert "Legal status" not in page, "the law gives a carer none"
        assert "sibling" not in page


@pytest.mark.rule("NEW-13")
def test_who_may_raise_and_for_which_kind_of_case_is_the_frameworks(client, council):
    record = child(council, cp_chair=council.cp_chair)
    in_need = child(council, case_kind="child_in_need", cp_chair=council.cp_chair)
    for who, on, may in (
        (council.iro, record, True),
        (council.team_manager, record, False),
        (council.social_worker, record, False),
        (council.iro_manager, record, False),
        (council.cp_chair, record, False),
        (council.iro, in_need, False),
        (council.cp_chair, in_need, False),
    ):
        sign_in(client, who)
        shown = raise_page(on) in client.get(on.get_absolute_url()).content.decode()
        status = client.get(raise_page(on)).status_code
        sent = client.post(raise_page(on), {"level": "1", "begin": "now", **CONCERN}).status_code
        assert (shown, status, sent) == ((True, 200, 302) if may else (False, 403, 403)), (who, on)
    sign_in(client, council.other_iro)
    assert client.get(raise_page(record)).status_code == 404, "not her record"


@pytest.mark.rule("NEW-13")
def test_a_framework_that_names_the_chairs_lets_them_raise_for_children_in_need(client, council):
    in_need = child(council, case_kind="child_in_need", iro=None, cp_chair=council.cp_chair)
    sign_in(client, council.cp_chair)
    assert client.get(raise_page(in_need)).status_code == 403
    install(client, council, SHORT, "short-procedure")
    sign_in(client, council.cp_chair)
    page = client.get(raise_page(in_need))
    assert "Raise an escalation" in text_of(page)
    assert "Step A" in text_of(page), "the stages have the council's own names"
    theme = policy_of(published_version("short-procedure")).themes[0].key
    answer = fill(client, raise_page(in_need), level="1", theme=theme, concern="No core group.")
    assert answer.status_code == 302
    dispute = Dispute.objects.get()
    assert (dispute.raised_by, dispute.keeper_relation) == (council.cp_chair, "cp_chair")
    assert "Step A" in text_of(client.get(dispute.get_absolute_url()))


@pytest.mark.rule("NEW-13")
def test_nothing_is_raised_on_a_record_that_is_closed(client, council):
    record = child(council, closed_on=dt.date(2026, 11, 20))
    sign_in(client, council.iro)
    for page, answer in ((raise_page(record), 403), (reverse("information_start", args=[record.pk]), 404)):
        assert page not in client.get(reverse("record", args=[record.pk])).content.decode()
        assert client.get(page).status_code == answer
        assert client.post(page, {"level": "1", **CONCERN}).status_code == answer
    assert not Dispute.objects.exists()
