"""The child's summary, and the ways to it (LEE-07, LEE-10, LEE-20)."""

import datetime as dt
import re

import pytest
from django.urls import resolve

from qa_portal import clock
from qa_portal.children import summary
from qa_portal.children.actions import (
    complete_meeting,
    link_siblings,
    save_meeting,
    start_meeting,
)
from qa_portal.children.models import CaseNote, LegalStatus, Meeting, Subject
from qa_portal.children.summary import WorkItem, register_panel, register_start, register_work
from qa_portal.documents.models import Document
from tests.factories.deadlines import a_kind, running
from tests.factories.records import child as make_child
from tests.factories.records import legal_status, restrict
from tests.integration.children.conftest import at, text_of
from tests.integration.children.pages import full_record


@pytest.fixture
def registered():
    """What a test registers is forgotten again."""
    before = [dict(each) for each in (summary._work, summary._panels, summary._starts)]
    yield
    for each, was in zip((summary._work, summary._panels, summary._starts), before, strict=True):
        each.clear()
        each.update(was)


@pytest.mark.rule("LEE-07")
def test_one_page_shows_work_people_documents_notes_and_alerts(council, child, as_, registered):
    full = full_record(council, child)
    legal_status(child, LegalStatus.Status.PLACEMENT)
    past = dt.date(2026, 3, 2)
    register_work(
        "test",
        lambda user, subject: [
            WorkItem(
                "Dispute, stage 2", "With the manager", "/d/1", dt.date(2026, 11, 3), True, "Selma Service"
            ),
            WorkItem("QAP", "Concluded", "/q/1", past, False),
        ],
    )
    register_start("test", "Raise a dispute", "record", lambda user, subject: user == council.iro)
    register_panel("test", "Good practice", "children/refused.html", lambda user, subject: None)
    with a_kind():
        running(council, child)
        said = text_of(as_("iro").get(at("record", child.pk)))
        managers = text_of(as_("team_manager").get(at("record", child.pk)))
    current, past_work = said.split("Current work")[1].split("Past work")
    assert "Dispute, stage 2 With the manager · Selma Service" in current
    assert "Looked-after review Being written" in current
    assert "QAP Concluded" in past_work
    for part in (
        "Zephyrine Quillfeather", "CH-70001", "Care order", "Placement order",  # who
        "Wendy Worker", "Tamsin Manager", "Team Manager, Care Planning North", "Iris Reviewing",  # people
        "What is due", "Answer stage 1", "n 5 working days",  # alerts
        "Moonlit walk", "Moonlit walk plan", "Sib Ling", "Chronology", "Raise a dispute",
    ):  # fmt: skip
        assert part in said, part
    assert "Good practice commended" not in said
    assert full.note.title in said
    assert "Raise a dispute" not in managers


@pytest.mark.rule("LEE-07")
def test_a_completed_review_goes_to_past_work_and_gives_the_next_date(council, child, as_):
    meeting = start_meeting(child, by=council.iro, kind="looked_after_review")
    save_meeting(
        meeting, by=council.iro,
        written={"took_part": "attended", "child_view": "x", "summary": "x", "decisions": "x",
                 "next_on": dt.date(2027, 3, 5)},
    )  # fmt: skip
    from audits.actions.planning import save_planning_audit
    from audits.queries import framework_with_tool
    from qa_portal.frameworks.queries import policy_of

    tool = policy_of(framework_with_tool(meeting)).iro_audit
    save_planning_audit(meeting, by=council.iro, answers={q.id: {"answer": "yes"} for q in tool.questions})
    complete_meeting(meeting, by=council.iro)
    said = text_of(as_("iro").get(at("record", child.pk)))
    assert "Last: looked-after review Tuesday 24 November 2026 Next: Friday 5 March 2027" in said
    assert "Looked-after review Completed" in said.split("Past work")[1]


def test_a_vacancy_and_a_cover_are_said_beside_the_people(council, child, as_):
    from qa_portal.people.roles import Role
    from tests.factories.people import vacate

    vacate(Role.TEAM_MANAGER, council.team)
    said = text_of(as_("iro").get(at("record", child.pk)))
    assert "The post of Team Manager, Care Planning North is vacant, so this goes to Selma Service" in said


