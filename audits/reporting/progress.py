"""How far the actions from a report's audits have got (KNO-06, MER-08, MER-10)."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.contrib.contenttypes.models import ContentType

from audits.models import Audit
from qa_portal import clock
from qa_portal.deadlines.models import Deadline, DueDateChange
from qa_portal.plan.models import Action
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line


def actions_of(audits: list[int], until: dt.datetime, last: dt.date, source: str) -> Gathered:
    """The actions that came from these audits (``source`` in words), by priority and where they stood at ``until``,
    after its last whole day.

    Done late goes by the first date: an agreed change still counts late (LAW-06). Overdue is what had passed the date
    that it had then.
    """
    kind = ContentType.objects.get_for_model(Audit)
    counts: Counter[tuple[str, str]] = Counter()
    done_late = 0
    rows = Action.objects.filter(about_type=kind, about_id__in=audits, opened_at__lt=until).order_by()
    fields = ("pk", "priority", "due_on", "done_at", "verified_at", "dropped_at")
    actions = list(rows.values_list(*fields))
    firsts, thens = _dates_of([pk for pk, *_ in actions], until)
    for pk, priority, due, done, verified, dropped in actions:
        due = thens.get(pk, due)
        if dropped is not None and dropped < until:
            stands = "dropped"
        elif verified is not None and verified < until:
            stands = "verified"
        elif done is not None and done < until:
            stands = "done"
        else:
            stands = "overdue" if due <= last else "open"
        counts[priority, stands] += 1
        done_late += stands in ("done", "verified") and clock.london_date(done) > firsts.get(pk, due)
    number = sum(counts.values())
    finished = sum(n for (_, stands), n in counts.items() if stands in ("done", "verified"))
    late = sum(n for (_, stands), n in counts.items() if stands == "overdue")
    columns = ("verified", "done", "open", "overdue", "dropped")
    stood = ("Done and verified", "Done, to be verified", "To be done", "Overdue", "No longer needed")
    return Gathered(
        figures=(
            Figure("actions", "Actions agreed", number, means=f"from {source}"),
            Figure("actions_done", "Done", finished, number, adds=("actions_by_priority", *stood[:2])),
            Figure(
                "actions_late",
                "Done after their date",
                done_late,
                finished,
                means="by their first date: a change of it that was agreed still counts late",
            ),
            Figure(
                "actions_overdue",
                "Overdue when the period ended",
                late,
                number,
                adds=("actions_by_priority", stood[3]),
            ),
        ),
        grids=(
            Grid(
                "actions_by_priority",
                "Progress of actions, by priority",
                "Priority",
                stood,
                tuple(
                    Line(label, tuple(counts[str(value), column] for column in columns))
                    for value, label in Action.Priority.choices
                ),
                across=True,
                tones=("good", "light", "plain", "bad", "quiet"),
                point=f"{finished} of {number} actions are done",
            ),
        ),
    )


def _dates_of(actions: list[int], until: dt.datetime) -> tuple[dict[int, dt.date], dict[int, dt.date]]:
    """The first date of each of these actions, and the one that it had at a moment where it was changed later."""
    kind = ContentType.objects.get_for_model(Action)
    clocks = Deadline.objects.filter(kind="action_done", about_type=kind, about_id__in=actions).order_by(
        "-pk"
    )
    firsts = {about: clock.london_date(at) for about, at in clocks.values_list("about_id", "first_due_at")}
    later = DueDateChange.objects.filter(deadline__in=clocks.order_by(), approved_at__gte=until)
    changed = later.order_by("-approved_at", "-pk").values_list("deadline__about_id", "from_due_at")
    return firsts, {about: clock.london_date(at) for about, at in changed}
