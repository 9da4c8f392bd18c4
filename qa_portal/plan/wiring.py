"""The deadline of an action, made known to the ledger."""

from qa_portal.deadlines.kinds import DeadlineKind, register

register(
    DeadlineKind(
        "action_done",
        "Complete the action",
        "plan_action",
        next_words="Do what was agreed, and say in the portal what shows it.",
    )
)
