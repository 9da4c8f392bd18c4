"""Who may what on QAPs, disputes, stages, referrals and commendations, state by state (R15)."""

from __future__ import annotations

from .who_may import ASKED, CONFIRMER, KEEPER, MANAGERS, NOBODY, SEES, Row, in_states, reads, writes

STAGES = (
    "drafted",
    "written",
    "sent",
    "returned",
    "answered",
    "outcome",
    "concluded",
    "sent_back",
    "confirmed",
)
DISPUTES = (*STAGES[:-1], "informal", "closed")
QAPS = ("drafted", "written", "requested", "returned", "answered", "decided", "concluded", "ended")
#: Whose work a commendation is about.
THANKED = frozenset({"social_worker"}) | MANAGERS


def _while_(*states: str, may: frozenset[str]) -> dict[str, frozenset[str]]:
    return dict.fromkeys(states, may)


_UNSENT = _while_("drafted", "written", "returned", may=KEEPER)
_CONSIDERED = _while_("answered", "outcome", "sent_back", may=KEEPER)

ROWS: list[Row] = [
    # -- significant information -------------------------------------------------------------------
    writes("information_start", "record", may=KEEPER),
    writes("significant_information", "information drafted", gets=SEES, may=KEEPER),
    writes("significant_information", "information completed", gets=SEES, may=()),
    # -- QAPs --------------------------------------------------------------------------------------
    *(reads("qap", f"qap {state}", may=SEES) for state in QAPS),
    *in_states("qap_issues", "qap", QAPS, _UNSENT),
    *in_states("qap_request", "qap", QAPS, _UNSENT),
    *in_states("qap_answer", "qap", QAPS, {"requested": ASKED}),
    *in_states("qap_go_on", "qap", QAPS, {"requested": KEEPER}),
    *in_states("qap_decisions", "qap", QAPS, _while_("answered", "decided", may=KEEPER)),
    *in_states("qap_outcome", "qap", QAPS, _while_("answered", "decided", may=KEEPER)),
    *in_states("qap_sign", "qap", QAPS, _while_("answered", "decided", may=KEEPER)),
    *in_states("qap_amend", "qap", QAPS, {"concluded": KEEPER}),
    *in_states("qap_next", "qap", QAPS, {"concluded": KEEPER}),
    *in_states("qap_reopen", "qap", QAPS, {"ended": CONFIRMER}),
    *in_states("qap_open_now", "qap", ("scheduled", "drafted", "ended"), {"scheduled": KEEPER}),
    # -- disputes ----------------------------------------------------------------------------------
    writes("dispute_raise", "record", may=KEEPER),
    *(reads("dispute", f"dispute {state}", may=SEES) for state in DISPUTES),
    *in_states("dispute_background", "dispute", DISPUTES, dict.fromkeys(DISPUTES[:-1], KEEPER)),
    *(
        writes("narrative", f"dispute {state}", "=dispute", may=KEEPER if state != "closed" else NOBODY)
        for state in DISPUTES
    ),
    *in_states("dispute_go_formal", "dispute", ("sent", "informal", "closed"), {"informal": KEEPER}),
    *in_states("dispute_settle", "dispute", ("sent", "informal", "closed"), {"informal": KEEPER}),
    *in_states("dispute_reopen", "dispute", ("sent", "informal", "closed"), {"closed": CONFIRMER}),
    # -- stages ------------------------------------------------------------------------------------
    *(reads("stage", f"stage {state}", may=SEES) for state in STAGES),
    *in_states("stage_details", "stage", STAGES, _UNSENT),
    *in_states("stage_request", "stage", STAGES, _UNSENT),
    *in_states("stage_answer", "stage", STAGES, {"sent": ASKED}),
    *in_states("stage_complete", "stage", STAGES, {"sent": ASKED}),
    *in_states("stage_return", "stage", STAGES, {"sent": ASKED}),
    *in_states("stage_non_response", "stage", STAGES, {"sent": KEEPER}),
    *in_states("stage_outcome", "stage", STAGES, _CONSIDERED),
    *in_states("stage_sign", "stage", STAGES, _CONSIDERED),
    *in_states("stage_confirm", "stage", STAGES, {"concluded": CONFIRMER}),
    *in_states("stage_send_back", "stage", STAGES, {"concluded": CONFIRMER}),
    *in_states(
        "stage_bypass",
        "stage",
        STAGES,
        dict.fromkeys([s for s in STAGES if s not in ("concluded", "confirmed")], KEEPER),
    ),
    *in_states("stage_start", "stage", ("scheduled", "drafted", "sent"), {"scheduled": KEEPER}),
    # -- Cafcass -----------------------------------------------------------------------------------
    *in_states(
        "cafcass_prepare", "dispute", ("sent", "informal", "closed"), _while_("sent", "informal", may=KEEPER)
    ),
    writes("cafcass_referral", "referral prepared", gets=SEES, may=KEEPER),
    writes("cafcass_referral", "referral made", gets=SEES, may=NOBODY),
    *in_states("cafcass_make", "referral", ("prepared", "made"), {"prepared": KEEPER}),
    *in_states("cafcass_withdraw", "referral", ("prepared", "made"), {"prepared": KEEPER}),
    # -- good practice -----------------------------------------------------------------------------
    writes("commend", "record", may=KEEPER | CONFIRMER),
    reads("commendation", "commendation", may=SEES),
    writes("commendation_acknowledge", "commendation", may=THANKED),
    # -- due dates ---------------------------------------------------------------------------------
    writes("deadline_change", "deadline sent", may=CONFIRMER),
]
