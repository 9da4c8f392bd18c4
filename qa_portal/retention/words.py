"""What people are told before they sign, and what they sign."""

from __future__ import annotations

from typing import Any

from qa_portal.children.models import Subject

#: What destruction does, said before anybody signs (docs/adr/0110).
WHAT_IT_DOES = (
    "Everything that the portal holds on the record is removed: its pages and documents, their whole history, and the "
    "log of who has seen it.",
    "Counts stay in the figures of the service. A certificate stays, with the case number, the rule and who signed.",
    "It can’t be undone.",
)
#: What it doesn't reach, so that people see to it.
WHAT_IT_LEAVES = (
    "Published reports and inspection packs are sealed: where a spreadsheet of one gives the case number, it goes on "
    "giving it.",
    "A copy of a case note or document on a brother’s or sister’s record, and a narrative that is theirs too, stay on "
    "their record.",
    "Draws of cases and of panels lose its line, so they can’t be drawn again to the same result.",
    "Backups hold the record until they are overwritten. If one is restored, the record is on the review list again.",
    "Mail that was sent, papers that were printed and other systems are not reached.",
)
STATEMENT = (
    "The time for which this record must be kept is over. I have seen what is destroyed and what destruction doesn’t "
    "reach, and no claim, complaint or inquiry that I know of needs the record."
)


def signed_words(subject: Subject, basis: str, amounts: list[tuple[str, int]]) -> dict[str, Any]:
    """What a signature seals."""
    return {
        "reference": subject.reference,
        "basis": basis,
        "amounts": [list(pair) for pair in amounts],
        "told": [*WHAT_IT_DOES, *WHAT_IT_LEAVES],
    }
