"""What a framework may not say of audits although each of its words is known: line, what is wrong, what instead."""

from pathlib import Path

import pytest

from qa_portal.frameworks.loading import FrameworkRefused, load_folder, load_text
from qa_portal.frameworks.writing import as_yaml

AUDITS = (Path(__file__).parents[2] / "data" / "audit_procedure.yaml").read_text()


def load(text):
    return load_text(text, library=lambda key: None, file="own.yaml").framework


def problems(text):
    with pytest.raises(FrameworkRefused) as refused:
        load(text)
    return [str(problem) for problem in refused.value.problems]


def changed(old, new):
    assert AUDITS.count(old) == 1, f"{old!r} stands {AUDITS.count(old)} times in the text"
    return AUDITS.replace(old, new)


@pytest.mark.rule("NEW-11")
def test_audits_are_written_as_yaml_alone():
    framework = load(AUDITS)
    assert framework.has_audits
    assert not framework.disputes.offered
    assert not framework.qap.offered
    assert [framework.scale.grade_of(point) for point in (1, 4, 5, 8)] == [
        "inadequate",
        "requires_improvement",
        "good",
        "outstanding",
    ]
    assert list(framework.scale.points) == list(range(1, 9))
    assert framework.tool("paper_check").measures == "compliance"


def test_what_was_loaded_can_be_written_and_loaded_again():
    framework = load(AUDITS)
    assert load(as_yaml(framework)) == framework
    bare = load(
        AUDITS.replace("    for_kinds: [child", "    improvement_plan_after: []\n    for_kinds: [child")
    )
    assert load(as_yaml(bare)).tool("learning_review").improvement_plan_after == ()


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ("disputes", "disputes: “levels” is missing. It says: The levels, lowest first"),
        ("disputes", "disputes: “cap” is missing"),
        ("qap", "qap: “starts_from” is missing"),
    ],
)
def test_a_process_that_is_offered_says_all_that_it_needs(section, says):
    found = problems(AUDITS.replace(f"{section}: {{ offered: false }}", f"{section}: {{ offered: true }}"))
    assert any(says in problem for problem in found)
    assert all(f" {section}: “" in problem for problem in found)


def test_a_qap_without_disputes_can_t_lead_to_one():
    qap = """qap:
  may_be_raised: [{ by: [iro], for_kinds: [looked_after] }]
  starts_from: [looked_after_review]
  request_to: [team_manager]
  answer_within: { working_days: 5 }
  outcomes:
    - { key: done, label: Done, next: [complete] }
    - { key: open, label: Open, next: [proceed] }
"""
    found = problems(AUDITS.replace("qap: { offered: false }\n", qap))
    assert any(
        "leads to proceed, but the procedure has no disputes. Take proceed out" in each for each in found
    )


REQUIRES = "label: Not yet good, lowest: 3, highest: 4"

