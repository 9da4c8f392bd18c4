"""How long records are kept, in plain English."""

from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.wording import Chapter, people, sentence

#: What no procedure can change (LAW-09).
LAW = (
    "The record of anybody who was ever looked after is kept until the 75th anniversary of their birth, or for 15 "
    "years after their death where they died under 18",
    "Nothing is destroyed without two signatures by two people, nor while a legal hold is on the record",
)


def retention(framework: Framework) -> Chapter:
    """How long each type of record is kept, and who signs."""
    policy = framework.retention
    said = [*LAW, f"That a record is destroyed is signed by {people(policy.signed_by, 'or')}"]
    said += [
        f"{period.kind.label}: kept for {period.years} year{'' if period.years == 1 else 's'} from "
        f"{period.counted_from.label.lower()}"
        for period in policy.periods
    ]
    said.append("Any other record is kept for good")
    return Chapter("retention", "How long records are kept", sentences=tuple(map(sentence, said)))
