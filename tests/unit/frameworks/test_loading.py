"""What the loader takes, and what it refuses: file, line, what is wrong, what would be right."""

from pathlib import Path

import pytest

from qa_portal.frameworks.loading import SHIPPED, FrameworkRefused, load_folder, load_text, reading_of
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.reference import reference
from qa_portal.frameworks.writing import as_yaml

SHORT = (Path(__file__).parents[2] / "data" / "short_procedure.yaml").read_text()


def nothing_to_include(key):
    return None


def load(text: str, library=nothing_to_include) -> Framework:
    return load_text(text, library=library, file="own.yaml").framework


def problems(text: str, library=nothing_to_include) -> list[str]:
    with pytest.raises(FrameworkRefused) as refused:
        load(text, library)
    return [str(problem) for problem in refused.value.problems]


def line_of(text: str, begins: str) -> int:
    """The line that begins so; with a second line in ``begins``, the one that is followed by that."""
    first, _, second = begins.partition("\n")
    lines = [line.strip() for line in text.splitlines()]
    return next(
        n for n, line in enumerate(lines, 1) if line.startswith(first) and lines[n].startswith(second.strip())
    )


def changed(old: str, new: str) -> str:
    assert SHORT.count(old) == 1, f"{old!r} stands {SHORT.count(old)} times in the text"
    return SHORT.replace(old, new)


def test_a_procedure_written_as_yaml_alone_is_loaded():
    framework = load(SHORT)
    assert [level.name for level in framework.disputes.levels] == ["Step A", "Step B", "Step C"]
    assert framework.disputes.cap is None
    assert framework.terms.dispute == "Escalation"


# --- one mistake each: where, what, and what instead ------------------------------------------------------------------

