"""The demonstration's draft of a procedure: four working days to answer a stage, closing at four (NEW-06)."""

from __future__ import annotations

from qa_portal.demo.story import Story
from qa_portal.frameworks.actions import save_own_version
from qa_portal.frameworks.queries import published_version

KEY = "mosaic-iro"
CHANGES = (
    ("answer_within: { working_days: 5 }", "answer_within: { working_days: 4 }"),
    ('closes_at: "17:00"', 'closes_at: "16:00"'),
)


def tell(story: Story) -> None:
    """Written yesterday, to be tried on open work before anybody publishes it."""
    with story.working_days_ago(1):
        text = published_version(KEY).text
        for before, after in CHANGES:
            text = text.replace(before, after)
        save_own_version(text, by=story.person("administrator"), key=KEY)
