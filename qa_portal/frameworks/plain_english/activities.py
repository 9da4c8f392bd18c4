"""Quality assurance besides audits, in plain English."""

from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.wording import Chapter, people, sentence


def activities(framework: Framework) -> Chapter | None:
    """What the calendar holds and who plans it; who answers requests for support, and how soon."""
    calendar, support = framework.activities, framework.support
    said = []
    if calendar is not None:
        kinds = "; ".join(kind.label.lower() for kind in calendar.kinds)
        said.append(f"Besides audits one calendar holds: {kinds}")
        said.append(f"They are planned by {people(calendar.planned_by, 'or')}")
    if support is not None:
        said.append(
            f"Requests for quality assurance support are answered by {people(support.answered_by, 'or')}, within "
            f"{support.within_days} working days"
        )
    thematic = framework.thematic
    if thematic is not None:
        said += [
            f"A thematic review looks at {thematic.fewest_cases} cases or more, each by a pair; theme and question "
            f"framework are agreed by the {thematic.agreed_by}",
            f"Case holders have notice {thematic.notice_days} working days before",
            f"Its report is endorsed by {people(thematic.endorsed_by, 'or')}, and goes to: "
            f"{', then '.join(thematic.boards)}",
            f"Cases celebrated by the {thematic.celebrated_by} are told to the {thematic.training.label}, for training",
        ]
    if not said:
        return None
    return Chapter("activities", "Other quality assurance", sentences=tuple(map(sentence, said)))