MISTAKES = [
    # what stands there, what is written instead, the line's beginning, what is said of it
    pytest.param(
        "      answered_by: service_manager",
        "      answered_by: service_manger",
        "answered_by: service_manger",
        "levels, entry 2, answered_by: unknown role 'service_manger'. Did you mean 'service_manager'? One of: "
        "social_worker, team_manager,",
        id="unknown role",
    ),
    pytest.param(
        "    tell_when_due_soon: [answerer]",
        "    tell_when_due_soon: [anwserer]",
        "tell_when_due_soon: [anwserer]",
        "unknown role or relation 'anwserer'. Did you mean 'answerer'?",
        id="unknown relation",
    ),
    pytest.param(
        "      for_kinds: [child_protection]\n",
        "      for_kinds: [cp]\n",
        "for_kinds: [cp]",
        "unknown kind of case 'cp'. One of: assessment, child_in_need",
        id="unknown kind of case",
    ),
    pytest.param(
        "  stage_consider:",
        "  stage_considre:",
        "stage_considre:",
        "unknown clock 'stage_considre'. Did you mean 'stage_consider'?",
        id="unknown clock",
    ),
    pytest.param(
        "  informal: none",
        "  infromal: none",
        "infromal: none",
        "disputes: unknown key “infromal”. Did you mean 'informal'?",
        id="unknown key",
    ),
    pytest.param(
        "themes:",
        "theme:",
        "theme:",
        "unknown section “theme”. Did you mean 'themes'?",
        id="unknown section",
    ),
    pytest.param(
        "      answer_within: { hours: 48 }",
        "      answer_within: { days: 2 }",
        "answer_within: { days: 2 }",
        "disputes, levels, entry 2, answer_within: unknown key “days”. One of: working_days, hours",
        id="unknown unit of time",
    ),
    pytest.param(
        "      answer_within: { hours: 48 }",
        "      answer_within: { hours: 48, working_days: 2 }",
        "answer_within: { hours: 48, w",
        "give exactly one of working_days and hours",
        id="both units of time",
    ),
    pytest.param(
        "      answer_within: { hours: 48 }",
        '      answer_within: { hours: "48" }',
        'answer_within: { hours: "48"',
        "the text “48” doesn't belong here. Give a whole number, without quotation marks",
        id="text for a number",
    ),
    pytest.param(
        "      answer_within: { hours: 48 }",
        "      answer_within: { hours: 0 }",
        "answer_within: { hours: 0",
        "0 is too little. At least 1",
        id="no time at all",
    ),
    pytest.param(
        "      answered_by: service_manager\n",
        "      answered_by: null\n",
        "answered_by: null",
        "disputes, levels, entry 2, answered_by: nothing is given. One of: social_worker",
        id="a level answered by nobody",
    ),
    pytest.param(
        "      answered_by: service_manager\n",
        "",
        "- name: Step B",
        "disputes, levels, entry 2: “answered_by” is missing. It says: The role that answers",
        id="a level without its answerer",
    ),
    pytest.param(
        "      may_be_skipped: false",
        "      may_be_skipped: no",
        "may_be_skipped: no",
        "the text “no” doesn't belong here. Give true or false",
        id="no for false",
    ),
    pytest.param(
        "serves: [child]",
        "serves: child",
        "serves: child",
        "the text “child” doesn't belong here. Give a list: each entry on a line that begins with a hyphen",
        id="one word for a list",
    ),
    pytest.param(
        '  version: "2"',
        "  version: 2",
        "version: 2",
        'should be text, not 2. Put it in quotation marks: "2"',
        id="number for text",
    ),
    pytest.param(
        '  closes_at: "16:30"',
        "  closes_at: half past four",
        "closes_at",
        'the text “half past four” isn\'t a time of day. Write it like "17:00"',
        id="time of day",
    ),
    pytest.param(
        "key: short-procedure",
        "key: Short Procedure",
        "key: Short",
        "“Short Procedure” can't be a name in the data. Use small letters, digits and hyphens",
        id="key with spaces",
    ),
    pytest.param(
        "  cap: null",
        "  cap: { working_days: 5, warn_on_day: 3 }",
        "cap: {",
        "the cap of 5 working days is shorter than level 3 alone (10 working days). Lengthen the cap",
        id="a cap shorter than one level",
    ),
    pytest.param(
        "  cap: null",
        "  cap: { working_days: 20, warn_on_day: 21 }",
        "cap: {",
        "the warning would come after the cap. Warn on working day 20 or before",
        id="a warning after the cap",
    ),
    pytest.param(
        "  proceed_to: [1]",
        "  proceed_to: [2]",
        "proceed_to",
        "passes by level 1, which may not be skipped. Take 2 out, or let level 1 be skipped",
        id="skipping the unskippable",
    ),
    pytest.param(
        "  proceed_to: [1]",
        "  proceed_to: [4]",
        "proceed_to",
        "there is no level 4. The levels are 1 to 3",
        id="no such level",
    ),
    pytest.param(
        "non_response, label: No answer",
        "silence, label: No answer",
        "outcomes:\n    - { key: agreed",
        "no outcome has the key non_response. A manager's silence is an outcome of its own",
        id="silence without a name",
    ),
    pytest.param(
        "label: Not agreed, next: [proceed], next_at_last_level: [complete] }",
        "label: Not agreed, next: [proceed] }",
        "- { key: not_agreed",
        "leads nowhere at the last level",
        id="a dead end",
    ),
    pytest.param(
        "- { key: agreed, label: Agreed, next: [complete] }",
        "- { key: agreed, label: Agreed, next: [complete, refer_cafcass] }",
        "- { key: agreed",
        "leads to Cafcass, but there is no referral to Cafcass",
        id="Cafcass where there is none",
    ),
    pytest.param(
        "    lasts: { hours: 8 }\n",
        "",
        "stage_consider:",
        "nothing says how long this clock runs",
        id="a clock without length",
    ),
    pytest.param(
        "  stage_answer:\n",
        "  stage_answer:\n    lasts: { hours: 24 }\n",
        "lasts: { hours: 24",
        "is said elsewhere already. Leave it out here; “disputes: levels: answer_within” says it",
        id="a length said twice",
    ),
    pytest.param(
        "    tell_when_due_soon: [answerer]\n",
        "",
        "stage_answer:",
        "reminds nobody",
        id="a reminder to nobody",
    ),
    pytest.param(
        "    lasts: { hours: 8 }\n",
        "    lasts: { hours: 8 }\n    warn: [{ hours: 8 }]\n    tell_when_due_soon: [owner]\n",
        "warn: [{ hours: 8",
        "a reminder 8 hours before would come before the clock starts",
        id="a reminder too early",
    ),
    pytest.param(
        "      - after: { hours: 12 }",
        "      - after: { hours: 0 }",
        "- after: { hours: 0",
        "doesn't come after the alert above it",
        id="alerts out of order",
    ),
    pytest.param(
        "[team_manager, service_manager, head_of_service]",
        "[team_manager, service_manager]",
        "answered_by: head_of",
        "head_of_service stands on no ladder, so silence at this level would climb nowhere",
        id="off the ladder",
    ),
    pytest.param(
        "[team_manager, service_manager, head_of_service]",
        "[team_manager, service_manager, team_manager, head_of_service]",
        "line_management",
        "team_manager stands on this ladder twice",
        id="twice on the ladder",
    ),
    pytest.param(
        "      own_records_only: false",
        "      own_records_only: false\n    - by: [fostering_iro]\n      for_kinds: [fostering]",
        "for_kinds: [fostering]",
        "fostering is about a foster carer, whom the framework doesn't serve. Add foster_carer",
        id="a dispute about nobody served",
    ),
    pytest.param(
        "  confirmer: null",
        "  confirmer: null\n  deputy: iro_manager",
        "deputy: iro",
        "stands in for a confirmer, but nobody confirms",
        id="a deputy for nobody",
    ),
    pytest.param(
        "  confirmer: null",
        "  confirmer: iro_manager",
        "clocks:",
        "the clock “stage_confirm” is missing",
        id="a missing clock",
    ),
    pytest.param(
        "{ key: core_group,",
        "{ key: plan,",
        "- { key: plan, label: The core",
        "the theme “plan” is given twice. Entry 1 has it already",
        id="a theme twice",
    ),
    pytest.param(
        "service: Safeguarding",
        "service: Safeguarding\nincludes: [nowhere]",
        "includes",
        "there is no framework “nowhere” to include",
        id="unknown include",
    ),
    pytest.param(
        "service: Safeguarding",
        "service: Safeguarding\nincludes: [short-procedure]",
        "includes",
        "a framework can't include itself",
        id="including itself",
    ),
    pytest.param(
        "  cap: null",
        "  cap: null\n  informal: asked",
        "informal: none",
        "the key “informal” is given twice. It was given on line",
        id="a key twice",
    ),
    pytest.param(
        "service: Safeguarding",
        "service: &s Safeguarding",
        "service:",
        "anchors (&) and aliases",
        id="anchor",
    ),
    pytest.param("service: Safeguarding", "service: !!python/name:os.system", "service:", "tags (", id="tag"),
    pytest.param(
        "  cap: null", "\tcap: null", "cap: null", "a tab stands where only spaces may. Indent", id="tab"
    ),
    pytest.param(
        "title: Conference chairs' escalation",
        "title: Chairs: escalation",
        "title:",
        "a colon stands where none is expected. Put a text that has a colon in it in",
        id="colon",
    ),
    pytest.param(
        "label: The core group }",
        'label: "The core group }',
        "- { key: core",
        "opened and never closed",
        id="quote",
    ),
    pytest.param("themes:", "---\nthemes:", "---", "a second document begins here", id="second document"),
    pytest.param(
        "service: Safeguarding",
        "service: Safe\0guarding",
        "service:",
        "has a control character in it",
        id="NUL",
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), MISTAKES)
def test_a_mistake_is_refused_with_its_line_what_is_wrong_and_what_would_be_right(old, new, line, says):
    text = changed(old, new)
    found = problems(text)
    at = line_of(text + "\n.", line)
    assert any(says in problem and problem.startswith(f"own.yaml, line {at}:") for problem in found), (
        at,
        found,
    )


