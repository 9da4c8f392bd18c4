"""What stands in the way is said once each, by number."""

from __future__ import annotations

import pytest

from disputes.blockers import blockers_to_stage
from tests.factories.disputes import stage_at
from tests.factories.people import council

pytestmark = pytest.mark.django_db


def said(stage, step: str) -> list[str]:
    return [blocker.sentence for blocker in blockers_to_stage(stage, step)]


def test_the_actions_that_are_not_answered_are_counted_from_one():
    stage = stage_at("sent", council=council())
    assert said(stage, "answer")[0] == "Answer on action 1."


def test_an_outcome_without_its_next_action_is_missing_and_contradicts_nothing():
    stage = stage_at("answered", council=council())
    stage.outcome, stage.next_step = stage.policy.disputes.outcomes[0].key, ""
    sentences = said(stage, "conclude")
    assert "Choose the next action." in sentences
    assert not any("leads to" in sentence for sentence in sentences)


def test_a_next_action_without_its_outcome_is_missing_and_contradicts_nothing():
    stage = stage_at("answered", council=council())
    stage.outcome, stage.next_step = "", "complete"
    sentences = said(stage, "conclude")
    assert "Choose the outcome of this stage." in sentences
    assert not any("leads to" in sentence for sentence in sentences)
