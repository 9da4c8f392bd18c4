"""What a framework answers: who may raise what, who answers, how long, what may follow what."""

from datetime import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from qa_portal.deadlines.calendar import Duration, hours, working_days
from qa_portal.frameworks.loading import SHIPPED, load_folder, load_text
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.vocabulary import ClockName

SHORT = (Path(__file__).parents[2] / "data" / "short_procedure.yaml").read_text()


@pytest.fixture(scope="module")
def mosaic() -> Framework:
    return load_folder(SHIPPED / "mosaic-iro").framework


@pytest.fixture(scope="module")
def merton() -> Framework:
    return load_folder(SHIPPED / "merton").framework


@pytest.fixture(scope="module")
def short() -> Framework:
    return load_text(SHORT, library=lambda key: None).framework


def test_mosaic_has_four_levels_of_five_working_days_each_answered_as_the_guide_says(mosaic):
    assert [(level.answered_by, level.answer_within) for level in mosaic.disputes.levels] == [
        ("team_manager", working_days(5)),
        ("service_manager", working_days(5)),
        ("service_director", working_days(5)),
        ("corporate_director", working_days(5)),
    ]
    assert mosaic.disputes.confirmer == "iro_manager"
    assert mosaic.disputes.reopeners == ("iro_manager",)


def test_merton_asks_for_the_informal_attempt_and_caps_the_whole_at_twenty_working_days(merton):
    assert merton.disputes.needs_informal
    assert merton.lasts("dispute_cap") == working_days(20)
    assert merton.terms.qa_team == "Insights team"
    assert merton.terms.confirmation == "Confirmation of recommendations"  # taken over


def test_a_fostering_iro_raises_disputes_about_foster_carers_and_nobody_else_does(merton, mosaic):
    assert merton.disputes.raisers_for("fostering") == {"fostering_iro"}
    assert merton.disputes.raisers_for("looked_after") == {"iro"}
    assert not merton.disputes.may_raise("iro", "fostering")
    assert mosaic.disputes.raisers_for("fostering") == frozenset()
    assert merton.disputes.raisers == {"iro", "fostering_iro"}


def test_only_what_agrees_with_the_outcome_may_follow_it(mosaic):
    assert mosaic.qap.next_steps("resolved") == ("complete",)
    assert mosaic.qap.next_steps("not_resolved") == ("review_targets", "proceed")
    assert mosaic.disputes.next_steps("resolved", level=1) == ("complete",)
    assert mosaic.disputes.next_steps("non_response", level=1) == ("proceed", "refer_cafcass")
    assert mosaic.disputes.next_steps("non_response", level=4) == ("refer_cafcass", "complete")
    with pytest.raises(KeyError):
        mosaic.disputes.next_steps("nonsense", level=1)


def test_cafcass_follows_for_a_looked_after_child_alone(merton):
    assert "refer_cafcass" in merton.disputes.next_steps("not_resolved", level=2, case_kind="looked_after")
    assert "refer_cafcass" not in merton.disputes.next_steps("not_resolved", level=2, case_kind="fostering")
    assert merton.disputes.next_steps("not_resolved", level=4, case_kind="fostering") == ("complete",)
    assert not merton.disputes.cafcass.closes_dispute


def test_any_level_may_be_opened_but_for_passing_by_one_that_may_not_be_skipped(mosaic, short):
    assert [mosaic.disputes.may_open(n) for n in (0, 1, 2, 3, 4, 5)] == [False, True, True, True, True, False]
    assert [short.disputes.may_open(n) for n in (1, 2, 3)] == [True, False, False]
    assert [short.disputes.may_open(n, after=1) for n in (1, 2, 3)] == [True, True, True]


def test_the_clocks_of_a_procedure_have_their_lengths_wherever_it_says_them(mosaic, short):
    assert mosaic.clock("qap_answer").lasts == working_days(5)
    assert mosaic.clock("stage_answer").lasts is None
    assert mosaic.lasts("stage_answer", level=3) == working_days(5)
    assert mosaic.clock("dispute_cap").lasts == working_days(20)
    assert mosaic.clock("dispute_cap").warn == (working_days(5),)  # on working day 15 of 20
    assert mosaic.clock("stage_confirm").lasts == working_days(1)
    assert mosaic.clock("qap_review").lasts is None
    assert [short.lasts("stage_answer", level=n) for n in (1, 2, 3)] == [
        hours(24),
        hours(48),
        working_days(10),
    ]
    for name in (ClockName.DISPUTE_CAP, ClockName.IRO_MISSING):
        with pytest.raises(KeyError):
            short.clock(name)
    with pytest.raises(ValueError, match="give the level"):
        mosaic.lasts("stage_answer")


def test_a_cap_that_warns_on_its_last_day_warns_on_the_due_day(mosaic):
    cap = mosaic.disputes.cap.model_copy(update={"warn_on_day": 20})
    late = mosaic.model_copy(update={"disputes": mosaic.disputes.model_copy(update={"cap": cap})})
    assert late.clock("dispute_cap").warn_on_due_day
    assert late.clock("dispute_cap").warn == ()


def test_the_ladder_above_a_role_is_the_council_s_own(mosaic, short):
    assert mosaic.line_above("team_manager")[0] == "service_manager"
    assert short.line_above("service_manager") == ("head_of_service",)
    assert short.line_above("head_of_service") == ()
    assert short.line_above("social_worker")[0] == "team_manager"
    assert short.line_above("cp_chair")[0] == "iro_manager"  # on no ladder of its own: the house's


def test_the_first_alert_goes_out_at_once_unless_it_says_otherwise(mosaic):
    first, second, *_ = mosaic.clock("stage_answer").overdue
    assert first.after.is_at_once
    assert not second.after.is_at_once
    assert "answerer_line" in first.tell


def test_another_close_of_day_and_other_words_are_kept(short, mosaic):
    assert (short.closes_at, mosaic.closes_at) == (time(16, 30), time(17, 0))
    assert (short.terms.dispute, short.terms.issue) == ("Escalation", "Issue")
    assert short.theme_label("core_group") == "The core group"
    assert short.theme_label("gone") == "gone"


def test_who_opens_a_level_is_whoever_raises_unless_the_level_says_another(short):
    assert short.disputes.initiators_of(1) == {"cp_chair"}
    assert short.disputes.initiators_of(3) == {"iro_manager"}
    assert short.disputes.longest_road is None


def test_the_audit_of_a_review_has_stable_questions_of_which_some_are_mandatory(mosaic, merton):
    audit = merton.iro_audit
    assert audit == mosaic.iro_audit
    assert len({question.id for question in audit.questions}) == len(audit.questions) >= 15
    assert audit.question("child_safe").answer == "yes_partly_no"
    assert "child_safe" in audit.mandatory_ids
    assert "strengths" not in audit.mandatory_ids
    with pytest.raises(KeyError):
        audit.question("unheard_of")


def test_a_framework_can_t_be_changed_once_it_is_there(mosaic):
    with pytest.raises(ValidationError):
        mosaic.disputes.levels[0].name = "Another"
    with pytest.raises(ValidationError):
        mosaic.disputes = None
    assert isinstance(mosaic.disputes.levels, tuple)
    assert Duration(working_days=5) == mosaic.disputes.levels[0].answer_within