def test_the_mistake_alone_is_reported_and_nothing_that_follows_from_it():
    for old, new, *_ in (case.values for case in MISTAKES):
        assert len(problems(changed(old, new))) <= 2, problems(changed(old, new))


def test_all_mistakes_of_a_text_are_reported_at_once_in_the_order_of_their_lines():
    text = changed("      answered_by: service_manager", "      answered_by: service_manger")
    text = text.replace("serves: [child]", "serves: [chidl]").replace(
        "  cap: null", "  cap: { working_days: 5 }"
    )
    text = text.replace("{ key: core_group,", "{ key: plan,").replace("closes_at:", "closes:")
    found = problems(text)
    assert [problem.split(": ")[1] for problem in found] == [
        "serves, entry 1",
        "office",
        "disputes, levels, entry 2, answered_by",
        "disputes, cap",
        "themes, entry 2, key",
    ]


def test_an_empty_text_and_a_text_that_is_no_framework_are_refused():
    assert "should be keys and their values" in problems("")[0]
    assert "should be keys and their values" in problems("- a\n- list\n")[0]
    assert any("the section “disputes” is missing. It says" in problem for problem in problems("key: bare\n"))


def test_what_could_grow_without_end_is_refused_before_it_is_built():
    laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert all("anchors" in problem for problem in problems(laughs))
    assert "levels deep" in problems("key: " + "[" * 50_000)[0]
    assert "longer than" in problems("key: x\n" * 40_000)[0]
    assert "doesn't belong here" in " ".join(problems(changed("hours: 48", f"hours: {'9' * 5000}")))


