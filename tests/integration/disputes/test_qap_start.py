"""How a QAP starts, who may start one, and where it is seen at once."""

import datetime as dt

import pytest
from django.urls import reverse

from disputes.models import Qap, SignificantInformation
from qa_portal import clock
from qa_portal.children.actions import reopen_meeting
from qa_portal.children.models import Subject
from qa_portal.frameworks.actions import publish_framework, save_own_version
from qa_portal.frameworks.queries import policy_of, published_version
from qa_portal.frameworks.writing import as_yaml
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.qaps import completed_review, information_at, qap_at
from tests.factories.records import child, foster_carer

from .qap_pages import MONDAY, fill, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council()


@pytest.fixture
def amara(council):
    return child(council, first_name="Amara", last_name="Example")


@pytest.mark.rule("MOS-01")
@pytest.mark.rule("MOS-23")
def test_a_completed_review_leads_to_a_qap_of_the_iro_who_completed_it(client, council, amara):
    review = completed_review(council, amara)
    start = reverse("qap_start_from_review", args=[review.pk])
    sign_in(client, council.iro)
    assert start in client.get(reverse("meeting", args=[review.pk])).content.decode()

    answer = fill(client, start)

    qap = Qap.objects.get()
    assert answer.url == reverse("qap", args=[qap.pk])
    assert (qap.meeting, qap.subject, qap.raised_by) == (review, amara, council.iro)
    page = client.get(answer.url).content.decode()
    assert reverse("meeting", args=[review.pk]) in page
    assert reverse("planning_audit", args=[review.pk]) in page  # and its audit (MOS-23)
    assert answer.url in client.get(reverse("meeting", args=[review.pk])).content.decode()


@pytest.mark.rule("MOS-01")
def test_nobody_else_starts_a_qap_from_that_review_and_nobody_from_one_that_is_open(client, council, amara):
    review = completed_review(council, amara)
    start = reverse("qap_start_from_review", args=[review.pk])
    for part in ("iro_manager", "team_manager", "social_worker", "other_iro", "insights_member"):
        sign_in(client, council.people[part])
        assert client.post(start).status_code == 404, part
    reopen_meeting(review, by=council.iro_manager, reason="A decision was left out.")
    sign_in(client, council.iro)
    assert client.post(start).status_code in (404, 422)
    assert not Qap.objects.exists()


@pytest.mark.rule("MOS-01")
def test_two_clicks_start_one_qap(client, council, amara):
    start = reverse("qap_start_from_review", args=[completed_review(council, amara).pk])
    sign_in(client, council.iro)
    first, second = client.post(start), client.post(start)
    assert first.url == second.url
    assert Qap.objects.count() == 1


@pytest.mark.rule("MOS-02")
def test_significant_information_is_completed_first_and_then_starts_the_qap(client, council, amara):
    sign_in(client, council.iro)
    start = reverse("information_start", args=[amara.pk])
    assert start in client.get(reverse("record", args=[amara.pk])).content.decode()
    page = client.get(start).content.decode()
    assert 'value="23/11/2026"' in page
    assert 'value="Iris Reviewing"' in page

    refused = fill(client, start, then="complete", summary="She was moved.")
    assert refused.status_code == 422
    assert "Say which actions are to be taken." in text_of(refused)
    assert "She was moved." in text_of(refused)
    assert not Qap.objects.exists()

    saved = fill(client, start, summary="She was moved.", worker="Ines Insights", worker_on="20/11/2026")
    information = SignificantInformation.objects.get()
    assert saved.url == reverse("significant_information", args=[information.pk])
    assert not Qap.objects.exists()

    done = fill(client, saved.url, then="complete", actions_to_take="Ask for the plan.")
    qap = Qap.objects.get()
    assert done.url == reverse("qap", args=[qap.pk])
    information.refresh_from_db()
    assert (information.worker, information.worker_on) == ("Ines Insights", dt.date(2026, 11, 20))
    assert (information.received_on, information.completed_by) == (dt.date(2026, 11, 23), council.iro)
    assert qap.information == information
    assert reverse("significant_information", args=[information.pk]) in client.get(done.url).content.decode()


@pytest.mark.rule("MOS-02")
def test_completed_information_is_read_and_not_written(client, council, amara):
    information = information_at("completed", council, amara)
    url = reverse("significant_information", args=[information.pk])
    for part in ("iro", "team_manager"):
        sign_in(client, council.people[part])
        page = client.get(url)
        assert page.status_code == 200
        assert "She was moved." in text_of(page)
        assert "<textarea" not in page.content.decode()
    answer = client.post(url, {"summary": "Something else"})
    information.refresh_from_db()
    assert answer.status_code == 409
    assert information.summary == "She was moved."


