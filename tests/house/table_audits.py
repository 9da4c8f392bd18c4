"""Who may what on audits, what follows them, and on supervision, state by state (R15)."""

from __future__ import annotations

from .who_may import DEPARTMENT, INSIGHTS, KEEPER, MANAGERS, NOBODY, QUALITY, SEES, Row, reads, writes

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
    *_in("audit_sign_off", {}),
    writes("audit_sign_off", "audit to_sign", may={"team_manager"}, of=OF),
    *(reads("audit_loop", f"audit {state}", may=OF, of=OF) for state in (*_RETURNED, "closed")),
    *(reads("audit_loop", f"audit {state}", may=(), of=OF) for state in ("submitted", "accepted")),
    *_in(
        "level_dispute_raise",
        dict.fromkeys(("to_moderate", "accepted", *_RETURNED), PARTIES),
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

# -- supervision -----------------------------------------------------------------------------------------------------

#: Who sees a record of the sister team.
SEES_SISTER = KEEPER | DEPARTMENT | QUALITY | {"service_manager", "sister_team_manager"}

SUPERVISION_ROWS: list[Row] = [
    reads("supervisions", "record", may=SEES),
    reads("supervision", "supervision", may=SEES),
    writes("supervision_add", "record", may=MANAGERS),
    writes("oversight_add", "record", may=MANAGERS | (QUALITY - {"insights_member"})),
    writes("supervision_extend", "record", may=()),
    writes("supervision_extend", "record sister", may={"head_of_service"}, of=SEES_SISTER),
    writes("supervision_extension_end", "record sister", may={"head_of_service"}, of=SEES_SISTER),
]

ROWS: list[Row] = [*AFTER_ROWS, *SUPERVISION_ROWS]