MISTAKES = [
    (
        "            mandatory_when: { question",
        "            may_not_apply: true\n            mandatory_when: { question",
        "may_not_apply",
        "has no meaning for an answer that is text. Leave it out, and say mandatory: false",
    ),
    # what stands there, what is written instead, what the line begins with, what is said of it
    (
        "label: Good, lowest: 5",
        "label: Good, lowest: 4",
        "- { grade: good, label",
        "4 is in the band of requires_improvement too, which ends with 4. Begin with 5",
    ),
    (
        "label: Good, lowest: 5",
        "label: Good, lowest: 6",
        "- { grade: good, label",
        "no band has the points between 4 and 6. Begin with 5",
    ),
    (
        "label: Good, lowest: 5, highest: 6,",
        "label: Good,",
        "- { grade: good, label",
        "has no points, while other bands have",
    ),
    (
        "label: Good, lowest: 5, highest: 6,",
        "label: Good, lowest: 5,",
        "- { grade: good, label",
        "has no points, while other bands have",
    ),
    (
        REQUIRES,
        "label: Not yet good, lowest: 4, highest: 3",
        "- { grade: requires_improvement, label",
        "4 is above the band's highest, 3. Swap them",
    ),
    (
        "{ grade: good, label",
        "{ grade: outstanding, label",
        "- { grade: outstanding, label: Good",
        "outstanding doesn't stand here. The four grades, lowest first: inadequate, requires",
    ),
    ("months: [1, 3, 5,", "months: [1, 13, 5,", "months: [1, 13", "there is no month 13. Months are 1 to 12"),
    ("months: [1, 3, 5,", "months: [1, 3, 3,", "months: [1, 3", "month 3 is given twice"),
    ("themed_a_year: 2", "themed_a_year: 7", "themed_a_year", "there are 6 cycles a year, fewer than 7"),
    (
        "- { role: service_manager }",
        "- { role: team_manager }",
        "- { role: team_manager }",
        "the role “team_manager” is given twice. Entry 1 has it already",
    ),
    (
        "    - { role: team_manager, each: 2 }\n    - { role: service_manager }",
        "    - { role: team_manager, each: 0 }",
        "cohort:",
        "nobody takes an audit",
    ),
    (
        "  opened_by: [insights_member, insights_manager]\n\nselection",
        "  opened_by: [insights_member, insights_manager]\n  monthly:\n"
        "    - { tool: nothing, cohort: [{ role: insights_manager }] }\n\nselection",
        "- { tool: nothing",
        "the procedure has no tool “nothing”",
    ),
    (
        "  opened_by: [insights_member, insights_manager]\n\nselection",
        "  opened_by: [insights_member, insights_manager]\n  monthly:\n"
        "    - { tool: paper_check, cohort: [{ role: insights_manager, each: 0 }], months: [13] }\n\nselection",
        "- { tool: paper_check",
        "there is no month 13",
    ),
    (
        "conversation: required",
        "conversation: none",
        "grades_twice",
        "grades are given again after the conversation, but there is none",
    ),
    ("  grades: [outstanding]\n", "", "moderation:", "nothing is moderated. Give grades or a share"),
    (
        "  audit_moderate: { lasts: { working_days: 5 } }\n",
        "",
        "clocks:",
        "the clock “audit_moderate” is missing. It times: moderate an audit before its return",
    ),
    ("  audit_file: { lasts: { working_days: 3 } }\n", "", "clocks:", "the clock “audit_file” is missing"),
    ("  audit_assure: { lasts: { hours: 12 } }\n", "", "clocks:", "the clock “audit_assure” is missing"),
    (
        "  audit_level: { lasts: { working_days: 1 } }\n",
        "",
        "clocks:",
        "the clock “audit_level” is missing. It times: decide on a disputed level of concern",
    ),
    ("  challenge_answer: {}\n", "", "clocks:", "the clock “challenge_answer” is missing"),
    ("  audit_book: {}\n", "", "clocks:", "the clock “audit_book” is missing"),
    (
        "audit_check: { lasts: { working_days: 2 } }",
        "audit_check: {}",
        "audit_check",
        "nothing says how long this clock runs",
    ),
    (
        "  audit_reaudit: {}",
        "  audit_reaudit: { lasts: { working_days: 2 } }",
        "audit_reaudit",
        "Leave it out here; “reaudit: months_after” says it",
    ),
    (
        "    warn: [{ working_days: 2 }]",
        "    warn: [{ working_days: 12 }]",
        "warn:",
        "a reminder 12 working days before would come before the clock starts",
    ),
    (
        "amend_with_discussion: 3",
        "amend_with_discussion: 1",
        "amend_with",
        "is shorter than without a discussion (2 working days, the clock audit_amend). At least 2",
    ),
    (
        "months: [1, 7]",
        "months: [1, 3, 5, 7, 9, 11]",
        "not_in_moderation_months",
        "no month would be left for re-audits",
    ),
    (
        "weeks: 6, may_extend_to_weeks: 9",
        "weeks: 9, may_extend_to_weeks: 9",
        "- { kind: looked_after",
        "isn't longer than without an extension",
    ),
    (
        "may_extend_to_weeks: 9, extended_by: head_of_service",
        "may_extend_to_weeks: 9",
        "- { kind: looked_after",
        "nobody agrees to it. Say who with extended_by",
    ),
    (
        "{ kind: child_in_need, weeks",
        "{ kind: adult, weeks",
        "- { kind: adult",
        "adult is about an adult, whom the framework doesn't serve",
    ),
    (
        "    - { name: First, held_by: team_manager, within: { hours: 4 } }\n",
        "",
        "- { name: Second",
        "nobody would have it first",
    ),
    (
        "held_by: service_manager, within",
        "held_by: team_manager, within",
        "- { name: Second",
        "the role “team_manager” is given twice",
    ),
    (
        "name: Head, held_by: head_of_service",
        "name: Head, held_by: principal_social_worker",
        "- { name: Head",
        "principal_social_worker stands on no ladder, so silence here would climb nowhere",
    ),
    (
        "  discussed_by: team_manager",
        "  discussed_by: corporate_director",
        "discussed_by",
        "corporate_director stands on no ladder",
    ),
    (
        "for_kinds: [child_in_need, looked_after]",
        "for_kinds: [child_in_need, adult]",
        "for_kinds: [child_in_need, adult",
        "whom the framework doesn't serve. Add adult to serves",
    ),
    (
        "  - key: paper_check",
        "  - key: learning_review",
        "- key: learning_review",
        "the tool “learning_review” is given twice",
    ),
    (
        "          - id: seen_alone",
        "          - id: heard",
        "- id: heard",
        "the question id “heard” is given twice. Each question needs its own, for good",
    ),
    (
        "question: seen_alone,",
        "question: seen_today,",
        "mandatory_when",
        "the question “seen_today” isn't in this tool. Questions before this one: heard, seen_alone",
    ),
    (
        "question: seen_alone,",
        "question: why_not,",
        "mandatory_when",
        "the question “why_not” stands after this one",
    ),
    (
        'is_one_of: ["no"]',
        "is_one_of: [partly]",
        "mandatory_when",
        "“seen_alone” is never answered with partly. One of: yes, no",
    ),
    (
        "            mandatory: false\n",
        "",
        "mandatory_when",
        "is said of a question that is mandatory anyway",
    ),
    (
        "            answer: yes_no\n          - id: why_not",
        "            answer: yes_no\n            comment: true\n          - id: why_not",
        "comment: true\n- id: why_not",
        "has no meaning for an answer that is yes_no",
    ),
    (
        "              - { grade: good, text: Heard. }\n",
        "",
        "descriptors",
        "nothing is said of good. Describe all four grades, or none",
    ),
    (
        "    overall: false\n",
        "",
        "measures",
        "a compliance check has no grade of the whole (WAL-29). Say overall: false",
    ),
    (
        "text: Is there a plan?, answer: yes_no",
        "text: Is there a plan?, answer: graded",
        "- { id: plan_there",
        "a compliance check has no grades (WAL-29)",
    ),
    (
        "    measures: compliance\n",
        "",
        "- key: paper_check",
        "grades nothing. Ask for a grade, or say measures: compliance",
    ),
]