def test_whatever_stands_in_a_text_it_is_loaded_or_refused_and_never_fails():
    lines = SHORT.splitlines()
    for n in range(0, len(lines), 4):
        for instead in (
            [],
            ["? x"],
            ["- [}"],
            [lines[n] + ":"],
            ["  " + lines[n]],
            [lines[n].strip()],
            ["\ud7ff: é"],
        ):
            try:
                load("\n".join([*lines[:n], *instead, *lines[n + 1 :]]))
            except FrameworkRefused as refused:
                assert refused.problems  # noqa: PT017
                assert all(problem.place.line >= 1 for problem in refused.problems)  # noqa: PT017


# --- folders and includes ---------------------------------------------------------------------------------------------


def folder_of(root: Path, name: str, **files: str) -> Path:
    folder = root / name
    folder.mkdir()
    for file, text in files.items():
        (folder / f"{file}.yaml").write_text(text)
    return folder


def test_the_files_of_a_folder_are_one_framework_and_a_mistake_names_its_file(tmp_path):
    head, tail = SHORT.split("disputes:\n")
    folder = folder_of(tmp_path, "short-procedure", framework=head, disputes="disputes:\n" + tail)
    assert load_folder(folder).framework == load(SHORT)
    (folder / "disputes.yaml").write_text("disputes:\n" + tail.replace("service_manager", "service_manger"))
    with pytest.raises(FrameworkRefused) as refused:
        load_folder(folder)
    assert str(refused.value).startswith(
        "short-procedure/disputes.yaml, line 12: disputes, levels, entry 2, answered_by:"
    )


def test_a_section_in_two_files_is_refused(tmp_path):
    folder = folder_of(tmp_path, "short-procedure", a=SHORT, b="themes:\n  - { key: x, label: X }\n")
    with pytest.raises(
        FrameworkRefused, match=r"b.yaml, line 1: the section “themes” is given twice.*a.yaml, line \d+"
    ):
        load_folder(folder)


def test_a_folder_has_the_name_of_its_framework(tmp_path):
    with pytest.raises(FrameworkRefused, match="isn't the name of the framework's folder"):
        load_folder(folder_of(tmp_path, "another-name", framework=SHORT))


OWN = """key: own
title: Our own
includes: [short-procedure]
about: {version: "1", author: We, changes: First}
"""


def beside(tmp_path, own: str) -> Path:
    if not (tmp_path / "short-procedure").exists():
        folder_of(tmp_path, "short-procedure", framework=SHORT)
    return folder_of(tmp_path, "own", framework=own)