def _many(council, child, number: int) -> None:
    """That many of everything on a record."""
    now = clock.now()
    CaseNote.objects.bulk_create(
        CaseNote(
            subject=child,
            title=f"Note {n}",
            text="x",
            occurred_at=now,
            recorded_by=council.iro,
            is_significant=True,
        )
        for n in range(number)
    )
    Document.objects.bulk_create(
        Document(subject=child, kind="report", title=f"Report {n}", added_by=council.iro)
        for n in range(number)
    )
    Meeting.objects.bulk_create(
        Meeting(subject=child, kind="looked_after_review", held_on=now.date(), chair=council.iro)
        for n in range(number)
    )
    for n in range(min(number, 25)):
        link_siblings(child, by=council.iro, other=make_child(council, reference=f"SIB-{n}"))
    LegalStatus.objects.bulk_create(
        LegalStatus(subject=child, status="s20", starts_on=dt.date(2026, 1, 1)) for n in range(number)
    )


@pytest.mark.parametrize("number", [1, 25, 100])
def test_each_page_of_a_record_takes_the_same_few_queries_however_much_there_is(
    council, child, as_, number, django_assert_max_num_queries
):
    _many(council, child, number)
    client = as_("iro")
    client.get(at("record", child.pk))
    # Of the summary's and the chronology's, five and three are those of the disputes.
    most = {"record": 16, "details": 10, "case_notes": 8, "chronology": 14, "documents": 8, "records": 6}
    for name, queries in most.items():
        url = at(name) if name == "records" else at(name, child.pk)
        with django_assert_max_num_queries(queries):
            response = client.get(url)
        assert len(response.content) < 150_000


@pytest.mark.rule("LEE-10")
def test_the_search_stands_on_every_page_and_one_reference_opens_the_record(council, child, as_):
    full = full_record(council, child)
    client = as_("iro")
    pages = full.pages()
    del pages["document"]  # a file, not a page
    for name, url in {**pages, "records": at("records"), "search": at("search")}.items():
        html = client.get(url).content.decode()
        form = re.search(r'<form class="portal-search" action="([^"]+)" method="post"', html)
        assert form, name
        assert form[1] == at("search"), name
    found = client.post(at("search"), {"q": "ch-70001"})
    assert found.url == at("record", child.pk)


@pytest.mark.rule("LEE-10")
def test_two_clicks_lead_from_anywhere_to_any_record_of_mine(council, child, as_):
    client = as_("social_worker")
    somewhere = client.get(at("case_note_add", child.pk)).content.decode()
    assert f'href="{at("records")}"' in somewhere
    assert f'href="{at("record", child.pk)}"' in client.get(at("records")).content.decode()


def test_the_list_shows_own_records_the_teams_or_all_in_scope(council, child, as_):
    make_child(
        council, first_name="Elsewhere", last_name="Otherteam", team=council.other_team, iro=council.other_iro
    )
    manager, insights, stranger = as_("team_manager"), as_("insights_member"), as_("other_social_worker")
    assert "Quillfeather" in text_of(manager.get(at("records")))
    assert "Otherteam" not in text_of(manager.get(at("records"), {"show": "all"}))
    assert "Otherteam" in text_of(insights.get(at("records")))
    assert "Quillfeather" not in text_of(stranger.get(at("records"), {"show": "all"}))
    assert "No records here." in text_of(stranger.get(at("records")))


