"""What the shipped frameworks say of audits, as people meet it; and a council's own, written without code."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from audits.actions.writing import write_section
from qa_portal.frameworks.actions import publish_framework, save_own_version
from tests.factories.audits import answer_section, audit_at
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.records import child

pytestmark = pytest.mark.django_db

OWN = (Path(__file__).parents[2] / "data" / "audit_procedure.yaml").read_text()


def text_of(response):
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    for mark, character in (("&#x27;", "'"), ("&quot;", '"'), ("&amp;", "&")):
        plain = plain.replace(mark, character)
    return " ".join(plain.split())


def says(client, key):
    return text_of(client.get(reverse("framework_version", args=[key, 1])))


@pytest.fixture
def reader(client):
    return sign_in(client, small_council().insights_manager)


@pytest.mark.rule("WAL-31")
def test_a_framework_of_audits_shows_the_version_table_of_its_source(reader):
    page = says(reader, "waltham-forest")
    for said in (
        "Version of the procedure April 2023",
        "Author Mary Joseph",
        "What changed The moderation process has been embedded",
        "Approved by Vanna Changlee",
        "Implemented on Saturday 1 April 2023",
        "To be reviewed on Friday 1 March 2024",
    ):
        assert said in page


def test_waltham_forest_in_plain_english(reader):
    page = says(reader, "waltham-forest")
    for said in (
        "10 cycles a year: January, February, March, April, May, June, July, September, October and November.",
        "3 of them are themed.",
        "It is amended within 3 working days, or 4 working days where a discussion was offered",
        "Check a completed audit 1 working day",
        "Within 5 working days instead: Inadequate or a re-audit that stays below Good, or falls.",
        "Divisional Director Service Director 5 working days In exceptional circumstances alone",
        "allocated at least 1 month after the first was completed",
        "Person is held at the centre of all decisions",
        "Compliance check (compliance_check)",
    ):
        assert said in page
    assert "The council doesn't use it." in page  # neither QAP nor dispute


def test_merton_in_plain_english(reader):
    page = says(reader, "merton")
    for said in (
        "Inadequate 0 to 2",
        "Requires Improvement 3 to 5",
        "Good 6 to 8",
        "Outstanding 9 to 10",
        "Moderated before their return to the team: every one graded Outstanding or Inadequate and 10 per cent of the "
        "others, drawn by chance.",
        "On a panel at least 3 members grade alone",
        "The moderated grade is the accepted one; both stand in the report.",
        "The Service Manager reviews the record and assures safety within 24 hours.",
        "Its report is put on the record 5 working days after its return to the team",
        "Looked after Every 8 weeks To 12 weeks, agreed by the Head of Service",
        "Assessment and intervention Every 4 weeks Within 10 days",
    ):
        assert said in page


@pytest.mark.rule("KNO-15")
def test_knowsley_and_the_two_that_include_it_in_plain_english(reader):
    page = says(reader, "knowsley")
    for said in (
        "Case-file audit: standard 10, oversight of tasks",
        "Dip sample: children in need, child protection, looked after",
        "Dip sample: fostering",
        "Section 47 enquiry audit",
        "Its report is put on the record once it is signed that all tasks are done",
        "All stages together take at most 20 working days",
    ):
        assert said in page
    assert "Reflective interview: it is held, or it is recorded why not." in says(
        reader, "knowsley-early-help"
    )
    page = says(reader, "knowsley-mash")
    assert "Each is completed within 15 working days of its allocation." in page
    assert "Police 3" in page
    assert "Case-file audit" not in page


# --- in an audit ------------------------------------------------------------------------------------------------------


def section_page(client, audit, key):
    sign_in(client, audit.reviewer)
    return client.get(reverse("audit_section", args=[audit.pk, key]))


def blockers(client, audit):
    sign_in(client, audit.reviewer)
    return text_of(client.get(audit.get_absolute_url()))


@pytest.mark.rule("WAL-05", "WAL-11")
def test_lines_of_enquiry_and_descriptors_are_at_hand_where_a_domain_is_graded(client):
    audit = audit_at("allocated", small_council("waltham-forest"))
    page = text_of(section_page(client, audit, "person"))
    assert "Was an advocate offered where the person had substantial difficulty" in page
    assert "The person's own outcomes lead the work" in page
    page = text_of(client.get(reverse("audit_overall", args=[audit.pk])))
    assert "Practice that significantly exceeds minimum requirements" in page


@pytest.mark.rule("MER-01")
def test_a_scaled_question_runs_from_0_to_10_in_four_bands(client):
    audit = audit_at("allocated", small_council("merton"))
    page = section_page(client, audit, "assessment")
    points = re.findall(r'name="history_understood" value="([^"]*)"', page.content.decode())
    assert points == [str(point) for point in range(11)]
    assert "There is good support for the child/young person and family." in text_of(page)


@pytest.mark.rule("WAL-29")
def test_a_compliance_check_has_no_grade(client):
    audit = audit_at("submitted", small_council("waltham-forest"), tool="compliance_check")
    assert (audit.state, audit.grade) == ("submitted", "")
    sign_in(client, audit.reviewer)
    page = text_of(client.get(audit.get_absolute_url()))
    assert "Compliance check" in page
    assert "Give the overall grade" not in page


@pytest.mark.rule("KNO-12")
def test_a_section_of_early_help_below_good_needs_a_corrective_action_with_a_date(client):
    audit = audit_at("begun", small_council("knowsley-early-help"))
    section = audit.tool.section("assessment")
    audit = answer_section(audit, section, by=audit.reviewer, grade="requires_improvement")
    wanted = "Add an action with its date for “Does the assessment understand the whole family"
    assert wanted not in blockers(client, audit)
    write_section(audit, section.key, by=audit.reviewer, answers={}, actions=[])
    assert wanted in blockers(client, audit)


@pytest.mark.rule("KNO-01")
def test_outstanding_practice_needs_its_impact_on_the_child(client):
    audit = audit_at("begun", small_council("knowsley"))
    standards = [f"standard_{number:02}" for number in range(1, 11)]
    assert [section.key for section in audit.tool.sections][:10] == standards
    for standard in standards:  # each of the ten
        grade, set_out, impact = (f"{standard}_{part}" for part in ("grade", "set_out", "impact"))
        answers = {
            grade: {"value": "outstanding", "words": "It is hers."},
            set_out: {"words": "To bring her home."},
            impact: {"words": ""},
        }
        audit = write_section(audit, standard, by=audit.reviewer, answers=answers, actions=[])
        there = reverse("audit_section", args=[audit.pk, standard])
        missing = [each.sentence for each in audit.blockers_to("submit") if each.url.startswith(there)]
        assert missing == ["Answer “What was the impact on the child?”"], standard
    assert missing[0] in blockers(client, audit)
    answers[impact] = {"words": "She lives at home again."}
    write_section(audit, standard, by=audit.reviewer, answers=answers, actions=[])
    page = text_of(section_page(client, audit, standard))
    assert "What did the worker set out to do?" in page
    assert "Standard 10" in page
    sign_in(client, audit.reviewer)
    assert client.get(reverse("audit", args=[audit.pk])).context["sections"][9]["state"] == "done"


@pytest.mark.rule("MER-16")
def test_the_frequency_of_supervision_is_known_by_kind_of_case(client):
    council = small_council("merton")
    for kind, weeks in (
        ("looked_after", "8 weeks"),
        ("child_in_need", "4 weeks"),
        ("disability", "12 weeks"),
    ):
        audit = audit_at("allocated", council, child(council, case_kind=kind))
        sign_in(client, audit.reviewer)
        assert weeks in text_of(client.get(audit.get_absolute_url())), kind


def test_an_adults_service_offers_neither_qap_nor_dispute(client):
    council = small_council("waltham-forest")
    record = child(council)
    sign_in(client, council.iro)
    page = client.get(record.get_absolute_url())
    assert page.status_code == 200
    for name in ("dispute_raise", "information_start"):
        url = reverse(name, args=[record.pk])
        assert url not in page.content.decode()
        assert client.get(url).status_code in (403, 404)


# --- a council's own --------------------------------------------------------------------------------------------------


@pytest.mark.rule("NEW-11", "KNO-15")
def test_a_council_s_own_audits_are_written_as_yaml_and_worked_by_without_code(client):
    council = small_council()
    sign_in(client, council.administrator)
    url = reverse("framework_new")
    saved = client.post(url, {"_opened": client.get(url).context["opened"], "text": OWN})
    assert saved.status_code == 302
    client.post(reverse("framework_publish", args=["audit-procedure", 1]))
    council.service.framework_key = "audit-procedure"
    council.service.save()
    audit = audit_at("begun", council)
    assert audit.tool.title == "Learning review"
    page = section_page(client, audit, "child")
    points = re.findall(r'name="heard" value="(\d+)"', page.content.decode())
    assert points == [str(point) for point in range(1, 9)]
    assert "Not yet good" in text_of(page)
    assert "Peer reviewer" in text_of(client.get(audit.get_absolute_url()))


@pytest.mark.rule("NEW-11")
def test_a_contradiction_in_audits_is_refused_beside_the_text_by_its_line(client):
    council = small_council()
    sign_in(client, council.administrator)
    url = reverse("framework_new")
    text = OWN.replace("lowest: 5, highest: 6", "lowest: 4, highest: 6")
    page = client.post(url, {"_opened": client.get(url).context["opened"], "text": text})
    assert page.status_code == 422
    assert "4 is in the band of requires_improvement too, which ends with 4. Begin with 5" in text_of(page)


def test_what_a_new_version_says_otherwise_of_audits_is_shown_before_it_is_published(client):
    council = small_council()
    first = save_own_version(OWN, by=council.administrator)
    publish_framework(first, by=council.administrator)
    text = OWN.replace("complete_within: 10", "complete_within: 12").replace(
        "text: Seen alone?", "text: Alone?"
    )
    second = save_own_version(text, by=council.administrator, key="audit-procedure")
    sign_in(client, council.administrator)
    page = text_of(client.get(reverse("framework_publish", args=["audit-procedure", second.number])))
    assert "Each is completed within 10 working days of its allocation." in page
    assert "Each is completed within 12 working days of its allocation." in page
    assert "Seen alone?: name in the data: seen_alone" in page
    assert "Alone?: name in the data: seen_alone" in page
