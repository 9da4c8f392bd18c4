"""What a trial starts from: a council, three hundred deadlines that fall due at one moment, and many that don't."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from qa_portal import clock
from qa_portal.children.models import CaseNote, Subject
from qa_portal.deadlines.kinds import DeadlineKind, register
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.outbox.models import Message
from tests.factories.deadlines import KIND, many_running
from tests.factories.disputes import dispute_at
from tests.factories.people import Council, council
from tests.factories.records import child

#: A Monday morning, with nothing but working days around it, and the close of its fifth working day.
MONDAY = dt.datetime(2026, 11, 30, 10, 0, tzinfo=clock.LONDON)
DUE = dt.datetime(2026, 12, 7, 17, 0, tzinfo=clock.LONDON)
#: Nothing else happens before then.
FAR = DUE + dt.timedelta(days=5000)

#: A kind whose breach leads to something: a note on the record.
FOLLOWED = "test_followed"
FOLLOWS = "What follows from the breach"

BRIEF, FULL, BYSTANDERS = 288, 12, 1300


def follow(record: Any, deadline: Deadline) -> None:
    """What follows from a breach of that kind: one case note."""
    CaseNote.objects.create(
        subject=record,
        title=FOLLOWS,
        type=CaseNote.Type.QUALITY_ASSURANCE,
        text="It was missed.",
        occurred_at=deadline.due_at,
        recorded_at=clock.now(),
    )


register(DeadlineKind(KIND, "Answer stage 1", "record"))
register(DeadlineKind(FOLLOWED, "Answer stage 1", "record", on_breach=follow))


@dataclass
class Scene:
    """The council; who is to be alerted about which deadline; two children whose papers wait to be made."""

    council: Council
    expected: dict[int, frozenset[int]] = field(default_factory=dict)
    followed: frozenset[int] = frozenset()
    children: tuple[Subject, ...] = ()


def lay() -> Scene:
    """Three hundred due at ``DUE``: most tell their holder alone, a dozen tell three people and have a consequence."""
    with clock.standing_at(MONDAY):
        c = council()
        brief = many_running(c, BRIEF)
        full = many_running(c, FULL, start=10_000, kind=FOLLOWED)
        many_running(c, BYSTANDERS, start=500_000)
        children = tuple(child(c) for _ in range(2))
        for subject in children:
            dispute_at("closed", council=c, subject=subject)
    # Only the trials of papers let them be made.
    Document.objects.filter(state=Document.State.PENDING).update(next_try_at=FAR)
    Message.objects.all().delete()
    keys = [each.pk for each in brief]
    plan = [[DUE.astimezone(dt.UTC).isoformat(), "overdue:0", ["owner"]]]
    Deadline.objects.filter(pk__in=keys).update(plan=plan, next_at=DUE)
    others = Deadline.objects.filter(met_at=None, cancelled_at=None).exclude(
        pk__in=[*keys, *(each.pk for each in full)]
    )
    others.update(due_at=FAR, next_at=FAR, plan=[])
    holder = frozenset({c.team_manager.pk})
    three = frozenset({c.team_manager.pk, c.service_manager.pk, c.iro.pk})
    expected = dict.fromkeys(keys, holder) | {each.pk: three for each in full}
    return Scene(c, expected, frozenset(each.pk for each in full), children)
