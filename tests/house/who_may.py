"""R15's table: who may open which page. Written by hand, from the rules and not from the views.

A row: the URL's name, what its address names, and who may open it. Everybody else is refused: nobody
signed in is sent to sign in, a disabled person too; who can't see the record gets 404 and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Who sees a record of the team: its reviewing officer and practitioner, their managers, the QA team.
SEES = frozenset(
    {"iro", "social_worker", "team_manager", "service_manager", "iro_manager", "insights_member"}
)
KEEPER = frozenset({"iro"})
ASKED = frozenset({"team_manager"})
CONFIRMER = frozenset({"iro_manager"})
ADMIN = frozenset({"administrator"})
NOBODY: frozenset[str] = frozenset()
ALL = frozenset(
    {
        "iro",
        "other_iro",
        "social_worker",
        "other_social_worker",
        "team_manager",
        "service_manager",
        "other_team_manager",
        "iro_manager",
        "insights_member",
        "administrator",
    }
)
MANAGERS = frozenset({"team_manager", "service_manager"})
QUALITY = frozenset({"iro_manager", "insights_member"})


@dataclass(frozen=True)
class Row:
    """One page in one state: who may open it. ``post_only`` pages answer a GET with 405 to whoever may."""

    name: str
    names: tuple[str, ...]
    may: frozenset[str]
    post_only: bool = False
    is_open: bool = False
    on_record: bool = True


def row(name: str, *names: str, may: frozenset[str], **more: bool) -> Row:
    """A row, shortly."""
    return Row(name, names, may, **more)


def rows_for(name: str, thing: str, states: dict[str, frozenset[str]]) -> list[Row]:
    """The same page in several states of its thing."""
    return [Row(name, (f"{thing} {state}",), may) for state, may in states.items()]


STAGES = ("drafted", "written", "sent", "returned", "answered", "outcome", "concluded", "sent_back")
QAPS = ("drafted", "written", "requested", "returned", "answered", "decided", "concluded", "ended")


def only(states: dict[str, frozenset[str]], among: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Those states as given, and nobody in the others."""
    return {state: states.get(state, NOBODY) for state in among}


ROWS: list[Row] = [
    # -- everybody's own ---------------------------------------------------------------------------
    *(
        row(name, may=ALL, on_record=False)
        for name in ("home", "profile", "profile_mail", "inbox", "search", "records", "dispute_register")
    ),
    # -- the record --------------------------------------------------------------------------------
    *(
        row(name, "record", may=SEES)
        for name in ("record", "details", "case_notes", "chronology", "documents", "correct_details")
    ),
    *(
        row(name, "record", may=SEES)
        for name in ("case_note_add", "document_attach", "contact_add", "legal_status_add", "sibling_link")
    ),
    row("case_note", "note", may=SEES),
    row("case_note_follow_up", "note", may=SEES),
    row("document", "document", may=SEES),
    row("access_log", "record", may=MANAGERS | QUALITY),
    row("restrict_record", "record", may=CONFIRMER),
    # -- reviews -----------------------------------------------------------------------------------
    row("meeting", "meeting started", may=SEES),
    row("meeting", "meeting completed", may=SEES),
    row("meeting_edit", "meeting started", may=KEEPER),
    row("meeting_complete", "meeting started", may=KEEPER),
    row("meeting_reopen", "meeting completed", may=CONFIRMER),
    row("planning_audit", "meeting completed", may=SEES),
    row("planning_audit_edit", "meeting started", may=KEEPER),
    row("qap_start_from_review", "meeting completed", may=KEEPER),
    # -- QAPs --------------------------------------------------------------------------------------
    row("information_start", "record", may=KEEPER),
    row("significant_information", "information drafted", may=SEES),
    *(row("qap", f"qap {state}", may=SEES) for state in QAPS),
    *rows_for("qap_request", "qap", only({"drafted": KEEPER, "written": KEEPER, "returned": KEEPER}, QAPS)),
    *rows_for("qap_sign", "qap", only({"answered": KEEPER, "decided": KEEPER}, QAPS)),
    *rows_for("qap_amend", "qap", only({"concluded": KEEPER}, QAPS)),
    *rows_for("qap_next", "qap", only({"concluded": KEEPER}, QAPS)),
    *rows_for("qap_reopen", "qap", only({"ended": CONFIRMER}, QAPS)),
    *rows_for("qap_go_on", "qap", only({"requested": KEEPER}, QAPS)),
    row("request_return", "request sent", may=ASKED),
    # -- disputes ----------------------------------------------------------------------------------
    row("dispute_raise", "record", may=KEEPER),
    *(row("dispute", f"dispute {state}", may=SEES) for state in (*STAGES, "informal", "closed")),
    *(row("stage", f"stage {state}", may=SEES) for state in STAGES),
    row("dispute_background", "dispute sent", may=KEEPER),
    row("dispute_go_formal", "dispute informal", may=KEEPER),
    row("dispute_settle", "dispute informal", may=KEEPER),
    row("dispute_reopen", "dispute closed", may=CONFIRMER),
    row("dispute_reopen", "dispute sent", may=NOBODY),
    *rows_for(
        "stage_request", "stage", only(dict.fromkeys(("drafted", "written", "returned"), KEEPER), STAGES)
    ),
    *rows_for("stage_return", "stage", only({"sent": ASKED}, STAGES)),
    *rows_for("stage_complete", "stage", only({"sent": ASKED}, STAGES)),
    *rows_for("stage_non_response", "stage", only({"sent": KEEPER}, STAGES)),
    *rows_for(
        "stage_sign", "stage", only(dict.fromkeys(("answered", "outcome", "sent_back"), KEEPER), STAGES)
    ),
    *rows_for("stage_confirm", "stage", only({"concluded": CONFIRMER}, STAGES)),
    *rows_for("stage_send_back", "stage", only({"concluded": CONFIRMER}, STAGES)),
    *rows_for("stage_bypass", "stage", only({s: KEEPER for s in STAGES if s != "concluded"}, STAGES)),
    row("cafcass_prepare", "dispute sent", may=KEEPER),
    row("cafcass_prepare", "dispute closed", may=NOBODY),
    row("cafcass_referral", "referral prepared", may=SEES),
    row("cafcass_referral", "referral made", may=SEES),
    row("cafcass_make", "referral prepared", may=KEEPER),
    row("cafcass_make", "referral made", may=NOBODY),
    row("cafcass_withdraw", "referral prepared", may=KEEPER),
    row("commend", "record", may=KEEPER | CONFIRMER),
    row("commendation", "commendation", may=SEES),
    row("deadline_change", "deadline sent", may=CONFIRMER),
    # -- administration ----------------------------------------------------------------------------
    *(
        row(name, may=ADMIN, on_record=False)
        for name in (
            "manage",
            "people",
            "person_new",
            "teams",
            "team_new",
            "transfers",
            "imports",
            "framework_new",
            "closure_days",
            "closure_day_add",
            "incidents",
        )
    ),
    *(
        row(name, "person", may=ADMIN, on_record=False)
        for name in ("person", "person_change", "person_appoint")
    ),
    *(row(name, "team", may=ADMIN, on_record=False) for name in ("team", "team_change", "post_new")),
    row("post_fill", "post", may=ADMIN, on_record=False),
    row("closure_day_remove", "closure", may=ADMIN, on_record=False),
    row("import_run", "import", may=ADMIN, on_record=False),
]
