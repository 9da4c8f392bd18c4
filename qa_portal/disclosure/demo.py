"""The demonstration's subject access request: a young person's, gathered and half reviewed (LAW-10)."""

from __future__ import annotations

from qa_portal.demo.story import Story

from . import actions
from .gathering import gather_pending
from .models import AccessItem

REFERENCE = "C-1002"


def tell(story: Story) -> None:
    """Received twelve working days ago; what has no mark is given, one thing is withheld with its exemption."""
    reviewer = story.person("insights")
    with story.working_days_ago(12) as received:
        asked = actions.record_request(
            story.record(REFERENCE),
            by=reviewer,
            received_on=received,
            who_asks="representative",
            identity="His solicitor has sent his signed authority; his carers know of it.",
        )
    with story.working_days_ago(12, "10:05"):
        gather_pending()
    with story.working_days_ago(2):
        actions.give_the_rest(asked, by=reviewer)
        marked = asked.items.filter(decision=AccessItem.Decision.UNDECIDED).first()
        if marked is not None:
            actions.decide_item(
                marked,
                by=reviewer,
                decision=AccessItem.Decision.WITHHOLD,
                exemption=AccessItem.Exemption.THIRD_PARTY,
                reason="It is a relative’s, who hasn’t been asked yet.",
            )
