"""How a QAP got where it is, and where it can go: its workflow map and its timeline (MOS-19, LEE-09).

Both take the trail of changes as ``reading`` has read it, which a page may do and a rule may not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from disputes.models import Qap
from disputes.qap_page import next_action_in_words
from disputes.timeline import Entry, entries_of_clocks, newest_first
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.vocabulary import QapNext
from qa_portal.workflow.maps import DONE, HERE, POSSIBLE, Edge, Node, WorkflowMap
from qa_portal.workflow.routes import state_map, walked

#: What a line of the timeline says was done, by step.
DONE_WORDS = {
    "start_qap": "Started",
    "take_qap_next_action": "Started, to review the targets of the QAP before",
    "open": "Opened",
    "write_issues": "Changed the issues",
    "send": "Sent the request",
    "give_back": "Returned the request with a note",
    "record_updates": "Wrote updates",
    "answer": "Completed the request",
    "go_on_unanswered": "Went on without an answer",
    "record_decisions": "Recorded decisions",
    "write_outcome": "Wrote the outcome",
    "conclude": "Signed the outcome",
    "amend": "Opened the signed outcome again",
    "end": "Took the next action",
    "reopen": "Reopened",
}
_WRITING = {"write_issues", "record_updates", "record_decisions", "write_outcome"}


# -- the map --------------------------------------------------------------------------------------


def map_of(qap: Qap, history: Sequence[Any]) -> WorkflowMap:
    """The workflow map: the state machine's states, and at its end the next actions that the outcome leaves open."""
    arrivals = walked(history)
    notes = {a.state: weekday_date(a.at, year=False) for a in arrivals}
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


def timeline_of(qap: Qap, history: Sequence[Any]) -> list[Entry]:
    """Who did what, when and in what role, newest first, with what was said of its clocks."""
    return newest_first(_steps(qap, history), entries_of_clocks(qap.trail))


def _steps(qap: Qap, history: Sequence[Any]) -> list[Entry]:
    """Its steps, oldest first; writing again and again is told once a spell."""
    requests = sorted((r for r in qap.requests.all() if r.is_mandatory), key=lambda r: r.sent_at)
    entries: list[Entry] = []
    before = None
    for row in sorted(history, key=lambda row: (row.history_date, row.history_id)):
        what = DONE_WORDS.get(row.step)
        if what is None:
            continue
        note = row.history_change_reason or ""
        if row.step == "send" and requests:
            request = requests.pop(0)
            note = f"To {request.to_words}" + (f"\n{request.note}" if request.note else "")
        elif row.step == "end":
            note = next_action_in_words(row_as_qap(qap, row))
        entry = Entry(
            what,
            row.history_date,
            who=row.history_user.name if row.history_user else "The portal",
            role=row.acting_as if row.history_user else "",
            note=note,
        )
        spell = (row.step, row.history_user_id)
        if spell == before and row.step in _WRITING:
            entries[-1] = entry
        else:
            entries.append(entry)
        before = spell
    return entries


def row_as_qap(qap: Qap, row: Any) -> Qap:
    """The next action as a history row has it, under the QAP's own framework."""
    then = Qap(next_step=row.next_step, next_level=row.next_level, next_on=row.next_on)
    then.framework = qap.framework
    return then
