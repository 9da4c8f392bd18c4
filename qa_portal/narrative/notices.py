"""What the keepers of other children's disputes and audits are told. Each is told of the thing that is theirs alone."""

from __future__ import annotations

from qa_portal.outbox.actions import Notice

CHANGED = Notice(
    "narrative_changed",
    "The shared narrative was changed: record {reference}",
    "{who} has changed the narrative that stands in it. The words before are kept. What you decided stays as it is.",
)
ADDED = Notice(
    "narrative_added",
    "A shared narrative stands in it now: record {reference}",
    "{who} has put it there. What you decide for this child stays yours.",
)
LEFT = Notice(
    "narrative_left",
    "Its narrative isn’t shared any more: record {reference}",
    "{who} has taken it out of the shared narrative. Its words stay, and are this child’s own. Reason: {reason}",
)
