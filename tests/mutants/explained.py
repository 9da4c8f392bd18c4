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
}