def line_of(text, begins):
    first, _, second = begins.partition("\n")
    lines = [line.strip() for line in text.splitlines()] + [""]
    found = [
        n
        for n, line in enumerate(lines[:-1], 1)
        if line.startswith(first) and lines[n].startswith(second.strip())
    ]
    return found[-1]


@pytest.mark.parametrize(("old", "new", "line", "says"), MISTAKES)
def test_a_contradiction_is_refused_by_its_line(old, new, line, says):
    text = changed(old, new)
    found = problems(text)
    at = line_of(text, line)
    assert any(says in problem and problem.startswith(f"own.yaml, line {at}:") for problem in found), (
        at,
        found,
    )
    assert len(found) <= 2, found


@pytest.mark.rule("KNO-11")
def test_a_report_that_waits_for_a_signature_needs_somebody_who_signs():
    text = changed("  when: after_return", "  when: after_sign_off")
    assert load(text).filing.when == "after_sign_off"
    found = problems(text.replace("  signed_off_by: team_manager\n", ""))
    assert ["waits for a signature, but nobody signs" in problem for problem in found] == [True]


@pytest.mark.parametrize(
    "section",
    ["scale", "audit_steps", "cycles", "selection", "returning", "filing", "follow_up", "safety_alerts"],
)
def test_audits_need_their_sections(section):
    [start] = [n for n, line in enumerate(AUDITS.splitlines()) if line == f"{section}:"]
    lines = AUDITS.splitlines()
    end = next(n for n in range(start + 1, len(lines)) if lines[n] and not lines[n].startswith(" "))
    found = problems("\n".join(lines[:start] + lines[end:]))
    assert any(f"tools: audits need the section “{section}”. It says:" in problem for problem in found), found


def test_a_scaled_question_needs_a_scale_with_points():
    text = AUDITS
    for points in (
        "lowest: 1, highest: 2, ",
        "lowest: 3, highest: 4, ",
        "lowest: 5, highest: 6, ",
        "lowest: 7, highest: 8, ",
    ):
        text = text.replace(points, "")
    found = problems(text)
    assert any("asks for a point, but the scale has no points" in problem for problem in found)
    assert any("scale, overall_in_points: the scale has no points" in problem for problem in found)


def test_re_audits_are_spoken_of_only_where_there_are_any():
    text = changed("reaudit:\n  by: [service_manager]\n  not_in_moderation_months: true\n", "")
    found = problems(text)
    assert sorted(problem.split(": ")[1] for problem in found) == [
        "follow_up, soon_after_reaudit",
        "returning, reaudit_also_to",
    ]


@pytest.mark.rule("MOS-23")
@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("answer: graded", "graded can't be asked with a review. Ask it as yes_partly_no or text"),
        ("answer: yes_partly_no, may_not_apply: true", "has no meaning in the audit of a review"),
    ],
)
def test_the_audit_of_a_review_asks_only_what_its_form_can_show(said, says):
    audit = f"""
iro_audit:
  title: Check
  about: A check.
  sections:
    - {{ key: a, title: A, questions: [{{ id: one, text: One?, {said} }}] }}
"""
    assert any(says in problem for problem in problems(AUDITS + audit))


def test_a_tool_may_have_a_file_of_its_own_and_a_mistake_names_it(tmp_path):
    head, tail = AUDITS.split("  - key: paper_check")
    folder = tmp_path / "audit-procedure"
    folder.mkdir()
    (folder / "framework.yaml").write_text(head)
    (folder / "tool-paper-check.yaml").write_text("tools:\n  - key: paper_check" + tail)
    assert load_folder(folder).framework == load(AUDITS)
    (folder / "tool-paper-check.yaml").write_text(
        "tools:\n  - key: paper_check" + tail.replace("date }", "dat }")
    )
    with pytest.raises(
        FrameworkRefused, match=r"tool-paper-check.yaml, line 12: tools, entry 2, sections, entry 1"
    ):
        load_folder(folder)
