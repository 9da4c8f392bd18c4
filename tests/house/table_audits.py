"""Who may what on audits, what follows them, and on supervision, state by state (R15)."""

from __future__ import annotations

from .table_climbing import ROWS as CLIMBING_ROWS
from .table_cycles import ROWS as CYCLE_ROWS
from .table_cycles import SEES_LIST
from .who_may import (
    ALL,
    DEPARTMENT,
    INSIGHTS,
    KEEPER,
    MANAGERS,
    NOBODY,
    QUALITY,
    SEES,
    Row,
    does,
    reads,
    writes,
)

# -- after the audit -------------------------------------------------------------------------------------------------

#: Whoever audits: a manager of another team, whom the request lets see the record.
REVIEWER = frozenset({"other_team_manager"})
OF = SEES | REVIEWER
#: Who checks, under Waltham Forest's procedure; who records a panel's grade under Merton's.
CHECKERS = INSIGHTS - {"insights_head"}
PANEL = INSIGHTS - {"insights_member"}
#: Who manages the team, and who finalises: they keep the loop.
LOOP = MANAGERS | INSIGHTS
#: Managers of the team, the quality assurance team, whoever audits.
PARTIES = MANAGERS | QUALITY | REVIEWER
AFTER = ("submitted", "sent_back", "to_moderate", "accepted", "returned", "discussed", "finalised", "closed")


def _in(name: str, may: dict[str, frozenset[str]], *more: str) -> list[Row]:
    """The same form on an audit in each state; in those that ``may`` doesn't name it is nobody's."""
    return [writes(name, f"audit {state}", *more, may=may.get(state, NOBODY), of=OF) for state in AFTER]


_RETURNED = ("returned", "discussed", "finalised")

AFTER_ROWS: list[Row] = [
    *_in("audit_check", {"submitted": CHECKERS}),
    *_in("audit_moderate", {"to_moderate": PANEL}),
    *_in("audit_return", {"accepted": INSIGHTS | REVIEWER}),
    *_in("audit_discuss", dict.fromkeys(_RETURNED, frozenset({"team_manager"}))),
    *_in("audit_finalise", dict.fromkeys(("returned", "discussed"), INSIGHTS)),
    *_in("audit_close", {"finalised": INSIGHTS}),
    *_in("audit_changed", dict.fromkeys(_RETURNED, LOOP)),
    *_in("audit_loop_part", dict.fromkeys(_RETURNED, LOOP), "=improved"),
    *_in("audit_loop_part", dict.fromkeys(_RETURNED, LOOP), "=sustained"),
    writes("audit_loop_part", "audit returned", "=head_followed", may=NOBODY, of=OF),
    *_in("audit_reflection", dict.fromkeys(_RETURNED, MANAGERS | {"social_worker"})),
    *_in("audit_sign_off", {}),
    writes("audit_sign_off", "audit to_sign", may={"team_manager"}, of=OF),
    *(reads("audit_loop", f"audit {state}", may=OF, of=OF) for state in (*_RETURNED, "closed")),
    *(reads("audit_loop", f"audit {state}", may=(), of=OF) for state in ("submitted", "accepted")),
    *_in(
        "level_dispute_raise",
        # What waits for the panel is inadequate, so its managers know it; anything else once it is returned (MER-04).
        {**dict.fromkeys(("to_moderate", *_RETURNED), PARTIES), "accepted": QUALITY | REVIEWER},
    ),
    *(reads("assurance", f"assurance {state}", may=PARTIES, of=OF) for state in ("asked", "assured")),
    writes("assurance_record", "assurance asked", may={"service_manager"}, of=OF),
    writes("assurance_record", "assurance assured", may=(), of=OF),
    *(reads("level_dispute", f"level {state}", may=PARTIES, of=OF) for state in ("raised", "decided")),
    writes("level_decide", "level raised", may={"insights_head"}, of=OF),
    writes("level_decide", "level decided", may=(), of=OF),
    writes("family_letter", "voice heard", may=PARTIES, of=OF),
    writes("family_letter_sent", "voice heard", may=(), of=OF),
    writes("family_letter_sent", "voice answered", may=PARTIES, of=OF),
]

# -- writing ---------------------------------------------------------------------------------------------------------

#: Who reads an audit before it is returned to its team.
READERS = QUALITY | REVIEWER
#: In which of these states the reviewer writes; the first under Merton's procedure, the last under Waltham Forest's.
WRITTEN = ("allocated", "begun", "written", "sent_back")
NOT_WRITTEN = ("submitted", "to_moderate", "accepted", "returned", "finalised", "closed")


def _while_written(name: str, *more: str, states: tuple[str, ...] = WRITTEN) -> list[Row]:
    """A form of the reviewer's: theirs while the audit can be written, nobody's afterwards."""
    return [
        *(writes(name, f"audit {state}", *more, may=REVIEWER, of=OF) for state in states),
        *(writes(name, f"audit {state}", *more, may=NOBODY, of=OF) for state in NOT_WRITTEN[2:]),
    ]


