"""Feed back what an audit found of the practice of somebody who had the record before (WAL-10)."""

from __future__ import annotations

from typing import Any

from audits import notices
from audits.clocks import manager_of
from audits.models import Audit
from qa_portal import clock
from qa_portal.outbox.actions import Recipient, tell
from qa_portal.outbox.recipients import people_for
from qa_portal.people.directory import directory
from qa_portal.people.roles import Role


def feed_back_earlier_practice(audit: Audit, *, by: Any) -> None:
    """Tell each person whose earlier practice was found, and their manager, what was; belongs in the return's step.

    They may not see the record any more, so the notice says all that they are told. Of a restricted record, and where
    the person has left, the quality assurance team is told to feed it back.
    """
    known = directory().people
    for row in audit.earlier_practice.select_related("person").filter(told_at=None):
        person = row.person
        if person is None or person.pk not in known or audit.subject.is_restricted:
            notice, people = notices.EARLIER_TO_FEED_BACK, people_for("qa_team", audit.subject)
            words = {"who": person.name if person else "whoever had it before"}
        else:
            notice, people = notices.EARLIER_PRACTICE, [Recipient(person.pk)]
            manager = manager_of(person.pk, str(Role.SOCIAL_WORKER))
            if manager and manager != person.pk:
                people.append(Recipient(manager, f"You manage {person.name}, whose earlier work it was."))
            words = {
                "kind": "A strength" if row.is_strength else "Something to learn from",
                "words": row.words,
                "reviewer": audit.reviewer.name,
                "who": person.name,
            }
        tell(
            notice,
            people,
            about=audit,
            subject=audit.subject,
            occasion=f"{notice.event}:{row.pk}",
            url=audit.get_absolute_url() if notice is notices.EARLIER_TO_FEED_BACK else "",
            **words,
        )
        row.told_at = clock.now()
        row.save()
