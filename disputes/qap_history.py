"""How a QAP got where it is, and where it can go: its workflow map and its timeline (MOS-19, LEE-09).

Both read the trail of changes, which a page may do and a rule may not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from disputes.models import Qap
from disputes.qap_page import next_action_in_words
from disputes.timeline import Entry, entries_of_clocks, newest_first
from disputes.trail import TOLD, Row, arrivals_in
from qa_portal.deadlines.words import short_date
from qa_portal.frameworks.vocabulary import QapNext
from qa_portal.workflow.maps import DONE, HERE, POSSIBLE, Edge, Node, WorkflowMap
from qa_portal.workflow.routes import state_map

#: Writing, which is told once a spell.
_WRITING = {"write_issues", "record_updates", "record_decisions", "write_outcome"}


# -- the map --------------------------------------------------------------------------------------


def map_of(qap: Qap, rows: Sequence[Row]) -> WorkflowMap:
    """The workflow map: the state machine's states, and at its end the next actions that the outcome leaves open."""
    arrivals = arrivals_in(rows, "qap", qap.pk)
    notes = {a.state: short_date(a.at) for a in arrivals}
    if qap.opens_on:
        notes[str(Qap.State.SCHEDULED)] = short_date(qap.opens_on)
    ended, concluded = str(Qap.State.ENDED), str(Qap.State.CONCLUDED)
    drawn = state_map(qap, arrivals, title="The way of this QAP", notes=notes, without={ended})
    nodes = [node for node in drawn.nodes if qap.is_open or node.state == DONE]
    edges = list(drawn.edges)
    for step in _ends(qap):
        key = f"end:{step}"
        is_taken = not qap.is_open
        label = QapNext(step).label
        if is_taken and qap.next_level:
            label = (
                f"{label.removesuffix(' a formal stage')} {qap.policy.disputes.level(qap.next_level).name}"
            )
        nodes.append(
            Node(key, label, HERE if is_taken else POSSIBLE, notes.get(ended, "") if is_taken else "")
        )
        edges.append(Edge(concluded, key, DONE if is_taken else POSSIBLE))
        if is_taken:
            edges.append(Edge(key, concluded, POSSIBLE))
    return WorkflowMap(nodes, edges, drawn.title)


def _ends(qap: Qap) -> list[str]:
    if not qap.is_open:
        return [qap.next_step] if qap.next_step else []
    if qap.outcome:
        return [str(step) for step in qap.policy.qap.next_steps(qap.outcome)]
    allowed = {str(step) for outcome in qap.policy.qap.outcomes for step in outcome.next}
    return [step for step in QapNext.values if step in allowed]


# -- the timeline ---------------------------------------------------------------------------------


def timeline_of(qap: Qap, rows: Sequence[Row]) -> list[Entry]:
    """Who did what, when and in what role, and what was said of its clocks, newest first."""
    return newest_first(_steps(qap, rows), entries_of_clocks(rows))


def _steps(qap: Qap, rows: Sequence[Row]) -> list[Entry]:
    """Its steps, oldest first; writing again and again is told once a spell."""
    requests = sorted((r for r in qap.requests.all() if r.is_mandatory), key=lambda r: r.sent_at)
    entries: list[Entry] = []
    before = None
    for row in rows:
        what = TOLD.get((row.part, row.step))
        if what is None:
            continue
        note = row.note
        if row.step == "send" and requests:
            request = requests.pop(0)
            note = f"To {request.to_words}" + (f"\n{request.note}" if request.note else "")
        elif row.step == "end":
            note = next_action_in_words(_as_it_ended(qap, row))
        entry = Entry(what, row.at, who=row.who or "The portal", role=row.role if row.who else "", note=note)
        spell = (row.step, row.who)
        if spell == before and row.step in _WRITING:
            entries[-1] = entry
        else:
            entries.append(entry)
        before = spell
    return entries


def _as_it_ended(qap: Qap, row: Row) -> Qap:
    """The QAP with the next action that was taken then: it may have been reopened since."""
    step, level, on = row.more.split("|")
    then = Qap(
        next_step=step,
        next_level=int(level) if level else None,
        next_on=dt.date.fromisoformat(on) if on else None,
    )
    then.framework = qap.framework
    return then
