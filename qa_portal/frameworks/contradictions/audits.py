"""Contradictions in audits: the scale, the sections that need each other, cycles, moderation, what follows."""

from collections.abc import Iterator

from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.vocabulary import Filing, Grade, Practice
from qa_portal.frameworks.wording import with_article

from .checks import Contradiction, check, twice
from .processes import KIND_OF_RECORD

#: What audits can't do without.
NEEDED_WITH_TOOLS = (
    "scale",
    "audit_steps",
    "cycles",
    "selection",
    "returning",
    "filing",
    "follow_up",
    "safety_alerts",
)


@check("tools", *NEEDED_WITH_TOOLS)
def sections_of_audits(tools, *given) -> Iterator[Contradiction]:
    """Tools without the sections that audits can't do without."""
    for name, said in zip(NEEDED_WITH_TOOLS, given, strict=True):
        if tools and said is None:
            about = Framework.model_fields[name].description.split(";")[0].rstrip(".")
            yield ("tools",), f"audits need the section “{name}”", f"It says: {about}"


@check("scale")
def bands_of_the_scale(scale) -> Iterator[Contradiction]:
    """Grades out of order, points for some alone, bands that overlap or leave a gap."""
    if scale is None:
        return
    for index, (band, grade) in enumerate(zip(scale.bands, Grade, strict=True)):
        if band.grade != grade:
            instead = f"The four grades, lowest first: {', '.join(Grade.values)}"
            yield ("scale", "bands", index, "grade"), f"{band.grade} doesn't stand here", instead
            return
    with_points = [band.lowest is not None and band.highest is not None for band in scale.bands]
    any_point = any(band.lowest is not None or band.highest is not None for band in scale.bands)
    if any_point and not all(with_points):
        index = with_points.index(False)
        instead = "Give every band its lowest and highest, or none of them"
        yield ("scale", "bands", index), "has no points, while other bands have", instead
        return
    if not any_point:
        if scale.overall_in_points:
            yield ("scale", "overall_in_points"), "the scale has no points", "Say false, or give bands points"
        return
    before = None
    for index, band in enumerate(scale.bands):
        path = ("scale", "bands", index)
        if band.lowest > band.highest:
            yield (*path, "lowest"), f"{band.lowest} is above the band's highest, {band.highest}", "Swap them"
            return
        if before is not None and band.lowest <= before.highest:
            yield (
                (*path, "lowest"),
                f"{band.lowest} is in the band of {before.grade} too, which ends with {before.highest}",
                f"Begin with {before.highest + 1}",
            )
        elif before is not None and band.lowest > before.highest + 1:
            yield (
                (*path, "lowest"),
                f"no band has the points between {before.highest} and {band.lowest}",
                f"Begin with {before.highest + 1}",
            )
        before = band


@check("cycles")
def months_of_cycles(cycles) -> Iterator[Contradiction]:
    """Months that there aren't, or twice, and more themes than cycles."""
    if cycles is None:
        return
    yield from _months(cycles.months, ("cycles", "months"))
    if cycles.themed_a_year > len(cycles.months):
        yield (
            ("cycles", "themed_a_year"),
            f"there are {len(cycles.months)} cycles a year, fewer than {cycles.themed_a_year}",
            f"At most {len(cycles.months)}",
        )


@check("cycles", "tools")
def monthly_audits(cycles, tools) -> Iterator[Contradiction]:
    """A service audited each month with a tool that there isn't, twice with one, by nobody, or in no such month."""
    if cycles is None:
        return
    keys = {tool.key for tool in tools}
    yield from twice(cycles.monthly, "tool", ("cycles", "monthly"), "the tool")
    for index, each in enumerate(cycles.monthly):
        path = ("cycles", "monthly", index)
        if each.tool not in keys:
            instead = f"One of the tools: {', '.join(sorted(keys))}"
            yield (*path, "tool"), f"the procedure has no tool “{each.tool}”", instead
        yield from _months(each.months, (*path, "months"))
        yield from twice(each.cohort, "role", (*path, "cohort"), "the role")
        if not any(member.each for member in each.cohort):
            yield (*path, "cohort"), "nobody takes an audit", "Give one of them at least each: 1"


def _months(months, path) -> Iterator[Contradiction]:
    for index, month in enumerate(months):
        if not 1 <= month <= 12:
            yield (*path, index), f"there is no month {month}", "Months are 1 to 12"
        elif month in months[:index]:
            yield (*path, index), f"month {month} is given twice", "List each month once"


@check("selection")
def who_audits(selection) -> Iterator[Contradiction]:
    """Roles or agencies given twice, and a cohort that takes nothing."""
    if selection is None:
        return
    yield from twice(selection.cohort, "role", ("selection", "cohort"), "the role")
    yield from twice(selection.agencies, "key", ("selection", "agencies"), "the agency")
    if not any(member.each for member in selection.cohort):
        yield ("selection", "cohort"), "nobody takes an audit", "Give one of them at least each: 1"


@check("audit_steps")
def steps_of_an_audit(audit_steps) -> Iterator[Contradiction]:
    """A second grade after a conversation that there isn't."""
    if audit_steps and audit_steps.grades_twice and audit_steps.conversation == Practice.NONE:
        yield (
            ("audit_steps", "grades_twice"),
            "grades are given again after the conversation, but there is none",
            "Say false, or have a conversation",
        )