@pytest.mark.rule("MOS-03")
def test_a_started_qap_is_at_once_in_the_iros_work_and_on_the_childs_summary(client, council, amara):
    sign_in(client, council.iro)
    fill(
        client,
        reverse("information_start", args=[amara.pk]),
        then="complete",
        summary="She was moved.",
        actions_to_take="Ask for the plan.",
    )
    url = reverse("qap", args=[Qap.objects.get().pk])
    home = client.get("/").content.decode()
    assert url in home
    summary = client.get(reverse("record", args=[amara.pk])).content.decode()
    current = summary[summary.index("Current work") : summary.index("Past work")]
    assert url in current
    sign_in(client, council.other_iro)
    assert url not in client.get("/").content.decode()


@pytest.mark.rule("NEW-13")
@pytest.mark.parametrize(
    "part", ["team_manager", "social_worker", "iro_manager", "insights_member", "service_manager"]
)
def test_only_whom_the_framework_names_starts_a_qap(client, council, amara, part):
    sign_in(client, council.people[part])
    start = reverse("information_start", args=[amara.pk])
    assert start not in client.get(reverse("record", args=[amara.pk])).content.decode()
    assert client.get(start).status_code == 404
    assert client.post(start, {"summary": "x", "then": "complete"}).status_code == 404
    assert not SignificantInformation.objects.exists()


@pytest.mark.rule("NEW-13")
def test_the_framework_names_the_kinds_of_case_too(client, council):
    in_need = child(council, case_kind=Subject.CaseKind.CHILD_IN_NEED)
    sign_in(client, council.iro)
    assert client.get(reverse("information_start", args=[in_need.pk])).status_code == 404


@pytest.mark.rule("NEW-13")
def test_a_fostering_iro_starts_one_on_a_carers_record_where_the_framework_says_so(client):
    merton = small_council(framework="merton")
    carer = foster_carer(merton)
    sign_in(client, merton.fostering_iro)
    answer = fill(
        client,
        reverse("information_start", args=[carer.pk]),
        then="complete",
        summary="Two complaints.",
        actions_to_take="Visit.",
    )
    assert Qap.objects.get().subject == carer
    assert client.get(answer.url).status_code == 200
    sign_in(client, merton.iro)
    assert client.get(answer.url).status_code == 404


@pytest.mark.rule("MOS-20")
def test_incoming_work_incomplete_work_and_incoming_requests_are_separate_counted_lists(client, council):
    started = qap_at("drafted", council, child(council))
    half_written = qap_at("written", council, child(council))
    sent = qap_at("requested", council, child(council))
    answered = qap_at("answered", council, child(council))

    lists = _lists(client, council.iro)
    assert _shown(lists["to-do"], [started, half_written, sent, answered]) == [started, answered]
    assert _shown(lists["incomplete"], [started, half_written, sent, answered]) == [half_written]
    assert "Write the issues" in lists["to-do"]
    theirs = _lists(client, council.team_manager)
    request = sent.requests.get()
    assert reverse("request", args=[request.pk]) in theirs["incoming"]
    assert reverse("request", args=[request.pk]) not in theirs["to-do"] + theirs["incomplete"]
    assert "1 Incoming requests" in text_of(client.get("/"))


def _lists(client, person):
    sign_in(client, person)
    page = client.get("/").content.decode()
    places = sorted(
        (page.index(f'id="{key}'), key) for key in ("to-do", "incoming", "incomplete", "upcoming")
    )
    ends = [place for place, _ in places[1:]] + [len(page)]
    return {key: page[place:end] for (place, key), end in zip(places, ends, strict=True)}


def _shown(part, qaps):
    return [qap for qap in qaps if f'"{reverse("qap", args=[qap.pk])}"' in part]


@pytest.mark.rule("LEE-11")
def test_a_qap_keeps_the_framework_version_that_it_started_under(client, council, amara):
    old = qap_at("decided", council, amara, outcome="partly_resolved")
    text = as_yaml(policy_of(published_version("mosaic-iro")))
    text = text.replace("The issues are partly resolved", "Some of it is resolved")
    publish_framework(
        save_own_version(text, by=council.administrator, key="mosaic-iro"), by=council.administrator
    )
    new = qap_at("decided", council, child(council), outcome="partly_resolved")

    sign_in(client, council.iro)
    for name in ("qap", "qap_outcome", "qap_sign"):
        as_it_was = text_of(client.get(reverse(name, args=[old.pk])))
        assert "The issues are partly resolved" in as_it_was
        assert "Some of it is resolved" not in as_it_was
        now = text_of(client.get(reverse(name, args=[new.pk])))
        assert "Some of it is resolved" in now
        assert "The issues are partly resolved" not in now
