"""The kinds of deadline that QAPs and disputes bring: what is due, where it is done, what time does when it passes."""

from __future__ import annotations

from typing import Any

from disputes.actions import by_time
from qa_portal.deadlines.actions import register_length
from qa_portal.deadlines.kinds import DeadlineKind, register
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.queries import policy_of


def register_kinds() -> None:
    """Make the kinds of deadline known to the ledger; called when the app loads."""
    for kind in (
        DeadlineKind(
            "qap_answer",
            "Answer the QAP's request",
            "qap",
            answers_request=True,
            next_words="Write an update on each issue and complete the request, or return it with a note.",
        ),
        DeadlineKind("qap_consider", "Decide on the QAP's answers", "qap"),
        DeadlineKind("qap_review", "Review the QAP's actions", "qap"),
        DeadlineKind("qap_opens", "Start the QAP's review", "qap", by_time.open_scheduled_qap, True),
        DeadlineKind(
            "informal_limit", "Resolve the concern informally", "dispute", by_time.prompt_first_stage
        ),
        DeadlineKind("stage_send", "Send the request", "stage"),
        DeadlineKind(
            "stage_answer",
            "Answer the stage",
            "stage",
            by_time.offer_next_stage,
            answers_request=True,
            next_words="Answer on each action and complete the request, or return it with a note that says why.",
        ),
        DeadlineKind("stage_consider", "Decide on the answer", "stage"),
        DeadlineKind("stage_confirm", "Confirm the outcome", "stage", answers_request=True),
        DeadlineKind("stage_opens", "Start the stage", "stage", by_time.open_scheduled_stage, True),
        DeadlineKind("dispute_cap", "Resolve the dispute", "dispute"),
        DeadlineKind("cafcass_referral", "Attach the referral to Cafcass", "cafcass_referral"),
    ):
        register(kind)
    register_length("stage_answer", _length_of_stage_answer)


def _length_of_stage_answer(deadline: Deadline) -> Any:
    """Each level says its own days (MOS-12)."""
    return policy_of(deadline.framework).lasts("stage_answer", level=deadline.about.level)
