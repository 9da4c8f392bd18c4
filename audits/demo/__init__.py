"""The demonstration's audits: services by three procedures, each with a cycle, and audits at every place."""

from __future__ import annotations

from audits.demo import adults, assessment, permanence, reports, support, thematic
from notifications.sweep import sweep
from qa_portal.demo.story import Story


def tell(story: Story) -> None:
    """Tell the chapter, oldest event first within each service; what was due meanwhile is said by sweeps."""
    adults.tell(story)
    permanence.tell(story)
    assessment.tell(story)
    support.tell(story)
    with story.working_days_ago(0):
        sweep()
    reports.tell(story)
    thematic.tell(story)