WRITING_ROWS: list[Row] = [
    *(reads("audit", f"audit {state}", may=OF, of=OF) for state in (*WRITTEN, *NOT_WRITTEN)),
    *(reads("audit_read", f"audit {state}", may=READERS, of=OF) for state in (*WRITTEN, *NOT_WRITTEN[:3])),
    *(reads("audit_read", f"audit {state}", may=OF, of=OF) for state in NOT_WRITTEN[3:]),
    *_while_written("audit_section", "=child", states=("allocated", "begun", "written")),
    writes("audit_section", "audit sent_back", "=assessment", may=REVIEWER, of=OF),
    writes("audit_section", "audit begun", "=nothing", may=NOBODY, of=OF),
    *_while_written("audit_overall"),
    *_while_written("audit_conversation"),
    *_while_written("audit_conversation_held"),
    *_while_written("audit_family"),
    *_while_written("audit_family_ask"),
    *_while_written("audit_evidence"),
    *_while_written("audit_submit", states=("begun", "written", "sent_back")),
    writes("audit_earlier", "audit sent_back", may=REVIEWER, of=OF),
    writes("audit_earlier", "audit begun", may=NOBODY, of=OF),
    writes("audit_beside", "audit again", gets=READERS, may=REVIEWER, of=OF),
    writes("audit_beside", "audit begun", may=NOBODY, of=OF),
    reads("audit_calendar", "audit written", may=READERS | MANAGERS | {"social_worker"}, of=OF),
    reads("audit_calendar", "audit allocated", may=NOBODY, of=OF),
    does("audit_evidence_out", "audit written", "evidence", may=REVIEWER, of=OF),
    does("audit_family_withdraw", "audit asked", "voice asked", may=REVIEWER, of=OF),
]

#: Whoever allocates audits writes what siblings share too, until it is over; the reviewer while they write.
NARRATIVE_ROWS: list[Row] = [
    *(writes("narrative", f"audit {s}", "=audit", may=REVIEWER | INSIGHTS, of=OF) for s in WRITTEN),
    *(writes("narrative", f"audit {s}", "=audit", may=INSIGHTS, of=OF) for s in NOT_WRITTEN[:5]),
    writes("narrative", "audit closed", "=audit", may=NOBODY, of=OF),
    # Taking it out again asks that one stands there.
    writes("narrative_leave", "audit asked", "=audit", may=REVIEWER | INSIGHTS, of=OF),
    writes("narrative_leave", "audit begun", "=audit", may=NOBODY, of=OF),
]

# -- issues with other agencies --------------------------------------------------------------------------------------

#: The auditor, the Team Manager and the quality assurance team, under Knowsley's procedure.
ESCALATES = REVIEWER | QUALITY | {"team_manager"}
OUTSIDE = ("prepared", "sent", "answered", "ended")


def _of_issue(name: str, *states: str) -> list[Row]:
    """The same form on an issue in each state; in those that aren't named it is nobody's."""
    return [writes(name, f"outside {s}", may=ESCALATES if s in states else NOBODY, of=OF) for s in OUTSIDE]


OUTSIDE_ROWS: list[Row] = [
    reads("outside_issues", may=SEES_LIST, on_record=False),
    writes("outside_issue_new", "audit to_sign", may=ESCALATES, of=OF),
    writes("outside_issue_new", "audit returned", may=NOBODY, of=OF),
    *(reads("outside_issue", f"outside {state}", may=OF, of=OF) for state in OUTSIDE),
    reads("outside_issue", "outside unreturned", may=READERS, of=OF),
    *_of_issue("outside_issue_send", "prepared"),
    *_of_issue("outside_issue_answer", "sent"),
    *_of_issue("outside_issue_chase", "sent"),
    *_of_issue("outside_issue_end", "prepared", "sent"),
]

# -- what one person's audits came to ---------------------------------------------------------------------------------

OUTCOME_ROWS: list[Row] = [
    reads("my_outcomes", may=ALL, on_record=False),
    reads("outcomes_to_supervise", may=ALL, on_record=False),
    reads("outcomes_of", "person", may={"social_worker", "team_manager"}, on_record=False),
]

# -- supervision -----------------------------------------------------------------------------------------------------

#: Who sees a record of the sister team.
SEES_SISTER = KEEPER | DEPARTMENT | QUALITY | {"service_manager", "sister_team_manager"}

#: The Head of Service; the scene leaves that post vacant, so it climbs.
EXTENDS = frozenset({"assistant_director"})

#: A single audit is allocated by whoever opens cycles, where the procedure of the record has audits.
ALLOCATION_ROWS: list[Row] = [
    writes("audit_allocate", "record", may=NOBODY),
    writes("audit_allocate", "record sister", may=INSIGHTS, of=SEES_SISTER),
]

SUPERVISION_ROWS: list[Row] = [
    reads("supervisions", "record", may=SEES),
    reads("supervision", "supervision", may=SEES),
    writes("supervision_add", "record", may=MANAGERS),
    writes("oversight_add", "record", may=MANAGERS | (QUALITY - {"insights_member"})),
    writes("supervision_extend", "record", may=()),
    writes("supervision_extend", "record sister", may=EXTENDS, of=SEES_SISTER),
    writes("supervision_extension_end", "record sister", may=EXTENDS, of=SEES_SISTER),
]

ROWS: list[Row] = [
    *AFTER_ROWS,
    *WRITING_ROWS,
    *OUTCOME_ROWS,
    *NARRATIVE_ROWS,
    *OUTSIDE_ROWS,
    *SUPERVISION_ROWS,
    *ALLOCATION_ROWS,
    *CLIMBING_ROWS,
    *CYCLE_ROWS,
]