@check("moderation")
def what_is_moderated(moderation) -> Iterator[Contradiction]:
    """Moderation of nothing, and months that there aren't."""
    if moderation is None:
        return
    yield from _months(moderation.months, ("moderation", "months"))
    if not moderation.grades and not moderation.share:
        yield ("moderation",), "nothing is moderated", "Give grades or a share, or leave the section out"
    if not moderation.months:
        yield ("moderation", "months"), "no panel ever sits", "Give the months, or leave the section out"
    path = ("moderation", "panel")
    yield from twice(moderation.panel.quality, "key", (*path, "quality"), "the score")
    yield from twice(moderation.panel.feedback, "key", (*path, "feedback"), "the heading")


@check("check", "clocks")
def time_to_amend(check, clocks) -> Iterator[Contradiction]:
    """Less time to amend with a discussion than without."""
    amend = clocks.get("audit_amend")
    days = amend.lasts.working_days if amend and amend.lasts else None
    if check and days and check.amend_with_discussion < days:
        yield (
            ("check", "amend_with_discussion"),
            f"is shorter than without a discussion ({days} working days, the clock audit_amend)",
            f"At least {days}",
        )


@check("filing", "follow_up")
def filed_after_a_signature(filing, follow_up) -> Iterator[Contradiction]:
    """A report that waits for a signature that nobody gives."""
    if filing and follow_up and filing.when == Filing.AFTER_SIGN_OFF and follow_up.signed_off_by is None:
        yield (
            ("filing", "when"),
            "waits for a signature, but nobody signs",
            "Say with follow_up: signed_off_by who does, or file it at another moment",
        )


@check("reaudit", "follow_up", "returning")
def what_follows_a_reaudit(reaudit, follow_up, returning) -> Iterator[Contradiction]:
    """What follows a re-audit, where there is none."""
    if reaudit is not None:
        return
    said = {
        ("follow_up", "soon_after_reaudit"): follow_up and follow_up.soon_after_reaudit,
        ("follow_up", "head_follows_reaudit"): follow_up and follow_up.head_follows_reaudit,
        ("returning", "reaudit_also_to"): returning and returning.reaudit_also_to,
    }
    for path, is_said in said.items():
        if is_said:
            yield path, "speaks of re-audits, but there are none", "Leave it out, or add the section reaudit"


@check("reaudit", "moderation", "cycles")
def months_of_reaudits(reaudit, moderation, cycles) -> Iterator[Contradiction]:
    """Re-audits kept out of the months of moderation, where there are none, or no others."""
    if reaudit is None or not reaudit.not_in_moderation_months:
        return
    path = ("reaudit", "not_in_moderation_months")
    if moderation is None:
        yield path, "there is no moderation", "Leave it out, or add the section moderation"
    elif cycles and set(cycles.months) <= set(moderation.months):
        yield path, "no month would be left for re-audits: panels sit in all of them", "Say false"


@check("supervision", "serves")
def how_often_supervised(supervision, serves) -> Iterator[Contradiction]:
    """Kinds given twice or not served, extensions that shorten or that nobody agrees to."""
    yield from twice(supervision, "kind", ("supervision",), "the kind of case")
    for index, each in enumerate(supervision):
        path, record = ("supervision", index), KIND_OF_RECORD[each.kind]
        if record not in serves:
            yield (
                (*path, "kind"),
                f"{each.kind.value} is about {with_article(record.label.lower())}, whom the framework doesn't serve",
                f"Add {record.value} to serves, or take it out",
            )
        if each.may_extend_to_weeks and each.may_extend_to_weeks <= each.weeks:
            instead = f"More than {each.weeks} weeks, or leave it out"
            yield (*path, "may_extend_to_weeks"), "isn't longer than without an extension", instead
        if each.may_extend_to_weeks and not each.extended_by:
            yield (*path, "may_extend_to_weeks"), "nobody agrees to it", "Say who with extended_by"
        if each.extended_by and not each.may_extend_to_weeks:
            instead = "Say to how many weeks with may_extend_to_weeks, or leave it out"
            yield (*path, "extended_by"), "agrees to nothing", instead


@check("ladders", "challenge", "safety_alerts", "follow_up", "inadequate")
def rungs_of_audits(ladders, challenge, safety_alerts, follow_up, inadequate) -> Iterator[Contradiction]:
    """Work of somebody who stands on no ladder, so that their silence would climb nowhere; a first rung that isn't."""
    standing = {role for ladder in ladders.values() for role in ladder}
    roles = {
        ("follow_up", "discussed_by"): follow_up and follow_up.discussed_by,
        ("follow_up", "signed_off_by"): follow_up and follow_up.signed_off_by,
        ("follow_up", "head_follows_reaudit"): follow_up and follow_up.head_follows_reaudit,
        ("inadequate", "assured_by"): inadequate and inadequate.assured_by,
        ("inadequate", "level_decided_by"): inadequate and inadequate.level_decided_by,
    }
    for section, process in (("challenge", challenge), ("safety_alerts", safety_alerts)):
        if process is None:
            continue
        yield from twice(process.rungs, "held_by", (section, "rungs"), "the role")
        for index, rung in enumerate(process.rungs):
            roles[(section, "rungs", index, "held_by")] = rung.held_by
        if process.rungs[0].only_exceptionally:
            path = (section, "rungs", 0, "only_exceptionally")
            yield path, "nobody would have it first", "Say false, or begin with another rung"
    for path, role in roles.items():
        if role and role not in standing:
            instead = "Put the role on a ladder where it belongs"
            yield path, f"{role.value} stands on no ladder, so silence here would climb nowhere", instead
