"""What a framework says, in plain English: for the page that shows it and for what changes with a new version."""

from collections.abc import Callable

from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.wording import Chapter

from . import activities, audits, checklists, clocks, disputes, following, general, reports, retention, tools

__all__ = ["differences", "in_plain_english"]

#: Each gives its chapter, or None where the procedure has nothing of the kind.
_CHAPTERS: tuple[Callable[[Framework], Chapter | None], ...] = (
    general.about,
    disputes.qap,
    disputes.disputes,
    audits.audits,
    audits.cycles,
    audits.scale,
    following.what_follows,
    following.inadequate,
    following.challenge,
    following.safety_alerts,
    following.other_agencies,
    following.supervision,
    activities.activities,
    checklists.checklists,
    reports.reports,
    retention.retention,
    clocks.clocks,
    general.ladders,
    general.positive_alerts,
    general.themes,
    tools.tools,
    general.review_audit,
    general.terms,
)


def in_plain_english(framework: Framework) -> list[Chapter]:
    """What a framework says, chapter by chapter."""
    return [told for tell in _CHAPTERS if (told := tell(framework)) is not None]


def differences(old: Framework, new: Framework) -> list[tuple[str, list[str], list[str]]]:
    """What a new version says otherwise: heading, what it no longer says, what it says now; chapters that differ."""
    found = []
    for tell in _CHAPTERS:
        before, after = tell(old), tell(new)
        was, now = before.lines if before else [], after.lines if after else []
        gone = [line for line in was if line not in now]
        come = [line for line in now if line not in was]
        if gone or come:
            found.append(((after or before).heading, gone, come))
    return found
