"""Who may what on safety alerts and challenges, state by state (R15)."""

from __future__ import annotations

from .who_may import DEPARTMENT, INSIGHTS, KEEPER, MANAGERS, QUALITY, SEES, Row, in_states, reads, writes

#: Whoever sees the record of an audit: its reviewer too, a manager of another team.
OF = SEES | {"other_team_manager"}
#: Who sees a record of the sister team.
SEES_SISTER = KEEPER | DEPARTMENT | QUALITY | {"service_manager", "sister_team_manager"}

ALERTS = ("raised", "unresolved", "second", "resolved")
_OPEN = ("raised", "unresolved", "second")

#: The first stage is the Team Manager's; whoever stands above may answer as well. The second is the Head of Service's,
#: whose post is vacant here, so it climbs.
_ANSWERED_BY = {"raised": MANAGERS, "unresolved": MANAGERS, "second": DEPARTMENT - {"head_of_service"}}

ALERT_ROWS: list[Row] = [
    writes("safety_alert_raise", "record", may=()),  # its procedure has none
    writes("safety_alert_raise", "record sister", may=SEES_SISTER, of=SEES_SISTER),
    *(
        writes("audit_safety_alert", f"audit {state}", may=OF, of=OF)
        for state in ("submitted", "returned", "closed")
    ),
    *(reads("safety_alert", f"alert {state}", may=SEES) for state in ALERTS),
    *in_states("safety_alert_answer", "alert", ALERTS, _ANSWERED_BY),
    *in_states("safety_alert_climb", "alert", ALERTS, dict.fromkeys(_OPEN, INSIGHTS)),
]

# -- challenges ------------------------------------------------------------------------------------------------------

CHALLENGES = ("informal", "met", "formal", "second", "settled")
#: Practitioner and Team Manager challenge; the auditor and the team's managers settle it after the meeting.
PARTIES = frozenset({"social_worker", "team_manager"})
SETTLES = MANAGERS | {"other_team_manager"}
_INFORMAL = ("informal", "met")
_RUNGS = {"formal": frozenset({"insights_manager"}), "second": frozenset({"principal_social_worker"})}


def _on(name: str, may: dict[str, frozenset[str]]) -> list[Row]:
    """The same form on a challenge in each state."""
    return [
        writes(name, f"challenge {state}", may=may.get(state, frozenset()), of=OF) for state in CHALLENGES
    ]


CHALLENGE_ROWS: list[Row] = [
    writes("challenge_start", "audit challengeable", may=PARTIES, of=OF),
    writes("challenge_start", "audit challenged", may=(), of=OF),
    writes("challenge_start", "audit submitted", may=(), of=OF),
    *(reads("challenge", f"challenge {state}", may=OF, of=OF) for state in CHALLENGES),
    *_on("challenge_meeting", dict.fromkeys(_INFORMAL, SETTLES | PARTIES)),
    *_on("challenge_settle", dict.fromkeys(_INFORMAL, SETTLES)),
    *_on("challenge_formal", dict.fromkeys(_INFORMAL, PARTIES)),
    *_on("challenge_climb", _RUNGS),
    *_on("challenge_decide", _RUNGS),
]

ROWS: list[Row] = [*ALERT_ROWS, *CHALLENGE_ROWS]
