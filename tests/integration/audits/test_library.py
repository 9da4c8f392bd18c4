"""The library of good practice: proposed from an audit, cleaned of what identifies a child, published by a second
person, searched by everybody (MER-18)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.models import GoodPractice
from qa_portal import clock
from qa_portal.children.actions import add_contact, link_siblings
from qa_portal.children.models import Contact
from tests.factories.audits import audit_at
from tests.factories.audits_after import audit_after
from tests.factories.library import CLEAN, example_at
from tests.factories.people import council as small_council
from tests.factories.records import child

from .pages import MONDAY, as_person, at, take, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("MER-18")]


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council("merton")


@pytest.fixture
def audit(council):
    return audit_after("returned", council, child(council), grade="good")


def test_it_is_proposed_by_the_reviewer_or_the_quality_team_once_the_audit_is_completed(council, audit):
    assert at("audit_example", audit) in as_person(audit.reviewer).get(at("audit", audit)).content.decode()
    answer = take(audit.reviewer, "audit_example", audit, title="Told who comes", text=CLEAN)
    example = GoodPractice.objects.get()
    assert answer.url == at("good_practice", example)
    assert (example.audit, example.proposed_by, example.state) == (audit, audit.reviewer, "proposed")
    assert council.insights_manager.messages.filter(event="good_practice_proposed").count() == 1
    assert as_person(council.insights_member).get(at("audit_example", audit)).status_code == 200
    for other in (council.social_worker, council.team_manager):
        assert as_person(other).get(at("audit_example", audit)).status_code == 404
        assert as_person(other).get(at("good_practice", example)).status_code == 404, (
            "not before it is published"
        )
    writing = audit_at("begun", council, child(council))
    as_person(writing.reviewer).post(at("audit_example", writing), {"title": "Soon", "text": CLEAN})
    assert not writing.good_practice.exists()


def test_names_dates_references_and_addresses_block_it_and_each_word_is_named(council, audit):
    subject = audit.subject
    subject.known_as, subject.other_reference = "Bobby", "LCS 77-12"
    subject.save()
    sister = child(council, first_name="Wilhelmina")
    link_siblings(subject, by=council.iro, other=sister)
    add_contact(
        subject,
        by=council.iro,
        kind=Contact.Kind.PLACEMENT,
        detail="14 Invented Lane, Amblemarsh",
        is_concealed=True,
        concealed_because="Not shared.",
    )
    words = (
        subject.first_name.upper(),
        subject.last_name,
        "Bobby",
        "Wilhelmina",
        subject.reference.lower(),
        "LCS7712",
        f"{subject.date_of_birth:%d/%m/%Y}",
        "3rd of March 2026",
        "Amblemarsh",
        "22 Elm Road",
        "AM1 2BC",
        "01632 960 001",
        council.social_worker.name.split()[0],
    )
    example = example_at("proposed", council, audit=audit)
    for word in words:
        text = f"The worker came again; {word}, so we read, was glad."
        take(audit.reviewer, "good_practice_edit", example, title="Told who comes", text=text)
        page = text_of(as_person(council.insights_manager).get(at("good_practice", example)))
        assert f"Take out “{word}”" in page, word
        as_person(council.insights_manager).post(
            at("good_practice_publish", example), {"seen": example.version}
        )
        example.refresh_from_db()
        assert example.state == "proposed", word
    take(audit.reviewer, "good_practice_edit", example, title=f"About {subject.first_name}", text=CLEAN)
    assert "Take out" in text_of(as_person(council.insights_manager).get(at("good_practice", example)))
    take(audit.reviewer, "good_practice_edit", example, title="Told who comes", text=CLEAN)
    assert "Take out" not in text_of(as_person(council.insights_manager).get(at("good_practice", example)))
    take(council.insights_manager, "good_practice_publish", example)
    example.refresh_from_db()
    assert example.state == "published"


def test_a_second_person_publishes_and_whoever_rewrote_it_last_is_not_one(council, audit):
    own = take(council.insights_member, "audit_example", audit, title="Told who comes", text=CLEAN)
    example = GoodPractice.objects.get()
    assert own.status_code == 302
    assert as_person(council.insights_member).get(at("good_practice_publish", example)).status_code == 404
    take(
        council.insights_manager,
        "good_practice_edit",
        example,
        title="Told who comes",
        text=f"{CLEAN} He smiled.",
    )
    assert as_person(council.insights_manager).get(at("good_practice_publish", example)).status_code == 404
    assert as_person(audit.reviewer).get(at("good_practice_publish", example)).status_code == 404
    take(council.insights_member, "good_practice_publish", example)
    example.refresh_from_db()
    assert (example.state, example.decided_by) == ("published", council.insights_member)
    assert council.insights_manager.messages.filter(event="good_practice_published").count() == 1


def test_everybody_reads_and_searches_it_and_nothing_leads_them_to_the_record(council, audit):
    example = example_at("published", council, audit=audit)
    example_at(
        "published", council, audit=audit, title="Family time", text="Her grandmother was asked first."
    )
    example_at("proposed", council, audit=audit, title="Not yet")
    outsider = as_person(council.fostering_social_worker)
    shown = text_of(outsider.get(at("good_practice_list")))
    assert "Told who comes" in shown
    assert "Family time" in shown
    assert "Not yet" not in shown
    for words, finds in (
        ("GRANDMOTHER asked", "Family time"),  # in the text
        ("family", "Family time"),  # in the title alone
        ("told door", "Told who comes"),  # one in the title, one in the text
        ("family door", ""),  # each in another one
    ):
        found = text_of(outsider.get(at("good_practice_list"), {"words": words}))
        assert [t for t in ("Family time", "Told who comes") if t in found] == [finds] * bool(finds), words
    themes = audit.policy.themes
    assert "Told who comes" in text_of(outsider.get(at("good_practice_list"), {"theme": themes[0].key}))
    assert "Told who comes" not in text_of(outsider.get(at("good_practice_list"), {"theme": themes[1].key}))
    assert "Not yet" not in text_of(outsider.get(at("good_practice_list"), {"state": "proposed"}))
    assert "Not yet" in text_of(
        as_person(council.insights_member).get(at("good_practice_list"), {"state": "proposed"})
    )
    page = outsider.get(at("good_practice", example)).content.decode()
    assert CLEAN in page
    for secret in (audit.get_absolute_url(), audit.subject.get_absolute_url(), audit.subject.reference):
        assert secret not in page
    assert (
        audit.get_absolute_url()
        in as_person(audit.reviewer).get(at("good_practice", example)).content.decode()
    )


def test_it_is_declined_or_taken_out_again_with_the_reason(council, audit):
    example = example_at("proposed", council, audit=audit)
    assert take(council.insights_member, "good_practice_decline", example, reason=" ").status_code == 422
    take(council.insights_member, "good_practice_decline", example, reason="Everybody does that.")
    example.refresh_from_db()
    assert (example.state, example.declined_because) == ("declined", "Everybody does that.")
    assert "Everybody does that." in audit.reviewer.messages.get(event="good_practice_declined").text
    other = example_at("published", council, audit=audit)
    assert as_person(council.team_manager).get(at("good_practice_withdraw", other)).status_code == 404
    take(council.insights_member, "good_practice_withdraw", other, reason="The family asked us to.")
    assert as_person(council.team_manager).get(at("good_practice", other)).status_code == 404
    assert "Told who comes" not in text_of(as_person(council.team_manager).get(at("good_practice_list")))


def test_the_library_asks_no_more_for_more_examples(council, audit):
    example_at("published", council, audit=audit)
    client = as_person(council.social_worker)
    client.get(at("good_practice_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(at("good_practice_list"))
    for number in range(27):
        example_at("published", council, audit=audit, title=f"Another one, {number}")
    with CaptureQueriesContext(connection) as more:
        page = client.get(at("good_practice_list"))
    assert len(more) == len(few)
    assert page.content.decode().count("portal-list__item") == 25