def test_an_included_section_is_taken_over_and_key_title_and_about_never_are(tmp_path):
    own = load_folder(beside(tmp_path, OWN)).framework
    included = load(SHORT)
    assert own.disputes == included.disputes
    assert own.service == included.service
    assert (own.key, own.title, own.about.author) == ("own", "Our own", "We")
    (tmp_path / "own" / "framework.yaml").write_text("key: own\nincludes: [short-procedure]\n")
    with pytest.raises(FrameworkRefused) as refused:
        load_folder(tmp_path / "own")
    missing = [problem.says for problem in refused.value.problems]
    assert missing == ["the section “about” is missing", "the section “title” is missing"]


def test_a_section_of_its_own_replaces_the_included_one_whole(tmp_path):
    own = load_folder(beside(tmp_path, OWN + "themes:\n  - {key: other, label: Other}\n")).framework
    assert [theme.key for theme in own.themes] == ["other"]
    (tmp_path / "own" / "framework.yaml").write_text(OWN + "qap:\n  offered: true\n")
    with pytest.raises(FrameworkRefused, match="qap: “may_be_raised” is missing"):
        load_folder(tmp_path / "own")


def test_clocks_and_terms_are_put_together_key_by_key(tmp_path):
    own = load_folder(
        beside(
            tmp_path, OWN + "terms: {dispute: Objection}\nclocks:\n  stage_send: {lasts: {working_days: 2}}\n"
        )
    ).framework
    included = load(SHORT)
    assert (own.terms.dispute, own.terms.stage) == ("Objection", "Step")
    assert own.clock("stage_send").lasts.working_days == 2
    assert own.clock("stage_send").overdue == ()
    assert own.clock("stage_answer") == included.clock("stage_answer")


def test_a_mistake_in_what_is_included_names_the_included_file(tmp_path):
    folder = beside(tmp_path, OWN)
    text = changed("      answered_by: service_manager", "      answered_by: service_manger")
    (tmp_path / "short-procedure" / "framework.yaml").write_text(text)
    with pytest.raises(FrameworkRefused) as refused:
        load_folder(folder)
    [problem] = refused.value.problems
    assert problem.place.file == "short-procedure/framework.yaml"
    assert problem.place.line == line_of(text, "answered_by: service_manger")


def test_includes_that_go_round_in_a_circle_are_refused(tmp_path):
    folder = beside(tmp_path, OWN)
    (tmp_path / "short-procedure" / "framework.yaml").write_text(SHORT + "includes: [own]\n")
    with pytest.raises(FrameworkRefused, match="goes round in a circle: own → short-procedure → own"):
        load_folder(folder)


def test_what_is_included_from_the_store_is_told_by_the_line_of_the_include():
    content = load(SHORT).model_dump(mode="json")
    own = load(OWN, library=lambda key: reading_of(content) if key == "short-procedure" else None)
    assert own.disputes == load(SHORT).disputes
    contrary = OWN + "ladders: {line_management: [team_manager]}\n"
    found = problems(contrary, library=lambda key: reading_of(content))
    assert all("own.yaml, line 3: disputes, levels" in problem for problem in found)


# --- what is shipped --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", sorted(SHIPPED.iterdir()), ids=lambda folder: folder.name)
def test_every_shipped_framework_loads(folder):
    assert load_folder(folder).framework.key == folder.name


@pytest.mark.parametrize("folder", sorted(SHIPPED.iterdir()), ids=lambda folder: folder.name)
def test_a_framework_written_back_as_yaml_says_the_same(folder):
    framework = load_folder(folder).framework
    again = load(as_yaml(framework))
    assert again == framework.model_copy(update={"includes": ()})


@pytest.mark.parametrize("folder", sorted(SHIPPED.iterdir()), ids=lambda folder: folder.name)
def test_stored_content_gives_the_same_framework_again(folder):
    loaded = load_folder(folder)
    assert Framework.model_validate_json(loaded.framework.model_dump_json()) == loaded.framework
    assert Framework.model_validate(loaded.framework.model_dump()) == loaded.framework


def test_the_reference_of_frameworks_in_the_documentation_is_fresh():
    page = Path(__file__).parents[3] / "docs" / "frameworks.md"
    assert page.read_text(encoding="utf-8") == reference(), "run manage.py write_framework_reference"


def test_every_field_of_a_framework_has_its_description():
    assert "| None |" not in reference()
    assert "PydanticUndefined" not in reference()
