"""Who may open what isn't part of a record: one's own pages, the registers, the administrators' pages (R15)."""

from __future__ import annotations

from .table_cycles import SEES_LIST
from .who_may import ADMIN, ALL, DEPARTMENT, INSIGHTS, MANAGERS, QUALITY, Row, does, reads, writes

#: Whoever manages somebody keeps their cover: managers of teams, the IRO Manager, those above others in Insights.
OVER_INSIGHTS = INSIGHTS - {"insights_member"}
KEEPS_COVER = (
    ADMIN
    | MANAGERS
    | OVER_INSIGHTS
    | {"sister_team_manager", "other_team_manager", "other_service_manager", "iro_manager"}
)
#: An IRO's: the IRO Manager and those above her, and the heads of the whole department.
KEEPS_COVER_OF_IRO = ADMIN | DEPARTMENT | {"iro_manager", "insights_service_manager", "insights_head"}
#: The administrators keep the frameworks; whoever answers for quality assurance reads them.
READS_FRAMEWORKS = ADMIN | OVER_INSIGHTS


def _own(make, *given: str, **more) -> Row:
    return make(*given, on_record=False, **more)


ROWS: list[Row] = [
    # -- everybody's own ---------------------------------------------------------------------------
    *(
        _own(reads, *given, may=ALL)
        for given in (
            ("home",),
            ("my_work_section", "=to-do"),
            ("profile",),
            ("inbox",),
            ("records",),
            ("dispute_register",),
            ("dispute_measures",),
            ("dispute_register_export",),
            ("audits",),
            ("audits_export",),
            ("calibration",),
        )
    ),
    _own(writes, "profile_mail", may=ALL),
    _own(writes, "search", may=ALL),
    _own(does, "inbox_read", may=ALL),
    _own(reads, "notice", "notice", may={"team_manager"}, leads_on=frozenset({"team_manager"})),
    # -- lists of those who look after the whole ---------------------------------------------------
    _own(reads, "insights", may=QUALITY),
    _own(reads, "equality", may=QUALITY),
    _own(reads, "workload", may=SEES_LIST),
    _own(reads, "workload_list", may=SEES_LIST),
    _own(reads, "access_of_person", may=ADMIN | QUALITY),
    _own(reads, "without_iro", may=ADMIN | QUALITY),
    _own(reads, "covers", may=KEEPS_COVER),
    _own(writes, "cover_new", may=KEEPS_COVER),
    _own(writes, "cover_end", "cover", may=KEEPS_COVER_OF_IRO),
    # -- administration ----------------------------------------------------------------------------
    *(
        _own(reads, *given, may=ADMIN)
        for given in (
            ("manage",),
            ("people",),
            ("person", "person"),
            ("person_changes", "person"),
            ("teams",),
            ("team", "team"),
            ("team_changes", "team"),
            ("import_template", "=people.csv"),
            ("person_changes", "person"),
            ("team_changes", "team"),
            ("closure_days",),
            ("incidents",),
        )
    ),
    *(
        _own(writes, *given, may=ADMIN)
        for given in (
            ("person_new",),
            ("person_change", "person"),
            ("person_appoint", "person"),
            ("person_leave", "person"),
            ("person_return", "person gone"),
            ("person_password", "person"),
            ("appointment_end", "appointment"),
            ("team_new",),
            ("team_change", "team"),
            ("team_close", "team"),
            ("team_reopen", "team closed"),
            ("post_new", "team"),
            ("post_fill", "post"),
            ("post_remove", "post"),
            ("transfers",),
            ("transfer_person", "person", "=practitioner"),
            ("transfer_team", "team"),
            ("imports",),
            ("import_run", "import"),
            ("closure_day_add",),
            ("closure_day_remove", "closure"),
            ("framework_new",),
            ("framework_edit", "=mosaic-iro"),
        )
    ),
    _own(writes, "transfer_person", "person", "=manager", may=()),
    _own(does, "import_abandon", "import", may=ADMIN),
    _own(does, "incident_hold", may=ADMIN),
    _own(does, "incident_retry", "incident", may=ADMIN),
    _own(does, "incident_close", "incident", may=ADMIN),
    _own(does, "incident_paper", "paper failed", may=ADMIN),
    # -- frameworks --------------------------------------------------------------------------------
    *(
        _own(reads, *given, may=READS_FRAMEWORKS)
        for given in (
            ("framework_list",),
            ("framework_reference",),
            ("framework", "=mosaic-iro"),
            ("framework_version", "=mosaic-iro", "=1"),
            ("framework_text", "=mosaic-iro", "=1"),
            ("framework_export", "=mosaic-iro", "=1"),
            ("framework_try", "=mosaic-iro", "framework draft"),
        )
    ),
    _own(writes, "framework_publish", "=mosaic-iro", "framework draft", may=ADMIN),
    # -- audit tools: whoever answers for quality assurance edits them -------------------------------
    _own(reads, "audit_tools", may=READS_FRAMEWORKS),
    _own(reads, "audit_tool", "=merton", "=collaborative_review", may=READS_FRAMEWORKS),
    *(
        _own(writes, name, "=merton", "=collaborative_review", *more, may=READS_FRAMEWORKS)
        for name, *more in (
            ("audit_tool_copy",),
            ("audit_tool_edit",),
            ("audit_tool_section_new",),
            ("audit_tool_section", "=child"),
        )
    ),
]
#: Sign-in, two-step sign-in and the health check are the libraries' own or open to all: they have tests of their own.
OPEN_TO_ALL = {
    "health",
    "family_feedback",
    "session_stay",
    "demo_sign_in_mail",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
}
#: For whoever is signed in, about themselves alone.
ONES_OWN = {
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
#: The demonstration's pages, and the pattern pages for those who build pages: outside it there are none, for nobody.
DEMONSTRATION = {"demo_clock", "demo_mailbox", "demo_mail", "demo_mail_html", "design", "design-form"}
