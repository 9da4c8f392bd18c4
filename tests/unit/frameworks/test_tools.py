"""Names in the data, what a procedure counts on, and a tool with a section edited."""

import pytest

from qa_portal.frameworks.loading import SHIPPED, load_folder
from qa_portal.frameworks.tools import Edited, name_for, row_number, with_section
from qa_portal.frameworks.writing import with_sections


@pytest.fixture(scope="module")
def mash():
    return load_folder(SHIPPED / "knowsley-mash").framework


@pytest.fixture(scope="module")
def tool(mash):
    return mash.tool("mash")


def edited(text, **given):
    said = {"id": None, "hint": "", "answer": "yes_no", "lines": (), "mandatory": "yes"}
    return Edited(**{**said, "text": text, "comment": False, "may_not_apply": False, **given})


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("How well is she heard?", "how_well_is_she_heard"),
        ("Où est Zoë?", "ou_est_zoe"),
        ("3 tests of section 42", "q_3_tests_of_section_42"),
        ("???", "question"),
        ("One two three four five six seven", "one_two_three_four_five_six"),
        ("Donaudampfschifffahrtsgesellschaftskapitän again", "donaudampfschifffahrtsgesellschaftsk"),
    ],
)
def test_a_name_in_the_data_is_made_of_the_words(words, name):
    assert name_for(words, ()) == name


def test_a_name_is_unlike_all_that_are_taken():
    assert name_for("Seen?", {"seen"}) == "seen_2"
    assert name_for("Seen?", {"seen", "seen_2", "seen_3"}) == "seen_4"


def test_a_row_number_stands_for_the_id_whatever_its_place():
    numbers = {row_number(f"question_{n}") for n in range(2000)}
    assert len(numbers) == 2000
    assert all(0 < number < 10**18 for number in numbers)
    assert row_number("heard") == row_number("heard")


def test_a_new_question_has_an_id_that_no_version_ever_used(tool):
    changed = with_section(
        tool, "interview", title="Interview", about="", questions=[edited("Seen?")], taken={"seen"}
    )
    assert [question.id for question in changed.section("interview").questions] == ["seen_2"]


def test_a_question_is_as_its_form_says_and_its_section_as_well(tool):
    before = tool.question("contact_quality_grade")
    kept = edited(
        "Better?",
        id=before.id,
        answer="graded",
        mandatory="no",
        lines=("One?",),
        action_after=tuple(grade.value for grade in before.action_after),
    )
    changed = with_section(
        tool, "quality_of_contact", title="Contact", about="About.", questions=[kept], taken=()
    )
    after = changed.question(before.id)
    assert (after.text, after.lines, after.mandatory) == ("Better?", ("One?",), False)
    assert after.action_after == before.action_after
    assert changed.section("quality_of_contact").about == "About."
    assert [section.key for section in changed.sections] == [section.key for section in tool.sections]


def test_a_condition_stays_where_it_is_to_stay_and_goes_where_it_isn_t():
    tool = load_folder(SHIPPED / "knowsley").framework.tool("case_file_audit")
    section = tool.section("standard_01")
    for mandatory, stays in (("when", True), ("no", False), ("yes", False)):
        rows = [
            edited(
                q.text,
                id=q.id,
                answer=q.answer.value,
                mandatory=mandatory if q.mandatory_when else "yes",
                when=q.mandatory_when and (q.mandatory_when.question, q.mandatory_when.is_one_of),
            )
            for q in section.questions
        ]
        changed = with_section(tool, "standard_01", title="One", about="", questions=rows, taken=())
        assert (changed.question("standard_01_impact").mandatory_when is not None) is stays


def test_nothing_is_left_of_a_tool_without_questions(tool):
    for section in tool.sections[:-1]:
        tool = with_section(tool, section.key, title="x", about="", questions=[], taken=())
    assert len(tool.sections) == 1
    with pytest.raises(ValueError, match="at least one question"):
        with_section(tool, tool.sections[0].key, title="x", about="", questions=[], taken=())


def test_a_section_is_written_anew_and_the_rest_stays_as_it_was_written(mash):
    tools = "tools: # old\n  - key: x\n    # inside\n    about: b\n"
    text = f"# Ours.\nkey: a\n{tools}\n# On terms.\nterms:\n  audit: A\ntools:\n- key: y\n"
    written = with_sections(text, mash, "tools")
    kept = "# Ours.\nkey: a\n\n# On terms.\nterms:\n  audit: A\n\n"
    assert written.startswith(f"{kept}tools:\n  - title: MASH audit\n")
    assert "key: x" not in written
    assert "key: y" not in written


@pytest.mark.parametrize(
    ("key", "counted_on"),
    [
        (
            "mosaic-iro",
            {"team_manager", "service_manager", "service_director", "corporate_director", "iro_manager"},
        ),
        (
            "waltham-forest",
            {
                "team_manager",
                "head_of_service",
                "assistant_director",
                "service_director",
                "corporate_director",
                "insights_manager",
                "principal_social_worker",
                "insights_head",
            },
        ),
    ],
)
def test_the_roles_that_a_procedure_counts_on(key, counted_on):
    assert load_folder(SHIPPED / key).framework.roles_counted_on == counted_on
