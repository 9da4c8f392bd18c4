"""What is written into a QAP: details pulled through, the table of issues, two people at once."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disputes.models import Qap, QapIssue
from qa_portal import clock
from qa_portal.people.actions import record_cover
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.qaps import qap_at
from tests.factories.records import child, legal_status
from tests.integration.editing import send

from .qap_pages import MONDAY, fill, rows_in, text_of

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
    record = child(council, first_name="Amara", last_name="Example", date_of_birth=dt.date(2014, 5, 17))
    legal_status(record)
    return record


def at(qap, name):
    return reverse(name, args=[qap.pk])


@pytest.mark.rule("MOS-04")
@pytest.mark.parametrize(
    ("place", "part", "names"),
    [
        ("written", "iro", ["qap_issues", "qap_request"]),
        ("requested", "team_manager", ["qap_answer"]),
        ("answered", "iro", ["qap_decisions", "qap_outcome", "qap_sign"]),
        ("concluded", "iro", ["qap_next", "qap_amend"]),
    ],
)
def test_the_childs_details_are_pulled_through_into_every_form(client, council, amara, place, part, names):
    qap = qap_at(place, council, amara)
    sign_in(client, council.people[part])
    for name in names:
        page = client.get(at(qap, name))
        said = text_of(page)
        for detail in ("Amara Example", "Saturday 17 May 2014", "Care order", "Looked after", "Wendy Worker"):
            assert detail in said, (name, detail)
        correct = f"{reverse('correct_details', args=[amara.pk])}?next={at(qap, name)}"
        assert correct in page.content.decode(), name


@pytest.mark.rule("MOS-04")
def test_a_wrong_detail_is_corrected_from_the_form_and_the_correction_is_in_the_history(
    client, council, amara
):
    qap = qap_at("drafted", council, amara)
    sign_in(client, council.iro)
    correct = f"{reverse('correct_details', args=[amara.pk])}?next={at(qap, 'qap_issues')}"
    back = fill(client, correct, last_name="Exemple", reason="As on the birth certificate.")
    assert back.status_code == 302, text_of(back)
    assert back.url == at(qap, "qap_issues")
    assert "Amara Exemple" in text_of(client.get(back.url))
    newest, before = amara.history.all()[:2]
    assert (before.last_name, newest.last_name) == ("Example", "Exemple")
    assert newest.history_user == council.iro


@pytest.mark.rule("MOS-05")
def test_issues_are_added_one_after_another_without_leaving_the_form(client, council, amara):
    qap = qap_at("drafted", council, amara)
    sign_in(client, council.iro)
    opened = client.get(at(qap, "qap_issues"))
    (first,) = rows_in(opened)
    typed = {
        f"issues__{first}__theme": "care_plan_drift",
        f"issues__{first}__concern": "No care plan since the move.",
    }
    with_two = send(client, at(qap, "qap_issues"), opened, **{"add-row": "issues"}, **typed)
    assert with_two.status_code == 200
    assert rows_in(with_two)[0] == first
    second = rows_in(with_two)[1]
    assert not QapIssue.objects.exists()  # nothing is saved before it is said

    send(
        client,
        at(qap, "qap_issues"),
        with_two,
        review_on="21/12/2026",
        **typed,
        **{f"issues__{second}__theme": "health", f"issues__{second}__concern": "No health assessment."},
    )
    qap.refresh_from_db()
    assert qap.review_on == dt.date(2026, 12, 21)
    assert [(i.position, i.theme, i.concern) for i in qap.issues.all()] == [
        (1, "care_plan_drift", "No care plan since the move."),
        (2, "health", "No health assessment."),
    ]


@pytest.mark.rule("MOS-05")
def test_an_issue_is_changed_and_one_removed_after_a_question_that_says_which(client, council, amara):
    qap = qap_at("written", council, amara)
    sign_in(client, council.iro)
    opened = client.get(at(qap, "qap_issues"))
    first, second = rows_in(opened)
    asked = send(client, at(qap, "qap_issues"), opened, **{"remove-row": f"issues:{second}"})
    assert "Remove issue 2, “She hasn't seen her brother since August.”?" in text_of(asked)
    assert qap.issues.count() == 2
    kept = send(client, at(qap, "qap_issues"), asked, **{"keep-row": f"issues:{second}"})
    assert rows_in(kept) == [first, second]

    gone = send(client, at(qap, "qap_issues"), asked, **{"confirm-remove-row": f"issues:{second}"})
    assert rows_in(gone) == [first]
    send(client, at(qap, "qap_issues"), gone, **{f"issues__{first}__concern": "No plan since 4 May."})
    assert [i.concern for i in qap.issues.all()] == ["No plan since 4 May."]
    removed = QapIssue.history.filter(id=second, history_type="-").get()
    assert removed.history_user == council.iro


@pytest.mark.rule("MOS-05")
def test_themes_are_those_of_the_framework(client, council, amara):
    qap = qap_at("drafted", council, amara)
    sign_in(client, council.iro)
    opened = client.get(at(qap, "qap_issues"))
    (row,) = rows_in(opened)
    assert "Care plan: drift or delay" in text_of(opened)
    made_up = {f"issues__{row}__theme": "made_up", f"issues__{row}__concern": "It is late."}
    refused = send(client, at(qap, "qap_issues"), opened, **made_up)
    assert refused.status_code == 422
    assert "It is late." in refused.content.decode()
    assert not qap.issues.exists()


def test_what_is_typed_is_there_again_on_another_device(client, council, amara):
    qap = qap_at("written", council, amara)
    sign_in(client, council.iro)
    opened = client.get(at(qap, "qap_issues"))
    first, _ = rows_in(opened)
    kept = send(
        client, at(qap, "qap_issues"), opened, draft=True, **{f"issues__{first}__concern": "Half a sent"}
    )
    assert kept.status_code == 200
    client.logout()
    sign_in(client, council.iro)
    assert "Half a sent" in client.get(at(qap, "qap_issues")).content.decode()
    assert "Half a sent" not in text_of(client.get(at(qap, "qap")))


@pytest.fixture
def covering(council):
    """Another IRO, who covers for the first: both keep the QAP today."""
    record_cover(
        absent=council.iro,
        covered_by=council.other_iro,
        starts_on=clock.today(),
        ends_on=clock.today() + dt.timedelta(days=5),
        reason="Training.",
        by=council.administrator,
    )
    return council.other_iro


@pytest.mark.rule("MOS-21")
def test_the_second_of_two_to_save_sees_both_versions_field_by_field_and_nothing_is_lost(
    client, council, amara, covering
):
    qap = qap_at("written", council, amara)
    sign_in(client, council.iro)
    opened = client.get(at(qap, "qap_issues"))
    first, second = rows_in(opened)
    sign_in(client, covering)
    theirs = {
        f"issues__{first}__concern": "Theirs: no plan at all.",
        f"issues__{second}__action_needed": "Theirs: every second Sunday.",
    }
    fill(client, at(qap, "qap_issues"), **theirs)

    sign_in(client, council.iro)
    mine = {f"issues__{first}__concern": "Mine: the plan is from May.", "review_on": "4/1/2027"}
    shown = send(client, at(qap, "qap_issues"), opened, **mine)
    assert shown.status_code == 409
    page = text_of(shown)
    assert "Ivan Reviewing saved this while you were working on it" in page
    assert "Mine: the plan is from May." in page
    assert "Theirs: no plan at all." in page
    assert "There is no care plan since the move." in page  # what it said before either
    stored = {i.pk: (i.concern, i.action_needed) for i in qap.issues.all()}
    assert stored[int(first)][0] == "Theirs: no plan at all."

    choice = next(name for name in shown.content.decode().split('"') if name.startswith("_keep-"))
    done = send(client, at(qap, "qap_issues"), shown, **{choice: "both"})
    assert done.status_code == 302
    qap.refresh_from_db()
    one, two = qap.issues.all()
    assert "Theirs: no plan at all." in one.concern
    assert "Mine: the plan is from May." in one.concern
    assert two.action_needed == "Theirs: every second Sunday."
    assert qap.review_on == dt.date(2027, 1, 4)


@pytest.mark.rule("MOS-21")
def test_rows_that_two_people_added_both_stand(client, council, amara, covering):
    qap = qap_at("written", council, amara)
    sign_in(client, council.iro)
    opened = client.get(at(qap, "qap_issues"))
    sign_in(client, covering)
    _add(client, qap, client.get(at(qap, "qap_issues")), "education", "Theirs: no education plan.")
    sign_in(client, council.iro)
    done = _add(client, qap, opened, "health", "Mine: no health assessment.")
    assert done.status_code == 302
    assert {i.concern for i in qap.issues.all()} >= {
        "Theirs: no education plan.",
        "Mine: no health assessment.",
    }
    assert qap.issues.count() == 4


def _add(client, qap, opened, theme, concern):
    more = send(client, at(qap, "qap_issues"), opened, **{"add-row": "issues"})
    key = rows_in(more)[-1]
    typed = {f"issues__{key}__theme": theme, f"issues__{key}__concern": concern}
    return send(client, at(qap, "qap_issues"), more, **typed)


@pytest.mark.rule("MOS-21")
def test_manager_and_social_worker_who_answer_one_issue_are_shown_both_answers(client, council, amara):
    qap = qap_at("requested", council, amara, to_practitioner=True)
    sign_in(client, council.team_manager)
    opened = client.get(at(qap, "qap_answer"))
    first, _ = rows_in(opened)
    sign_in(client, council.social_worker)
    fill(client, at(qap, "qap_answer"), **{f"issues__{first}__update": "I wrote it on Friday."})
    sign_in(client, council.team_manager)
    shown = send(
        client, at(qap, "qap_answer"), opened, **{f"issues__{first}__update": "It is being written."}
    )
    assert shown.status_code == 409
    assert "I wrote it on Friday." in text_of(shown)
    assert "It is being written." in text_of(shown)
    assert qap.issues.first().update == "I wrote it on Friday."
    # and it waits as a draft for whoever leaves the page
    assert "It is being written." in client.get(at(qap, "qap_answer")).content.decode()


def test_a_request_that_goes_out_meanwhile_closes_the_table_and_keeps_what_was_typed(
    client, council, amara, covering
):
    qap = qap_at("written", council, amara)
    sign_in(client, council.iro)
    opened = client.get(at(qap, "qap_issues"))
    first, _ = rows_in(opened)
    sign_in(client, covering)
    fill(client, at(qap, "qap_request"))
    sign_in(client, council.iro)
    late = send(client, at(qap, "qap_issues"), opened, **{f"issues__{first}__concern": "Too late, but kept."})
    assert late.status_code == 409
    assert "Too late, but kept." in late.content.decode()
    assert qap.issues.first().concern == "There is no care plan since the move."
    assert "Too late, but kept." in client.get(at(qap, "qap_issues")).content.decode()


@pytest.mark.rule("MOS-08")
def test_decisions_are_recorded_issue_by_issue_with_their_reason(client, council, amara):
    qap = qap_at("answered", council, amara)
    sign_in(client, council.iro)
    first, second = rows_in(client.get(at(qap, "qap_decisions")))
    refused = fill(
        client,
        at(qap, "qap_decisions"),
        then="go-on",
        **{f"issues__{first}__decision": "resolved", f"issues__{first}__decision_note": "She has it."},
    )
    assert refused.status_code == 422
    assert "Record your decision on issue 2." in text_of(refused)
    done = fill(
        client,
        at(qap, "qap_decisions"),
        then="go-on",
        **{f"issues__{first}__decision": "resolved", f"issues__{second}__decision": "partly"},
    )
    assert done.url == at(qap, "qap_outcome")
    one, two = qap.issues.all()
    assert (one.decision, one.decision_note, one.decided_by) == ("resolved", "She has it.", council.iro)
    assert (two.decision, two.decided_at) == ("partly", MONDAY)


@pytest.mark.parametrize("count", [1, 25])
@pytest.mark.parametrize(
    ("place", "part", "name", "most"),
    [
        ("decided", "iro", "qap", 12),
        ("requested", "team_manager", "qap", 12),
        ("written", "iro", "qap_issues", 10),
        ("requested", "team_manager", "qap_answer", 12),
        ("answered", "iro", "qap_decisions", 10),
        ("decided", "iro", "qap_sign", 11),
    ],
)
def test_a_page_asks_the_database_the_same_for_one_issue_and_for_many(
    client, council, amara, place, part, name, most, count
):
    issues = [("health", f"Issue number {n}.", "") for n in range(count)]
    qap = qap_at(place, council, amara, issues=issues)
    sign_in(client, council.people[part])
    client.get(at(qap, name))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(at(qap, name))
    assert page.status_code == 200
    assert len(asked) <= most, "\n".join(query["sql"][:200] for query in asked)
    assert len(page.content) < 150_000


def test_a_stranger_to_the_record_finds_no_page_of_its_qaps(client, council, amara):
    qap = qap_at("requested", council, amara)
    names = [
        *("qap", "qap_issues", "qap_request", "qap_answer", "qap_go_on", "qap_decisions", "qap_outcome"),
        *("qap_sign", "qap_amend", "qap_next", "qap_reopen", "qap_open_now"),
    ]
    for part in ("other_team_manager", "other_social_worker", "other_iro", "sister_team_manager"):
        sign_in(client, council.people[part])
        for name in names:
            assert client.get(at(qap, name)).status_code == 404, (part, name)
            if name != "qap":
                assert client.post(at(qap, name), {"confirmed": "yes"}).status_code == 404, (part, name)
    assert Qap.objects.get().version == qap.version
