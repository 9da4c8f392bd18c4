"""Mutants that survive and may: why each of them does the same as the code. By the mutant's name."""

EXPLAINED: dict[str, str] = {
    "qa_portal/deadlines/calendar.py:WorkingCalendar.add_working_days: n > 0 → n >= 0": (
        "with n = 0 no day is added, in whichever direction"
    ),
    "qa_portal/requests/models.py:RequestForResponse.withdraw: is no longer by_action_only": (
        "nobody may take it, so that it has no button anyway"
    ),
    "qa_portal/plan/models.py:Action.lapse: is no longer by_action_only": (
        "nobody may take it, so that it has no button anyway"
    ),
    "disputes/rules.py:answered_below: below.level < stage.level and below.answered_by_id is not None → "
    "below.level < stage.level": "of a stage that nobody answered it names nobody, which passes nobody by",
    "qa_portal/reporting/rules.py:may_publish_report: policy is not None and _holds_one_of(user, policy.published_by) "
    "and _reaches(user, report) → _holds_one_of(user, policy.published_by) and _reaches(user, report)": (
        "a report is of a version that has reports, or it was never drafted"
    ),
    "audits/outside/rules.py:_is_meant: word in Role.values and holds_for(user, word, audit.subject.team_id) → "
    "holds_for(user, word, audit.subject.team_id)": (
        "what is no role nobody holds; it falls to the quality assurance team, which holds_for takes for nobody"
    ),
    "qa_portal/children/rules.py:_requests_of: 1 → 2": "it asks whether there is one; a second changes nothing",
    "qa_portal/workflow/steps.py:_refuse_when_moved_on: 0 → -1": "all arrows of one step have its label",
}
