"""The demonstration's audits: three services, each by a procedure of its own, with audits at every place."""

from __future__ import annotations

from audits.demo import adults, permanence, reports, support
from notifications.sweep import sweep
from qa_portal.demo.story import Story


def tell(story: Story) -> None:
    """Tell the chapter, oldest event first within each service; what was due meanwhile is said by sweeps."""
    adults.tell(story)
    permanence.tell(story)
    support.tell(story)
    with story.working_days_ago(0):
        sweep()
    reports.tell(story)
