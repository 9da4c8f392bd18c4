"""What a trial starts from: a council, three hundred deadlines that fall due at one moment, and many that don't."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
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

from .audit_clocks import CLOCKS, Check, lay_audits, report_on

#: A Monday morning, with nothing but working days around it, and the close of its fifth working day.
MONDAY = dt.datetime(2026, 11, 30, 10, 0, tzinfo=clock.LONDON)
DUE = dt.datetime(2026, 12, 7, 17, 0, tzinfo=clock.LONDON)
#: Nothing else happens before then.
FAR = DUE + dt.timedelta(days=5000)

#: A kind whose breach leads to something: a note on the record.
FOLLOWED = "test_followed"
FOLLOWS = "What follows from the breach"

#: Three hundred fall due, those of audits among them.
FULL, BYSTANDERS = 12, 1300
BRIEF = 300 - FULL - CLOCKS


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


def _noted(deadline: Deadline) -> list[str]:
    notes = CaseNote.objects.filter(subject=deadline.subject_id, title=FOLLOWS).count()
    return [] if notes == 1 else [f"there are {notes} notes"]


register(DeadlineKind(KIND, "Answer stage 1", "record"))
register(DeadlineKind(FOLLOWED, "Answer stage 1", "record", on_breach=follow))


@dataclass
class Scene:
    """The council; who is to be alerted about which deadline; how to see that what follows from a breach is there once;
    which of them are of audits; two children whose papers wait to be made."""

    council: Council
    expected: dict[int, frozenset[int]] = field(default_factory=dict)
    follows: Mapping[int, Check] = field(default_factory=dict)
    of_audits: frozenset[int] = frozenset()
    children: tuple[Subject, ...] = ()

    def follows_of(self, keys: Iterable[int]) -> dict[int, Check]:
        """How to see what follows from the breaches of these deadlines."""
        return {pk: self.follows[pk] for pk in keys if pk in self.follows}


def lay() -> Scene:
    """Three hundred due at ``DUE``: most tell their holder alone, a dozen tell three people and have a consequence, and
    of audits there is one clock of each kind, under the framework that has it."""
    with clock.standing_at(MONDAY):
        c = council()
        brief = many_running(c, BRIEF)
        full = many_running(c, FULL, start=10_000, kind=FOLLOWED)
        many_running(c, BYSTANDERS, start=500_000)
        children = tuple(child(c) for _ in range(2))
        for subject in children:
            dispute_at("closed", council=c, subject=subject)
            report_on(c, subject)
        of_audits = lay_audits(c)
    # Only the trials of papers let them be made.
    Document.objects.filter(state=Document.State.PENDING).update(next_try_at=FAR)
    Message.objects.all().delete()
    keys = [each.pk for each in brief]
    plan = [[DUE.astimezone(dt.UTC).isoformat(), "overdue:0", ["owner"]]]
    Deadline.objects.filter(pk__in=keys).update(plan=plan, next_at=DUE)
    fall_due(Deadline.objects.filter(pk__in=of_audits), lambda: DUE)
    dozen = [each.pk for each in full]
    others = Deadline.objects.filter(met_at=None, cancelled_at=None)
    others = others.exclude(pk__in=[*keys, *dozen, *of_audits])
    others.update(due_at=FAR, next_at=FAR, plan=[])
    expected = dict.fromkeys(keys, _people(c, "team_manager"))
    expected |= dict.fromkeys(dozen, _people(c, "team_manager", "service_manager", "iro"))
    expected |= {pk: _people(c, *running.told) for pk, running in of_audits.items()}
    follows = dict.fromkeys(dozen, _noted)
    follows |= {pk: running.follows for pk, running in of_audits.items() if running.follows}
    return Scene(c, expected, follows, frozenset(of_audits), children)


def fall_due(rows: Iterable[Deadline], at: Callable[[], dt.datetime]) -> None:
    """Have each of these fall due at a moment of its own, and tell then whomever its plan tells when it is missed."""
    rows = list(rows)
    for row in rows:
        row.due_at = row.next_at = at()
        told = next(told for _, name, told in row.plan if name == "overdue:0")
        row.plan = [[row.due_at.astimezone(dt.UTC).isoformat(), "overdue:0", told]]
    Deadline.objects.bulk_update(rows, ["due_at", "next_at", "plan"])


def _people(council: Council, *parts: str) -> frozenset[int]:
    return frozenset(council.people[part].pk for part in parts)
