"""The reports that audits bring, and their parts."""

from __future__ import annotations

from collections.abc import Callable

from qa_portal.frameworks.vocabulary import ReportName
from qa_portal.reporting.figures import Gathered
from qa_portal.reporting.kinds import (
    Narrative,
    Part,
    ReportKind,
    Scope,
    Sheet,
    register_kind,
    register_part,
    register_sheet,
)
from qa_portal.reporting.packs import register_papers
from qa_portal.reporting.periods import PeriodKind

from . import agencies, checks, cohort, compliance, digest, inspection, moderated, monthly, themes
from .sheets import AUDITS, CHECKS

Gather = Callable[[Scope], Gathered | None]

_LEARNING = Narrative(
    "learning",
    "What we have learnt, and what is done about it",
    "Themes, strengths and risks, and the action that follows from each.",
)


def register_reporting() -> None:
    """Make the reports known; called when the app loads."""
    _report(
        ReportKind(
            ReportName.MONTHLY,
            PeriodKind.MONTH,
            (Narrative("highlights", "Highlights", drafted=monthly.begin_highlights), _LEARNING),
        ),
        ("completed", "Audits completed", monthly.completed_part),
        ("grades", "Grades", monthly.grades_part),
        ("actions", "Progress of actions", monthly.actions_part),
        ("outstanding", "Outstanding practice", monthly.outstanding_part),
        ("alerts", "Safety", monthly.alerts_part),
        ("agencies", "Agencies", agencies.agencies_part),
        sheets=(AUDITS,),
    )
    _report(
        ReportKind(
            ReportName.COMPLIANCE,
            PeriodKind.MONTH,
            (Narrative("summary", "Summary", drafted=compliance.begin_compliance),),
        ),
        ("compliance", "Completion", compliance.compliance_part),
        sheets=(compliance.COMPLIANCE, compliance.BY_AUDITOR),
    )
    _report(
        ReportKind(
            ReportName.CHECKS,
            PeriodKind.MONTH,
            (Narrative("summary", "Summary", drafted=checks.begin_checks),),
        ),
        ("checks", "Checks completed", checks.checks_part),
        ("questions", "Answers", checks.questions_part),
        sheets=(CHECKS,),
    )
    _of_periods()
    _of_cycles()
    _in_the_pack()


def _of_periods() -> None:
    findings = Narrative("findings", "Findings and themes", drafted=themes.begin_findings)
    done = Narrative(
        "done", "What was done about them", "For each theme: the action, by whom, what has changed."
    )
    for name, period in ((ReportName.QUARTERLY, PeriodKind.QUARTER), (ReportName.ANNUAL, PeriodKind.YEAR)):
        _report(
            ReportKind(name, period, (findings, done)),
            ("completed", "Audits completed", monthly.completed_part),
            ("grades", "Grades", monthly.grades_part),
            ("themes", "Themes", themes.themes_part),
            ("done", "What was done: actions from the period’s audits", themes.done_part),
            ("loop", "Closing the loop", themes.loop_part),
            ("moderated", "Moderation", moderated.moderated_part),
            ("outstanding", "Outstanding practice", monthly.outstanding_part),
            sheets=(AUDITS,),
        )
    _report(
        ReportKind(
            ReportName.MODERATION,
            PeriodKind.QUARTER,
            (Narrative("summary", "Findings", drafted=moderated.begin_moderation), _LEARNING),
        ),
        ("moderated", "Grades before and after", moderated.moderated_part),
    )
    _report(
        ReportKind(
            ReportName.AGENCIES,
            PeriodKind.MONTH,
            (
                Narrative("highlights", "Summary", drafted=monthly.begin_highlights),
                Narrative("plan", "Action plan", "Where one is required.", is_needed=False),
            ),
        ),
        ("completed", "Audits completed", monthly.completed_part),
        ("agencies", "Agencies", agencies.agencies_part),
        ("grades", "Grades", monthly.grades_part),
        ("actions", "Progress of actions", monthly.actions_part),
    )


def _of_cycles() -> None:
    _report(
        ReportKind(
            ReportName.COHORT,
            PeriodKind.THING,
            (
                Narrative("findings", "Key findings", drafted=cohort.begin_findings),
                Narrative("good", "Good practice", "What works well, and what makes it work."),
                Narrative(
                    "plan",
                    "Improvement plan for the area of focus",
                    "What is to change, by whom, by when, and how we shall know.",
                ),
            ),
            cohort.cycles_of,
        ),
        ("progress", "Overall grades", cohort.progress_part),
        ("questions", "Questions", cohort.questions_part),
        ("families", "What families and young people say", cohort.families_part),
        ("themes", "Themes", cohort.themes_of_cycle),
        ("good", "Good practice", cohort.good_part),
        ("actions", "Actions from the reviews", cohort.actions_part),
        sheets=(cohort.COHORT,),
    )
    _report(
        ReportKind(
            ReportName.DIGEST,
            PeriodKind.THING,
            (
                Narrative("learning", "What we have learnt", drafted=digest.begin_digest),
                Narrative(
                    "try", "Try this", "One or two things to do differently from Monday.", is_needed=False
                ),
            ),
            cohort.cycles_of,
            is_anonymous=True,
        ),
        ("grades", "The cycle in figures", digest.grades_part),
        ("themes", "Themes", cohort.themes_of_cycle),
        ("good", "Good practice", cohort.good_part),
    )


def _in_the_pack() -> None:
    """What audits put into the inspection pack, which is the ground's own report."""
    name = ReportName.INSPECTION
    for part in (
        Part("completed", "Audits completed", monthly.completed_part, 10),
        Part("grades", "Grades", monthly.grades_part, 20),
        Part("loop", "Closing the loop", themes.loop_part, 30),
        Part("done", "Actions from the period’s audits", themes.done_part, 40),
    ):
        register_part(name, part)
    register_sheet(name, inspection.LOOP)
    register_papers("audit", inspection.audit_papers)


def _report(kind: ReportKind, *parts: tuple[str, str, Gather], sheets: tuple[Sheet, ...] = ()) -> None:
    register_kind(kind)
    for place, (key, heading, gather) in enumerate(parts):
        register_part(kind.name, Part(key, heading, gather, 10 * (place + 1)))
    for sheet in sheets:
        register_sheet(kind.name, sheet)
