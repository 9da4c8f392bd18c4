"""Standards checklists in plain English."""

from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.wording import Chapter, Table, sentence


def checklists(framework: Framework) -> Chapter | None:
    """The standards that each conference and each review is held against."""
    if not framework.checklists:
        return None
    return Chapter(
        "checklists",
        "Standards checklists",
        sentences=tuple(
            sentence(f"A {each.meeting.label.lower()} is completed once its checklist is")
            for each in framework.checklists
        ),
        tables=tuple(
            Table(each.title, ("Standard",), tuple((standard.text,) for standard in each.standards))
            for each in framework.checklists
        ),
    )