@pytest.mark.rule("LEE-20")
def test_a_flag_is_the_same_icon_and_word_wherever_it_stands(council, child, as_):
    restrict(child, council.iro)
    other = make_child(council, iro=None, first_name="Zed", last_name="Noiro", reference="CH-70009")
    mark = re.compile(
        r'<strong class="portal-mark[^"]*">(?:<svg.*?</svg>)?<span>[^<]*</span></strong>', re.DOTALL
    )

    def marks(client, url, word, **data) -> set[str]:
        html = (client.post(url, data) if data else client.get(url)).content.decode()
        return {each for each in mark.findall(html) if f"<span>{word}</span>" in each}

    client, shut = as_("iro"), as_("insights_member")
    seen = [
        marks(client, at(name, child.pk), "Restricted")
        for name in ("record", "details", "chronology", "case_notes", "documents", "correct_details")
    ]
    seen += [marks(client, at("records"), "Restricted"), marks(shut, at("record", child.pk), "Restricted")]
    seen += [marks(shut, at("search"), "Restricted", q="CH-7000")]
    assert all(len(each) == 1 for each in seen)
    assert len(set.union(*seen)) == 1
    assert "<svg" in next(iter(seen[0]))
    worker = as_("social_worker")
    none = [marks(worker, at(name, other.pk), "No IRO") for name in ("record", "details")]
    none.append(marks(worker, at("records"), "No IRO"))
    assert all(len(each) == 1 for each in none)
    assert len(set.union(*none)) == 1


@pytest.mark.rule("LEE-20")
def test_an_overdue_deadline_flags_the_record_on_each_of_its_pages(council, child, as_):
    with a_kind():
        running(council, child)
        client = as_("iro")
        assert "Overdue" not in text_of(client.get(at("details", child.pk)))
        with clock.standing_at(clock.now() + dt.timedelta(days=9)):
            for name in ("record", "details", "chronology"):
                assert "Overdue" in text_of(client.get(at(name, child.pk))), name


def test_no_address_of_a_record_holds_a_name(council, child, as_):
    full = full_record(council, child)
    client = as_("iro")
    seen = set()
    for url in full.pages().values():
        response = client.get(url)
        seen |= set(re.findall(r'(?:href|action|src)="([^"]*)"', response.content.decode(errors="ignore")))
        seen.add(response.headers.get("Content-Disposition", ""))
    names = ("quillfeather", "zephy", "sib", "ling", "moonlit")
    assert not [u for u in seen for name in names if name in u.lower().replace("sibling", "")]
    assert {resolve(u.split("?")[0].split("#")[0]).url_name for u in seen if u.startswith("/record/")}


def test_search_finds_by_the_beginning_of_any_name_and_never_a_restricted_record_by_it(council, child, as_):
    hidden = make_child(council, first_name="Zelda", last_name="Quillhidden", reference="CH-70008")
    make_child(council, first_name="Zoe", last_name="Quill-Marsh", reference="CH-70007")
    restrict(hidden, council.iro)
    worker = as_("social_worker")

    def found(words: str) -> str:
        response = worker.post(at("search"), {"q": words})
        return text_of(worker.get(response.url) if response.status_code == 302 else response)

    assert "Zephyrine Quillfeather" in found("quill")
    assert "Zoe Quill-Marsh" in found("quill")
    assert "Zoe Quill-Marsh" in found("marsh")
    assert "Zephyrine" in found("Quillfeather, Zephy")
    assert "Nothing was found" in found("quillhidden")
    assert "CH-70008" not in found("zelda")
    response = worker.post(at("search"), {"q": "CH-70008"})
    assert response.url == at("record", hidden.pk)
    assert worker.get(response.url).status_code == 403
    several = found("CH-7000")
    assert "CH-70008" in several
    assert "Quillhidden" not in several
    assert "Nothing was found" in text_of(as_("other_social_worker").post(at("search"), {"q": "CH-70001"}))


def test_search_shows_fifty_and_asks_for_more_words(council, as_, django_assert_max_num_queries):
    Subject.objects.bulk_create(
        Subject(case_kind="looked_after", reference=f"B-{n:04}", first_name="Robin", last_name=f"Many{n:04}",
                team=council.team, practitioner=council.social_worker)
        for n in range(60)
    )  # fmt: skip
    client = as_("social_worker")
    client.get(at("search"))
    with django_assert_max_num_queries(6):
        said = text_of(client.post(at("search"), {"q": "robin"}))
    assert "More than 50 records: narrow it down" in said
    assert "Many0049" in said
    assert "Many0050" not in said
    assert "Nothing was found" in text_of(client.post(at("search"), {"q": "x\0y' OR 1=1 --"}))
    assert "Type a name or a reference first" in text_of(client.post(at("search"), {"q": " "}))
